// Queues: tickets that wait for the same servers, in lanes by class or by a rule of their own.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "../input/plan.h"
#include "entities.h"

namespace hall {

class Station;

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

}  // namespace hall
