#include "engine.h"

#include "servers/inspections.h"

#include <numeric>
#include <unordered_set>

namespace hall {

Run::Run(const Given& given, Recorder& recorder)
    : recorder_(recorder), processes_(clock_), given_(given), plan_(given.plan), decisions_(given.decisions),
      facility_(given, clock_, processes_, recorder), walking_(given, facility_), courses_(given, walking_), shared_(walking_),
      bundles_(courses_, shared_),
      outer_(std::exchange(Processes::current, &processes_)) {
    if (!decisions_.agent.empty()) carriers_.emplace(courses_, shared_, given);
    if (!decisions_.at_home.empty()) at_home_.emplace(courses_, given);
    if (!decisions_.package.empty()) bundles_.packages = &packages_.emplace(courses_, shared_, given);
    if (plan_.network) going_.emplace(given, courses_, bundles_);
    all_come_themselves_ = decisions_.shelved.empty() && !(carriers_ || at_home_ || going_);
    const auto n = static_cast<std::size_t>(decisions_.n_citizens);
    const Ints comes_at = decisions_.arrive_ms;
    if (!std::is_sorted(comes_at.begin(), comes_at.end())) {
        coming_.resize(n);
        std::iota(coming_.begin(), coming_.end(), 0);
        std::stable_sort(coming_.begin(), coming_.end(), [&](Int one, Int other) { return comes_at[one] < comes_at[other]; });
    }
    recorder_.matters.reserve(static_cast<std::size_t>(decisions_.n_matters));
    recorder_.visits.reserve(n);
    const std::size_t n_stops = decisions_.route_work_ms.size(), n_steps = decisions_.step_work_ms.size();
    recorder_.tickets.reserve(n_stops + n_steps + n);  // who comes again takes further ones
    come = [](Source& source) { static_cast<Run&>(source).arrive(); };
    say_who_is_next();
    clock_.arrivals_from(*this);
}

Run::~Run() {
    processes_.stop();
    Processes::current = outer_;
}

// Nothing happens after the last day the calendar knows: what is still under way then stays so (R1.4, R7.1).
Ms Run::run() {
    auto settle = [this] { return facility_.start_services(); };
    clock_.last_ms = plan_.last_ms;
    facility_.open_for_business();
    clock_.run_instants(std::min(plan_.horizon_ms, plan_.last_ms), settle, [] { return false; });
    if (!plan_.drain) return plan_.horizon_ms;
    auto all_ended = [this] { return courses_.walks.empty() && n_came_ == n_citizens(); };
    clock_.run_instants(plan_.last_ms, settle, all_ended);
    return std::max(plan_.horizon_ms, all_ended() ? clock_.now_ms : clock_.at_rest_ms());
}

// ---------------------------------------------------------------------- citizens

void Run::say_who_is_next() {
    if (n_came_ == n_citizens()) {
        next_ms = INT64_MAX;
        return;
    }
    const Int citizen = comes(n_came_);
    next_ms = decisions_.arrive_ms[citizen];
    const bool is_line = n_came_ % Decisions::LINE == 0;
    if ((is_line || decisions_.has_rows()) && n_came_ + 3 * SOON < n_citizens()) {
        decisions_.fetch_citizen(comes(n_came_ + 3 * SOON), is_line);
        decisions_.fetch_matter(comes(n_came_ + 2 * SOON), is_line);
        decisions_.fetch_work(comes(n_came_ + SOON));
    }
    next_priority = event_order::ARRIVAL + citizen;
}

void Run::arrive() {
    const Int who = comes(n_came_++);
    const Int state = decisions_.stays_away.empty() ? NEVER : decisions_.stays_away[who];
    if (state != NEVER) {
        stay_away(who, static_cast<End>(state));
    } else {
        citizen(who);
    }
    say_who_is_next();
}

void Run::stay_away(Int citizen, End state) {
    for (Int matter = decisions_.matter_start[citizen]; matter < decisions_.matter_start[citizen + 1]; ++matter) {
        recorder_.never_began(matter, clock_.now_ms, state);
    }
}

void Run::citizen(Int citizen) {
    const Int first = decisions_.matter_start[citizen], last = decisions_.matter_start[citizen + 1];
    if (all_come_themselves_ && last == first + 1) {  // as most do
        Walk& walk = courses_.begin(citizen, first);
        if (walk.itinerary->is_visited() && walk.itinerary->before.empty()) return courses_.begin_alone(walk);
        Walk* const alone[1] = {&walk};
        return set_out(alone);
    }
    std::vector<Walk*>& walks = party_;
    walks.clear();
    for (Int matter = first; matter < last; ++matter) {
        if (!decisions_.shelved.empty() && decisions_.shelved[matter]) {  // the catalogue asks for it no more (R3.30)
            recorder_.never_began(matter, clock_.now_ms, End::SHELVED);
        } else {
            walks.push_back(&courses_.begin(citizen, matter));
        }
    }
    if (walks.empty()) throw InputError("a citizen whom nothing brings does not come");
    if (carriers_ && carriers_->takes(citizen, walks)) return;
    if (at_home_ && at_home_->takes(citizen, walks)) return;
    if (packages_) packages_->gather(walks);
    set_out(walks);
}

// A copy of who sets out is made for what may wait: most wait for nobody.
void Run::set_out(Party walks) {
    if (!walks[0]->itinerary->is_visited()) {
        courses_.go_on_alone(walks);
    } else if (going_) {
        going_->begin(walks);
    } else if (courses_.prepares(walks)) {
        processes_.begin(after_preparing({walks.begin(), walks.end()}));
    } else if (walks.size() == 1) {
        courses_.begin_alone(*walks[0]);
    } else {
        processes_.begin(bundles_.visit({walks.begin(), walks.end()}));
    }
}

Steps Run::after_preparing(std::vector<Walk*> walks) {
    {
        const Steps steps = walking_.prepare(walks);
        co_await steps;
    }
    const Steps steps = first_visit(std::move(walks));
    co_await steps;
    co_return Way{};
}

Steps Run::first_visit(std::vector<Walk*> walks) {
    return walks.size() == 1 ? courses_.alone(*walks[0]) : bundles_.visit(std::move(walks));
}

// ---------------------------------------------------------------------- the end

void Run::finish(Ms end_ms) {
    finish_tickets(end_ms);
    walking_.holds.finish();
    for (Ticket* ticket : facility_.at_unlimited) {
        const bool is_begun = ticket->start_ms <= end_ms;
        recorder_.ticket(*ticket, NEVER, is_begun ? ticket->start_ms : NEVER, NEVER, ticket->work_ms,
                        is_begun ? Outcome::IN_SERVICE : Outcome::WAITING);
    }
    finish_matters(end_ms);
    if (walking_.visits.trips) walking_.visits.trips->finish();
    if (carriers_) carriers_->finish(end_ms);
    finish_servers(end_ms);
    recorder_.visits.check("visits");
    recorder_.tickets.check("tickets");
    recorder_.matters.check("matters");
}

void Run::finish_tickets(Ms end_ms) {
    for (auto& queue : facility_.queues) {
        for (Ticket* ticket : queue->waiting()) {
            recorder_.ticket(*ticket, ticket->server == nullptr ? NEVER : ticket->server->index, NEVER, NEVER,
                            ticket->work_ms, Outcome::WAITING);
        }
    }
    for (auto& server : facility_.servers) {
        Ticket* ticket = server->ticket;
        if (ticket == nullptr) continue;
        if (ticket->gathering != nullptr) ticket->gathering->cut(*ticket, end_ms);
        recorder_.ticket(*ticket, ticket->server->index, ticket->start_ms, NEVER, ticket->work_ms,
                        ticket->start_ms == NEVER ? Outcome::CALLED : Outcome::IN_SERVICE);
    }
}

void Run::finish_matters(Ms end_ms) {
    std::unordered_set<Int> seen;
    for (Walk* walk = courses_.walks.first(); walk != nullptr; walk = walk->next) {
        courses_.write_matter(*walk, open_state(*walk), end_ms);
        if (walk->visit != NO_VISIT && seen.insert(walk->visit).second) recorder_.visit(shared_.leading(*walk), NEVER, End::INSIDE);
    }
    // Who would first come after the run's end is away (R3.32).
    for (; n_came_ < n_citizens(); ++n_came_) {
        const Int who = comes(n_came_);
        for (Int matter = decisions_.matter_start[who]; matter < decisions_.matter_start[who + 1]; ++matter) {
            recorder_.never_began(matter, end_ms, End::AWAY);
        }
    }
}

void Run::finish_servers(Ms end_ms) {
    for (auto& server : facility_.servers) {
        if (facility_.shifts.back_office != nullptr && facility_.shifts.back_office->is_away(*server)) {
            facility_.shifts.back_office->stop(*server, end_ms);
        } else if (server->on_duty) {
            facility_.shifts.end_row(*server, end_ms);
        }
    }
}

// Where an unfinished matter stands.
End Run::open_state(const Walk& walk) const {
    if (walk.visit != NO_VISIT) return End::INSIDE;
    if (walk.accepted_ms != NEVER && walk.decided_ms == NEVER && !walk.rejected) return End::IN_APPROVAL;
    return End::AWAY;
}

}  // namespace hall
