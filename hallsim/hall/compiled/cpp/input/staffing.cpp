#include "staffing.h"

namespace hall {

Staffing::Staffing(const Arrays& arrays, const Plan& plan) {
    on_duty = timetables(arrays, "roster");
    roster_kind = checked(arrays, "roster.kind", on_duty.size(), 0, static_cast<Int>(plan.opening_of_kind.size()));
    const std::size_t n = plan.servers.size();
    server_roster = checked(arrays, "staff.roster", n, 0, static_cast<Int>(on_duty.size()));
    time_factor = checked_reals(arrays, "staff.time_factor", n, 0.0, MANY_TIMES);
    error_share = checked_reals(arrays, "staff.error_share", n, 0.0, 1.0);
    hours_ = timetables(arrays, "desk_hours");
    const std::size_t n_queues = plan.queues.size();
    Ints hours = checked(arrays, "desk_hours.of", n_queues, -1, static_cast<Int>(hours_.size()));
    for (std::size_t queue = 0; queue < n_queues; ++queue) {
        desk_hours.push_back(hours[queue] < 0 ? nullptr : &hours_[static_cast<std::size_t>(hours[queue])]);
        if (plan.queues[queue].is_unlimited && hours[queue] < 0) throw InputError("an unlimited desk without hours");
    }
    Ragged days(arrays, "attended.days");
    Ints of = checked(arrays, "attended.of", static_cast<std::size_t>(plan.n_sites), -1, static_cast<Int>(days.size()));
    for (Int row : of) attended.push_back(row < 0 ? Ints{} : days[static_cast<std::size_t>(row)]);
}

}  // namespace hall
