// Which office citizens go to: setting out, finding it unattended, going on to another one (R5.23, R5.26).
#pragma once

#include "bundles.h"

namespace hall {

class Going {
public:
    Going(const Given& given, Courses& courses, Bundles& bundles);

    // First visits to one office, or to several one after another, and what follows.
    void begin(Party walks);

private:
    // Whether a single matter goes straight to the office that homes decide, as most do.
    bool goes_straight(Walk& walk);
    Steps journey(std::vector<Walk*> walks);

    struct Part {
        Int site;
        std::vector<Walk*> walks;
    };
    struct Reached {
        double mean_ms;
        Int site;
    };

    const Plan& plan_;
    const Network& network_;
    const OfficeDecisions& decided_;
    const Decisions& decisions_;
    Courses& courses_;
    Bundles& bundles_;
    Walking& walking_;
    Facility& facility_;
    Trips& trips_;
    std::vector<std::vector<Reached>> by_distance_;  // by place, offices that can be reached, the nearest first
    std::vector<Int> n_servers_;                     // by queue, who takes its tickets

    // The first visit at an office, and what follows: in the same process at the last office.
    Steps first_visit(std::vector<Walk*> walks, bool is_last);
    // The office of each matter, in order; matters for the same office go together.
    std::vector<Part> parts_of(const std::vector<Walk*>& walks);
    // Give matters the hours, the queues and the itinerary of an office.
    void send(Party walks, Int site);
    // The journey to an office from another one; who would come too late goes on another day.
    At go_on_to(Party walks, Ms way_ms);
    // Go on from offices that are unattended today; after the last one, wait for another day.
    bool goes_past(Party walks) const;
    Steps reach(std::vector<Walk*> walks);

    // The nearest office not yet tried that accepts all matters; NEVER when there is none.
    Int next_site(Party walks, Int site, const std::vector<Int>& tried);
    // The office with the least journey and expected wait; NEVER when none accepts all matters.
    Int least_time(Party walks);
    double expected_wait_ms(Int site, const Walk& walk, Ms way_ms);
    // How many services must end before one more begins, and by how many servers.
    std::pair<Int, Int> ahead_of(QueueState& queue) const;
    bool accepts(Int site, Party walks) const;
    const std::vector<Reached>& from_place(Int place);
    // The time a citizen takes from the centre of a place to an office.
    Ms way_ms(Int citizen, Int place, Int site) const;
    const Itinerary& itinerary_at(Int kind, const Walk& walk) const;
};

}  // namespace hall
