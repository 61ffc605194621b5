#include "delays.h"

namespace hall {

Found Delays::delay(const Op& op, Walk& walk, Branch* branch) { return pass(op, walk, branch); }

Steps Delays::pass(const Op& op, Walk& walk, Branch*) {
    QueueState* open_at = op.stays_open && op.lasts_ms == NEVER ? walk.queues[op.task] : nullptr;
    if (open_at != nullptr) facility_.open_file(*open_at);
    co_await At(clock_, over_at(op, walk, 0), event_order::ARRIVAL + walk.citizen);
    if (open_at != nullptr) facility_.close_file(*open_at);
    co_return Way{};
}

Ms Delays::over_at(const Op& op, const Walk& walk, Int n_before) const {
    const Ms now = clock_.now_ms;
    if (op.lasts_ms != NEVER) return after(op.lasts_ms, op.lasts_workdays, now);
    const Ms length = tickets_.elapsed_ms(walk.matter, op.position, n_before);
    switch (op.hours) {
        case Hours::CLOCK: return plus(now, length);
        case Hours::WORKDAYS: return plan_.calendar.workdays.add(now, length);
        default: break;
    }
    const QueueState* desk = walk.queues[op.task];
    const Timetable* hours =
        desk == nullptr ? nullptr : facility_.staffing.desk_hours[static_cast<std::size_t>(desk->index)];
    if (hours == nullptr) throw InputError("a desk without hours");
    return hours->add(now, length);
}

Ms Delays::after(Ms length_ms, bool of_workdays, Ms now) const {
    return of_workdays ? plan_.calendar.workdays.add(now, length_ms) : plus(now, length_ms);
}

}  // namespace hall
