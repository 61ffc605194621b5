#include "agents.h"

#include "state/case_file.h"

namespace hall {

Carrier::Carrier(Carriers& carriers, Int number, const AgentRule& rule, const std::vector<Int>& days)
    : number(number), carriers_(carriers), rule_(rule) {
    for (Int day : days) any_day_.push_back(day * MS_PER_DAY + rule.at_ms);
    for (auto i = static_cast<std::size_t>(rule.every - 1); i < any_day_.size(); i += static_cast<std::size_t>(rule.every)) {
        regular_.push_back(any_day_[i]);
    }
}

Steps Carrier::carry(const Op& visit, Walk& walk, Outing* outing) {
    File file{walk, visit, Ref<Alarm>(new Alarm), outing};
    if (outing != nullptr) outing->is_at_home = true;
    bag_.push_back(&file);
    carriers_.hold(walk.matter);
    plan_trips();
    co_await Happens(*file.over);
    if (file.is_back) co_return Way{Way::CALLED_OFF};
    if (file.failed != End::NONE) co_return Way::ends(file.failed);
    if (walk.decided_ms != NEVER) {
        const Steps steps = bring(walk);
        co_await steps;
    }
    co_return Way{};
}

void Carrier::give_back(Walk& walk) {
    const auto found = std::find_if(bag_.begin(), bag_.end(), [&](const File* file) { return &file->walk == &walk; });
    File& file = **found;
    bag_.erase(found);
    carriers_.let_go(walk.matter);
    file.is_back = true;
    file.over->ring(carriers_.walking.clock, event_order::ARRIVAL + walk.citizen);
}

Steps Carrier::bring(Walk& walk) {
    const Walking& walking = carriers_.walking;
    carriers_.hold(walk.matter);
    const Ms back = walking.delays.after(rule_.hand_over_ms, rule_.hand_over_workdays, walking.clock.now_ms);
    co_await At(walking.clock, back, event_order::ARRIVAL + walk.citizen);
    carriers_.let_go(walk.matter);
    if (walk.brought_later) {
        walk.brought_later = false;
        walk.in_hand_ms = walking.clock.now_ms;
    }
    co_return Way{};
}

void Carrier::plan_trips() {
    plan(regular_);
    if (is_full()) plan(any_day_);
}

// Look at the bag at the next of the times.
void Carrier::plan(const std::vector<Ms>& times) {
    Clock& clock = carriers_.walking.clock;
    const auto next = std::lower_bound(times.begin(), times.end(), clock.now_ms);
    if (next == times.end() || !planned_.insert(*next).second) return;
    auto* trip = new Trip;
    trip->carrier = this;
    trip->time_ms = *next;
    trip->happen = [](Occurrence& what) {
        auto* self = static_cast<Trip*>(&what);
        Carrier& carrier = *self->carrier;
        const Ms now = self->time_ms;
        delete self;
        carrier.set_out(now);
    };
    clock.plan_at(*trip, event_order::ARRIVAL + carriers_.place(*this), *next);
}

void Carrier::set_out(Ms now) {
    planned_.erase(now);
    const bool is_regular = std::binary_search(regular_.begin(), regular_.end(), now);
    if (bag_.empty() || !(is_regular || is_full())) return;
    for (const File* file : bag_) {
        if (file->outing != nullptr) file->outing->is_at_home = false;
    }
    carriers_.walking.processes.process(carriers_.go(*this, std::exchange(bag_, {})));
}

Carriers::Carriers(Courses& courses, SharedVisits& shared, const Given& given)
    : walking(courses.walking), courses_(courses), shared_(shared), agent_of_(given.decisions.agent) {
    std::vector<Int> days;
    const Ints is_open_day = walking.facility.openings[0].is_open_day;
    for (std::size_t day = 0; day < is_open_day.size(); ++day) {
        if (is_open_day[day] != 0) days.push_back(static_cast<Int>(day));
    }
    for (const AgentRule& rule : given.plan.agents) {
        for (Int i = 0; i < rule.count; ++i) {
            carriers_.push_back(std::make_unique<Carrier>(*this, static_cast<Int>(carriers_.size()), rule, days));
        }
    }
}

bool Carriers::takes(Int citizen, const std::vector<Walk*>& walks) {
    const Int number = agent_of_[static_cast<std::size_t>(citizen)];
    if (number == NEVER) return false;
    for (Walk* walk : walks) {
        walk->agent = carriers_[static_cast<std::size_t>(number)].get();
        walking.processes.process(courses_.alone(*walk));  // the agent makes all its visits
    }
    return true;
}

Steps Carriers::go(const Carrier& carrier, std::vector<File*> files) {
    for (const File* file : files) let_go(file->walk.matter);
    auto queue_of = [](const File* file) {
        const Row stops = file->visit.stops_row();
        const bool has_ticket = !stops.empty() && stops.first->kind == Kind::SERVE;
        return has_ticket ? file->walk.queues[stops.first->task]->index : NEVER;
    };
    Row entry{nullptr, nullptr};
    for (const File* file : files) {
        if (entry.empty()) entry = file->visit.entry();
    }
    std::stable_sort(files.begin(), files.end(), [&](auto* one, auto* other) { return queue_of(one) < queue_of(other); });
    std::vector<Errand> errands;
    std::vector<Walk*> walks;
    for (const File* file : files) {
        const Row stops = file->visit.stops_row();
        errands.emplace_back(file->walk, stops, window_tasks(stops));
        walks.push_back(&file->walk);
    }
    walking.recorder.agents.add(walking.visits.n_visits, carrier.number);
    shared_.write_aboard(walks);
    Company company;
    const Steps steps = shared_.visit(std::move(errands), entry, false, company);
    co_await steps;
    for (File* file : files) {
        file->failed = company.has_done(&file->walk) ? End::NONE : company.failed.end;
        file->over->ring(walking.clock, event_order::ARRIVAL + file->walk.citizen);
    }
    co_return Way{};
}

void Carriers::let_go(Int matter) {
    const auto found = held_.find(matter);
    walking.recorder.bags.add(matter, found->second, walking.clock.now_ms);
    held_.erase(found);
}

void Carriers::finish(Ms end_ms) {
    for (const auto& [matter, since] : held_) walking.recorder.bags.add(matter, since, end_ms);
}

}  // namespace hall
