// Approvals that count as given when their limit is over (R6.23).
#pragma once

#include "approvals.h"

namespace hall {

// Ends approvals at their limits.
class Deemed {
public:
    Deemed(Walking& walking, Approving* approving);

    // Whatever ends with a limit; the rest is not ours.
    Found until(const Op& op, Walk& walk, Branch* branch);
    // One step; once the matter counts as approved and the rest is dropped, nothing of it goes on.
    Found step(const Op& op, Walk& walk, Branch*);

private:
    Walking& walking_;
    Facility& facility_;
    Clock& clock_;
    LimitClock& limits_;
    Approving* approving_;
    Action until_closing_;

    Steps until_limit(const Op& op, Walk& walk);
    Steps take_step(const Op& op, Walk& walk);
    // The limit is over, and the matter is approved.
    void approve(const Op& op, const Walk& walk);
};

}  // namespace hall
