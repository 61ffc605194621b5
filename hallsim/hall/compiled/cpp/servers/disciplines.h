// Queues worked off by another rule than class and order of issue (R6.27).
#pragma once

#include <memory>

#include "../state/dispatch.h"

namespace hall {

class Floor;

// The rule of a queue; nullptr where tickets go by class, then in order of issue.
std::unique_ptr<Discipline> make_discipline(QueueState& queue, Floor& floor);

}  // namespace hall
