#include "file_visits.h"

#include "../state/representative.h"
#include "matters.h"

namespace hall {

Steps Errands::visit(const Op& visit, Walk& walk, Purpose purpose, Branch* branch, End& failed) {
    if (const std::shared_ptr<Outing> under_way = walk.away; under_way != nullptr && !under_way->given) {
        under_way->wanted_by.push_back(branch);
        co_await Happens(under_way->wait());
        co_return Way{};
    }
    if (walk.visit != NO_VISIT) co_return Way{};
    const auto outing = walk.away = std::make_shared<Outing>(walking_.clock, walk, branch);
    walk.purpose = purpose;
    const Steps steps = walking_.visit(visit, walk, outing.get());
    const Way way = co_await steps;
    if (way.kind == Way::ENDS && failed == End::NONE) failed = way.end;
    outing->give();
    co_return Way{};
}

void Errands::call_off(Walk& walk) const {
    const std::shared_ptr<Outing> outing = walk.away;
    if (outing == nullptr || outing->given || !outing->is_at_home || outing->is_wanted()) return;
    if (walk.agent == nullptr) return;
    walk.agent->give_back(walk);
    outing->give();
}

Ms Errands::amended_at(Walk& walk, bool online) const {
    const Decisions& decisions = walking_.decisions;
    const Int n = static_cast<Int>(decisions.amend_days.columns);
    if (n == 0) throw InputError("nothing says when a file is corrected");
    const Int column = std::min<Int>(walk.n_amended++, n - 1);
    const Int days = decisions.amend_days.at(walk.matter, column);
    const Ms ms = decisions.amend_ms.at(walk.matter, column), now = walking_.clock.now_ms;
    if (!online) return walking_.visits.back_at(walk, days, ms);
    if (days == 0) return plus(now, ms);
    const Int today = now / MS_PER_DAY;
    const Int day = days < 0 ? today - days : walking_.plan.calendar.add_workdays(today, days);
    return std::max(now, day * MS_PER_DAY + ms);
}

}  // namespace hall
