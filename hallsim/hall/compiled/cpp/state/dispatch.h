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
#include "entities.h"

namespace hall {

class Station;
class Pool;

// Tickets of one class, in the order in which they are called. Who leaves is taken out at once.
class Lane {
public:
    Int priority = DEFAULT_PRIORITY;

    Ticket* first() const { return first_; }
    Ticket* last() const { return last_; }

    void push_back(Ticket& ticket) { insert_after(last_, ticket); }
    void push_front(Ticket& ticket) { insert_after(nullptr, ticket); }

    void insert_after(Ticket* before, Ticket& ticket) {
        ticket.before = before;
        ticket.after = before == nullptr ? first_ : before->after;
        (before == nullptr ? first_ : before->after) = &ticket;
        (ticket.after == nullptr ? last_ : ticket.after->before) = &ticket;
    }

    // Where its first issue places it, found by halves: who has moved over to a line stands there out of order (R6.32).
    void insert_by_order(Ticket& ticket) {
        std::vector<Ticket*> all;
        for (Ticket* at = first_; at != nullptr; at = at->after) all.push_back(at);
        const auto place = std::upper_bound(all.begin(), all.end(), ticket.order, [](Int order, auto* at) { return order < at->order; });
        insert_after(place == all.begin() ? nullptr : place[-1], ticket);
    }

    void remove(Ticket& ticket) {
        fetch<Ticket::HOT>(ticket.after);
        (ticket.before == nullptr ? first_ : ticket.before->after) = ticket.after;
        (ticket.after == nullptr ? last_ : ticket.after->before) = ticket.before;
    }

    // The first ticket; there is one.
    Ticket& take_first() {
        Ticket& ticket = *first_;
        first_ = ticket.after;
        fetch<Ticket::HOT>(first_);
        (first_ == nullptr ? last_ : first_->before) = nullptr;
        return ticket;
    }

private:
    Ticket* first_ = nullptr;
    Ticket* last_ = nullptr;
};

// A rule of its own for which ticket is next (servers/disciplines.h, servers/desk_queue.h).
class Discipline {
public:
    virtual ~Discipline() = default;
    virtual void append(Ticket& ticket) = 0;
    virtual void give_back(Ticket& ticket) = 0;
    virtual void put_back(Ticket& ticket, Int places) = 0;
    virtual void remove(Ticket& ticket) = 0;  // it leaves the queue, or goes to another line
    virtual Ticket* head() = 0;
    virtual void take(Ticket& ticket) = 0;
    virtual void untake(Ticket& ticket) = 0;
    virtual void waiting(std::vector<Ticket*>& found) = 0;
    virtual void raised(Ticket&) {}                  // a waiting ticket takes its place anew
    virtual bool yields(const Ticket& served, const Ticket& waiting) const { return served.priority > waiting.priority; }
    virtual bool is_gated() const { return false; }  // tickets may have to wait although a server is free
    virtual void remember() {}                       // what calls change besides who waits ...
    virtual void recall() {}                         // ... is taken back
};

// Tickets waiting for the same servers: one lane a priority class, each in order of issue.
class QueueState {
public:
    QueueState(Int index, const Queue& spec, std::vector<Int> classes)
        : index(index), spec(&spec), interrupt(spec.interrupt), by_priority(spec.by_priority), is_desk_(spec.is_desk), base(this) {
        std::sort(classes.begin(), classes.end());
        classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
        for (Int priority : classes) {
            lanes.emplace_back();
            lanes.back().priority = priority;
        }
        only_lane_ = lanes.size() == 1 ? &lanes[0] : nullptr;
    }
    QueueState(const QueueState&) = delete;

    Int index;
    const Queue* spec;
    Interrupt interrupt;
    bool by_priority;

private:
    bool is_desk_;
    Lane* only_lane_;  // of a queue of one class

public:
    Int n_waiting = 0, n_on_duty = 0;
    Int n_expected = 0;  // visits inside that will still take a ticket here
    Station* station = nullptr;
    QueueState* base;                // for a physical line: the queue that stands for all lines of the group
    std::vector<QueueState*> lines;  // physical lines among which people choose
    const Opening* opening = nullptr;
    std::unique_ptr<Discipline> discipline;  // nullptr: by class, then in order of issue
    std::vector<Lane> lanes;
    Int n_open = 0;                          // files in progress: at an officer, or in the elapsed time of the step

