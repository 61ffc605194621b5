// When the hall closes, those whom nobody will serve any more are sent home (R6.4).
#pragma once

#include "lines.h"

namespace hall {

class Closing {
public:
    Closing(Floor& floor, Lines& lines) : floor_(floor), lines_(lines) {}

    // Start a process for the queues that share their hours.
    void begin();

    // Tickets of a queue that nobody serves after closing end.
    void send_home_if_closed(QueueState& queue);

private:
    Floor& floor_;
    Lines& lines_;

    Steps close_sessions(std::vector<QueueState*> queues);
};

}  // namespace hall
