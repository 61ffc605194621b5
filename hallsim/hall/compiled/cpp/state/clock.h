// The clock: what happens, in order; and events, for which processes wait.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "../input/check_input.h"
#include "arena.h"
#include "event_order.h"
#include "later.h"
#include "way.h"

namespace hall {

// Whatever the clock lets happen. It must live until then, and is planned for one time at most.
struct Occurrence {
    void (*happen)(Occurrence&) = nullptr;
    std::int64_t priority;  // within the instant for which it is planned,
    std::uint64_t number;   // and of its planning: both are set then

    bool goes_before(const Occurrence& other) const {
        return priority != other.priority ? priority < other.priority : number < other.number;
    }
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

    // Fetch what waits for it.
    void fetch_waiting() const { fetch<128>(first_); }

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
    explicit Event(std::size_t size, std::uint32_t n_refs = 0) : n_refs_(n_refs), size_(static_cast<std::uint32_t>(size)) {}

private:
    Callback* first_ = nullptr;
    Callback* last_ = nullptr;
    std::uint32_t n_refs_;
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
    explicit Ref(E& event) : Ref(&event) {}
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
    E* release() { return std::exchange(event_, nullptr); }  // whoever asks keeps it now
    E& operator*() const { return *event_; }
    E* operator->() const { return event_; }
    explicit operator bool() const { return event_ != nullptr; }

private:
    E* event_ = nullptr;
};

// Times and what happens at them, the earliest first: a heap of four children a place.
//
// Four children are a line of the cache: what decides between equal times stands in what happens then. Places that are
// not taken hold a time that never comes, so that four children are compared without a look at how many there are. What
// is taken leaves its place open until the next is put there: most of what happens plans something. Where much is planned,
// only the present span of time is in the heap: a month of a city has thousands of times to come, and each step down a
// heap of those is a line of the cache that has to be fetched.
class Agenda {
public:
    Agenda() : places_(4 * LINE, Entry{INT64_MAX, &never_}) {}
    Agenda(const Agenda&) = delete;
    Agenda& operator=(const Agenda&) = delete;

    // When the first happens; INT64_MAX: nothing ever does.
    Ms first_ms() const { return first_ms_; }

    Occurrence& first() {
        if (is_open_) close();
        return *places_[ROOT].what;
    }

    void put(Ms time, Occurrence& what) {
        const Entry entry{time, &what};
        if (end_ < FEW || !later_.takes(time)) return put_near(entry);
        later_.put(entry);
        come_near();
    }

    // What is over before its time is told by this, and never happens.
    bool (*has_lapsed)(Occurrence&) = [](Occurrence&) { return false; };

    Occurrence* take() {
        Occurrence* found = &first();
        const Entry* child = &places_[ROOT + 1];
        first_ms_ = std::min(std::min(child[0].time, child[1].time), std::min(child[2].time, child[3].time));
        is_open_ = true;
        come_near();
        return found;
    }

private:
    struct Entry {
        Ms time;
        Occurrence* what;

        bool operator<(const Entry& other) const {
            if (time != other.time) [[likely]] return time < other.time;
            return what->goes_before(*other.what);
        }
    };
    static constexpr std::size_t LINE = 4, ROOT = 3, FEW = 64;  // the children of the root begin a line

    Occurrence never_{nullptr, 0, 0};
    std::vector<Entry, InLines<Entry>> places_;
    std::size_t end_ = ROOT;
    Ms first_ms_ = INT64_MAX;
    bool is_open_ = false;  // the first has been taken
    Later<Entry> later_;

    // What may be next is in the heap.
    void come_near() {
        while (later_.first_ms() <= first_ms_ && later_.first_ms() != INT64_MAX) [[unlikely]] {
            later_.take_first([this](const Entry& entry) {
                if (!has_lapsed(*entry.what)) put_near(entry);
            });
        }
    }

    void put_near(const Entry& entry) {
        first_ms_ = std::min(first_ms_, entry.time);
        if (is_open_) {
            is_open_ = false;
            return sink(entry);
        }
        std::size_t place = end_++;
        if (end_ + LINE > places_.size()) places_.resize(2 * places_.size(), Entry{INT64_MAX, &never_});
        while (place > ROOT) {
            const std::size_t parent = place / 4 + 2;
            if (!(entry < places_[parent])) break;
            places_[place] = places_[parent];
            place = parent;
        }
        places_[place] = entry;
    }

    // Put the last into the open place.
    void close() {
        is_open_ = false;
        const Entry last = std::exchange(places_[--end_], Entry{INT64_MAX, &never_});
        if (end_ > ROOT) sink(last);
    }

