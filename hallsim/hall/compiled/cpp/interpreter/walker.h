// Walking without a coroutine: an object that goes on whenever what it waits for has happened.
//
// It does what `Interpreter::follow` does, step by step, for ways that many matters take: mostly they wait for tickets,
// and a frame for every row is then a large part of what a citizen costs.
#pragma once

#include "matters.h"

namespace hall {

class Walker : Callback {
public:
    Walker(const Walker&) = delete;
    Walker& operator=(const Walker&) = delete;

protected:
    Walker(Walking& walking, Walk& walk) : walking_(walking), walk_(walk) {}
    ~Walker() { delete events_; }

    Walking& walking_;
    Walk& walk_;

    // Walk operations one after another; `over` is called once they are walked, or once the way ends before.
    void follow(Row row) {
        around_.enter(here_, row);
        go_on();
    }
    virtual void over(Way way) = 0;

private:
    struct Later : Occurrence {
        Walker* self;
    };

    Found::Events* events_ = nullptr;  // waited for one after another
    std::size_t n_happened_ = 0;
    Row here_{nullptr, nullptr};  // what is left of the row that is walked
    Around around_;
    Later later_;

    void go_on();
    bool is_waiting(Found& found, Way& way);
    bool is_waiting(Way& way);
    void wait(Event& event, void (*then)(Callback&, Event&));
    void wait_until(Ms time_ms);
    void after(Way way);
    Steps wait_for(Steps steps);

    static void on_ticket(Callback& self, Event& event);
    static void on_event(Callback& self, Event& event);
};

}  // namespace hall
