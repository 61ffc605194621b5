// Who goes to the hall with a matter instead of its citizen.
#pragma once

#include "entities.h"

namespace hall {

struct Representative {
    virtual ~Representative() = default;
    // Take the papers of a matter, and make the visit for them.
    virtual Steps carry(const Op& visit, Walk& walk, Outing* outing) = 0;
    // Give a matter's papers back to the citizen.
    virtual void give_back(Walk& walk) = 0;
};

}  // namespace hall
