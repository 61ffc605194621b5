// What citizens do in the hall for their file during an approval (R3.12).
#pragma once

#include "admission.h"
#include "interpreter.h"
#include "../state/case_file.h"

namespace hall {

class Walking;

// Visits for a file under way.
class Errands {
public:
    explicit Errands(Walking& walking) : walking_(walking) {}

    // Come to the hall for it, or have it done on the visit for which somebody has set out; `failed` tells how it failed,
    // if it did. `branch`: whose visit it is; nullptr for what was missing when the file was lodged.
    Steps visit(const Op& visit, Walk& walk, Purpose purpose, Branch* branch, End& failed);

    // Papers that an agent has for a visit nobody wants any more go back to the citizen.
    void call_off(Walk& walk) const;

    // When the citizen files again what was sent back, or comes with it.
    Ms amended_at(Walk& walk, bool online) const;

private:
    Walking& walking_;
};

}  // namespace hall
