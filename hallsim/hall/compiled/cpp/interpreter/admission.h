// Coming to the hall and leaving it: doors, a full hall, and when somebody comes again (R5.1, R5.8, R6.33).
#pragma once

#include <unordered_set>

#include "../servers/facility.h"
#include "../state/trips.h"

namespace hall {

using Party = std::span<Walk* const>;  // matters on one visit
using Expected = std::span<const Ints>;  // tasks at windows, by matter on a visit

// Who is in the hall.
class Visits {
public:
    explicit Visits(Facility& facility)
        : facility_(facility), plan_(facility.plan), decisions_(facility.decisions), clock_(facility.clock) {
        if (decisions_.offices) trips.emplace(decisions_.offices->site, decisions_.n_citizens, facility.recorder);
        is_simple_ = plan_.capacity == NEVER &&
                     std::all_of(facility.openings.begin(), facility.openings.end(), [](auto& one) { return one.attended.empty(); });
    }

    Int n_visits = 0;
    std::optional<Trips> trips;  // where there are several offices

    // What stands before somebody who comes: who was turned away knows it at once, others may have to wait.
    struct Entry {
        Way way;
        bool waits = false;
        bool is_in_vain = false;  // the office is unattended
        Ms doors_ms = NEVER;      // NEVER: they are open
    };

    // Open a visit of one or several matters, for whose tasks at windows clerks wait. Who need not wait is inside
    // then; the others `wait_to_enter`.
    Entry come(Party walks, Expected expected);
    Entry come_alone(Walk& walk, Ints expected);  // of one matter, as most are
    Steps wait_to_enter(Party walks, Expected expected, Entry door, Outing* outing = nullptr);

    // The office was unattended; the visit will be made again.
    void turn_back(Party walks);
    // Wait until a visit is made again; called off when it is no longer wanted by then.
    Steps stay_home(Walk& walk, Ms back_ms, Outing* outing);

    // Whether the matter needs a stop; else nobody need wait for it at the windows (R5.2).
    bool needs(const Op& op, Walk& walk);

    // A visit begins at the door.
    void open_visit(Party walks);
    // Close the visit.
    void leave(Party walks, End state);
    void leave_alone(Walk& walk, End state);

    // When the citizen comes again: after an exact time, or on a later day at the citizen's own time.
    Ms back_by_tape(const Walk& walk, Int column) const;
    Ms back_at(const Walk& walk, Int days, Ms ms) const;
    // The next open day at the time of day of an earlier coming; a night is of one day.
    Ms next_day(const Opening& opening, Ms came_ms) const;

private:
    Facility& facility_;
    const Plan& plan_;
    const Decisions& decisions_;
    Clock& clock_;
    std::unordered_set<Int> inside_;  // visits, kept where the hall may be full
    bool is_simple_ = false;  // always attended, with room for everybody

    void open_visit(Walk& walk, Int number);
    void close_visit(const Walk& leading, End state);
    void leave_behind(Walk& walk);

    Entry at_the_door(Party walks, Expected expected);
    Way admit(Party walks);
    bool waits_for_slot(const Walk& walk) const;
    Ms day_back(const Opening& opening, Int today, Int days, Ms clock_ms) const;
};

}  // namespace hall
