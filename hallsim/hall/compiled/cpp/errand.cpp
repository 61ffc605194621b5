#include "errand.h"

namespace hall {

void Errand::come() {
    Walk* const alone[1] = {&walk_};
    const Visits::Entry entry = courses_.walking.visits.come(alone, op());
    if (entry.waits) return processes_.begin(wait_to_enter(entry.doors_ms));
    enter(entry.way);
}

Steps Errand::wait_to_enter(Ms doors_ms) {
    Walk* const alone[1] = {&walk_};
    const Steps waiting = courses_.walking.visits.wait_to_enter(alone, doors_ms);
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
