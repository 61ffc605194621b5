#include "delays.h"

namespace hall {

Found Delays::delay(const Op& op, Walk& walk, Branch* branch) {
    if (op.hold == NEVER) return pass(op, walk, branch);
    if (branch == nullptr) throw InputError("a hold outside an approval with results");
    return hold(op, walk, *branch);
}

Steps Delays::pass(const Op& op, Walk& walk, Branch* branch) {
    std::vector<QueueState*> own;
    std::vector<QueueState*>& open_at = branch == nullptr ? own : branch->kept_open;
    if (op.stays_open && op.lasts_ms == NEVER) {
        open_at.push_back(walk.queues[op.task]);
        facility_.open_file(*open_at.back());
    }
    co_await At(clock_, over_at(op, walk, branch), event_order::ARRIVAL + walk.citizen);
    if (op.stays_open && !open_at.empty()) {
        QueueState& queue = *open_at.back();
        open_at.pop_back();
        facility_.close_file(queue);
    }
    co_return Way{};
}

Steps Delays::hold(const Op& op, Walk& walk, Branch& branch) {
    const auto kind = static_cast<Hold>(op.hold);
    if (kind == Hold::PAYMENT && walk.visit != NO_VISIT) co_return Way{};
    const Holds::Held hold = holds_.begin(walk, op.task, kind, op.stops, branch);
    co_await At(clock_, over_at(op, walk, &branch), event_order::ARRIVAL + walk.citizen);
    holds_.end(hold);
    co_return Way{};
}

Ms Delays::over_at(const Op& op, const Walk& walk, const Branch* branch) const {
    const Ms now = clock_.now_ms;
    if (op.lasts_ms != NEVER) return after(op.lasts_ms, op.lasts_workdays, now);
    const Int n_before = branch == nullptr ? 0 : branch->file.examined(op.position);
    const Ms length = tickets_.elapsed_ms(walk.matter, op.position, n_before);
    switch (op.hours) {
        case Hours::CLOCK: return plus(now, length);
        case Hours::WORKDAYS: return plan_.calendar.workdays.add(now, length);
        default: break;
    }
    const QueueState* desk = walk.queues[op.task];
    if (desk == nullptr) throw InputError("a desk without hours");
    return facility_.hours_of(*desk).add(now, length);
}

Ms Delays::after(Ms length_ms, bool of_workdays, Ms now) const {
    return of_workdays ? plan_.calendar.workdays.add(now, length_ms) : plus(now, length_ms);
}

}  // namespace hall
