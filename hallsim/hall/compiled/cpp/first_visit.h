// A citizen with one matter, on the first visit: what `Courses::alone` does, without a coroutine.
#pragma once

#include "courses.h"
#include "interpreter/walker.h"

namespace hall {

class FirstVisit final : Walker, InArena {
public:
    // Begin in this very moment. Whatever follows the visit is left to the courses.
    static void begin(Courses& courses, Walk& walk) { (new FirstVisit(courses, walk))->come(); }

private:
    Courses& courses_;
    bool is_at_stops_ = false;

    FirstVisit(Courses& courses, Walk& walk)
        : Walker(courses.walking, walk), courses_(courses) {}

    const Op& op() const { return *walk_.itinerary->first; }
    void come();
    Steps wait_to_enter(Visits::Entry door);
    void enter(Way way);
    void over(Way way) override;
    void end(Way way);
};

}  // namespace hall
