#include "admission.h"

#include "../state/case_file.h"

namespace hall {

Visits::Entry Visits::come(Party walks, Expected expected) {
    open_visit(walks);
    if (walks[0]->opening->is_in_vain(clock_.now_ms)) return {{}, true, true};
    return at_the_door(walks, expected);
}

// In place: what is done for several matters in a loop is done for one without.
[[gnu::always_inline]] Visits::Entry Visits::come_alone(Walk& walk, Ints expected) {
    Walk* const alone[1] = {&walk};
    if (!is_simple_ || !walk.opening->always_open) {
        const Ints tasks[1] = {expected};
        return come(alone, tasks);
    }
    open_visit(walk, n_visits++);
    if (trips) trips->note(alone, walk.visit);
    return {{}, waits_for_slot(walk)};
}

void Visits::leave_alone(Walk& walk, End state) {
    close_visit(walk, state);
    leave_behind(walk);
}

Visits::Entry Visits::at_the_door(Party walks, Expected expected) {
    const Opening& opening = *walks[0]->opening;
    if (!opening.always_open) {
        const Ms now = clock_.now_ms;
        if (opening.issues_no_more(now)) {
            leave(walks, End::TURNED_AWAY);
            return {Way::ends(End::TURNED_AWAY, Reason::TURNED_AWAY)};
        }
        for (std::size_t i = 0; i < walks.size(); ++i) {
            Walk& walk = *walks[i];
            for (Int task : expected[i]) {
                walk.expected.push_back(walk.queues[task]);
                ++walk.queues[task]->n_expected;
            }
        }
        const Ms doors = opening.doors_at(now);
        if (now < doors) return {{}, true, false, doors};
    }
    const Way way = admit(walks);
    return {way, way.goes_on() && waits_for_slot(*walks[0])};
}

Steps Visits::wait_to_enter(Party walks, Expected expected, Entry door, Outing* outing) {
    Walk& walk = *walks[0];
    while (door.is_in_vain) {  // come on further days as long as the office is unattended (R5.26)
        const Ms came_ms = clock_.now_ms;
        turn_back(walks);
        const Steps steps = stay_home(walk, next_day(*walk.opening, came_ms), outing);
        const Way way = co_await steps;
        if (!way.goes_on()) co_return way;
        door = come(walks, expected);
        if (!door.way.goes_on()) co_return door.way;
    }
    if (door.doors_ms != NEVER) {
        co_await At(clock_, door.doors_ms, event_order::ARRIVAL + walk.citizen);
        const Way way = admit(walks);
        if (!way.goes_on()) co_return way;
    }
    if (waits_for_slot(walk)) {
        co_await At(clock_, decisions_.ticket_from_ms[walk.citizen], event_order::ARRIVAL + walk.citizen);
    }
    co_return Way{};
}

Steps Visits::stay_home(Walk& walk, Ms back_ms, Outing* outing) {
    if (outing != nullptr) outing->is_at_home = true;
    co_await At(clock_, back_ms, event_order::ARRIVAL + walk.citizen);
    if (outing == nullptr) co_return Way{};
    outing->is_at_home = false;
    co_return Way{outing->is_wanted() ? Way::GOES_ON : Way::CALLED_OFF};
}

void Visits::turn_back(Party walks) {
    facility_.recorder.in_vain.add(walks[0]->visit);
    leave(walks, End::TURNED_AWAY);
}

// Who has booked and comes early draws a ticket when the slot begins, where that is the rule (R3.24).
[[gnu::always_inline]] bool Visits::waits_for_slot(const Walk& walk) const {
    const Ms slot = decisions_.ticket_from_ms[walk.citizen];
    return walk.arrived_ms == walk.first_visit_ms && slot > clock_.now_ms;
}

bool Visits::needs(const Op& op, Walk& walk) {
    if (decisions_.stop_needed[decisions_.route_start[walk.matter] + op.position] != 0) return true;
    for (const Op& part : op.then()) {
        if (part.kind != Kind::SERVE) continue;
        QueueState* queue = walk.queues[part.task];
        facility_.no_longer_expect(walk, *queue);
        if (queue->station != nullptr) facility_.touch(*queue->station);
    }
    return false;
}

[[gnu::always_inline]] void Visits::open_visit(Walk& walk, Int number) {
    walk.visit = number;
    walk.arrived_ms = clock_.now_ms;
    ++walk.n_visits;
    walk.rejected = false;
    if (walk.first_visit_ms == NEVER) walk.first_visit_ms = walk.arrived_ms;
}

void Visits::open_visit(Party walks) {
    const Int number = n_visits++;
    for (Walk* walk : walks) open_visit(*walk, number);
    if (trips) trips->note(walks, number);
}

// Let a visit in, or turn it away at the door of a full hall.
Way Visits::admit(Party walks) {
    if (plan_.capacity == NEVER || walks[0]->opening != &facility_.openings[0]) return {};  // the room of the main hall
    if (static_cast<Int>(inside_.size()) >= plan_.capacity) {
        leave(walks, End::TURNED_AWAY);
        return Way::ends(End::TURNED_AWAY, Reason::TURNED_AWAY);
    }
    inside_.insert(walks[0]->visit);
    return {};
}

void Visits::leave(Party walks, End state) {
    close_visit(*walks[0], state);
    for (Walk* walk : walks) leave_behind(*walk);
}

[[gnu::always_inline]] void Visits::close_visit(const Walk& leading, End state) {
    facility_.recorder.visit(leading, clock_.now_ms, state);
    if (plan_.capacity != NEVER) inside_.erase(leading.visit);
}

// A matter is in the hall no more: nobody stays for it.
[[gnu::always_inline]] void Visits::leave_behind(Walk& walk) {
    walk.visit = NO_VISIT;
    if (walk.expected.empty()) [[likely]] return;
    for (QueueState* queue : walk.expected) {
        --queue->n_expected;
        facility_.touch_lines(*queue);
    }
    walk.expected.clear();
}

Ms Visits::back_by_tape(const Walk& walk, Int column) const {
    return back_at(walk, decisions_.return_days.at(walk.matter, column), decisions_.return_ms.at(walk.matter, column));
}

Ms Visits::back_at(const Walk& walk, Int days, Ms ms) const {
    const Ms now = clock_.now_ms;
    if (days == 0) return walk.opening->next_tickets(plus(now, ms));
    return std::max(now, day_back(*walk.opening, now / MS_PER_DAY, days, ms));
}

Ms Visits::next_day(const Opening& opening, Ms came_ms) const {
    const Ms clock_ms = came_ms - opening.day_of(came_ms) * MS_PER_DAY;
    return day_back(opening, opening.day_of(clock_.now_ms), 1, clock_ms);
}

// A time on a day so many working days (negative: calendar days) later, when tickets are issued.
Ms Visits::day_back(const Opening& opening, Int today, Int days, Ms clock_ms) const {
    Int day = days < 0 ? today - days : plan_.calendar.add_workdays(today, days);
    if (opening.always_open) return day * MS_PER_DAY + clock_ms;
    const Int last = static_cast<Int>(opening.is_open_day.size());
    while (day < last && opening.is_open_day[static_cast<std::size_t>(day)] == 0) ++day;
    if (day >= last) return NEVER_MS;
    const Ms back = day * MS_PER_DAY + clock_ms;
    return opening.issues_no_more(back) ? opening.next_opening(back) : back;
}

}  // namespace hall
