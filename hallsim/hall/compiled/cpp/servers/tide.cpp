#include "tide.h"

#include <map>

namespace hall {

namespace {

// A clerk reaches the window after the rosters' shift changes of the instant.
constexpr std::int64_t OPENING = event_order::SHIFT_CHANGE + (std::int64_t{1} << 30);

}  // namespace

Tides::Tides(Floor& floor, Shifts& shifts)
    : floor_(floor), shifts_(shifts), free_(floor.plan.pool_clerks.begin(), floor.plan.pool_clerks.end()),
      of_(floor.plan.servers.size()) {
    for (auto& server : floor.servers) {
        if (!server->spec->tide) continue;
        auto& window = of_[static_cast<std::size_t>(server->index)] = std::make_unique<TideWindow>();
        window->tides = this;
        window->server = server.get();
        window->rule = *server->spec->tide;
        // The clerk is there; whether the window opens is decided at the end of the instant.
        window->happen = [](Occurrence& what) {
            auto& self = static_cast<TideWindow&>(what);
            self.has_come = true;
            self.tides->floor_.touch(*self.server->station);
        };
        windows_at(*server->station).push_back(window.get());
        server->stands_by = true;
    }
    if (!windows_.empty()) shifts.standby = this;
}

Tides::Windows& Tides::windows_at(Station& station) {
    for (auto& [at, windows] : windows_) {
        if (at == &station) return windows;
    }
    return windows_.emplace_back(&station, Windows{}).second;
}

// A shift begins in which the window may open.
void Tides::allow(ServerState& server, Ms end_ms, bool closing) {
    of(server).until_ms = end_ms;
    of(server).is_last = closing;
    floor_.touch(*server.station);
}

// The shift ends; whether the window is open and its shift must be ended.
bool Tides::forbid(ServerState& server) {
    of(server).until_ms = NEVER;
    if (server.leaving && server.rule == ShiftEnd::HAND_BACK && server.ticket != nullptr) {
        return true;  // it was closing, and its visitor's work goes beyond the shift
    }
    return server.on_duty && !server.leaving;
}

void Tides::turn(Station& station) {
    const Windows& windows = windows_at(station);
    for (TideWindow* window : windows) {
        if (!window->has_come) continue;
        window->has_come = false;
        open(*window);
    }
    const Windows opening = due(station);
    for (TideWindow* window : windows) {
        ServerState& server = *window->server;
        if (std::find(opening.begin(), opening.end(), window) != opening.end()) {
            call(*window);
        } else if (server.on_duty && window->n_waiting() <= window->rule.close_at) {
            const bool is_away = shifts_.back_office != nullptr && shifts_.back_office->is_away(server);
            if (!server.leaving && !server.serving_out && !is_away) close(server);
        }
    }
}

// The closed windows for which enough wait, as far as clerks are free, in order.
Tides::Windows Tides::due(Station& station) {
    std::vector<Int> free = free_;
    std::map<Int, Int> busy;  // by group
    Windows found;
    const Windows& windows = windows_at(station);
    for (const TideWindow* window : windows) busy[window->server->spec->group] += window->is_called || window->server->on_duty;
    for (TideWindow* window : windows) {
        Int& clerks = free[static_cast<std::size_t>(window->rule.pool)];
        if (window->until_ms == NEVER || window->is_called || window->server->on_duty || clerks == 0) continue;
        Int& n_busy = busy[window->server->spec->group];
        if (window->n_waiting() < window->rule.open_at * (n_busy + 1)) continue;
        ++n_busy;
        --clerks;
        found.push_back(window);
    }
    return found;
}

std::vector<TideWindow*> Tides::opening_at_once(Station& station) {
    Windows found;
    for (TideWindow* window : windows_at(station)) {
        if (window->has_come && window->is_wanted()) found.push_back(window);
    }
    for (TideWindow* window : due(station)) {
        if (window->rule.after_ms == 0) found.push_back(window);
    }
    return found;
}

void Tides::rehearse(TideWindow& window, bool opens) {
    const Int change = opens ? 1 : -1;
    window.server->on_duty = opens;
    for (QueueState* queue : window.server->queues) queue->n_on_duty += change;
    if (!window.has_come) free_for(window) -= change;
}

// A clerk of the pool comes, at once or after a while.
void Tides::call(TideWindow& window) {
    --free_for(window);
    if (window.rule.after_ms == 0) return open(window);
    window.is_called = true;
    floor_.clock.plan(window, OPENING + window.server->index, window.rule.after_ms);
}

// The window opens, unless it is late or the queue has cleared meanwhile.
void Tides::open(TideWindow& window) {
    window.is_called = false;
    if (!window.is_wanted()) return release(window);
    shifts_.come_on(*window.server, floor_.clock.now_ms, window.until_ms, window.is_last);
}

// The queue has cleared: the window closes once its visitor is finished.
void Tides::close(ServerState& server) {
    if (server.ticket == nullptr) {
        shifts_.go_off(server);
    } else {
        shifts_.leave_after_visitor(server);
    }
}

void Tides::closed(ServerState& server) {
    server.shift_to = std::min(server.shift_to, floor_.clock.now_ms);
    release(of(server));
}

// A clerk is free for any window of the pool.
void Tides::release(TideWindow& window) {
    ++free_for(window);
    for (auto& [station, windows] : windows_) floor_.touch(*station);
}

}  // namespace hall
