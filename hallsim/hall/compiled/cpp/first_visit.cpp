#include "first_visit.h"

namespace hall {

void FirstVisit::come() {
    const Visits::Entry door = walking_.visits.come_alone(walk_, op().further_tasks);
    if (door.waits) return walking_.processes.begin(wait_to_enter(door));
    enter(door.way);
}

Steps FirstVisit::wait_to_enter(Visits::Entry door) {
    Walk* const alone[1] = {&walk_};
    const Ints expected[1] = {op().further_tasks};
    const Steps waiting = walking_.visits.wait_to_enter(alone, expected, door);
    const Way way = co_await waiting;
    enter(way);
    co_return Way{};
}

void FirstVisit::enter(Way way) {
    if (!way.goes_on()) return end(way);
    is_at_stops_ = op().entry().empty();
    follow(is_at_stops_ ? op().stops_row() : op().entry());
}

void FirstVisit::over(Way way) {
    if (is_at_stops_ || !way.goes_on()) return end(way);
    is_at_stops_ = true;
    follow(op().stops_row());
}

void FirstVisit::end(Way way) {
    Courses& courses = courses_;
    Walk& walk = walk_;
    delete this;
    courses.first_visit_over(walk, way);
}

}  // namespace hall
