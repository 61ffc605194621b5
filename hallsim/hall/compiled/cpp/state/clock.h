// The clock: what happens, in order; and events, for which processes wait.
#pragma once

#include <utility>
#include <vector>

#include "../input/check_input.h"
#include "arena.h"
#include "event_order.h"
#include "way.h"

namespace hall {

// Whatever the clock lets happen. It must live until then.
struct Occurrence {
    void (*happen)(Occurrence&) = nullptr;
};

// What follows an event.
class Event;
struct Callback {
    void (*call)(Callback&, Event&) = nullptr;
    Callback* next = nullptr;
};

// Something that happens once and for which several may wait, in the order in which they began to.
class Event : public Occurrence {
public:
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;

    static void* operator new(std::size_t size) { return Arena::current->take(size); }
    static void operator delete(void* block, std::size_t size) { Arena::current->give(block, size); }

    bool is_triggered = false;  // it will happen in this instant
    bool is_processed = false;  // it has
    Way result;                 // of a process

    // How the steps fail that wait for it: with the process, if that failed.
    Way failure() const { return result.kind == Way::STOPS ? Way{} : result; }

    void follow_with(Callback& callback) {
        callback.next = nullptr;
        *(last_ == nullptr ? &first_ : &last_->next) = &callback;
        last_ = &callback;
    }

    void forget(Callback& callback) {
        Callback* before = nullptr;
        for (Callback* at = first_; at != nullptr; before = at, at = at->next) {
            if (at != &callback) continue;
            (before == nullptr ? first_ : before->next) = at->next;
            if (last_ == at) last_ = before;
            return;
        }
    }

    // Nothing follows any more: it never happens.
    void forget_all() { first_ = last_ = nullptr; }

    // It has happened: what waits for it goes on.
    void call_back() {
        is_triggered = is_processed = true;
        Callback* at = first_;
        first_ = last_ = nullptr;
        while (at != nullptr) {
            Callback* next = at->next;  // what is called may be gone afterwards
            at->call(*at, *this);
            at = next;
        }
    }

    // Whoever still needs it keeps it; with the last one it is given back. No kind of event has anything to destroy.
    void keep() { ++n_refs_; }
    void drop() {
        if (--n_refs_ == 0) Arena::current->give(this, size_);
    }

protected:
    explicit Event(std::size_t size) : size_(static_cast<std::uint32_t>(size)) {}

private:
    Callback* first_ = nullptr;
    Callback* last_ = nullptr;
    std::uint32_t n_refs_ = 0;
    std::uint32_t size_;
};

// Keeps an event (ticket, process) until nobody needs it.
template <class E>
class Ref {
public:
    Ref() = default;
    Ref(E* event) : event_(event) {
        if (event_ != nullptr) event_->keep();
    }
    Ref(const Ref& other) : Ref(other.event_) {}
    Ref(Ref&& other) noexcept : event_(std::exchange(other.event_, nullptr)) {}
    Ref& operator=(Ref other) noexcept {
        std::swap(event_, other.event_);
        return *this;
    }
    ~Ref() {
        if (event_ != nullptr) event_->drop();
    }

    E* get() const { return event_; }
    E& operator*() const { return *event_; }
    E* operator->() const { return event_; }
    explicit operator bool() const { return event_ != nullptr; }

private:
    E* event_ = nullptr;
};

// Times and what happens at them, the earliest first: a heap of four children a place.
class Agenda {
public:
    struct Entry {
        Ms time;
        std::int64_t priority;
        std::uint64_t number;  // of insertion
        Occurrence* what;

        bool operator<(const Entry& other) const {
            if (time != other.time) return time < other.time;
            if (priority != other.priority) return priority < other.priority;
            return number < other.number;
        }
    };

    bool empty() const { return entries_.empty(); }
    const Entry& first() const { return entries_.front(); }

    void put(const Entry& entry) {
        std::size_t at = entries_.size();
        entries_.push_back(entry);
        while (at > 0) {
            const std::size_t parent = (at - 1) / 4;
            if (!(entry < entries_[parent])) break;
            entries_[at] = entries_[parent];
            at = parent;
        }
        entries_[at] = entry;
    }

    Occurrence* take() {
        Occurrence* found = entries_.front().what;
        const Entry last = entries_.back();
        entries_.pop_back();
        const std::size_t n = entries_.size();
        if (n == 0) return found;
        std::size_t at = 0;
        for (;;) {
            const std::size_t child = 4 * at + 1;
            if (child >= n) break;
            std::size_t least = child;
            for (std::size_t other = child + 1; other < std::min(child + 4, n); ++other) {
                if (entries_[other] < entries_[least]) least = other;
            }
            if (!(entries_[least] < last)) break;
            entries_[at] = entries_[least];
            at = least;
        }
        entries_[at] = last;
        return found;
    }

private:
    std::vector<Entry> entries_;
};

// Who comes by itself, in a given order: an agenda of its own that need not be in the heap.
class Source {
public:
    Ms next_ms = INT64_MAX;  // INT64_MAX: nothing more
    std::int64_t next_priority = 0;
    void (*come)(Source&) = nullptr;  // lets the next one happen and says when the one after it does
};

class Clock {
public:
    Ms now_ms = 0;

    // Let something happen after a delay.
    void plan(Occurrence& what, std::int64_t priority, Ms delay_ms = 0) {
        agenda_.put({plus(now_ms, delay_ms), priority, n_planned_++, &what});
    }

    void plan_at(Occurrence& what, std::int64_t priority, Ms time_ms) {
        agenda_.put({time_ms, priority, n_planned_++, &what});
    }

    void arrivals_from(Source& source) { source_ = &source; }

    // Whether anything of this instant that goes before a place in its order has yet to happen.
    bool is_left(std::int64_t priority) const {
        if (!agenda_.empty() && agenda_.first().time == now_ms && agenda_.first().priority < priority) return true;
        return source_->next_ms == now_ms && source_->next_priority < priority;
    }

    // Let everything before a time happen; `settle` is called when all events of an instant have, again while it
    // says that something is left to do. Patience and what is ordered after it wait until then. Before each instant
    // `is_over` may say that it is the end.
    template <class Settle, class IsOver>
    void run_instants(Ms end_ms, Settle settle, IsOver is_over) {
        for (Ms next; (next = next_ms()) < end_ms;) {
            if (is_over()) return;
            now_ms = next;
            for (;;) {
                while (next_ms() == now_ms) {
                    const bool comes = source_first();
                    const std::int64_t priority = comes ? source_->next_priority : agenda_.first().priority;
                    if (priority >= event_order::PATIENCE && settle()) continue;
                    if (comes) {
                        source_->come(*source_);
                    } else {
                        Occurrence* what = agenda_.take();
                        what->happen(*what);
                    }
                }
                if (!settle() && next_ms() != now_ms) break;
            }
        }
    }

private:
    Agenda agenda_;
    std::uint64_t n_planned_ = 0;
    Source none_;
    Source* source_ = &none_;

    Ms next_ms() const { return std::min(agenda_.empty() ? INT64_MAX : agenda_.first().time, source_->next_ms); }

    // Whether the next that happens comes from the source.
    bool source_first() const {
        if (agenda_.empty()) return true;
        const Agenda::Entry& first = agenda_.first();
        return source_->next_ms < first.time || (source_->next_ms == first.time && source_->next_priority < first.priority);
    }
};

}  // namespace hall
