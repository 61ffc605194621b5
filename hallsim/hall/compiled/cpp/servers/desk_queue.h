// Files at a desk that wait by more than class and order of coming: by limit, by warning, outside (R6.18, R6.19).
#pragma once

#include <set>

#include "floor.h"

namespace hall {

class DeskQueue : public Discipline {
public:
    DeskQueue(QueueState& queue, Floor& floor) : queue_(queue), floor_(floor), spec_(*queue.spec) {}

    void append(Ticket& ticket) override {
        push(ticket);
        if (floor_.deadlines != nullptr) floor_.deadlines->waits(ticket);
    }

    // A file that a window could not finish goes back to its place.
    void give_back(Ticket& ticket) override {
        close(ticket);
        append(ticket);
    }

    void put_back(Ticket& ticket, Int) override { append(ticket); }  // nobody calls files
    void remove(Ticket& ticket) override { files_.erase(entry(ticket)); }

    // The file that is next; nobody takes one while as many as allowed are in progress.
    Ticket* head() override {
        if (is_gated() && queue_.n_open >= spec_.wip) return nullptr;
        while (!files_.empty()) {
            Ticket& ticket = *std::get<4>(*files_.begin());
            if (!spec_.by_due || place(ticket) == kept(ticket)) return &ticket;
            raised(ticket);  // its clock has stood still, and its limit ends later by now
        }
        return nullptr;
    }

    void take(Ticket& ticket) override {
        remove(ticket);
        if (!is_gated()) return;
        ++queue_.n_open;
        ticket.is_open_file = true;
    }

    void untake(Ticket& ticket) override {
        close(ticket);
        files_.insert(entry(ticket));
    }

    void waiting(std::vector<Ticket*>& found) override {
        for (const Entry& entry : files_) found.push_back(std::get<4>(entry));
    }

    // A file in hand makes way for one of a better class, unless it is warned and the other is not (R6.28).
    bool yields(const Ticket& served, const Ticket& waiting) const override {
        if (served.priority <= waiting.priority) return false;
        const Place one = place(waiting), other = place(served);
        return std::tuple(one.first, waiting.priority, one.second, waiting.order) <
               std::tuple(other.first, served.priority, other.second, served.order);
    }

    bool is_gated() const override { return spec_.wip != NEVER; }

    // A waiting file takes its place anew.
    void raised(Ticket& ticket) override {
        remove(ticket);
        push(ticket);
    }

private:
    // Warned files first, then by class, then (if the desk says so) by the end of the limit, then by coming.
    using Place = std::pair<bool, Ms>;
    using Entry = std::tuple<bool, Int, Ms, Int, Ticket*>;

    QueueState& queue_;
    Floor& floor_;
    const Queue& spec_;
    std::set<Entry> files_;

    Place place(const Ticket& ticket) const {
        if (floor_.deadlines == nullptr) return {false, 0};
        const Ms due = spec_.by_due ? floor_.deadlines->due_of(ticket.matter) : 0;
        return {!floor_.deadlines->is_warned(ticket.matter), due};
    }

    static Place kept(const Ticket& ticket) { return {ticket.is_unwarned, ticket.due_ms}; }

    static Entry entry(Ticket& ticket) {
        return {ticket.is_unwarned, ticket.priority, ticket.due_ms, ticket.order, &ticket};
    }

    void push(Ticket& ticket) {
        std::tie(ticket.is_unwarned, ticket.due_ms) = place(ticket);
        files_.insert(entry(ticket));
    }

    void close(Ticket& ticket) {
        queue_.n_open -= ticket.is_open_file;
        ticket.is_open_file = false;
    }
};

}  // namespace hall
