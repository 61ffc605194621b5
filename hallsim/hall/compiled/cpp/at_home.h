// Home service: a team comes to the citizen (R3.28).
#pragma once

#include "courses.h"

namespace hall {

class AtHome {
public:
    AtHome(Courses& courses, const Given& given)
        : courses_(courses), walking_(courses.walking), plan_(given.plan), decisions_(given.decisions) {}

    // Whether a team comes for all matters of a citizen.
    bool takes(Int citizen, const std::vector<Walk*>& walks);

private:
    Courses& courses_;
    Walking& walking_;
    const Plan& plan_;
    const Decisions& decisions_;

    // A team comes; while something is missing or wrong, it returns after the citizen's usual time.
    Steps serve_at_home(std::vector<Walk*> walks);
    // What follows the acceptance.
    Steps accepted_at_home(Walk& walk);
    // The work of lodging (all stops of a route), or of a further visit.
    Ms work_at_home(const Walk& walk) const;
};

}  // namespace hall
