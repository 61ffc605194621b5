// When the hall closes, those whom nobody will serve any more are sent home (R6.4).
#pragma once

#include "floor.h"

namespace hall {

class Closing {
public:
    explicit Closing(Floor& floor) : floor_(floor) {}

    // Start a process for the queues that share their hours.
    void begin();

    // Tickets of a queue that nobody serves after closing end.
    void send_home_if_closed(QueueState& queue);

private:
    Floor& floor_;

    Steps close_sessions(std::vector<QueueState*> queues);
};

}  // namespace hall
