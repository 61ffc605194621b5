#include "meetings.h"

namespace hall {

Steps hold_meetings(Floor& floor, QueueState& queue, const Meeting& plan) {
    for (const Ms at_ms : plan.times_ms) {
        co_await At(floor.clock, at_ms, event_order::MEETING + queue.index);
        for (Int n_heard = 0; plan.capacity == NEVER || n_heard < plan.capacity; ++n_heard) {
            Ticket* ticket = queue.head();
            if (ticket == nullptr) break;
            queue.take(*ticket);
            ticket->waiting = false;
            ticket->was_called = true;
            ticket->start_ms = at_ms;
            ticket->work_ms = plan.length_ms;
            floor.work_without_server(*ticket);
            floor.clock.plan(*ticket, event_order::SERVICE_END + ticket->number, plan.length_ms);
        }
    }
    co_return Way{};
}

}  // namespace hall
