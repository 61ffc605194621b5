// Who was not served and comes again on another day (R5.9).
#pragma once

#include "admission.h"

namespace hall {

class ComingAgain {
public:
    explicit ComingAgain(Visits& visits, const Given& given) : visits_(visits), plan_(given.plan), decisions_(given.decisions) {}

    // When the citizen makes again a visit that ended so; NEVER: not at all. What was accepted on the visit is not
    // lodged again: it ends as the visit did.
    Ms at(Walk& walk, Way end) const {
        if (decisions_.again_u.columns == 0 || end.reason == Reason::NONE || plan_.again_most.empty()) return NEVER;
        const auto group = static_cast<std::size_t>(decisions_.group[walk.citizen]);
        const Int most = plan_.again_most[group];
        if (most == NEVER || walk.n_again >= most || walk.accepted_ms >= walk.arrived_ms) return NEVER;
        const double share = plan_.again_share[group * 4 + static_cast<std::size_t>(end.reason)];
        if (decisions_.again_u.at(walk.matter, walk.n_again) >= share) return NEVER;
        const Int days = decisions_.again_days.at(walk.matter, walk.n_again);
        const Ms ms = decisions_.again_ms.at(walk.matter, walk.n_again);
        walk.patience_column = static_cast<Int>(decisions_.error_u.columns) + walk.n_again++;
        return visits_.back_at(walk, days, ms);
    }

private:
    Visits& visits_;
    const Plan& plan_;
    const Decisions& decisions_;
};

}  // namespace hall
