// Desks whose files are heard at meetings (R3.16).
#pragma once

#include "floor.h"

namespace hall {

// At every meeting the next files are heard, as many as it can; all are decided at its end.
Steps hold_meetings(Floor& floor, QueueState& queue, const Meeting& plan);

}  // namespace hall
