#include "shifts.h"

namespace hall {

Shifts::Shifts(Floor& floor, Lines& lines, Closing& closing)
    : floor_(floor), lines_(lines), closing_(closing), closings_(floor.staffing.on_duty.size()) {}

void Shifts::begin() {
    std::vector<std::vector<ServerState*>> of(floor_.staffing.on_duty.size());
    for (auto& server : floor_.servers) of[static_cast<std::size_t>(server->roster)].push_back(server.get());
    for (std::size_t roster = 0; roster < of.size(); ++roster) {
        floor_.processes.process(work_roster(static_cast<Int>(roster), std::move(of[roster])));
    }
}

Steps Shifts::work_roster(Int roster, std::vector<ServerState*> servers) {
    const Timetable& hours = floor_.staffing.on_duty[static_cast<std::size_t>(roster)];
    LastShifts last(opening_of(static_cast<std::size_t>(roster)));
    const std::int64_t place = event_order::SHIFT_CHANGE + roster;
    for (std::size_t i = 0; i < hours.size(); ++i) {
        co_await At(floor_.clock, hours.start(i), place);
        const bool is_last = last.next(hours.start(i), hours.end(i));
        for (ServerState* server : servers) {
            if (server->stands_by) {
                standby->allow(*server, hours.end(i), is_last);
            } else {
                come_on(*server, hours.start(i), hours.end(i), is_last);
            }
        }
        co_await At(floor_.clock, hours.end(i), place);
        for (ServerState* server : servers) {
            if (!server->stands_by || standby->forbid(*server)) end_shift(*server);
        }
    }
    co_return Way{};
}

const Opening& Shifts::opening_of(std::size_t roster) const {
    const auto kind = static_cast<std::size_t>(floor_.staffing.roster_kind[roster]);
    return floor_.plan.openings[static_cast<std::size_t>(floor_.plan.opening_of_kind[kind])];
}

bool LastShifts::next(Ms start, Ms end) {
    if (opening_.always_open) return false;
    while (n_ < opening_.early_ms.size() && opening_.early_ms[n_] < end) ++n_;
    const Ms closes = n_ == 0 ? NEVER : opening_.close_ms[n_ - 1];
    const Ms opens = n_ == 0 ? NEVER : opening_.open_ms[n_ - 1];
    const Ms closed_before = n_ <= 1 ? NEVER : opening_.close_ms[n_ - 2];
    return end >= closes || (end <= opens && start < closed_before);
}

const Timetable& Shifts::closings_of(std::size_t roster) const {
    std::optional<Timetable>& found = closings_[roster];
    if (found) return *found;
    const Timetable& hours = floor_.staffing.on_duty[roster];
    std::vector<Ms> starts, ends;
    LastShifts last(opening_of(roster));
    for (std::size_t i = 0; i < hours.size(); ++i) {
        if (!last.next(hours.start(i), hours.end(i))) continue;
        starts.push_back(hours.start(i));
        ends.push_back(hours.end(i));
    }
    return found.emplace(std::move(starts), std::move(ends));
}

void Shifts::come_on(ServerState& server, Ms start, Ms end, bool closing) {
    bool was_free = false;
    if (server.serving_out || server.leaving) {
        end_row(server, start);
        was_free = server.idle;
    }
    if (!server.on_duty || server.leaving) {
        for (QueueState* queue : server.queues) ++queue->n_on_duty;
    }
    server.on_duty = true;
    server.leaving = server.serving_out = false;
    server.station->no_longer_serves_out(server);
    server.shift_from = server.fresh_ms = start;
    server.shift_to = end;
    server.closing = closing;
    if (server.ticket == nullptr && !was_free) server.pool->add_idle(server, start);
    floor_.touch(*server.station);
}

void Shifts::end_shift(ServerState& server) {
    const Ms now = floor_.clock.now_ms;
    if (back_office != nullptr && back_office->is_away(server)) back_office->come_back(server, now);
    if (server.ticket != nullptr && server.ticket->queue->is_desk() && !server.spec->is_desk) {
        hand_back(server);  // nobody stays at a window for a file
        server.pool->add_idle(server, now);
    }
    ShiftEnd rule = server.rule;
    if ((server.closing || server.to_the_end) && !server.spec->is_desk) {
        rule = ShiftEnd::FINISH;  // nobody stays at a window overnight
        server.to_the_end = true;
    }
    if (server.closing && server.spec->serves_out) {
        server.serving_out = true;
        auto& staying = server.station->serving_out;
        if (std::find(staying.begin(), staying.end(), &server) == staying.end()) staying.push_back(&server);
        floor_.touch(*server.station);  // once this instant is over, who is not needed goes home
        return;
    }
    if (server.ticket == nullptr) {
        go_off(server);
    } else if (rule == ShiftEnd::FINISH || server.ticket->start_ms == NEVER) {
        leave_after_visitor(server);
    } else if (rule == ShiftEnd::HAND_BACK) {
        hand_back(server);
        go_off(server);
    } else {
        end_row(server, server.shift_to);
        server.on_duty = false;
        for (QueueState* queue : server.queues) --queue->n_on_duty;
        if (server.station->watched) floor_.touch(*server.station);
    }
}

void Shifts::leave_after_visitor(ServerState& server) {
    if (server.leaving) return;  // a tide window that is closing already
    server.leaving = true;
    for (QueueState* queue : server.queues) --queue->n_on_duty;
    if (server.station->watched) floor_.touch(*server.station);
}

void Shifts::go_off(ServerState& server) {
    if (server.idle) server.pool->remove_idle(server);
    if (server.on_duty && !server.leaving) {
        for (QueueState* queue : server.queues) --queue->n_on_duty;
    }
    if (server.stands_by) standby->closed(server);
    end_row(server, floor_.clock.now_ms);
    server.on_duty = server.leaving = server.serving_out = false;
    server.station->no_longer_serves_out(server);
    for (QueueState* queue : server.queues) {
        if (!queue->is_desk() && queue->n_on_duty == 0) closing_.send_home_if_closed(*queue);
    }
    if (server.station->watched) floor_.touch(*server.station);
}

void Shifts::end_row(ServerState& server, Ms left_ms) {
    floor_.recorder.shifts.add(server.index, server.shift_from, server.shift_to, left_ms, server.closing);
}

Ms Shifts::done_ms(const ServerState& server, const Ticket& ticket) const {
    const auto roster = static_cast<std::size_t>(server.roster);
    const Timetable& hours = floor_.staffing.on_duty[roster];
    const Ms now = floor_.clock.now_ms, start = ticket.start_ms;
    if (server.rule != ShiftEnd::PAUSE || !hours.is_open(start)) return now - start;
    if (server.spec->is_desk) return hours.working_ms_between(start, now);
    const Ms close = closings_of(roster).next_close(start);  // what is left then is done at once
    return hours.working_ms_between(start, std::min(now, close)) + std::max<Ms>(0, now - close);
}

void Shifts::hand_back(ServerState& server, Outcome outcome) {
    Ticket& ticket = *server.ticket;
    const Ms now = floor_.clock.now_ms, done = done_ms(server, ticket);
    floor_.recorder.ticket(ticket, server.index, ticket.start_ms, now, done, outcome);
    const Ms needed = ticket.work_ms;
    const Int number = ticket.number;
    if (outcome == Outcome::INTERRUPTED && ticket.queue->spec->interrupt == Interrupt::RESTART) {
        ticket.work_ms = ticket.whole_ms;
    } else {
        ticket.work_ms = ServerState::whole_ms(static_cast<double>(needed - done) / server.factor);
    }
    floor_.recorder.handed.add(number, needed, ticket.work_ms);
    ticket.number = floor_.n_tickets++;
    ticket.issue_ms = now;
    ticket.server = nullptr;
    ticket.start_ms = NEVER;
    ticket.waiting = ticket.handed_back = true;
    server.ticket = nullptr;
    if (!ticket.queue->lines.empty()) lines_.note(ticket);
    ticket.queue->give_back(ticket);
    floor_.touch(*server.station);
}

void Shifts::release_idle(Station& station) {
    const std::vector<ServerState*> staying = station.serving_out;
    for (ServerState* server : staying) {
        const bool needed = std::any_of(server->queues.begin(), server->queues.end(), [](const QueueState* queue) {
            return !queue->is_desk() && (queue->n_waiting > 0 || queue->base->n_expected > 0);
        });
        if (server->idle && !needed) go_off(*server);
    }
}

}  // namespace hall
