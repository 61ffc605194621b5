// Who serves whom: queues, idle servers, and the one matching rule (R4.4).
//
// At one instant, after everything else of that instant has happened: by rank (own queues before helped ones), the
// longest-idle server takes the best ticket (class, then order of issue) among its queues of that rank, until no idle
// server has a ticket to take.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "../input/staffing.h"
#include "queue.h"

namespace hall {

class Station;
class Pool;

// A window with its clerk, or an officer, on the way through the day.
class ServerState {
public:
    ServerState(Int index, const Server& spec, const Staffing& staffing, Pool& pool);

    Int index;
    const Server* spec;
    Pool* pool;
    Station* station = nullptr;
    std::vector<QueueState*> queues;
    Int roster;
    ShiftEnd rule;
    double time_factor, error_share, factor, fatigue_per_ms;
    bool changes_work, changes_errors;
    Ticket* ticket = nullptr;
    bool on_duty = false;
    bool leaving = false;      // the shift is over, the visitor at the window is finished
    bool serving_out = false;  // the hall has closed, those inside are served
    bool closing = false;      // the current shift ends with the hall's day
    bool to_the_end = false;   // the visitor at the window is finished, whatever shift ends
    bool idle = false;
    bool stands_by = false;    // a tide window: the roster alone does not open it
    Ms idle_since = 0, shift_from = 0, shift_to = 0, fresh_ms = 0;
    ServerState* idle_before = nullptr;  // in its pool
    ServerState* idle_after = nullptr;
    Int today = NEVER, n_today = 0;  // of a team: inspections of this day

    bool is_idle_before(const ServerState& other) const {
        return idle_since != other.idle_since ? idle_since < other.idle_since : index < other.index;
    }

    // Whether it is an officer who leaves the desk for every file.
    bool is_team() const { return spec->travel_ms != NEVER; }
    // Whether a team may begin another inspection today.
    bool may_go(Ms now) const {
        return !is_team() || spec->per_day == NEVER || today != now / MS_PER_DAY || n_today < spec->per_day;
    }

    // Whether it is at the window: on duty, and not away at back-office work.
    bool is_there() const { return on_duty && !leaving && (idle || ticket != nullptr); }

    // The catalogue's work at this server, as fresh or tired as it is now (R6.8), and a team's way there and back: then
    // another inspection of this day is begun (R3.17).
    Ms work_here(Ms work_ms, Ms now) {
        if (fatigue_per_ms != 0.0) {
            factor = time_factor * (1 + fatigue_per_ms * static_cast<double>(now - fresh_ms));
        }
        const Ms work_here_ms = whole_ms(static_cast<double>(work_ms) * factor);
        if (!is_team()) return work_here_ms;
        n_today = today == now / MS_PER_DAY ? n_today + 1 : 1;
        today = now / MS_PER_DAY;
        return plus(work_here_ms, spec->travel_ms);
    }

    static Ms whole_ms(double length) {
        if (!(length < 4e18)) throw std::overflow_error("a work is beyond 64 bits");
        return static_cast<Ms>(length + 0.5);
    }
};

// Servers with the same queues at the same ranks, the longest idle first: who has waited since the same time goes by number.
class Pool {
public:
    Pool(std::vector<Tier> tiers, Int help_from, bool goes_out) : tiers(std::move(tiers)), help_from(help_from), goes_out(goes_out) {
        bool desk = false, window = false;
        for (const Tier& tier : this->tiers) {
            for (const QueueState* queue : tier) (queue->is_desk() ? desk : window) = true;
        }
        takes_files = desk && window;
    }

    std::vector<Tier> tiers;
    Int help_from;
    bool goes_out;     // teams
    bool takes_files;  // windows that work for a desk
    Int n_idle = 0;

    // The longest-idle server; nullptr when nobody is.
    ServerState* first() const { return first_; }

    // Who is back is free; a team is not when it has made the day's inspections. The idle stand in the order in which they
    // became so, hence the place is found from behind.
    void add_idle(ServerState& server, Ms now) {
        if (goes_out && !server.may_go(now)) return;
        server.idle_since = now;
        ServerState* before = last_;
        while (before != nullptr && server.is_idle_before(*before)) before = before->idle_before;
        put_behind(before, server);
    }

    // A server is idle no more.
    void remove_idle(ServerState& server) {
        (server.idle_before == nullptr ? first_ : server.idle_before->idle_after) = server.idle_after;
        (server.idle_after == nullptr ? last_ : server.idle_after->idle_before) = server.idle_before;
        server.idle = false;
        --n_idle;
    }

    // The longest-idle server, idle no more; there is one.
    ServerState& take_first() {
        ServerState& server = *first_;
        first_ = server.idle_after;
        (first_ == nullptr ? last_ : first_->idle_before) = nullptr;
        server.idle = false;
        --n_idle;
        return server;
    }

    // The server that was taken last is idle again.
    void untake(ServerState& server) { put_behind(nullptr, server); }

private:
    ServerState* first_ = nullptr;
    ServerState* last_ = nullptr;

