#include "limit_clock.h"

namespace hall {

namespace {

// Number of the day with whose end a limit of so many working days is over (R1.3). A day does not count when the clock
// stood still from some instant of it to the next day.
Int due_day(const Calendar& calendar, Ms accepted_ms, Int limit, const std::vector<std::pair<Ms, Ms>>& pauses) {
    const Int first = accepted_ms / MS_PER_DAY;
    Int due = calendar.add_workdays(first, limit), counted_to = first + 1;
    for (const auto& [from_ms, to_ms] : pauses) {
        const Int begin = std::max(from_ms / MS_PER_DAY, counted_to), end = to_ms / MS_PER_DAY;
        if (end <= begin) continue;
        if (begin > due) break;
        due = calendar.add_workdays(due, calendar.n_working(begin, end));
        counted_to = end;
    }
    return due;
}

}  // namespace

// An alarm that keeps its matter's walk until then.
struct LimitClock::Warning : Occurrence, InArena {
    Warning(LimitClock& limits, Walk& walk, Ms accepted_ms) : limits(limits), walk(walk), accepted_ms(accepted_ms) {
        happen = [](Occurrence& what) {
            auto* self = static_cast<Warning*>(&what);
            self->limits.watch(*self->walk, self->accepted_ms);
            delete self;
        };
    }

    LimitClock& limits;
    Kept walk;
    Ms accepted_ms;
};

LimitClock::LimitClock(const LimitRule& rule, Floor& floor)
    : rule(rule), floor_(floor), calendar_(floor.plan.calendar), watched_(static_cast<std::size_t>(floor.decisions.n_matters)) {}

Ms LimitClock::due_of(Int matter) const {
    const Watched& one = known(matter);
    if (!one.has_limit || one.pauses.empty()) return one.due_ms;
    return end_of(matter, one.accepted_ms, rule.workdays[floor_.decisions.service[matter]]);
}

void LimitClock::mark(Moment moment, Walk& walk) {
    if (moment == Moment::ACCEPTED) {
        accept(walk);
    } else if (moment == Moment::DECIDED) {
        Watched& one = of(walk.matter);
        one.files = {};
        one.n_examined = 0;
        one.running = nullptr;
    }
}

void LimitClock::accept(Walk& walk) {
    const Ms now = floor_.clock.now_ms;
    Watched& one = of(walk.matter);
    one.accepted_ms = now;
    if (const Int days = rule.workdays[walk.service]; days != 0) {
        one.due_ms = (due_day(calendar_, now, days, {}) + 1) * MS_PER_DAY;
        one.has_limit = true;
    }
    if (rule.warn[walk.service] >= 0) watch(walk, now);
}

std::size_t LimitClock::stand_still(Int matter) {
    auto& pauses = of(matter).pauses;
    pauses.emplace_back(floor_.clock.now_ms, NEVER);
    return pauses.size() - 1;
}

// The midnight that ends the n-th counting day after the day of acceptance (for n = 0, that day).
Ms LimitClock::end_of(Int matter, Ms accepted_ms, Int days) const {
    if (days == 0) return (accepted_ms / MS_PER_DAY + 1) * MS_PER_DAY;
    std::vector<std::pair<Ms, Ms>> pauses = known(matter).pauses;
    for (auto& [since, until] : pauses) until = until == NEVER ? floor_.clock.now_ms : until;
    std::sort(pauses.begin(), pauses.end());
    return (due_day(calendar_, accepted_ms, days, pauses) + 1) * MS_PER_DAY;
}

Int LimitClock::n_examined(Int matter) const {
    const Watched& one = known(matter);
    return one.n_examined + (one.running == nullptr ? 0 : one.running->file.n_examined());
}

// Set the alarm of the warning, or warn when it is over.
void LimitClock::watch(Walk& walk, Ms accepted_ms) {
    const Ms at = end_of(walk.matter, accepted_ms, rule.warn[walk.service]);
    if (at <= floor_.clock.now_ms) return warn(walk);
    floor_.clock.plan_at(*new Warning(*this, walk, accepted_ms), event_order::CLOSING + walk.citizen, at);
}

// The limit runs short: files that wait move forward, later ones will be put in front.
void LimitClock::warn(Walk& walk) {
    Watched& one = of(walk.matter);
    if (walk.decided_ms != NEVER || walk.ended != End::NONE || one.deemed) return;
    one.warned = true;
    floor_.recorder.warned.add(walk.matter, floor_.clock.now_ms);
    for (const Ref<Ticket>& ticket : one.files) {
        if (ticket->waiting) ticket->queue->discipline->raised(*ticket);
    }
}

}  // namespace hall
