// Processes: coroutines that wait for events. `Steps` is what a function of the reference that yields becomes.
//
// A nested step is waited for by `co_await`, as by `yield from`. What the reference throws (a way ends, somebody goes
// home) is the `Way` that every step gives back. A process by itself is an event: that it is over.
#pragma once

#include <coroutine>
#include <utility>

#include "clock.h"

namespace hall {

class Processes;
class Process;

class [[nodiscard]] Steps {
public:
    struct promise_type;
    using Handle = std::coroutine_handle<promise_type>;

    explicit Steps(Handle handle) : handle_(handle) {}
    Steps(Steps&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Steps(const Steps&) = delete;
    Steps& operator=(const Steps&) = delete;
    ~Steps() {
        if (handle_) handle_.destroy();
    }

    // Wait for nested steps: they go on from here at once.
    struct Nested {
        Handle handle;
        bool await_ready() const noexcept { return false; }
        inline Handle await_suspend(std::coroutine_handle<> waiting) noexcept;
        inline Way await_resume() const;
    };
    Nested operator co_await() const& noexcept { return {handle_}; }
    Nested operator co_await() && noexcept { return {handle_}; }

    Handle release() { return std::exchange(handle_, nullptr); }

private:
    Handle handle_;
};

struct Steps::promise_type {
    Way result;
    std::coroutine_handle<> waiting;      // who waits for these steps, if they are nested
    Process* process = nullptr;           // the process they are, if they are one for whose end anybody waits
    promise_type* next = nullptr;         // of those that run by themselves
    promise_type** before = nullptr;

    Steps get_return_object() { return Steps(Handle::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }

    struct Final {
        bool await_ready() const noexcept { return false; }
        inline std::coroutine_handle<> await_suspend(Handle handle) noexcept;
        void await_resume() const noexcept {}
    };
    Final final_suspend() noexcept { return {}; }
    void return_value(Way way) { result = way; }
    void unhandled_exception() { throw; }  // ends the run

    static void* operator new(std::size_t size) { return Arena::current->take(size); }
    static void operator delete(void* block, std::size_t size) { Arena::current->give(block, size); }
};

// The event that a process is over, and how.
class Process : public Event {
public:
    Process() : Event(sizeof(Process)) {}
};

// All that runs by itself, so that what is under way when the run stops is taken down with it.
class Processes {
public:
    explicit Processes(Clock& clock) : clock_(clock) {}
    Processes(const Processes&) = delete;
    Processes& operator=(const Processes&) = delete;
    ~Processes() { stop(); }

    // Begin steps once what happens now is over, before anything else of this instant.
    Ref<Process> process(Steps steps) {
        Ref<Process> process(new Process);
        process->happen = [](Occurrence& what) { over(static_cast<Process&>(what)); };
        auto& promise = enter(std::move(steps));
        promise.process = process.get();
        process->keep();  // until it has happened
        auto* start = new Start;
        start->handle = Steps::Handle::from_promise(promise);
        start->happen = [](Occurrence& what) {
            auto* self = static_cast<Start*>(&what);
            auto handle = self->handle;
            delete self;
            handle.resume();
        };
        clock_.plan(*start, event_order::BEGINNING);
        return process;
    }

    // Begin steps in this very moment, for whose end nobody waits.
    void begin(Steps steps) { Steps::Handle::from_promise(enter(std::move(steps))).resume(); }

    void is_over(Process& process, Way result) {
        process.result = result;
        process.is_triggered = true;
        clock_.plan(process, event_order::AT_ONCE);
    }

    void stop() {
        while (first_ != nullptr) {
            auto* promise = first_;
            leave(*promise);
            Steps::Handle::from_promise(*promise).destroy();
        }
    }

    HALL_NEAR static inline thread_local Processes* current = nullptr;

    static void leave(Steps::promise_type& promise) {
        *promise.before = promise.next;
        if (promise.next != nullptr) promise.next->before = promise.before;
    }

private:
    struct Start : Occurrence, InArena {
        Steps::Handle handle;
    };

    Clock& clock_;
    Steps::promise_type* first_ = nullptr;

    Steps::promise_type& enter(Steps steps) {
        auto& promise = steps.release().promise();
        promise.next = first_;
        promise.before = &first_;
        if (first_ != nullptr) first_->before = &promise.next;
        first_ = &promise;
        return promise;
    }

