#include "disciplines.h"

#include <limits>
#include <set>

#include "desk_queue.h"
#include "floor.h"

namespace hall {

namespace {

// A queue with a rule of its own. A lane holds the tickets of a class: in order of issue, or by the order's key. Among
// the next tickets of the lanes the class rule chooses. Calls count towards `n_to_one` and `quota` only while several
// classes wait; when the calls of an instant leave nobody waiting, nobody has waited for another (R4.9).
class RuledQueue : public Discipline {
public:
    RuledQueue(QueueState& queue, Floor& floor)
        : queue_(queue), floor_(floor), spec_(*queue.spec), by_key_(queue.lanes.size()), n_called_(queue.lanes.size()) {}

    void append(Ticket& ticket) override {
        ticket.since_ms = ticket.issue_ms;
        if (spec_.order == Order::FIRST_COME) {
            queue_.lane(ticket).push_back(ticket);
        } else {
            place(ticket);
        }
    }

    void give_back(Ticket& ticket) override {
        if (!ticket.was_called) ticket.since_ms = ticket.issue_ms;
        if (spec_.order == Order::FIRST_COME) {
            queue_.lane(ticket).insert_by_order(ticket);
        } else {
            place(ticket);
        }
    }

    // Some places back in its class, where places have an order; else as if it were issued now.
    void put_back(Ticket& ticket, Int places) override {
        if (spec_.order == Order::FIRST_COME) return queue_.put_back_in_lane(ticket, places);
        ticket.order = ticket.number;
        place(ticket);
    }

    void remove(Ticket& ticket) override {
        if (has_key()) {
            by_key_[level_of(ticket)].erase(entry(ticket));
        } else {
            queue_.lane(ticket).remove(ticket);
        }
    }

    Ticket* head() override {
        heads_.clear();
        for (std::size_t level = 0; level < by_key_.size(); ++level) {
            if (Ticket* next = next_of(level); next != nullptr) heads_.push_back(next);
        }
        if (heads_.size() <= 1) return heads_.empty() ? nullptr : heads_[0];
        switch (spec_.classes) {
            case Classes::STRICT: return heads_[0];
            case Classes::AGEING: return best([this](const Ticket& ticket) {
                const Int steps = (floor_.clock.now_ms - ticket.since_ms) / spec_.every_ms;
                return std::pair(ticket.priority - steps, ticket.order);
            });
            case Classes::QUOTA: return best([this](const Ticket& ticket) { return std::pair(quota(ticket), ticket.priority); });
            case Classes::N_TO_ONE: break;
        }
        for (std::size_t i = 0; i + 1 < heads_.size(); ++i) {
            if (n_called_[level_of(*heads_[i])] < spec_.n) return heads_[i];
        }
        return heads_.back();
    }

    void take(Ticket& ticket) override {
        const Ms now = floor_.clock.now_ms;
        const std::size_t level = level_of(ticket);
        if (before_ms_ != now) {
            before_ms_ = now;
            before_ = n_called_;
        }
        bool others_wait = false, worse_wait = false;
        for (std::size_t other = 0; other < by_key_.size(); ++other) {
            if (other == level || next_of(other) == nullptr) continue;
            others_wait = true;
            worse_wait = worse_wait || other > level;
        }
        if (others_wait && spec_.classes == Classes::N_TO_ONE) std::fill_n(n_called_.begin(), level, 0);
        if (worse_wait || (others_wait && spec_.classes == Classes::QUOTA)) ++n_called_[level];
        remove(ticket);
        if (queue_.n_waiting == 0) n_called_ = before_;
    }

    void untake(Ticket& ticket) override {
        if (has_key()) {
            by_key_[level_of(ticket)].insert(entry(ticket));
        } else {
            queue_.lane(ticket).push_front(ticket);
        }
    }

