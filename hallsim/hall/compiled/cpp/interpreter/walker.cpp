#include "walker.h"

namespace hall {

// What is met most, and never waited for in the table's words, is done here without them.
void Walker::go_on() {
    while (const Op* op = todo_.next()) {
        switch (op->kind) {
            case Kind::MARK: walking_.note(*op, walk_); continue;
            case Kind::IF:
                if (walking_.is_met(*op, walk_)) todo_.push(op->then());
                continue;
            case Kind::SERVE:
                if (walking_.tickets.balking.anybody_looks()) break;
                return wait(walking_.tickets.take(*op, walk_), on_ticket);
            default: break;
        }
        Found found = walking_.interpreter.act(*op, walk_, nullptr);
        switch (found.kind()) {
            case Found::NOTHING: break;
            case Found::ROW: todo_.push(found.row()); break;
            case Found::TICKET: return wait(found.ticket(), on_ticket);
            case Found::EVENTS: {
                events_ = found.take_events();
                n_happened_ = 0;
                Way way;
                if (is_waiting(way)) return;
                if (!way.goes_on()) return over(way);
                break;
            }
            case Found::STEPS: return walking_.processes.begin(wait_for(found.take_steps()));
        }
    }
    over({});
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
