#include "withdraw.h"

#include "inspections.h"

namespace hall {

bool has_begun(const Ticket& ticket) {
    if (ticket.gathering != nullptr && ticket.gathering->n_missing != 0) return false;
    return ticket.was_called || !ticket.waiting;
}

void withdraw(Facility& facility, Ticket& ticket) {
    if (ticket.is_processed || ticket.is_withdrawn) return;  // it was taken back before, with another branch around it
    const Ms now = facility.clock.now_ms;
    ServerState* server = ticket.server;
    ticket.is_withdrawn = true;
    ticket.forget_all();
    ticket.happen = [](Occurrence& what) { static_cast<Ticket&>(what).drop(); };  // its end may be planned
    if (ticket.is_open_file) {
        ticket.is_open_file = false;
        facility.close_file(*ticket.queue);
    }
    Outcome outcome = Outcome::WITHDRAWN;
    Ms start = NEVER, done = ticket.work_ms;
    if (ticket.waiting) {
        ticket.waiting = false;
        ticket.queue->leave(ticket);
    } else if (server == nullptr) {
        facility.leave_unlimited(ticket);
        if (ticket.start_ms <= now) {
            outcome = Outcome::BROKEN_OFF;
            start = ticket.start_ms;
            done = facility.hours_of(*ticket.queue).working_ms_between(start, now);
        }
    } else {
        outcome = Outcome::BROKEN_OFF;
        start = ticket.start_ms;
        done = facility.on_duty(*server).working_ms_between(start, now);
    }
    facility.recorder.ticket(ticket, server == nullptr ? NEVER : server->index, start, now, done, outcome);
    if (server != nullptr) facility.free(*server, now);
}

}  // namespace hall
