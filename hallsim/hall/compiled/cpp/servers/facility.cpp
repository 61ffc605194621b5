#include "facility.h"

#include "calling.h"
#include "inspections.h"
#include "meetings.h"
#include "preemption.h"

namespace hall {

Facility::Facility(const Given& given, Clock& clock, Processes& processes, Recorder& recorder)
    : Floor(given, clock, processes, recorder), lines(*this), closing(*this, lines), shifts(*this, lines, closing),
      tides(*this, shifts) {
    clock.lapses_by(has_lapsed);
    if (plan.limits) {
        limits.emplace(*plan.limits, *this);
        deadlines = &*limits;
    }
    if (decisions.idle_work != nullptr) {
        idle_work = std::make_unique<IdleWork>(*this);
        shifts.back_office = idle_work.get();
    }
    if (plan.calling && decisions.call.draws != nullptr) caller = std::make_unique<Caller>(*this, *plan.calling);
}

Facility::~Facility() = default;

void Facility::open_for_business() {
    for (auto& station : stations) station->settle();
    shifts.begin();
    closing.begin();
    for (auto& queue : queues) {
        const auto& meeting = plan.meetings[static_cast<std::size_t>(queue->index)];
        if (meeting) processes.process(hold_meetings(*this, *queue, *meeting));
    }
    const bool anybody_counts = std::any_of(plan.servers.begin(), plan.servers.end(),
                                            [](const Server& server) { return server.per_day != NEVER; });
    if (anybody_counts) processes.process(next_days(*this));
}

[[gnu::always_inline]] Ticket& Facility::issue(Walk& walk, QueueState& base, Int task, Ms work_ms, Int priority, Ms patience_ms, Int place) {
    QueueState* queue = &base;
    if (base.has_lines()) {
        queue = &lines.choose(base);
        priority = DEFAULT_PRIORITY;
    }
    Ticket& ticket = *new Ticket(*this, *queue, walk, n_tickets++, task, static_cast<int>(priority), work_ms, clock.now_ms);
    ticket.happen = [](Occurrence& what) { on_ticket(static_cast<Ticket&>(what)); };
    if (queue->is_desk()) {
        ticket.visit = NO_VISIT;
        if (queue->spec->is_unlimited) {
            work_at_unlimited(ticket);
            return ticket;
        }
    } else {
        if (!walk.expected.empty()) no_longer_expect(walk, base);
        if (base.has_lines()) lines.note(ticket);
        if (queue->n_on_duty == 0 && queue->opening->is_closed(ticket.issue_ms)) {
            queue->append(ticket);
            give_up_ticket(ticket, Outcome::SENT_HOME);
            return ticket;
        }
        if (patience_ms != NEVER) {
            ticket.leaves_ms = plus(ticket.issue_ms, patience_ms);
            ticket.keep();  // until its patience is over, one way or the other
            if (queue->station == nullptr) {
                watch_patience(ticket);
            } else {
                newcomers_.push_back(&ticket);
            }
        }
    }
    if (place == NEVER) {
        queue->append(ticket);
    } else {
        ticket.order = place;
        queue->give_back(ticket);
    }
    if (queue->station != nullptr) touch(*queue->station);
    return ticket;
}

// A desk without limit of officers: work begins with the next working hour.
void Facility::work_at_unlimited(Ticket& ticket) {
    const Timetable& hours = *staffing.desk_hours[static_cast<std::size_t>(ticket.queue->index)];
    ticket.waiting = false;
    ticket.start_ms = hours.next_open(ticket.issue_ms);
    work_without_server(ticket);
    clock.plan_at(ticket, event_order::SERVICE_END + ticket.number, hours.add(ticket.start_ms, ticket.work_ms));
}

// The ticket leaves if it has not been called when its patience runs out (R5.3).
void Facility::watch_patience(Ticket& ticket) {
    ticket.patience.ticket = &ticket;
    ticket.patience.happen = patience_is_over;
    clock.plan_at(ticket.patience, event_order::PATIENCE + ticket.number, ticket.leaves_ms);
}

void Facility::patience_is_over(Occurrence& what) {
    Ticket& ticket = *static_cast<Ticket::Patience&>(what).ticket;
    if (has_patience(ticket)) ticket.facility->give_up_ticket(ticket, Outcome::LEFT);
    ticket.drop();
}

// Who is called in the instant of coming, as most are, needs no patience: only that of the others is planned.
[[gnu::noinline]] void Facility::watch_newcomers() {
    for (Ticket* ticket : newcomers_) {
        if (has_patience(*ticket)) {
            watch_patience(*ticket);
        } else {
            clock.comes_by(ticket->leaves_ms);
            ticket->drop();
        }
    }
    newcomers_.clear();
}

// Whether patience that was planned has come to nothing long before its time.
bool Facility::has_lapsed(Occurrence& what) {
    if (what.happen != patience_is_over) return false;
    Ticket& ticket = *static_cast<Ticket::Patience&>(what).ticket;
    if (has_patience(ticket)) return false;
    ticket.facility->clock.comes_by(ticket.leaves_ms);
    ticket.drop();
    return true;
}

bool Facility::start_all() {
    const Ms now = clock.now_ms;
    dirty.take_all([&](Station& station) {
        for (Match match; (match = station.next_match()).server != nullptr;) begin(*match.server, *match.ticket, now);
        if (station.only_starts()) [[likely]] return;
        if (station.interrupts) interrupt(*this, station, now);
        if (!station.is_plain || !station.serving_out.empty()) unsettled_.add(station);
    });
    if (!newcomers_.empty()) watch_newcomers();
    if (!unsettled_.empty() && !clock.is_left(event_order::PATIENCE)) {
        unsettled_.take_all([&](Station& station) { settle(station, now); });
    }
    return !dirty.empty() || !unsettled_.empty();
}

// What follows from who waits and who is idle once everything else of an instant has happened (R4.2).
void Facility::settle(Station& station, Ms now) {
    if (!station.serving_out.empty()) shifts.release_idle(station);
    if (station.is_plain) return;
    if (station.has_tides) tides.turn(station);
    if (station.has_lines) lines.settle(station);
    if (!station.idle_workers.empty()) shifts.back_office->begin(station, now);
}

void Facility::begin(ServerState& server, Ticket& ticket, Ms now) {
    if (caller == nullptr) return start(server, ticket, now);
    caller->begin(server, ticket, now);
}

[[gnu::always_inline]] void Facility::start(ServerState& server, Ticket& ticket, Ms now) {
    ticket.waiting = false;
    ticket.was_called = true;
    ticket.server = &server;
    ticket.start_ms = now;
    server.ticket = &ticket;
    ticket.fetch_waiting();
    fetch<192>(ticket.walk);
    if (ticket.further_ms != 0) {  // R6.37
        ticket.work_ms -= ServerState::whole_ms(static_cast<double>(ticket.further_ms) * server.spec->bundle_saving);
        ticket.further_ms = 0;
    }
    const Interrupt interrupts = ticket.queue->interrupt;
    if (interrupts == Interrupt::RESTART && ticket.whole_ms == NEVER) ticket.whole_ms = ticket.work_ms;
    if (server.changes_work) ticket.work_ms = server.work_here(ticket.work_ms, now);
    if (ticket.gathering != nullptr) return ticket.gathering->join(ticket);
    server.to_the_end = server.serving_out;
    Ms end = plus(now, ticket.work_ms);
    if (end > server.shift_to && !server.serving_out) {
        if (ticket.queue->is_desk() && !server.spec->is_desk) return;  // a file at a window is handed back
        if (now >= server.shift_to) {
            server.to_the_end = true;  // called before the shift ended
        } else if (server.rule == ShiftEnd::PAUSE) {
            end = end_with_pauses(server, now, ticket.work_ms);
        } else if (server.rule == ShiftEnd::HAND_BACK && !server.closing) {
            return;  // the shift ends first: `end_shift` hands the rest back
        }
    }
    if (interrupts != Interrupt::NONE) return end_unless_interrupted(clock, ticket, end);
    clock.plan_at(ticket, event_order::SERVICE_END + ticket.number, end);
}

// When work ends that pauses while the server is away; what is left at closing is done at once.
Ms Facility::end_with_pauses(const ServerState& server, Ms now, Ms work_ms) const {
    const auto roster = static_cast<std::size_t>(server.roster);
    const Timetable& hours = staffing.on_duty[roster];
    const Ms end = hours.add(now, work_ms);
    if (server.spec->is_desk) return end;
    const Ms close = shifts.closings_of(roster).next_close(now);
    return end <= close ? end : plus(close, work_ms - hours.working_ms_between(now, close));
}

// A ticket's event: its service has ended, or it ends without service.
void Facility::on_ticket(Ticket& ticket) {
    Facility& facility = *ticket.facility;
    const Ms now = facility.clock.now_ms;
    ServerState* server = ticket.server;
    facility.recorder.ticket(ticket, server == nullptr ? NEVER : server->index, ticket.start_ms, now, ticket.work_ms,
                             ticket.outcome);
    if (server != nullptr) {
        facility.free(*server, now);
    } else if (ticket.start_ms != NEVER) {
        facility.leave_unlimited(ticket);
    }
    if (ticket.is_open_file) {
        ticket.is_open_file = false;
        --ticket.queue->n_open;
    }
    ticket.call_back();
    ticket.drop();
}

void Facility::free(ServerState& server, Ms now) {
    server.ticket = nullptr;
    if (server.leaving) {
        shifts.go_off(server);
    } else if (server.on_duty) {
        server.pool->add_idle(server, now);
        touch(*server.station);
    }
}

}  // namespace hall