    // Put something into the open place at the root, or where it belongs below.
    void sink(const Entry entry) {
        std::size_t place = ROOT;
        for (;;) {
            const std::size_t child = 4 * place - 8;
            if (child >= end_) break;
            const Entry* const four = &places_[child];
            const Entry* const one = four + (four[1] < four[0]);
            const Entry* const other = four + 2 + (four[3] < four[2]);
            const Entry* const least = *other < *one ? other : one;
            if (!(*least < entry)) break;
            places_[place] = *least;
            place = child + static_cast<std::size_t>(least - four);
        }
        places_[place] = entry;
    }
};

// What happens in this very instant before all else, in the order in which it was planned.
class AtOnce {
public:
    bool empty() const { return n_taken_ == all_.size(); }
    void put(Occurrence& what) { all_.push_back(&what); }

    Occurrence* take() {
        Occurrence* found = all_[n_taken_++];
        if (empty()) {
            all_.clear();
            n_taken_ = 0;
        }
        return found;
    }

private:
    std::vector<Occurrence*> all_;
    std::size_t n_taken_ = 0;
};

// Who comes by itself, in a given order and before patience: an agenda of its own that need not be in the heap.
class Source {
public:
    Ms next_ms = INT64_MAX;  // INT64_MAX: nothing more
    std::int64_t next_priority = 0;
    void (*come)(Source&) = nullptr;  // lets the next one happen and says when the one after it does
};

class Clock {
public:
    Ms now_ms = 0;
    Ms last_ms = INT64_MAX;  // nothing happens from here on

    // Let something happen after a delay.
    void plan(Occurrence& what, std::int64_t priority, Ms delay_ms = 0) {
        if (priority <= event_order::AT_ONCE) {
            ++n_at_once_;
            return (priority == event_order::AT_ONCE ? at_once_ : beginnings_).put(what);
        }
        plan_at(what, priority, plus(now_ms, delay_ms));
    }

    void plan_at(Occurrence& what, std::int64_t priority, Ms time_ms) {
        what.priority = priority;
        what.number = n_planned_++;
        agenda_.put(time_ms, what);
    }

    void arrivals_from(Source& source) { source_ = &source; }
    void lapses_by(bool (*has_lapsed)(Occurrence&)) { agenda_.has_lapsed = has_lapsed; }

    // The clock would have come by a moment for which something was planned that has come to nothing.
    void comes_by(Ms time_ms) {
        if (time_ms < last_ms) by_ms_ = std::max(by_ms_, time_ms);
    }
    // When it has come to rest, with nothing left to happen.
    Ms at_rest_ms() const { return std::max(now_ms, by_ms_); }

    // Whether anything of this instant that goes before a place in its order has yet to happen.
    bool is_left(std::int64_t priority) {
        if (n_at_once_ > 0) return true;
        if (agenda_.first_ms() == now_ms && agenda_.first().priority < priority) return true;
        return source_->next_ms == now_ms && source_->next_priority < priority;
    }

    // Let everything before a time happen; `settle` is called when all events of an instant have, again while it
    // says that something is left to do. Patience and what is ordered after it wait until then. Before each instant
    // `is_over` may say that it is the end; whether it did.
    template <class Settle, class IsOver>
    bool run_instants(Ms end_ms, Settle settle, IsOver is_over) {
        for (Ms next; (next = next_ms()) < end_ms;) {
            if (is_over()) return true;
            now_ms = next;
            do {
                happen(settle);
            } while (settle() || next_ms() == now_ms);
        }
        return false;
    }

private:
    AtOnce beginnings_, at_once_;
    std::size_t n_at_once_ = 0;  // of both
    Agenda agenda_;
    std::uint64_t n_planned_ = 0;
    Ms by_ms_ = 0;
    Source none_;
    Source* source_ = &none_;

    Ms next_ms() const {
        if (n_at_once_ > 0) return now_ms;
        return std::min(agenda_.first_ms(), source_->next_ms);
    }

    // Everything that is planned for this instant.
    template <class Settle>
    void happen(Settle& settle) {
        for (;;) {
            while (n_at_once_ > 0) {
                --n_at_once_;
                let_happen(beginnings_.empty() ? at_once_ : beginnings_);
            }
            if (agenda_.first_ms() != now_ms) {
                if (source_->next_ms != now_ms) return;
                source_->come(*source_);
                continue;
            }
            const std::int64_t priority = agenda_.first().priority;
            if (source_->next_ms == now_ms && source_->next_priority < priority) {
                source_->come(*source_);
            } else if (priority < event_order::PATIENCE || !settle()) {
                let_happen(agenda_);
            }
        }
    }

    template <class From>
    static void let_happen(From& from) {
        Occurrence* what = from.take();
        what->happen(*what);
    }
};

}  // namespace hall
