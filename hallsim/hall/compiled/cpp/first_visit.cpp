#include "first_visit.h"

namespace hall {

void FirstVisit::come() {
    if (walking_.rejections[static_cast<std::size_t>(walk_.matter)] > 0) walking_.decisions.fetch_return(walk_.matter);
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
    if (!way.goes_on()) return visit_over(way);
    if (op().entry().empty()) return to_stops();
    follow(op().entry());
}

void FirstVisit::to_stops() {
    part_ = STOPS;
    follow(op().stops_row());
}

void FirstVisit::over(Way way) {
    if (part_ == AFTER) return end(way);
    if (part_ == STOPS || !way.goes_on()) return visit_over(way);
    to_stops();
}

void FirstVisit::visit_over(Way way) {
    if (!courses_.only_goes_on(walk_, way)) {
        Courses& courses = courses_;
        Walk& walk = walk_;
        delete this;
        return courses.first_visit_over(walk, way);
    }
    walking_.visits.leave_alone(walk_, End::SERVED);
    part_ = AFTER;
    follow(walk_.itinerary->after);
}

void FirstVisit::end(Way way) {
    Courses& courses = courses_;
    Walk& walk = walk_;
    delete this;
    courses.end_matter(walk, way);
}

}  // namespace hall
