#include "walker.h"

namespace hall {

// What is met most, and never waited for in the table's words, is done here without them.
void Walker::go_on() {
    for (Row here = here_;;) {
        if (here.empty()) {
            if (!around_.leave(here)) {
                here_ = here;
                return over({});
            }
            continue;
        }
        const Op& op = *here.first++;
        switch (op.kind) {
            case Kind::MARK: walking_.note(op, walk_); continue;
            case Kind::IF:
                if (walking_.is_met(op, walk_)) around_.enter(here, op.then());
                continue;
            case Kind::SERVE:
                if (walking_.tickets.balking.anybody_looks()) break;
                here_ = here;
                return wait(walking_.tickets.take(op, walk_), on_ticket);
            case Kind::DELAY:
                if (!walking_.delays.only_passes(op)) break;
                here_ = here;
                return wait_until(walking_.delays.over_at(op, walk_, nullptr));
            default: break;
        }
        Found found = walking_.interpreter.act(op, walk_, nullptr);
        if (found.kind() == Found::ROW) {
            around_.enter(here, found.row());
        } else if (found.kind() != Found::NOTHING) {
            here_ = here;
            Way way;
            if (is_waiting(found, way)) return;
            if (!way.goes_on()) return over(way);
        }
    }
}

// Wait for what an operation has come to; whether there is anything to wait for. Else how it went.
bool Walker::is_waiting(Found& found, Way& way) {
    switch (found.kind()) {
        case Found::TICKET: wait(found.ticket(), on_ticket); return true;
        case Found::STEPS: walking_.processes.begin(wait_for(found.take_steps())); return true;
        case Found::EVENTS:
            events_ = found.take_events();
            n_happened_ = 0;
            return is_waiting(way);
        default: return false;
    }
}

// Wait for the next of several events that has not happened; whether there is one. Else how they went.
bool Walker::is_waiting(Way& way) {
    for (; n_happened_ < events_->size(); ++n_happened_) {
        Event& event = *(*events_)[n_happened_];
        if (!event.is_processed) {
            wait(event, on_event);
            return true;
        }
        way = event.failure();
        if (!way.goes_on()) break;
    }
    delete std::exchange(events_, nullptr);
    return false;
}

void Walker::wait(Event& event, void (*then)(Callback&, Event&)) {
    call = then;
    event.follow_with(*this);
}

void Walker::wait_until(Ms time_ms) {
    later_.self = this;
    later_.happen = [](Occurrence& what) { static_cast<Later&>(what).self->go_on(); };
    walking_.clock.plan_at(later_, event_order::ARRIVAL + walk_.citizen, time_ms);
}

void Walker::after(Way way) {
    if (way.goes_on()) {
        go_on();
    } else {
        over(way);
    }
}

Steps Walker::wait_for(Steps steps) {
    const Way way = co_await steps;
    after(way);
    co_return Way{};
}

void Walker::on_ticket(Callback& callback, Event& event) {
    auto& self = static_cast<Walker&>(callback);
    self.after(self.walk_.note_service(static_cast<Ticket&>(event)));
}

void Walker::on_event(Callback& callback, Event&) {
    auto& self = static_cast<Walker&>(callback);
    Way way;
    if (!self.is_waiting(way)) self.after(way);
}

}  // namespace hall
