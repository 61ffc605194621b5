// Something that happens once and that several may wait for.
#pragma once

#include "process.h"

namespace hall {

class Signal {
public:
    explicit Signal(Clock& clock) : clock_(&clock) {}
    Signal(Signal&&) = default;

    bool given = false;

    // The event that it has happened, while it has not.
    Event& wait() {
        if (!event_) event_ = Ref<Moment>(new Moment);
        return *event_;
    }

    // It happens now, if it has not.
    void give() {
        if (!given && event_) {
            event_->is_triggered = true;
            event_->keep();  // until it has happened
            event_->happen = [](Occurrence& what) {
                auto& moment = static_cast<Moment&>(what);
                moment.call_back();
                moment.drop();
            };
            clock_->plan(*event_, event_order::AT_ONCE);
        }
        given = true;
    }

private:
    class Moment : public Event {
    public:
        Moment() : Event(sizeof(Moment)) {}
    };

    Clock* clock_;
    Ref<Moment> event_;
};

}  // namespace hall
