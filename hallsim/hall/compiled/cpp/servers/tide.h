// Tide windows: opened from a pool of clerks when a queue is long, closed when it clears (R6.31).
#pragma once

#include <memory>
#include <vector>

#include "shifts.h"

namespace hall {

// One of them: until when it may be open, and whether a clerk is on the way or has just come.
struct TideWindow : Occurrence {
    class Tides* tides = nullptr;
    ServerState* server = nullptr;
    Tide rule{};
    Ms until_ms = NEVER;  // end of the present shift,
    bool is_last = false;  // and whether it is the last; NEVER: out of hours
    bool is_called = false, has_come = false;

    // Tickets in the window's own queues.
    Int n_waiting() const {
        Int n = 0;
        for (const QueueState* queue : server->pool->tiers[0]) n += queue->n_waiting;
        return n;
    }
    // Whether a clerk who is there would open it.
    bool is_wanted() const { return until_ms != NEVER && !server->on_duty && n_waiting() > rule.close_at; }
};

// All tide windows of a hall and the clerks in the pools.
class Tides : public Standby {
public:
    Tides(Floor& floor, Shifts& shifts);

    void allow(ServerState& server, Ms end_ms, bool closing) override;
    bool forbid(ServerState& server) override;
    // A window closes, perhaps before the end of its shift: its clerk is back in the pool.
    void closed(ServerState& server) override;

    // Open one more window for every `open_at` waiting tickets, close those whose queue has cleared. They are counted
    // once, when everything else of the instant has happened.
    void turn(Station& station);

    // Closed windows that would open in this instant, for settled readings.
    std::vector<TideWindow*> opening_at_once(Station& station);
    // A window opens for a reading, or shuts again.
    void rehearse(TideWindow& window, bool opens);

private:
    using Windows = std::vector<TideWindow*>;

    Floor& floor_;
    Shifts& shifts_;
    std::vector<Int> free_;  // clerks, by pool
    std::vector<std::unique_ptr<TideWindow>> of_;  // by server
    std::vector<std::pair<Station*, Windows>> windows_;

    TideWindow& of(const ServerState& server) const { return *of_[static_cast<std::size_t>(server.index)]; }
    Windows& windows_at(Station& station);
    Int& free_for(const TideWindow& window) { return free_[static_cast<std::size_t>(window.rule.pool)]; }
    Windows due(Station& station);
    void call(TideWindow& window);
    void open(TideWindow& window);
    void close(ServerState& server);
    void release(TideWindow& window);
};

}  // namespace hall
