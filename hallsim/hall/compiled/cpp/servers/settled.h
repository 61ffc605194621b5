// How many wait and who is free, as it will be when the starts of this very instant are done (R4.5 to R4.7).
//
// Starts come last within an instant. Who reads before that how many wait would count people whom a free window takes
// in this very instant. The reading therefore rehearses the starts, and takes them back when it goes out of scope: tide
// windows that open at once and interruptions among them; an interrupted ticket counts as waiting again.
#pragma once

#include "facility.h"
#include "preemption.h"

namespace hall {

class Settled {
public:
    Settled(Facility& facility, Station& station) : facility_(facility), station_(station) {
        const bool may_change = station.interrupts || station.has_tides ||
                                std::any_of(station.pools.begin(), station.pools.end(), [](auto* pool) { return pool->n_idle > 0; });
        const bool waits = std::any_of(station.queues.begin(), station.queues.end(), [](auto* queue) { return queue->n_waiting > 0; });
        if (!may_change || !waits) return;
        rehearses_ = true;
        for (QueueState* queue : station.queues) {
            if (queue->discipline != nullptr) queue->discipline->remember();
        }
        start();
        if (station.has_tides) open_tide_windows();
        if (station.interrupts) interrupt();
    }
    Settled(const Settled&) = delete;

    ~Settled() {
        if (!rehearses_) return;
        for (auto match = taken_.rbegin(); match != taken_.rend(); ++match) {
            if (match->served == nullptr) {
                match->server->pool->untake(*match->server);
            } else {
                --match->served->queue->n_waiting;
            }
            match->server->ticket = match->served;
            match->ticket->queue->untake(*match->ticket);
        }
        for (TideWindow* window : opened_) {
            window->server->pool->remove_idle(*window->server);
            facility_.tides.rehearse(*window, false);
        }
        for (QueueState* queue : station_.queues) {
            if (queue->discipline != nullptr) queue->discipline->recall();
        }
    }

private:
    struct Taken {
        ServerState* server;
        Ticket* ticket;
        Ticket* served;  // the one that makes way
    };

    Facility& facility_;
    Station& station_;
    bool rehearses_ = false;
    std::vector<Taken> taken_;
    std::vector<TideWindow*> opened_;

    // All starts, without anything that follows from them.
    void start() {
        for (Match match = station_.next_match(); match.server != nullptr; match = station_.next_match()) {
            match.server->ticket = match.ticket;
            taken_.push_back({match.server, match.ticket, nullptr});
        }
    }

    void open_tide_windows() {
        for (;;) {
            const std::vector<TideWindow*> further = facility_.tides.opening_at_once(station_);
            if (further.empty()) return;
            for (TideWindow* window : further) {
                facility_.tides.rehearse(*window, true);
                window->server->pool->add_idle(*window->server, facility_.clock.now_ms);
                opened_.push_back(window);
            }
            start();
        }
    }

    // All interruptions; the interrupted tickets are only counted in their queues.
    void interrupt() {
        for (Match match = next_interruption(station_); match.server != nullptr; match = next_interruption(station_)) {
            Ticket* served = match.server->ticket;
            match.ticket->queue->take(*match.ticket);
            ++served->queue->n_waiting;
            match.server->ticket = match.ticket;
            taken_.push_back({match.server, match.ticket, served});
        }
    }
};

}  // namespace hall
