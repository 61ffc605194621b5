#include "errand.h"

namespace hall {

void Errand::come() {
    Walk* const alone[1] = {&walk_};
    const Ints expected[1] = {op().further_tasks};
    const Visits::Entry door = courses_.walking.visits.come(alone, expected);
    if (door.waits) return processes_.begin(wait_to_enter(door));
    enter(door.way);
}

Steps Errand::wait_to_enter(Visits::Entry door) {
    Walk* const alone[1] = {&walk_};
    const Ints expected[1] = {op().further_tasks};
    const Steps waiting = courses_.walking.visits.wait_to_enter(alone, expected, door);
    const Way way = co_await waiting;
    enter(way);
    co_return Way{};
}

void Errand::enter(Way way) {
    if (!way.goes_on()) return end(way);
    is_at_stops_ = op().entry().empty();
    follow(is_at_stops_ ? op().stops_row() : op().entry());
}

void Errand::over(Way way) {
    if (is_at_stops_ || !way.goes_on()) return end(way);
    is_at_stops_ = true;
    follow(op().stops_row());
}

void Errand::end(Way way) {
    Courses& courses = courses_;
    Walk& walk = walk_;
    delete this;
    courses.first_visit_over(walk, way);
}

}  // namespace hall
