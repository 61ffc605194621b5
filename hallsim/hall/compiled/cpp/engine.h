// One run: a deterministic function of a plan and of decisions. No random draw happens here.
#pragma once

#include <optional>

#include "agents.h"
#include "at_home.h"
#include "office_routing.h"

namespace hall {

class Run : Source {
public:
    Run(const Given& given, Recorder& recorder);
    ~Run();
    Run(const Run&) = delete;

    // Let everything happen until the horizon (or until all have ended); the time of the end.
    Ms run();
    // Write everything that is still under way: nobody disappears.
    void finish(Ms end_ms);

private:
    Recorder& recorder_;
    Arena arena_;
    Clock clock_;
    Processes processes_;
    const Given given_;
    const Plan& plan_;
    const Decisions& decisions_;
    Facility facility_;
    Walking walking_;
    Courses courses_;
    SharedVisits shared_;
    Bundles bundles_;
    std::optional<Carriers> carriers_;
    std::optional<AtHome> at_home_;
    std::optional<Packages> packages_;
    std::optional<Going> going_;
    Processes* outer_;
    std::vector<Int> coming_;  // citizens in the order in which they come; empty: in that of their numbers
    std::size_t n_came_ = 0;
    static constexpr std::size_t SOON = 6;  // who comes so many citizens later
    bool all_come_themselves_ = false;  // to the one hall, with every matter
    std::vector<Walk*> party_;  // the matters of who comes

    std::size_t n_citizens() const { return static_cast<std::size_t>(decisions_.n_citizens); }
    Int comes(std::size_t number) const { return coming_.empty() ? static_cast<Int>(number) : coming_[number]; }
    void arrive();
    void say_who_is_next();
    // Who is answered from afar, or booked and does not come: their matters end without a visit.
    void stay_away(Int citizen, End state);
    // A citizen's first visit, with one matter or several, and what follows.
    void citizen(Int citizen);
    void set_out(Party walks);
    Steps after_preparing(std::vector<Walk*> walks);
    Steps first_visit(std::vector<Walk*> walks);
    void finish_tickets(Ms end_ms);
    void finish_matters(Ms end_ms);
    void finish_servers(Ms end_ms);
    End open_state(const Walk& walk) const;
};

}  // namespace hall
