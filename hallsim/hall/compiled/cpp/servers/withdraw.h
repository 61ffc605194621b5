// Taking files back from desks (R3.13).
#pragma once

#include "facility.h"

namespace hall {

// Whether somebody is or was at work on it; a team that waits for others is not.
bool has_begun(const Ticket& ticket);

// A file leaves a desk's queue, or the officer in the middle of the work; its event never happens.
void withdraw(Facility& facility, Ticket& ticket);

}  // namespace hall