    bool is_desk() const { return is_desk_; }
    bool has_lines() const { return !lines.empty(); }
    bool is_gated() const { return discipline != nullptr && discipline->is_gated(); }

    Lane& lane(const Ticket& ticket) {
        if (only_lane_ != nullptr) return *only_lane_;
        for (Lane& lane : lanes) {
            if (lane.priority == ticket.priority) return lane;
        }
        refuse("a ticket of a class that its queue does not know");
    }

    void append(Ticket& ticket) {
        ++n_waiting;
        if (discipline == nullptr) return lane(ticket).push_back(ticket);
        discipline->append(ticket);
    }

    void give_back(Ticket& ticket) {
        ++n_waiting;
        if (discipline == nullptr) return lane(ticket).insert_by_order(ticket);
        discipline->give_back(ticket);
    }

    // So many places back in its class (NEVER: at the end).
    void put_back(Ticket& ticket, Int places) {
        ++n_waiting;
        if (discipline == nullptr) return put_back_in_lane(ticket, places);
        discipline->put_back(ticket, places);
    }

    void put_back_in_lane(Ticket& ticket, Int places) {
        Lane& own = lane(ticket);
        Ticket* at = own.first();
        for (Int i = 1; places != NEVER && i < places && at != nullptr; ++i) at = at->after;
        if (places == NEVER || at == nullptr) {
            ticket.order = ticket.number;
            own.push_back(ticket);
        } else {
            ticket.order = at->after == nullptr ? ticket.number : at->order;
            own.insert_after(at, ticket);
        }
    }

    // A ticket leaves the queue without being called.
    void leave(Ticket& ticket) {
        --n_waiting;
        if (discipline == nullptr) return lane(ticket).remove(ticket);
        discipline->remove(ticket);
    }

    // The ticket that is next is called.
    void take(Ticket& ticket) {
        --n_waiting;
        if (discipline == nullptr) return lane(ticket).remove(ticket);
        discipline->take(ticket);
    }

    // The next ticket, where there is one lane without a rule of its own.
    Lane* only_lane() const { return discipline == nullptr ? only_lane_ : nullptr; }
    Ticket& take_first() {
        --n_waiting;
        return only_lane_->take_first();
    }

    // The last ticket taken is next again.
    void untake(Ticket& ticket) {
        ++n_waiting;
        if (discipline == nullptr) return lane(ticket).push_front(ticket);
        discipline->untake(ticket);
    }

    Ticket* head() {
        if (discipline != nullptr) return discipline->head();
        if (only_lane_ != nullptr) return only_lane_->first();
        for (Lane& lane : lanes) {
            if (lane.first() != nullptr) return lane.first();
        }
        return nullptr;
    }

    // Whether a ticket in service makes way for one that waits (R6.28).
    bool yields(const Ticket& served, const Ticket& waiting) const {
        return discipline == nullptr ? served.priority > waiting.priority : discipline->yields(served, waiting);
    }

    Ticket& call_next() {
        Ticket* ticket = head();
        take(*ticket);
        return *ticket;
    }

    // All tickets waiting, in order.
    std::vector<Ticket*> waiting() {
        std::vector<Ticket*> found;
        if (discipline != nullptr) {
            discipline->waiting(found);
            return found;
        }
        for (Lane& lane : lanes) {
            for (Ticket* ticket = lane.first(); ticket != nullptr; ticket = ticket->after) found.push_back(ticket);
        }
        return found;
    }
};

using Tier = std::vector<QueueState*>;

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

    // Whether nothing but starts ever happens there at the end of an instant.
    bool only_starts() const { return is_plain && serving_out.empty(); }

    // Note what does not change any more once all stations are built.
    void settle() {
        interrupts = std::any_of(queues.begin(), queues.end(), [](auto* queue) { return queue->spec->interrupt != Interrupt::NONE; });
        is_plain = !(has_lines || has_tides || !idle_workers.empty());
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