    void put_behind(ServerState* before, ServerState& server) {
        server.idle = true;
        server.idle_before = before;
        server.idle_after = before == nullptr ? first_ : before->idle_after;
        (before == nullptr ? first_ : before->idle_after) = &server;
        (server.idle_after == nullptr ? last_ : server.idle_after->idle_before) = &server;
        ++n_idle;
    }
};

inline ServerState::ServerState(Int index, const Server& spec, const Staffing& staffing, Pool& pool)
    : index(index), spec(&spec), pool(&pool), roster(staffing.server_roster[index]), rule(spec.at_shift_end),
      time_factor(staffing.time_factor[index]), error_share(staffing.error_share[index]), factor(time_factor),
      fatigue_per_ms(spec.fatigue_per_hour / static_cast<double>(MS_PER_HOUR)),
      changes_work(time_factor != 1.0 || spec.fatigue_per_hour > 0 || spec.travel_ms != NEVER),
      changes_errors(error_share > 0 || spec.error_factor != 1.0) {
    for (const Tier& tier : pool.tiers) queues.insert(queues.end(), tier.begin(), tier.end());
}

struct Match {
    ServerState* server = nullptr;
    Ticket* ticket = nullptr;
};

// Queues and pools that reach each other: matching in one never touches another.
class Station {
public:
    std::vector<QueueState*> queues;
    std::vector<Pool*> pools;
    std::vector<ServerState*> servers;
    std::vector<ServerState*> idle_workers;  // those with work to do when nobody comes
    std::vector<ServerState*> serving_out;   // those who stayed after closing, in order
    std::size_t n_ranks = 1;
    Station* next_dirty = nullptr;  // of those noted, where it is
    Station* next_unsettled = nullptr;
    bool is_dirty = false, is_unsettled = false;
    bool has_lines = false;   // people stand in front of each window
    bool has_tides = false;   // some windows open only when a queue is long
    bool interrupts = false;  // tickets of a better class interrupt services
    bool is_plain = true;     // nothing of lines, tides and idle work
    bool watched = false;     // leavers and servers going off duty change who is called
    QueueState* only_queue = nullptr;  // one queue and one pool is the common case
    Pool* only_pool = nullptr;
    bool has_one_lane = false;

    // Whether nothing but starts happens there at the end of an instant.
    bool only_starts() const { return only_starts_ && serving_out.empty(); }

    // Note what does not change any more once all stations are built.
    void settle() {
        interrupts = std::any_of(queues.begin(), queues.end(), [](auto* queue) { return queue->spec->interrupt != Interrupt::NONE; });
        is_plain = !(has_lines || has_tides || !idle_workers.empty());
        only_starts_ = is_plain && !interrupts;
        if (pools.size() == 1 && queues.size() == 1 && !queues[0]->is_gated()) {
            only_queue = queues[0];
            only_pool = pools[0];
            has_one_lane = only_queue->only_lane() != nullptr;
        }
    }

    void no_longer_serves_out(ServerState& server) { std::erase(serving_out, &server); }

    // Take the next pair of server and ticket out of the idle and the waiting; {} when there is none.
    Match next_match() {
        if (only_queue != nullptr) {
            if (only_queue->n_waiting == 0 || only_pool->n_idle == 0) return {};
            ServerState& server = only_pool->take_first();
            return {&server, has_one_lane ? &only_queue->take_first() : &only_queue->call_next()};
        }
        Match best = best_by_rank();
        if (best.server != nullptr) {
            best.server->pool->remove_idle(*best.server);
            best.ticket->queue->take(*best.ticket);
        }
        return best;
    }

private:
    bool only_starts_ = true;

    Match best_by_rank() {
        for (std::size_t rank = 0; rank < n_ranks; ++rank) {
            Match best;
            for (Pool* pool : pools) {
                if (pool->n_idle == 0 || pool->tiers.size() <= rank) continue;
                Ticket* ticket = best_ticket(*pool, rank);
                if (ticket == nullptr) continue;
                if (best.server == nullptr || pool->first()->is_idle_before(*best.server)) best = {pool->first(), ticket};
            }
            if (best.server != nullptr) return best;
        }
        return {};
    }

    // The best ticket that a pool's next server may take at a rank: by class, then by first issue.
    Ticket* best_ticket(Pool& pool, std::size_t rank) {
        Ticket* best = nullptr;
        for (QueueState* queue : pool.tiers[rank]) {
            if (rank > 0 && !may_help(pool, *queue)) continue;
            Ticket* head = queue->head();
            if (head == nullptr) continue;
            if (best == nullptr || head->priority < best->priority ||
                (head->priority == best->priority && head->order < best->order)) {
                best = head;
            }
        }
        return best;
    }

    // After hours windows serve out those inside and begin no file of a desk; and help may begin at a threshold (R6.30).
    bool may_help(Pool& pool, QueueState& queue) {
        if (pool.takes_files && queue.is_desk() && pool.first()->serving_out) return false;
        if (pool.help_from <= 1 || queue.n_waiting >= pool.help_from) return true;
        return std::none_of(servers.begin(), servers.end(), [&](const ServerState* server) {
            const Tier& own = server->pool->tiers[0];
            return server->is_there() && std::find(own.begin(), own.end(), &queue) != own.end();
        });
    }
};

// Stations in the order in which they were noted, each once.
template <bool Station::*is_noted, Station* Station::*next>
class Noted {
public:
    bool empty() const { return first_ == nullptr; }

    void add(Station& station) {
        if (station.*is_noted) return;
        station.*is_noted = true;
        station.*next = nullptr;
        *(first_ == nullptr ? &first_ : &(last_->*next)) = &station;
        last_ = &station;
    }

    // Forget all of them, one after another; what is noted meanwhile comes another time.
    template <class Do>
    void take_all(Do act) {
        for (Station* at = std::exchange(first_, nullptr); at != nullptr;) {
            Station& station = *at;
            at = station.*next;
            station.*is_noted = false;
            act(station);
        }
    }

private:
    Station* first_ = nullptr;
    Station* last_ = nullptr;
};

}  // namespace hall
