#include "courses.h"

#include "first_visit.h"

namespace hall {

Courses::Courses(const Given& given, Walking& walking) : walking(walking), plan_(given.plan), decisions_(given.decisions) {
    for (const Itinerary& way : plan_.program.itineraries) anybody_prepares_ = anybody_prepares_ || !way.before.empty();
}

[[gnu::always_inline]] Walk& Courses::begin(Int citizen, Int matter) {
    Walk& walk = walks.begin();
    walk.citizen = citizen;
    walk.matter = matter;
    walk.service = decisions_.service[matter];
    walk.itinerary = &plan_.program.itineraries[static_cast<std::size_t>(decisions_.itinerary[matter])];
    walk.queues = walking.facility.queues_of(0, decisions_.group[citizen]);
    walk.opening = &walking.facility.openings[0];
    walk.purpose = walk.next_purpose = plan_.is_case[walk.service] ? Purpose::LODGE : Purpose::ENQUIRE;
    walk.ended = End::NONE;
    walk.rejected = walk.brought_later = false;
    walk.attempt = walk.n_visits = walk.n_rejections = walk.patience_column = walk.n_again = walk.n_amended = 0;
    walk.visit = NO_VISIT;
    walk.place = walk.arrived_ms = walk.first_visit_ms = walk.accepted_ms = walk.decided_ms = walk.in_hand_ms = NEVER;
    walk.served_by = nullptr;
    walk.agent = nullptr;
    return walk;
}

bool Courses::prepares(Party walks) const {
    return anybody_prepares_ &&
           std::any_of(walks.begin(), walks.end(), [](const Walk* walk) { return !walk->itinerary->before.empty(); });
}

Steps Courses::alone(Walk& walk) {
    Way way;
    {
        const Steps steps = walking.visit(*walk.itinerary->first, walk);
        way = co_await steps;
    }
    if (way.goes_on() && goes_on_after(walk)) {
        const Steps steps = go_on(walk);
        way = co_await steps;
    }
    end_matter(walk, way);
    co_return Way{};
}

[[gnu::always_inline]] void Courses::begin_alone(Walk& walk) { FirstVisit::begin(*this, walk); }

void Courses::first_visit_over(Walk& walk, Way way) {
    if (way.kind == Way::CALLED_OFF) return end_matter(walk, way);
    if (way.kind == Way::ENDS) {
        if (walk.visit != NO_VISIT) walking.visits.leave_alone(walk, way.end);
        const Ms back = walking.again.at(walk, way);
        if (back == NEVER) return end_matter(walk, way);
        return walking.processes.begin(alone_again(walk, back));
    }
    walking.visits.leave_alone(walk, End::SERVED);
    walking.processes.begin(finish_alone(walk));
}

Steps Courses::finish_alone(Walk& walk) {
    const Steps steps = go_on(walk);
    const Way way = co_await steps;
    end_matter(walk, way);
    co_return Way{};
}

void Courses::go_on_alone(Party walks) {
    for (Walk* walk : walks) walking.processes.process(finish_alone(*walk));
}

// Whether anything follows a first visit.
bool Courses::goes_on_after(const Walk& walk) const {
    const Itinerary& way = *walk.itinerary;
    return way.elsewhere != nullptr || walk.rejected || walk.at_work || !way.after.empty();
}

// Come back while the visit was rejected; then what happens outside the hall.
Steps Courses::go_on(Walk& walk) {
    const Itinerary& own = *walk.itinerary;
    if (own.elsewhere != nullptr) {
        const Steps steps = walking.go_elsewhere(*own.elsewhere, walk);
        const Way way = co_await steps;
        if (!way.goes_on()) co_return way;
    }
    while (walk.rejected) {
        if (walk.attempt + 1 >= plan_.max_visits) co_return Way::ends(End::GIVEN_UP);
        co_await walking.stay_away(walk, walk.attempt);
        walk.patience_column = ++walk.attempt;
        walk.purpose = walk.next_purpose;
        const Op* again = own.second == nullptr || walk.attempt > 1 ? own.again : own.second;
        const Steps steps = walking.visit(*again, walk);
        const Way way = co_await steps;
        if (!way.goes_on()) co_return way;
    }
    Row rest = own.after;
    if (walk.at_work) {
        co_await Happens(*walk.at_work);
        const Way way = walk.at_work->failure();
        if (!way.goes_on()) co_return way;
        rest = own.when_home;
    }
    if (!rest.empty()) {
        const Steps steps = walking.interpreter.follow(rest, walk);
        const Way way = co_await steps;
        if (!way.goes_on()) co_return way;
    }
    co_return Way{};
}

void Courses::not_served(Walk& walk, Way end) {
    const Ms back = walking.again.at(walk, end);
    if (back == NEVER) {
        end_matter(walk, end);
    } else {
        walking.processes.process(alone_again(walk, back));
    }
}

Steps Courses::alone_again(Walk& walk, Ms back_ms) {
    co_await At(walking.clock, back_ms, event_order::ARRIVAL + walk.citizen);
    const Steps steps = alone(walk);
    co_await steps;
    co_return Way{};
}

void Courses::end_matter(Walk& walk, Way way) {
    write_matter(walk, way.kind == Way::ENDS ? way.end : End::SERVED, walking.clock.now_ms);
    walks.end(walk);
}

void Courses::write_matter(const Walk& walk, End state, Ms end_ms) {
    if (walk.in_hand_ms != NEVER) {
        state = End::SERVED;
        end_ms = walk.in_hand_ms;
    } else if (walk.ended != End::NONE && state == End::SERVED) {
        state = walk.ended;
    }
    walking.recorder.matter(walk, end_ms, state);
}

}  // namespace hall
