// Bundles: the first visit of a citizen with several matters (R5.2, R6.37).
#pragma once

#include "packages.h"

namespace hall {

// First visits with several matters; then each matter goes on alone, or with its package.
class Bundles {
public:
    Bundles(Courses& courses, SharedVisits& shared) : courses_(courses), shared_(shared) {}

    Packages* packages = nullptr;  // where matters come back together

    // One visit with all matters; who is not served on it may make a first visit again, each matter alone.
    Steps visit(std::vector<Walk*> walks);

private:
    Courses& courses_;
    SharedVisits& shared_;
};

}  // namespace hall
