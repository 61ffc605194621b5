// Packages: matters lodged together that were rejected on one notice come back as one (R3.26).
#pragma once

#include "courses.h"
#include "shared_visits.h"

namespace hall {

class Packages {
public:
    Packages(Courses& courses, SharedVisits& shared, const Given& given)
        : courses_(courses), shared_(shared), plan_(given.plan), package_(given.decisions.package) {}

    // Put the matters of packages side by side.
    void gather(std::vector<Walk*>& walks) const;

    // After a visit, matters of a package rejected on one notice come back together; the others go on.
    void part(Party walks);

private:
    Courses& courses_;
    SharedVisits& shared_;
    const Plan& plan_;
    Ints package_;  // by matter, the first one of its package

    // A further visit for all matters of a package; those accepted then go on alone.
    Steps come_back(std::vector<Walk*> walks);
    // Lodge a matter in full that the guide had sent home; else the first ticket is for all matters.
    static Errand errand(Walk& walk, Walk& lead);
};

}  // namespace hall
