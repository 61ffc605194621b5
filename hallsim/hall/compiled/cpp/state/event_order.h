// The order of events that happen in the same millisecond: the one place that says it (R4.1).
//
// Events go by (time, priority, insertion). The priority is KIND << 40 | identity, so within one kind the smaller
// identity goes first. What follows at once (a process begins, a process or a condition is over) goes before all
// kinds, in the order of insertion.
#pragma once

#include <cstdint>

namespace hall::event_order {

constexpr std::int64_t BEGINNING = 0;  // a process begins
constexpr std::int64_t AT_ONCE = 1;    // a process is over, a condition holds, a signal is given
constexpr std::int64_t SERVICE_END = std::int64_t{1} << 40;
constexpr std::int64_t SHIFT_CHANGE = std::int64_t{2} << 40;
constexpr std::int64_t CLOSING = std::int64_t{3} << 40;
constexpr std::int64_t GOING_ON = CLOSING + (std::int64_t{1} << 39);  // who goes on to a ticket and looks (R4.8)
constexpr std::int64_t ARRIVAL = std::int64_t{4} << 40;
constexpr std::int64_t PATIENCE = std::int64_t{5} << 40;  // runs last: who is called in that millisecond is served
constexpr std::int64_t MEETING = std::int64_t{6} << 40;

}  // namespace hall::event_order
