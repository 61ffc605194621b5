#include "calling.h"

namespace hall {

void Caller::begin(ServerState& server, Ticket& ticket, Ms now) {
    if (!server.spec->calls || ticket.queue->is_desk()) return facility_.start(server, ticket, now);
    ticket.waiting = false;
    ticket.was_called = true;
    ticket.server = &server;
    server.ticket = &ticket;
    call(ticket, now);
}

// One call; who was served in part already is there and comes.
void Caller::call(Ticket& ticket, Ms now) {
    facility_.recorder.called.add(ticket.number, now);
    const Ms drawn = next_walk_ms(ticket);
    const Ms walk = drawn >= 0 ? drawn : ~drawn;
    const bool comes = drawn >= 0 || ticket.handed_back;
    if (comes && walk == 0) return arrive(ticket);
    auto* coming = new Coming;
    coming->caller = this;
    coming->ticket = &ticket;
    coming->comes = comes;
    coming->happen = [](Occurrence& what) {
        const auto* self = static_cast<Coming*>(&what);
        Caller& caller = *self->caller;
        Ticket& ticket = *self->ticket;
        const bool comes = self->comes;
        delete self;
        comes ? caller.arrive(ticket) : caller.miss(ticket);
    };
    facility_.clock.plan(*coming, event_order::SERVICE_END + ticket.number, comes ? walk : rule_.wait_ms);
}

void Caller::arrive(Ticket& ticket) { facility_.start(*ticket.server, ticket, facility_.clock.now_ms); }

// Nobody has come: call again at once, put the ticket back, or remove it.
void Caller::miss(Ticket& ticket) {
    ServerState& server = *ticket.server;
    const Ms now = facility_.clock.now_ms;
    if (ticket.n_recalls < rule_.recalls) {
        ++ticket.n_recalls;
        new_row(ticket, now);
        if (!server.leaving) return call(ticket, now);
        ticket.queue->give_back(ticket);
    } else if (!rule_.removes && ticket.n_requeues < rule_.requeues) {
        ++ticket.n_requeues;
        ticket.n_recalls = 0;
        new_row(ticket, now);
        ticket.queue->put_back(ticket, rule_.places);
    } else {
        ticket.outcome = Outcome::REMOVED;
        facility_.clock.plan(ticket, event_order::SERVICE_END + ticket.number);
        return;
    }
    ticket.server = nullptr;
    ticket.waiting = true;
    facility_.touch(*server.station);
    facility_.free(server, now);
}

// Write the missed call; the ticket goes on under a new number.
void Caller::new_row(Ticket& ticket, Ms now) {
    facility_.recorder.ticket(ticket, ticket.server->index, NEVER, now, ticket.work_ms, Outcome::MISSED);
    ticket.number = facility_.n_tickets++;
    ticket.issue_ms = now;
}

// The walk after the ticket's next call; its complement (`~walk`) when nobody comes.
Ms Caller::next_walk_ms(Ticket& ticket) const {
    const TicketDraws& tape = facility_.decisions.call;
    const Int stop = tape.stop(ticket.task), visit = tape.visit(ticket.task, ticket.attempt);
    return tape.draws->ints(stop, visit, ticket.n_calls++, facility_.decisions.n_matters)[static_cast<std::size_t>(ticket.matter)];
}

}  // namespace hall
