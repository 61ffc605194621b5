// Citizens whom a long queue keeps from waiting at all (R6.33), and when anybody looks how many wait (R4.8).
#pragma once

#include "facility.h"
#include "settled.h"

namespace hall {

class Balking {
public:
    explicit Balking(Facility& facility)
        : facility_(facility), balks_(!facility.decisions.balk_at.empty()), counts_present_(facility.plan.counts_present) {
        for (const auto& queue : facility.queues) has_lines_ = has_lines_ || !queue->spec->lines.empty();
    }

    // Whether anybody ever looks how many wait.
    bool anybody_looks() const { return balks_ || has_lines_; }
    bool anybody_balks() const { return balks_; }

    // Whether who goes on to a ticket of a queue looks first; then in the order in which people go on.
    bool looks(const QueueState& queue) const { return !queue.lines.empty() || (balks_ && !queue.is_desk()); }
    Steps look() {
        const std::int64_t place = event_order::GOING_ON + ++n_looks_;
        if (facility_.clock.is_left(place)) co_await At(facility_.clock, facility_.clock.now_ms, place);
        co_return Way{};
    }

    // Those whom a citizen without a ticket counts: whom a free window takes now waits no more.
    // Of several lines, those in the one that the citizen would join.
    Int seen(QueueState& queue) const {
        QueueState& line = queue.lines.empty() ? queue : facility_.lines.choose(queue);
        if (count(line) == 0) return 0;
        const Settled settled(facility_, *line.station);
        return count(line);
    }

    bool leaves(Int citizen, Int seen) const { return seen > 0 && seen >= facility_.decisions.balk_at[citizen]; }

private:
    Facility& facility_;
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