    static void over(Process& process) {
        process.call_back();
        process.drop();
    }
};

inline Steps::Handle Steps::Nested::await_suspend(std::coroutine_handle<> waiting) noexcept {
    handle.promise().waiting = waiting;
    return handle;
}

inline Way Steps::Nested::await_resume() const { return handle.promise().result; }

inline std::coroutine_handle<> Steps::promise_type::Final::await_suspend(Handle handle) noexcept {
    promise_type& promise = handle.promise();
    if (promise.waiting) return promise.waiting;
    Processes::leave(promise);
    if (promise.process != nullptr) Processes::current->is_over(*promise.process, promise.result);
    handle.destroy();
    return std::noop_coroutine();
}

// ---------------------------------------------------------------------- what steps wait for

// A time of the clock: `co_await At(clock, time, priority)`.
struct At : Occurrence {
    Clock& clock;
    Ms time_ms;
    std::int64_t priority;
    std::coroutine_handle<> waiting;

    At(Clock& clock, Ms time_ms, std::int64_t priority) : clock(clock), time_ms(time_ms), priority(priority) {}
    At(const At&) = delete;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
        waiting = handle;
        happen = [](Occurrence& what) { static_cast<At&>(what).waiting.resume(); };
        clock.plan_at(*this, priority, time_ms);
    }
    void await_resume() const noexcept {}
};

// An event, if it has not happened: `co_await Happens(event)`.
struct Happens : Callback {
    Event& event;
    std::coroutine_handle<> waiting;

    explicit Happens(Event& event) : event(event) {}
    Happens(const Happens&) = delete;

    bool await_ready() const noexcept { return event.is_processed; }
    void await_suspend(std::coroutine_handle<> handle) {
        waiting = handle;
        call = [](Callback& self, Event&) { static_cast<Happens&>(self).waiting.resume(); };
        event.follow_with(*this);
    }
    void await_resume() const noexcept {}
};

// A moment as an event, where it is waited for together with others.
class Alarm : public Event {
public:
    Alarm() : Event(sizeof(Alarm)) {}

    static Ref<Alarm> at(Clock& clock, Ms time_ms, std::int64_t priority) {
        Ref<Alarm> alarm(new Alarm);
        alarm->ring_at(clock, time_ms, priority);
        return alarm;
    }

    // One whose time was not known: it comes now, in its place of this instant.
    void ring(Clock& clock, std::int64_t priority) { ring_at(clock, clock.now_ms, priority); }

private:
    void ring_at(Clock& clock, Ms time_ms, std::int64_t priority) {
        keep();  // until it has happened
        happen = [](Occurrence& what) {
            auto& self = static_cast<Alarm&>(what);
            self.call_back();
            self.drop();
        };
        clock.plan_at(*this, priority, time_ms);
    }
};

// The first of several events: it holds in the instant in which one of them happens, after what happens at once.
class AnyOf : public Event {
public:
    AnyOf(Clock& clock, std::vector<Event*> events)
        : Event(sizeof(AnyOf)), clock_(clock), events_(std::move(events)), checks_(events_.size()) {
        happen = [](Occurrence& what) { static_cast<AnyOf&>(what).holds(); };
        for (std::size_t i = 0; i < events_.size(); ++i) {
            if (events_[i]->is_processed) {
                check(*events_[i]);
            } else {
                checks_[i].self = this;
                checks_[i].call = [](Callback& callback, Event& event) { static_cast<Check&>(callback).self->check(event); };
                events_[i]->follow_with(checks_[i]);
            }
        }
    }
    AnyOf(const AnyOf&) = delete;

private:
    struct Check : Callback {
        AnyOf* self = nullptr;
    };

    Clock& clock_;
    std::vector<Event*> events_;
    std::vector<Check> checks_;

    void check(const Event& event) {
        if (is_triggered) return;
        result = event.failure();
        is_triggered = true;
        clock_.plan(*this, event_order::AT_ONCE);
    }

    void holds() {
        for (std::size_t i = 0; i < events_.size(); ++i) {
            if (checks_[i].self != nullptr) events_[i]->forget(checks_[i]);
        }
        call_back();
    }
};

}  // namespace hall
