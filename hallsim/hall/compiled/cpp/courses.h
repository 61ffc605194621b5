// The course of every matter: it begins, goes on alone after a first visit, and ends with its row.
#pragma once

#include "interpreter/matters.h"

namespace hall {

// Matters under way. Whoever brings several of them to the hall together gives them back here.
class Courses {
public:
    Courses(const Given& given, Walking& walking);

    Walking& walking;
    Walks walks;

    // A matter begins with its citizen's first visit.
    Walk& begin(Int citizen, Int matter);
    // Whether something is done from afar before the first visit.
    bool prepares(Party walks) const;
    // A first visit for one matter, and what follows.
    Steps alone(Walk& walk);
    // The same begun in this very moment, for whose end nobody waits.
    void begin_alone(Walk& walk);
    // Whether nothing follows a first visit that ended so but what its service does after any.
    bool only_goes_on(const Walk& walk, Way way) const {
        return way.goes_on() && walk.itinerary->elsewhere == nullptr && !walk.rejected && !walk.at_work;
    }
    // What follows once it is over, otherwise.
    void first_visit_over(Walk& walk, Way way);
    // What follows the first visit for one matter of a bundle.
    Steps finish_alone(Walk& walk);
    // After a common visit each matter goes on alone.
    void go_on_alone(Party walks);
    // What becomes of a matter not served on a first visit with others: alone again, or over.
    void not_served(Walk& walk, Way end);
    // Write the matter's row.
    void end_matter(Walk& walk, Way way);
    // One row a matter; with the certificate in hand it has ended, though the visit may go on.
    void write_matter(const Walk& walk, End state, Ms end_ms);

private:
    const Plan& plan_;
    const Decisions& decisions_;
    bool anybody_prepares_ = false;

    bool goes_on_after(const Walk& walk) const;
    Steps go_on(Walk& walk);
    Steps alone_again(Walk& walk, Ms back_ms);
};

}  // namespace hall
