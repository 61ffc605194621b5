// Who serves, and when: servers, rosters, and on which days offices are attended.
#pragma once

#include "plan.h"

namespace hall {

struct Tide {
    Int pool, open_at, close_at;
    Ms after_ms;
};

// A window with its clerk, or an officer at a desk.
struct Server {
    std::vector<Ints> tiers;  // queues by rank: own ones, then those it helps
    bool is_desk, serves_out, decides, calls;
    Int roster, help_from, per_day, group;
    ShiftEnd at_shift_end;
    Ms travel_ms;  // NEVER for who stays
    double time_factor, error_share, error_factor, fatigue_per_hour, bundle_saving;
    std::optional<Tide> tide;
};

class Staffing {
public:
    Staffing(const Arrays& arrays, const Plan& plan);
    Staffing(const Staffing&) = delete;
    Staffing& operator=(const Staffing&) = delete;

    std::vector<Server> servers;
    std::vector<Timetable> on_duty;  // by roster
    Ints roster_kind;                // of the office whose hours count
    Ints pool_clerks;
    std::vector<const Timetable*> desk_hours;  // by queue, when files of a desk make progress
    std::vector<Ints> attended;                // by office, its days; empty: always

private:
    std::vector<Timetable> hours_;
};

}  // namespace hall