    void waiting(std::vector<Ticket*>& found) override {
        for (std::size_t level = 0; level < by_key_.size(); ++level) {
            const auto begin = static_cast<std::ptrdiff_t>(found.size());
            for (Ticket* ticket = queue_.lanes[level].first(); ticket != nullptr; ticket = ticket->after) found.push_back(ticket);
            for (const Entry& entry : by_key_[level]) found.push_back(std::get<2>(entry));
            std::sort(found.begin() + begin, found.end(), [](auto* one, auto* other) { return one->order < other->order; });
        }
    }

    void remember() override { memory_ = {before_ms_, before_, n_called_}; }
    void recall() override { std::tie(before_ms_, before_, n_called_) = memory_; }

private:
    using Entry = std::tuple<double, Int, Ticket*>;
    using Calls = std::vector<Int>;

    QueueState& queue_;
    Floor& floor_;
    const Queue& spec_;
    std::vector<std::set<Entry>> by_key_;  // by class
    Calls n_called_;                       // by class
    Ms before_ms_ = NEVER;                 // when somebody was last called,
    Calls before_ = n_called_;             // and the calls until then
    std::tuple<Ms, Calls, Calls> memory_;
    std::vector<Ticket*> heads_;

    bool has_key() const { return spec_.order != Order::FIRST_COME && spec_.order != Order::RANDOM; }
    Entry entry(Ticket& ticket) const { return {key(ticket), ticket.order, &ticket}; }

    std::size_t level_of(const Ticket& ticket) const {
        std::size_t level = 0;
        while (queue_.lanes[level].priority != ticket.priority) ++level;
        return level;
    }

    Ticket* next_of(std::size_t level) const {
        return by_key_[level].empty() ? queue_.lanes[level].first() : std::get<2>(*by_key_[level].begin());
    }

    template <class Key>
    Ticket* best(Key key) const {
        return *std::min_element(heads_.begin(), heads_.end(), [&](auto* one, auto* other) { return key(*one) < key(*other); });
    }

    // Calls had and this one, against the share: whoever is furthest behind is next.
    double quota(const Ticket& ticket) const {
        for (std::size_t i = 0; i < spec_.share.size(); ++i) {
            if (spec_.share_class[i] == ticket.priority && spec_.share[i] > 0) {
                return static_cast<double>(n_called_[level_of(ticket)] + 1) / spec_.share[i];
            }
        }
        return std::numeric_limits<double>::infinity();
    }

    // Put a ticket where the order wants it in its class. A random order is a shuffled one: who comes takes any place
    // with the same chance, and the first is next, so that everybody waiting is as likely to be next.
    void place(Ticket& ticket) {
        if (has_key()) {
            by_key_[level_of(ticket)].insert(entry(ticket));
            return;
        }
        Lane& lane = queue_.lane(ticket);
        Int n = 0;
        for (Ticket* at = lane.first(); at != nullptr; at = at->after) ++n;
        Int place = static_cast<Int>(floor_.luck_of(ticket) * static_cast<double>(n + 1));
        Ticket* before = nullptr;
        for (; place > 0; --place) before = before == nullptr ? lane.first() : before->after;
        lane.insert_after(before, ticket);
    }

    // The smaller, the sooner within the class.
    double key(const Ticket& ticket) const {
        switch (spec_.order) {
            case Order::LAST_COME: return -static_cast<double>(ticket.order);
            case Order::SHORTEST_JOB: return floor_.plan.expected_ms[ticket.task];
            case Order::RETURNING_FIRST: return ticket.attempt != 0 ? 0.0 : 1.0;
            default: break;
        }
        const Ms slot = floor_.decisions.own_slot_ms[floor_.decisions.matter_citizen[ticket.matter]];
        const bool is_today = slot >= 0 && slot / MS_PER_DAY == ticket.since_ms / MS_PER_DAY;
        return static_cast<double>(is_today ? slot : ticket.since_ms);
    }
};

}  // namespace

std::unique_ptr<Discipline> make_discipline(QueueState& queue, Floor& floor) {
    if (queue.spec->has_files) return std::make_unique<DeskQueue>(queue, floor);
    if (queue.spec->is_plain) return nullptr;
    return std::make_unique<RuledQueue>(queue, floor);
}

}  // namespace hall
