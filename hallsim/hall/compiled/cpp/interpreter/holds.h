// How long files of approvals are held, and whether the limit's clock stands still meanwhile (R3.15).
#pragma once

#include <map>

#include "../servers/facility.h"
#include "../state/case_file.h"

namespace hall {

// The holds of all files.
class Holds {
public:
    using Held = std::shared_ptr<OpenHold>;

    explicit Holds(Facility& facility) : facility_(facility) {}

    // A hold begins.
    Held begin(const Walk& walk, Int task, Hold kind, bool stops, Branch& branch);
    // A hold is over, unless it was before.
    void end(const Held& hold);
    // A hold that is over by now, of which the clock of the limit knows nothing.
    void note(const Walk& walk, Int task, Hold kind, Ms from_ms, Ms to_ms);
    // Write what lasts when the run stops.
    void finish();

private:
    Facility& facility_;
    std::map<Int, Held> open_;  // in the order in which they began
    Int n_begun_ = 0;

    void write(const OpenHold& hold, Ms to_ms);
};

}  // namespace hall
