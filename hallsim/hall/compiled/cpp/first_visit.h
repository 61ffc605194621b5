// A citizen with one matter, on the first visit and until the matter ends if no other visit must follow: what
// `Courses::alone` does, without a coroutine.
#pragma once

#include "courses.h"
#include "interpreter/walker.h"

namespace hall {

class FirstVisit final : Walker, InArena {
public:
    // Begin in this very moment. Further visits are left to the courses.
    static void begin(Courses& courses, Walk& walk) { (new FirstVisit(courses, walk))->come(); }

private:
    Courses& courses_;
    enum Part : std::int8_t { ENTRY, STOPS, AFTER } part_ = ENTRY;

    FirstVisit(Courses& courses, Walk& walk)
        : Walker(courses.walking, walk), courses_(courses) {}

    const Op& op() const { return *walk_.itinerary->first; }
    void come();
    Steps wait_to_enter(Visits::Entry door);
    void enter(Way way);
    void to_stops();
    void over(Way way) override;
    void visit_over(Way way);
    void end(Way way);
};

}  // namespace hall
