#include "deemed.h"

#include "matters.h"

namespace hall {

Deemed::Deemed(Walking& walking, Approving* approving)
    : walking_(walking), facility_(walking.facility), clock_(walking.clock), limits_(*walking.facility.limits),
      approving_(approving), until_closing_(walking.interpreter.outside_of(Kind::UNTIL)) {
    walking.interpreter.on(Kind::UNTIL, does<&Deemed::until>(*this));
    walking.interpreter.on(Kind::STEP, does<&Deemed::step>(*this));
}

Found Deemed::until(const Op& op, Walk& walk, Branch* branch) {
    if (op.limit_workdays == NEVER) return until_closing_(op, walk, branch);
    return until_limit(op, walk);
}

// Walk the approval, but no longer than the limit allows.
Steps Deemed::until_limit(const Op& op, Walk& walk) {
    const Ref<Process> work = walking_.processes.process(walking_.beside(op.then(), Kept(walk), nullptr));
    const auto place = event_order::PATIENCE + walk.citizen;
    for (Ms end; (end = limits_.end_of(walk.matter, walk.accepted_ms, op.limit_workdays)) > clock_.now_ms;) {
        const Ref<Alarm> over = Alarm::at(clock_, end, place);
        AnyOf either(clock_, {work.get(), over.get()});
        co_await Happens(either);
        if (!either.result.goes_on()) co_return either.result;
        if (work->is_triggered) co_return Way{};
    }
    if (is_away(walk)) {  // the citizen is in the hall for the file
        const std::shared_ptr<Outing> outing = walk.away;
        co_await Happens(outing->wait());
        co_await At(clock_, clock_.now_ms, place);  // whoever can be taken up in this very instant still is
        if (work->is_triggered) co_return Way{};
    }
    approve(op, walk);
    co_return Way{};
}

void Deemed::approve(const Op& op, const Walk& walk) {
    LimitClock::Watched& limit = limits_.of(walk.matter);
    limit.deemed = true;
    const Int n_unexamined = std::max<Int>(op.limit_n_steps - limits_.n_examined(walk.matter), 0);
    facility_.recorder.deemed.add(walk.matter, clock_.now_ms, n_unexamined, limits_.rule.drop);
    if (limit.running != nullptr && approving_ != nullptr) approving_->let_go(*limit.running, limits_.rule.drop);
    if (!limits_.rule.drop) return;
    for (const Ref<Ticket>& ticket : limit.files) {
        if (ticket->waiting && !ticket->was_called) facility_.give_up_ticket(*ticket, Outcome::WITHDRAWN);
    }
}

Found Deemed::step(const Op& op, Walk& walk, Branch*) { return take_step(op, walk); }

Steps Deemed::take_step(const Op& op, Walk& walk) {
    LimitClock::Watched& limit = limits_.of(walk.matter);
    for (Row row : op.rows) {
        for (const Op& part : row) {
            if (limits_.rule.drop && limit.deemed) co_await std::suspend_always{};  // for ever
            const Steps steps = walking_.interpreter.follow(Row{&part, &part + 1}, walk);
            const Way way = co_await steps;
            if (!way.goes_on()) co_return way;
        }
    }
    if (!limit.deemed) ++limit.n_examined;
    co_return Way{};
}

}  // namespace hall
