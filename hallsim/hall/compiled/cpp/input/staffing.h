// Who is there and how fast, in one replication.
#pragma once

#include "plan.h"

namespace hall {

class Staffing {
public:
    Staffing(const Arrays& arrays, const Plan& plan);
    Staffing(const Staffing&) = delete;
    Staffing& operator=(const Staffing&) = delete;

    std::vector<Timetable> on_duty;  // by roster
    Ints roster_kind;                // of the office whose hours count
    Ints server_roster;
    Reals time_factor, error_share;                // by server
    std::vector<const Timetable*> desk_hours;  // when the files of a desk make progress
    std::vector<Ints> attended;                    // by office, its days; empty: always

private:
    std::vector<Timetable> hours_;
};

}  // namespace hall
