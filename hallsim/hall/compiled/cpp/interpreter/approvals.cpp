#include "approvals.h"

#include "../servers/inspections.h"
#include "../servers/withdraw.h"
#include "matters.h"

namespace hall {

namespace {

constexpr Way STOPS{Way::STOPS};

Row only(const Op& op) { return {&op, &op + 1}; }

}  // namespace

Approving::Approving(Walking& walking)
    : walking_(walking), facility_(walking.facility), clock_(walking.clock), holds_(walking.holds), delays_(walking.delays),
      errands_(*walking.errands), results_(*walking.decisions.steps) {
    Interpreter& interpreter = walking.interpreter;
    interpreter.is_cancelled = [](const Branch& branch) { return branch.is_cancelled(); };
    interpreter.on(Kind::APPROVE, does<&Approving::approve>(*this));
    interpreter.inside(Kind::AWAIT, does<&Approving::wait_at>(*this));
    interpreter.inside(Kind::FORK, does<&Approving::fork>(*this));
    interpreter.inside(Kind::GATE, does<&Approving::reach>(*this));
    interpreter.inside(Kind::ROW, does<&Approving::row>(*this));
    interpreter.inside(Kind::SERVE, does<&Approving::serve>(*this));
    interpreter.inside(Kind::VISIT, does<&Approving::pay>(*this));
}

Steps Approving::follow(Row row, Branch& branch) const {
    return walking_.interpreter.follow(row, branch.file.walk, &branch);
}

Found Approving::approve(const Op& op, Walk& walk, Branch*) { return take_through(op, walk); }

Steps Approving::take_through(const Op& op, Walk& walk) {
    const Ints starts = walking_.decisions.step_start;
    const auto base = static_cast<std::size_t>(starts[walk.matter]);
    const auto n_steps = static_cast<std::size_t>(starts[walk.matter + 1]) - base;
    walk.files.push_back(std::make_shared<Case>(clock_, walk, op, base, n_steps));
    Case& file = *walk.files.back();
    Branch& root = file.branch(nullptr, nullptr, op.level);
    LimitClock::Watched* limit = facility_.limits ? &facility_.limits->of(walk.matter) : nullptr;
    if (limit != nullptr && limit->deemed) {
        if (facility_.limits->rule.drop) co_return Way{};
        root.ignored = true;
    } else if (limit != nullptr) {
        limit->running = &root;
    }
    bool stopped;
    {
        const Steps steps = follow(op.then(), root);
        const Way way = co_await steps;
        stopped = way.kind == Way::STOPS;
        if (!stopped && !way.goes_on()) co_return way;
    }
    if (limit != nullptr && limit->deemed) co_return Way{};
    if (is_away(walk)) {  // the citizen is still in the hall for a branch that decides nothing
        const std::shared_ptr<Outing> outing = walk.away;
        co_await Happens(outing->wait());
    }
    if (stopped) {
        walk.ended = file.failed == End::NONE ? End::REFUSED : file.failed;
        errands_.call_off(walk);
    }
    co_return Way{};
}

void Approving::let_go(Branch& root, bool drop) {
    root.ignored = true;
    if (drop) cancel(root, true);
    std::vector<Branch*> family;
    root.family(family);
    for (Branch* part : family) {
        for (const Holds::Held& hold : part->holds) holds_.end(hold);
    }
    errands_.call_off(root.file.walk);
}

// ---------------------------------------------------------------------- rows and results

Found Approving::row(const Op& op, Walk&, Branch* branch) { return walk_row(op, *branch); }

Steps Approving::walk_row(const Op& op, Branch& branch) {
    const Row parts = op.then();
    const auto n = static_cast<Int>(parts.size());
    for (Int at = 0; at < n;) {
        const Op& part = parts.first[at];
        if (part.kind == Kind::STEP) {
            Verdict verdict = Verdict::PASSED;
            const Steps steps = examine(part, part.back_to < at, branch, verdict);
            const Way way = co_await steps;
            if (!way.goes_on()) co_return way;
            if (verdict == Verdict::STOPPED) co_return STOPS;
            at = verdict == Verdict::BACK ? part.back_to : at + 1;
        } else {
            const Steps steps = follow(only(part), branch);
            const Way way = co_await steps;
            if (!way.goes_on()) co_return way;
            ++at;
        }
    }
    co_return Way{};
}

Steps Approving::examine(const Op& op, bool goes_back, Branch& branch, Verdict& verdict) {
    Case& file = branch.file;
    std::vector<Due> due;
    for (std::size_t i = 0; i < op.steps.size(); ++i) {
        const auto cell = file.base + static_cast<std::size_t>(op.steps[i].position);
        if (results_.needed[cell] != 0) due.push_back({op.steps[i], op.rows[i]});
    }
    verdict = Verdict::STOPPED;
    bool was_inspected = false;  // with others, just now
    if (op.n_places != 0 && !file.inspected) {
        const Steps steps = ask_for_all(op.n_places, due, branch);
        const Way way = co_await steps;
        if (!way.goes_on()) co_return way.kind == Way::STOPS ? Way{} : way;
        was_inspected = true;
    }
    while (!due.empty()) {
        for (const Due& one : due) {
            const Steps steps = was_inspected ? follow_after_inspection(one.row, branch) : follow(one.row, branch);
            const Way way = co_await steps;
            if (!way.goes_on()) co_return way.kind == Way::STOPS ? Way{} : way;
        }
        was_inspected = false;
        std::vector<Due> sent_back;
        bool is_refused = false;
        for (const Due& one : due) {
            const Verdict one_verdict = result(one.ref, branch);
            is_refused = is_refused || one_verdict == Verdict::STOPPED;
            if (one_verdict == Verdict::BACK) sent_back.push_back(one);
        }
        if (is_refused) {
            refuse(branch);
            co_return Way{};
        }
        due = std::move(sent_back);
        if (due.empty()) break;
        const Steps steps = correct(due[0].ref, branch);
        const Way way = co_await steps;
        if (!way.goes_on()) co_return way.kind == Way::STOPS ? Way{} : way;
        if (goes_back) {
            verdict = Verdict::BACK;
            co_return Way{};
        }
    }
    verdict = Verdict::PASSED;
    co_return Way{};
}

Steps Approving::follow_after_inspection(Row row, Branch& branch) const {
    for (const Op& part : row) {
        if (part.kind != Kind::DELAY || part.hold != NEVER) continue;
        const Steps steps = follow(only(part), branch);
        const Way way = co_await steps;
        if (!way.goes_on()) co_return way;
    }
    co_return Way{};
}

// Read off the tapes what comes of an examination; a step passed once passes again (R3.11).
Approving::Verdict Approving::result(StepRef ref, Branch& branch) const {
    const Int n_before = branch.file.examined(ref.position)++;
    if (branch.is_ignored()) return Verdict::PASSED;
    const auto cell = branch.file.base + static_cast<std::size_t>(ref.position);
    if (n_before < results_.returns[cell]) return Verdict::BACK;
    return n_before == results_.returns[cell] && results_.refused[cell] != 0 ? Verdict::STOPPED : Verdict::PASSED;
}

// The matter will not be approved; nobody gathers for it any more.
void Approving::refuse(Branch& branch) const {
    if (branch.is_in_a_race()) return;
    branch.file.stopped = true;
    branch.file.ready.give();
}

// ---------------------------------------------------------------------- branches

Found Approving::fork(const Op& op, Walk& walk, Branch* branch) { return walk_branches(op, walk, *branch); }

Steps Approving::walk_branches(const Op& op, Walk& walk, Branch& branch) {
    struct Running {
        Ref<Process> process;
        Branch* branch;
    };
    const bool cancels = branch.file.op.cancels;
    Group& group = branch.file.group(op.is_race());
    Int n_missing = op.n_needed;
    std::vector<Running> running;
    for (Row row : op.rows) {
        Branch& child = branch.file.branch(&branch, &group);
        running.push_back({walking_.processes.process(walking_.beside(row, Kept(walk), &child)), &child});
    }
    bool stopped = false;
    while (!running.empty()) {
        {
            std::vector<Event*> left;
            for (const Running& one : running) left.push_back(one.process.get());
            AnyOf first(clock_, std::move(left));
            co_await Happens(first);
            if (!first.result.goes_on()) co_return first.result;
        }
        std::vector<Running> over;
        for (const Running& one : running) {
            if (one.process->is_triggered) over.push_back(one);
        }
        for (const Running& one : over) {
            std::erase_if(running, [&](const Running& other) { return other.branch == one.branch; });
            if (one.process->result.kind == Way::STOPS) {
                stopped = true;
                group.stop();
                if (cancels && static_cast<Int>(running.size()) < n_missing && !branch.is_cancelled()) {
                    for (const Running& other : running) cancel(*other.branch);
                    errands_.call_off(walk);
                    co_return STOPS;
                }
            } else {
                --n_missing;
            }
            if (group.is_race && n_missing == 0) {
                if (cancels) {
                    for (const Running& other : running) cancel(*other.branch);
                }
                for (const Running& other : running) other.branch->ignored = true;
                errands_.call_off(walk);
                co_return Way{};
            }
        }
    }
    co_return stopped ? STOPS : Way{};
}

void Approving::cancel(Branch& branch, bool finish_begun) {
    branch.cancelled = true;
    std::vector<Branch*> family;
    branch.family(family);
    for (Branch* part : family) {
        for (const Ref<Ticket>& ticket : part->tickets) {
            if (!(finish_begun && has_begun(*ticket))) withdraw(facility_, *ticket);
        }
        for (const Holds::Held& hold : part->holds) holds_.end(hold);
        while (!finish_begun && !part->kept_open.empty()) {
            QueueState& queue = *part->kept_open.back();
            part->kept_open.pop_back();
            facility_.close_file(queue);
        }
    }
}

// A line has come to a gate.
Found Approving::reach(const Op& op, Walk&, Branch* branch) {
    if (branch->group != nullptr) branch->group->gate(op).give();
    return {};
}

// Wait until a line has come to a gate; in vain when one of the lines stops before.
Found Approving::wait_at(const Op& op, Walk&, Branch* branch) {
    Group* group = branch->group;
    if (group == nullptr) return {};
    Signal& signal = group->gate(*op.gate);
    if (signal.given) return {};
    return wait_for(signal, *group);
}

Steps Approving::wait_for(Signal& signal, const Group& group) const {
    if (group.stopped) co_return STOPS;
    co_await Happens(signal.wait());
    co_return group.stopped ? STOPS : Way{};
}

// ---------------------------------------------------------------------- desks and holds

Found Approving::serve(const Op& op, Walk&, Branch* branch) { return be_served(op, *branch); }

// The file goes to the desk's queue; a team's time on the way is noted.
Steps Approving::be_served(const Op& op, Branch& branch) {
    const Ref<Ticket> ticket = this->ticket(op, branch);
    co_await Happens(*ticket);
    branch.forget(*ticket);
    const Ms away = travelled(facility_, *ticket);
    if (away != NEVER) holds_.note(branch.file.walk, op.task, Hold::TRAVEL, ticket->start_ms, away);
    co_return Way{};
}

Ref<Ticket> Approving::ticket(const Op& op, Branch& branch) {
    Walk& walk = branch.file.walk;
    const Ms work_ms = walking_.tickets.step_work_ms(walk.matter, op.position, branch.file.examined(op.position));
    return branch.tickets.emplace_back(Ref<Ticket>(walking_.tickets.take(op, walk, work_ms)));
}

// Come to the hall to pay, once it is time; who filed online pays so (R3.15).
Found Approving::pay(const Op& op, Walk& walk, Branch* branch) {
    if (op.held == nullptr) throw InputError("a visit in an approval with results that is not to pay");
    if (walk.first_visit_ms == NEVER) return delays_.hold(*op.held, walk, *branch);
    if (walk.visit != NO_VISIT) return {};
    return come_to_pay(op, *branch);
}

Steps Approving::come_to_pay(const Op& op, Branch& branch) {
    Walk& walk = branch.file.walk;
    const Op& held = *op.held;
    const Holds::Held hold = holds_.begin(walk, held.task, static_cast<Hold>(held.hold), held.stops, branch);
    const Ms at_ms = walk.opening->next_tickets(delays_.over_at(held, walk, &branch));
    co_await At(clock_, at_ms, event_order::ARRIVAL + walk.citizen);
    if (!branch.is_cancelled() && !branch.is_ignored()) {
        const Steps steps = errands_.visit(op, walk, Purpose::PAY, &branch, branch.file.failed);
        co_await steps;
    }
    holds_.end(hold);
    co_return has_failed(branch) ? STOPS : Way{};
}

Steps Approving::correct(StepRef ref, Branch& branch) {
    Case& file = branch.file;
    Walk& walk = file.walk;
    if (walk.visit != NO_VISIT && walk.away == nullptr) co_return Way{};  // who waits inside puts it right at once
    Holds::Held hold = holds_.begin(walk, ref.task, Hold::SENT_BACK, true, branch);
    const Op* visit = walk.first_visit_ms == NEVER ? nullptr : file.op.amend;  // who filed online does so again
    const Ms at_ms = errands_.amended_at(walk, visit == nullptr);
    co_await At(clock_, at_ms, event_order::ARRIVAL + walk.citizen);
    holds_.end(hold);
    if (visit != nullptr && !branch.is_cancelled() && !branch.is_ignored()) {
        hold = holds_.begin(walk, ref.task, Hold::AMENDING, true, branch);
        const Steps steps = errands_.visit(*visit, walk, Purpose::AMEND, &branch, file.failed);
        co_await steps;
        holds_.end(hold);
        branch.level = 0;  // what was corrected is handed in where the citizen lodged
    }
    co_return has_failed(branch) ? STOPS : Way{};
}

bool Approving::has_failed(Branch& branch) const {
    const bool failed = branch.file.failed != End::NONE;
    if (failed) refuse(branch);
    return failed || branch.is_cancelled();
}

// ---------------------------------------------------------------------- joint inspections

Steps Approving::ask_for_all(Int n_places, const std::vector<Due>& due, Branch& branch) {
    Case& file = branch.file;
    Walk& walk = file.walk;
    if (file.stopped) co_return STOPS;
    for (const Due& one : due) file.members.push_back(one.ref);
    if (++file.n_asked < n_places) {
        co_await Happens(file.ready.wait());
        co_return file.inspected ? Way{} : STOPS;
    }
    Gathering& gathering = *file.gatherings.emplace_back(std::make_shared<Gathering>(facility_));
    std::vector<Ref<Ticket>> tickets;
    for (const StepRef& ref : file.members) {
        Op serve{};
        serve.kind = Kind::SERVE;
        serve.tape = Tape::STEP;
        serve.task = ref.task;
        serve.position = ref.position;
        Ticket& ticket = *tickets.emplace_back(this->ticket(serve, branch));
        if (ticket.queue->station != nullptr) gathering.expect(ticket);
    }
    for (const Ref<Ticket>& ticket : tickets) {
        co_await Happens(*ticket);
        branch.forget(*ticket);
    }
    const Ms since = gathering.all_there_ms;
    for (const Ref<Ticket>& ticket : gathering.tickets) {
        holds_.note(walk, ticket->task, Hold::GATHERING, ticket->start_ms, since);
    }
    if (!gathering.tickets.empty()) {
        holds_.note(walk, gathering.tickets[0]->task, Hold::TRAVEL, since, gathering.arrived_ms);
    }
    file.inspected = true;
    file.ready.give();
    co_return branch.is_cancelled() ? STOPS : Way{};
}

}  // namespace hall
