#include "staffing.h"

namespace hall {

Staffing::Staffing(const Arrays& arrays, const Plan& plan) {
    on_duty = timetables(arrays, "roster");
    roster_kind = checked(arrays, "roster.kind", on_duty.size(), 0, static_cast<Int>(plan.opening_of_kind.size()));
    pool_clerks = arrays.ints("pool.clerks");
    const std::size_t n = arrays.ints("server.is_desk").size();
    Ragged queues(arrays, "server.tier"), tiers(arrays, "server.tiers", n);
    check_range("server.tier", queues.cells(), 0, static_cast<Int>(plan.queues.size()));
    check_range("server.tiers", tiers.cells(), 0, static_cast<Int>(queues.size()));
    auto ints = [&](const char* name) { return arrays.ints(std::string("server.") + name, n); };
    auto reals = [&](const char* name) { return arrays.reals(std::string("server.") + name, n); };
    Ints is_desk = ints("is_desk"), serves_out = ints("serves_out"), decides = ints("decides"), calls = ints("calls");
    Ints roster = checked(arrays, "server.roster", n, 0, static_cast<Int>(on_duty.size()));
    Ints at_shift_end = checked(arrays, "server.at_shift_end", n, 0, 3);
    Ints help_from = ints("help_from"), per_day = ints("per_day"), group = ints("group"), travel = ints("travel_ms");
    Reals time = reals("time_factor"), error = reals("error_share"), error_factor = reals("error_factor");
    Reals fatigue = reals("fatigue_per_hour"), saving = reals("bundle_saving");
    Ints pool = checked(arrays, "server.tide_pool", n, -1, static_cast<Int>(pool_clerks.size()));
    Ints open_at = ints("tide_open_at"), close_at = ints("tide_close_at"), after = ints("tide_after_ms");
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<Ints> own;
        for (Int tier : tiers[i]) own.push_back(queues[static_cast<std::size_t>(tier)]);
        std::optional<Tide> tide;
        if (pool[i] >= 0) tide = Tide{pool[i], open_at[i], close_at[i], after[i]};
        servers.push_back({std::move(own), is_desk[i] != 0, serves_out[i] != 0, decides[i] != 0, calls[i] != 0, roster[i],
                           help_from[i], per_day[i], group[i], static_cast<ShiftEnd>(at_shift_end[i]), travel[i], time[i],
                           error[i], error_factor[i], fatigue[i], saving[i], tide});
    }
    hours_ = timetables(arrays, "desk_hours");
    Ints hours = checked(arrays, "desk_hours.of", plan.queues.size(), -1, static_cast<Int>(hours_.size()));
    for (Int row : hours) desk_hours.push_back(row < 0 ? nullptr : &hours_[static_cast<std::size_t>(row)]);
    for (std::size_t i = 0; i < plan.queues.size(); ++i) {
        if (plan.queues[i].is_unlimited && desk_hours[i] == nullptr) throw InputError("an unlimited desk without hours");
    }
    Ragged days(arrays, "attended.days");
    Ints of = checked(arrays, "attended.of", static_cast<std::size_t>(plan.n_sites), -1, static_cast<Int>(days.size()));
    for (Int row : of) attended.push_back(row < 0 ? Ints{} : days[static_cast<std::size_t>(row)]);
}

}  // namespace hall
