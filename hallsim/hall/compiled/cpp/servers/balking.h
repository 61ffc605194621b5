// Citizens whom a long queue keeps from waiting at all (R6.33), and when anybody looks how many wait (R4.8).
#pragma once

#include "settled.h"

namespace hall {

class Balking {
public:
    explicit Balking(Floor& floor)
        : floor_(floor), balks_(!floor.decisions.balk_at.empty()), counts_present_(floor.plan.counts_present) {
        for (const auto& queue : floor.queues) has_lines_ = has_lines_ || !queue->spec->lines.empty();
    }

    // Whether anybody ever looks how many wait.
    bool anybody_looks() const { return balks_ || has_lines_; }
    bool anybody_balks() const { return balks_; }

    // Whether who goes on to a ticket of a queue looks first; then in the order in which people go on.
    bool looks(const QueueState& queue) const { return !queue.lines.empty() || (balks_ && !queue.is_desk()); }
    Steps look() {
        const std::int64_t place = event_order::GOING_ON + ++n_looks_;
        if (floor_.clock.is_left(place)) co_await At(floor_.clock, floor_.clock.now_ms, place);
        co_return Way{};
    }

    // Those whom a citizen without a ticket counts: whom a free window takes now waits no more.
    Int seen(QueueState& queue) const {
        if (count(queue) == 0) return 0;
        const Settled settled(*queue.station);
        return count(queue);
    }

    bool leaves(Int citizen, Int seen) const { return seen > 0 && seen >= floor_.decisions.balk_at[citizen]; }

private:
    Floor& floor_;
    bool balks_, counts_present_, has_lines_ = false;
    Int n_looks_ = 0;

    // Tickets that wait; or also those that are called or being served, at whatever window.
    Int count(const QueueState& queue) const {
        Int n = queue.n_waiting;
        if (!counts_present_) return n;
        for (const ServerState* server : queue.station->servers) n += server->ticket != nullptr && server->ticket->queue == &queue;
        return n;
    }
};

}  // namespace hall
