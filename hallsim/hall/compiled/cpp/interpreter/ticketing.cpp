#include "ticketing.h"

namespace hall {

Ticket& Ticketing::take(const Op& op, Walk& walk, Ms work_ms) {
    QueueState* const queue = walk.queues[op.task];
    if (queue == nullptr) refuse("a task has no queue");
    const Int priority = queue->by_priority ? priority_of(walk, *queue) : DEFAULT_PRIORITY;
    Ms patience = NEVER;
    if (decisions_.patience_ms.columns > 0 && walk.agent == nullptr && !queue->is_desk()) {
        patience = decisions_.patience_ms.at(walk.citizen, walk.patience_column);
        if (patience >= NEVER_MS) patience = NEVER;
    }
    if (work_ms < 0) work_ms = work_of(op, walk);
    const Int place = std::exchange(walk.place, NEVER);
    if (!balking.anybody_balks() || walk.agent != nullptr || queue->is_desk()) {
        return facility_.issue(walk, *queue, op.task, work_ms, priority, patience, place);
    }
    const Int seen = balking.seen(*queue);
    Ticket& ticket = facility_.issue(walk, *queue, op.task, work_ms, priority, patience, place);
    if (ticket.waiting && balking.leaves(walk.citizen, seen)) facility_.give_up_ticket(ticket, Outcome::BALKED);
    return ticket;
}

Int Ticketing::priority_of(const Walk& walk, const QueueState& queue) const {
    const bool is_first = walk.arrived_ms == walk.first_visit_ms && !queue.is_desk();
    const Int row = (is_first ? decisions_.class_row : decisions_.group)[walk.citizen];
    const Int priority = plan_.priority[row * plan_.n_services + walk.service];
    return priority != GREEN_PRIORITY && queue.spec->only_green ? DEFAULT_PRIORITY : priority;
}

Ms Ticketing::work_of(const Op& op, const Walk& walk) const {
    const Int matter = walk.matter;
    switch (op.tape) {
        case Tape::STEP: return decisions_.step_work_ms[decisions_.step_start[matter] + op.position];
        case Tape::ROUTE: return decisions_.route_work_ms[decisions_.route_start[matter] + op.position];
        case Tape::COLLECT: return decisions_.collect_work_ms[matter];
        case Tape::AUTHORISE: return plan_.authorise_ms;
        case Tape::AMEND: {
            const Int n = static_cast<Int>(decisions_.amend_work_ms.columns);
            return decisions_.amend_work_ms.at(matter, std::min<Int>(walk.n_amended, n) - 1);
        }
        default: break;
    }
    const Ints extra = decisions_.extra_work_ms[static_cast<std::size_t>(op.tape)];
    if (!extra.empty()) return extra[matter];
    const Int column = walk.attempt - 1;
    if (column < 0 || column >= static_cast<Int>(decisions_.revisit_work_ms.columns)) {
        refuse("a visit for which no work was drawn");
    }
    return decisions_.revisit_work_ms.at(matter, column);
}

Ms Ticketing::step_work_ms(Int matter, Int position, Int n_before) const {
    const auto cell = static_cast<std::size_t>(decisions_.step_start[matter] + position);
    const Int row = again(cell, n_before);
    return row < 0 ? decisions_.step_work_ms[cell] : decisions_.steps->again_work_ms.cells[row];
}

Ms Ticketing::elapsed_ms(Int matter, Int position, Int n_before) const {
    const auto cell = static_cast<std::size_t>(decisions_.step_start[matter] + position);
    const Int row = again(cell, n_before);
    return row < 0 ? decisions_.step_elapsed_ms[cell] : decisions_.steps->again_elapsed_ms.cells[row];
}

Int Ticketing::again(std::size_t cell, Int n_before) const {
    if (n_before == 0 || !decisions_.steps || decisions_.steps->again_work_ms.columns == 0) return NEVER;
    const Int row = decisions_.steps->again_row[cell], n = static_cast<Int>(decisions_.steps->again_work_ms.columns);
    return row < 0 ? NEVER : row * n + std::min(n_before, n) - 1;
}

}  // namespace hall
