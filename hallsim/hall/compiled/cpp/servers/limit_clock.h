// Limits at work: when a limit, or a share of it, has passed, and the warning before it (R6.21, R6.22).
#pragma once

#include "../state/case_file.h"
#include "floor.h"

namespace hall {

// What has become of the limits of the matters under way, by matter.
class LimitClock : public Deadlines {
public:
    LimitClock(const LimitRule& rule, Floor& floor);

    const LimitRule& rule;

    // What is known of a matter's limit.
    struct Watched {
        Ms accepted_ms = NEVER;
        Ms due_ms = NEVER_MS;                     // if its clock never stood still
        std::vector<std::pair<Ms, Ms>> pauses;    // of its clock: since when, until when (NEVER: still)
        std::vector<Ref<Ticket>> files;           // put on desks; some may be worked on or done
        Branch* running = nullptr;                // an approval with results
        Int n_examined = 0;                       // steps over outside such an approval
        bool has_limit = false, warned = false, deemed = false;
    };
    Watched& of(Int matter) { return watched_[static_cast<std::size_t>(matter)]; }

    // ------------------------------------------------------------------ what desks ask

    Ms due_of(Int matter) const override;
    bool is_warned(Int matter) const override { return known(matter).warned; }
    void waits(Ticket& ticket) override { of(ticket.matter).files.push_back(&ticket); }

    // ------------------------------------------------------------------ what happens to a matter

    // The limit begins to run with the acceptance; with a decision there is nothing more to watch.
    void mark(Moment moment, Walk& walk);
    // Its clock stands still from now on; which pause this is. It goes on at a time (NEVER: it never does).
    std::size_t stand_still(Int matter);
    void go_on(Int matter, std::size_t pause, Ms at_ms) { of(matter).pauses[pause].second = at_ms; }
    // When so many days of a limit have passed, as far as is known: its clock may stand still.
    Ms end_of(Int matter, Ms accepted_ms, Int days) const;
    // Steps over by now.
    Int n_examined(Int matter) const;

private:
    struct Warning;

    Floor& floor_;
    const Calendar& calendar_;
    std::vector<Watched> watched_;

    const Watched& known(Int matter) const { return watched_[static_cast<std::size_t>(matter)]; }
    void accept(Walk& walk);
    void watch(Walk& walk, Ms accepted_ms);
    void warn(Walk& walk);
};

}  // namespace hall
