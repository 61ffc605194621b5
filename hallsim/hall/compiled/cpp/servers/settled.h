// How many wait and who is free, as it will be when the starts of this very instant are done (R4.5 to R4.7).
//
// Starts come last within an instant. Who reads before that how many wait would count people whom a free window takes
// in this very instant. The reading therefore rehearses the starts, and takes them back when it goes out of scope.
#pragma once

#include "floor.h"

namespace hall {

class Settled {
public:
    explicit Settled(Station& station) : station_(station) {
        const bool may_change = std::any_of(station.pools.begin(), station.pools.end(), [](auto* pool) { return pool->n_idle > 0; });
        const bool waits = std::any_of(station.queues.begin(), station.queues.end(), [](auto* queue) { return queue->n_waiting > 0; });
        if (!may_change || !waits) return;
        rehearses_ = true;
        for (QueueState* queue : station.queues) {
            if (queue->discipline != nullptr) queue->discipline->remember();
        }
        for (Pool* pool : station.pools) pools_.push_back({pool->heap, pool->n_idle});
        start();
    }
    Settled(const Settled&) = delete;

    ~Settled() {
        if (!rehearses_) return;
        for (auto match = taken_.rbegin(); match != taken_.rend(); ++match) {
            match->server->idle = true;
            match->server->ticket = nullptr;
            match->ticket->queue->untake(*match->ticket);
        }
        for (std::size_t i = 0; i < pools_.size(); ++i) {
            station_.pools[i]->heap = std::move(pools_[i].heap);
            station_.pools[i]->n_idle = pools_[i].n_idle;
        }
        for (QueueState* queue : station_.queues) {
            if (queue->discipline != nullptr) queue->discipline->recall();
        }
    }

private:
    struct Kept {
        std::vector<Pool::Entry> heap;
        Int n_idle;
    };

    Station& station_;
    bool rehearses_ = false;
    std::vector<Match> taken_;
    std::vector<Kept> pools_;

    // All starts, without anything that follows from them.
    void start() {
        for (Match match = station_.next_match(); match.server != nullptr; match = station_.next_match()) {
            match.server->ticket = match.ticket;
            taken_.push_back(match);
        }
    }
};

}  // namespace hall
