#include "matters.h"

#include "../state/representative.h"

namespace hall {

Walking::Walking(const Given& given, Facility& facility)
    : plan(given.plan), decisions(given.decisions), facility(facility), clock(facility.clock),
      processes(facility.processes), recorder(facility.recorder), tickets(facility), visits(facility),
      again(visits, given), holds(facility), delays(facility, tickets, holds), transport(facility, visits, delays),
      rejections(decisions.rejections) {
    if (decisions.offices) {
        rejections_.assign(rejections.begin(), rejections.end());
        rejections = rejections_;
    }
    interpreter.on(Kind::SERVE, tickets.balking.anybody_looks() ? does<&Walking::look_and_serve>(*this)
                                                                : does<&Walking::serve>(*this));
    interpreter.on(Kind::MISLED, does<&Walking::be_redirected>(*this));
    interpreter.on(Kind::DELAY, does<&Delays::delay>(delays));
    interpreter.on(Kind::TRANSPORT, does<&Transport::go>(transport));
    interpreter.on(Kind::MARK, does<&Walking::mark>(*this));
    interpreter.on(Kind::IF, does<&Walking::walk_if>(*this));
    interpreter.on(Kind::FORK, does<&Walking::fork>(*this));
    interpreter.on(Kind::UNTIL, does<&Walking::wait_inside>(*this));
    interpreter.on(Kind::VISIT, does<&Walking::come_again>(*this));
    if (decisions.steps) {
        errands = std::make_unique<Errands>(*this);
        approving = std::make_unique<Approving>(*this);
    }
    if (facility.limits) deemed = std::make_unique<Deemed>(*this, approving.get());
}

// ---------------------------------------------------------------------- visits

Steps Walking::visit(const Op& op, Walk& walk, Outing* outing, bool at_once) {
    if (walk.agent != nullptr) {
        const Steps steps = walk.agent->carry(op, walk, outing);
        const Way way = co_await steps;
        co_return way;
    }
    Walk* const alone[1] = {&walk};
    const Ints expected[1] = {op.further_tasks};
    for (;;) {
        decisions.fetch_visit(walk.citizen, walk.matter, walk.patience_column);
        const Visits::Entry door = visits.come_alone(walk, op.further_tasks);
        Way way = door.way;
        if (door.waits) {
            const Steps waiting = visits.wait_to_enter(alone, expected, door, outing);
            way = co_await waiting;
        }
        if (way.goes_on() && !op.entry().empty()) {
            const Steps steps = interpreter.follow(op.entry(), walk);
            way = co_await steps;
        }
        if (way.goes_on()) {
            const Steps steps = interpreter.follow(op.stops_row(), walk);
            way = co_await steps;
        }
        if (way.kind == Way::CALLED_OFF) co_return way;
        if (way.kind != Way::ENDS) break;  // done, or gone home: `at_work` is the file then
        if (walk.visit != NO_VISIT) visits.leave(alone, way.end);
        const Ms back = at_once ? NEVER : again.at(walk, way);
        if (back == NEVER) co_return way;
        const Steps steps = visits.stay_home(walk, back, outing);
        way = co_await steps;
        if (!way.goes_on()) co_return way;
    }
    visits.leave_alone(walk, End::SERVED);
    co_return Way{};
}

Steps Walking::beside(Row row, Kept walk, Branch* branch) {
    const Steps steps = interpreter.follow(row, *walk, branch);
    const Way way = co_await steps;
    co_return way;
}

Steps Walking::prepare(std::vector<Walk*> walks) {
    const Ms came_ms = clock.now_ms;
    for (Walk* walk : walks) {
        const Steps steps = interpreter.follow(walk->itinerary->before, *walk);
        const Way way = co_await steps;
        if (!way.goes_on()) co_return way;
    }
    const Ms back = visits.next_day(*walks[0]->opening, came_ms);
    co_await At(clock, back, event_order::ARRIVAL + walks[0]->citizen);
    co_return Way{};
}

Steps Walking::go_elsewhere(const Op& op, Walk& walk) {
    co_await At(clock, visits.next_day(*walk.opening, walk.arrived_ms), event_order::ARRIVAL + walk.citizen);
    walk.purpose = Purpose::ELSEWHERE;
    const Steps steps = visit(op, walk);
    const Way way = co_await steps;
    co_return way;
}

At Walking::stay_away(const Walk& walk, Int column) {
    return At(clock, visits.back_by_tape(walk, column), event_order::ARRIVAL + walk.citizen);
}

// ---------------------------------------------------------------------- operations

Found Walking::serve(const Op& op, Walk& walk, Branch*) { return tickets.take(op, walk); }

Found Walking::look_and_serve(const Op& op, Walk& walk, Branch*) {
    if (!tickets.balking.looks(*walk.queues[op.task])) return tickets.take(op, walk);
    return serve_after_a_look(op, walk);
}

// Look how long the queue is before taking a ticket (R4.8).
Steps Walking::serve_after_a_look(const Op& op, Walk& walk) {
    const Steps look = tickets.balking.look();
    co_await look;
    const Ref<Ticket> ticket(tickets.take(op, walk));
    co_await Happens(*ticket);
    co_return walk.note_service(*ticket);
}

// Stand in a wrong queue, if the tape says so, to be told there which is right (R5.16).
Found Walking::be_redirected(const Op& op, Walk& walk, Branch*) {
    const Int task = decisions.wrong_task.empty() ? NEVER : decisions.wrong_task[walk.matter];
    if (task < 0) return {};
    return stand_in_wrong_queue(op, walk, task);
}

Steps Walking::stand_in_wrong_queue(const Op&, Walk& walk, Int task) {
    Op told{};
    told.kind = Kind::SERVE;
    told.task = task;
    told.tape = Tape::REDIRECT;
    if (tickets.balking.looks(*walk.queues[task])) {
        const Steps look = tickets.balking.look();
        co_await look;
    }
    const Ref<Ticket> ticket(tickets.take(told, walk));
    if (ticket->outcome == Outcome::SERVED) {  // it may have been sent home at issue
        ticket->outcome = plan.escorts ? Outcome::ESCORTED : Outcome::REDIRECTED;
    }
    co_await Happens(*ticket);
    const Way way = ticket->way();
    if (!way.goes_on()) co_return way;
    walk.place = plan.escorts ? ticket->order : NEVER;
    co_return Way{};
}

bool Walking::is_met(const Op& op, Walk& walk) {
    switch (op.condition) {
        case Condition::NOT_REJECTED: return !is_rejected(walk);
        case Condition::BY_AUXILIARY: return walk.served_by != nullptr && !walk.served_by->spec->decides;
        case Condition::APPROVED: return walk.ended == End::NONE;
        case Condition::NEEDED: return visits.needs(op, walk);
    }
    return false;
}

Found Walking::walk_if(const Op& op, Walk& walk, Branch*) { return is_met(op, walk) ? op.then() : Row{nullptr, nullptr}; }

void Walking::note(const Op& op, Walk& walk) {
    const Ms now = clock.now_ms;
    if (facility.limits) facility.limits->mark(op.moment, walk);
    switch (op.moment) {
        case Moment::ACCEPTED: walk.accepted_ms = now; break;
        case Moment::DECIDED:
            if (walk.ended == End::NONE || walk.ended == End::REFUSED) walk.decided_ms = now;
            break;
        case Moment::SENT: recorder.sent.add(walk.matter, now); break;
        case Moment::IN_HAND:
            if (walk.agent == nullptr || walk.visit == NO_VISIT) {
                walk.in_hand_ms = now;
            } else {
                walk.brought_later = true;
            }
    }
}

Found Walking::mark(const Op& op, Walk& walk, Branch*) {
    note(op, walk);
    return {};
}

bool Walking::is_rejected(Walk& walk) const {
    if (walk.attempt >= plan.rescue_after) return false;  // this visit settles the matter
    if (walk.attempt < rejections[static_cast<std::size_t>(walk.matter)]) {
        walk.next_purpose = Purpose::SUPPLEMENT;
        walk.rejected = true;
    } else {
        double share = plan.correction[walk.service];
        const ServerState* server = walk.served_by;
        if (server != nullptr && server->changes_errors) {
            share = (1 - (1 - share) * (1 - server->error_share)) * server->spec->error_factor;
        }
        if (share != 0.0 && decisions.error_u.at(walk.matter, walk.attempt) < share) {
            walk.next_purpose = Purpose::CORRECT;
            walk.rejected = true;
        }
    }
    walk.n_rejections += walk.rejected;
    return walk.rejected;
}

// Wait for the file, until the hall closes if it does (R5.5).
Found Walking::wait_inside(const Op& op, Walk& walk, Branch*) {
    if (walk.opening->always_open) return op.then();
    return wait_until_closing(op.then(), walk);
}

Steps Walking::wait_until_closing(Row row, Walk& walk) {
    const Ref<Process> work = processes.process(interpreter.follow(row, walk));
    const Ms close = walk.opening->closes_at(clock.now_ms);
    if (close > clock.now_ms) {
        const Ref<Alarm> closing = Alarm::at(clock, close, event_order::CLOSING + walk.citizen);
        AnyOf either(clock, {work.get(), closing.get()});
        co_await Happens(either);
        if (!either.result.goes_on()) co_return either.result;
    }
    if (work->is_triggered) co_return Way{};
    walk.at_work = work;
    co_return Way{Way::GOES_HOME};
}

// Walk the branches at once and wait for as many of them as are needed.
Found Walking::fork(const Op& op, Walk& walk, Branch*) {
    Found::Events branches;
    branches.reserve(op.rows.size());
    for (Row row : op.rows) {
        if (row.size() == 1 && row.first->kind == Kind::SERVE) {
            branches.push_back(Ref<Event>(tickets.take(*row.first, walk)));
        } else {
            branches.push_back(Ref<Event>(processes.process(beside(row, Kept(walk), nullptr)).get()));
        }
    }
    if (op.is_race()) return race(std::move(branches), op.n_needed);
    return Found(std::move(branches));
}

Steps Walking::race(Found::Events branches, Int n_needed) {
    const std::size_t enough = branches.size() - static_cast<std::size_t>(n_needed);
    while (branches.size() > enough) {
        std::vector<Event*> left;
        for (const Ref<Event>& branch : branches) left.push_back(branch.get());
        AnyOf first(clock, std::move(left));
        co_await Happens(first);
        if (!first.result.goes_on()) co_return first.result;
        std::erase_if(branches, [](const Ref<Event>& branch) { return branch->is_processed; });
    }
    co_return Way{};
}

// Come to collect, or with what was missing.
Found Walking::come_again(const Op& op, Walk& walk, Branch*) {
    if (op.purpose == static_cast<Int>(Purpose::COLLECT)) return come_to_collect(op, walk);
    return supplement(op, walk);
}

// Stay away until the certificate is collected on a visit of its own.
Steps Walking::come_to_collect(const Op& op, Walk& walk) {
    if (walk.agent == nullptr) {
        const Ms back = op.next_day ? visits.next_day(*walk.opening, walk.arrived_ms)
                                    : visits.back_by_tape(walk, static_cast<Int>(decisions.return_days.columns) - 1);
        co_await At(clock, back, event_order::ARRIVAL + walk.citizen);
    }
    walk.purpose = Purpose::COLLECT;
    walk.patience_column = static_cast<Int>(decisions.patience_ms.columns) - 1;
    const Steps steps = visit(op, walk);
    const Way way = co_await steps;
    co_return way;
}

// Bring what was tolerated to be missing while the approval runs (R5.13).
Steps Walking::supplement(const Op& op, Walk& walk) {
    const Ref<Process> coming = processes.process(bring(op, Kept(walk)));
    const Steps steps = interpreter.follow(op.meanwhile(), walk);
    const Way way = co_await steps;
    if (way.kind > Way::STOPS) co_return way;
    if (walk.ended != End::NONE && !coming->is_triggered && !is_away(walk)) {
        co_return Way{};  // nobody brings anything for a file that was refused
    }
    co_await Happens(*coming);
    co_return coming->failure();
}

// A further visit that is not judged; gives back how the way ended if it failed.
Steps Walking::bring(const Op& op, Kept kept) {
    Walk& walk = *kept;
    if (walk.attempt + 1 >= plan.max_visits) co_return Way::ends(End::GIVEN_UP);
    co_await At(clock, visits.back_by_tape(walk, walk.attempt), event_order::ARRIVAL + walk.citizen);
    if (walk.ended != End::NONE) co_return Way{};
    walk.patience_column = ++walk.attempt;
    if (errands != nullptr) {
        End failed = End::NONE;
        const Steps steps = errands->visit(op, walk, Purpose::SUPPLEMENT, nullptr, failed);
        co_await steps;
        co_return failed == End::NONE ? Way{} : Way::ends(failed);
    }
    walk.purpose = Purpose::SUPPLEMENT;
    const Steps steps = visit(op, walk);
    const Way way = co_await steps;
    co_return way;
}

}  // namespace hall
