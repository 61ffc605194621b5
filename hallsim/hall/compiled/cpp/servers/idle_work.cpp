#include "idle_work.h"

namespace hall {

IdleWork::IdleWork(Floor& floor) : floor_(floor), worker_of_(floor.plan.servers.size()) {
    std::vector<bool> has_work(worker_of_.size());
    check_range("idle_work.servers", floor.decisions.idle_servers, 0, static_cast<Int>(has_work.size()));
    for (Int server : floor.decisions.idle_servers) has_work[static_cast<std::size_t>(server)] = true;
    for (auto& station : floor.stations) {
        for (ServerState* server : station->servers) {
            if (!has_work[static_cast<std::size_t>(server->index)]) continue;
            station->idle_workers.push_back(server);
            auto& worker = worker_of_[static_cast<std::size_t>(server->index)] = std::make_unique<Worker>();
            worker->work = this;
            worker->server = server;
            worker->happen = [](Occurrence& what) {
                auto& self = static_cast<Worker&>(what);
                self.work->come_back(*self.server, self.work->floor_.clock.now_ms);
            };
        }
    }
}

void IdleWork::begin(Station& station, Ms now) {
    for (ServerState* server : station.idle_workers) {
        if (!server->idle || server->serving_out || now >= server->shift_to) continue;
        server->pool->remove_idle(*server);
        if (station.watched) floor_.touch(station);  // others may have to help now
        floor_.recorder.shifts.add(server->index, server->shift_from, now, now, 0);
        Worker& own = *worker(*server);
        own.away_from = now;
        const Ms end = plus(now, next_ms(own));
        if (end < server->shift_to) floor_.clock.plan_at(own, event_order::SHIFT_CHANGE + server->roster, end);
    }
}

// A piece of work is done, or the shift ends in the middle of it.
void IdleWork::come_back(ServerState& server, Ms now) {
    stop(server, now);
    server.shift_from = now;
    server.pool->add_idle(server, now);
    floor_.touch(*server.station);
}

void IdleWork::stop(ServerState& server, Ms now) {
    floor_.recorder.breaks.add(server.index, std::exchange(worker(server)->away_from, NEVER), now);
}

// The next length, at least a millisecond: a window without visitors must not stand still.
Ms IdleWork::next_ms(Worker& worker) const {
    if (worker.position == worker.lengths.size()) {
        const auto n = std::max<Int>(64, 2 * static_cast<Int>(worker.lengths.size()));
        worker.lengths = floor_.decisions.idle_work->ints(worker.server->index, 0, n, n);
    }
    return std::max<Ms>(1, worker.lengths[worker.position++]);
}

}  // namespace hall
