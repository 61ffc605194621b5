// Preemptive priority: a ticket of a better class takes a server from one of a worse class (R6.28).
//
// After all starts of an instant: who then still waits has found no idle server. An interrupted ticket keeps the place
// of its first issue.
#pragma once

#include "../state/dispatch.h"

namespace hall {

struct Facility;

// What ends a service that may be interrupted; forgotten by an interruption, it ends nothing.
struct ServiceEnd : Occurrence, InArena {
    Clock* clock = nullptr;
    Ticket* ticket = nullptr;
};

// The best ticket that may interrupt a service, and the server of the worst class that began last; {} for none.
Match next_interruption(Station& station);

// All interruptions of this instant at a station, the best ticket first.
void interrupt(Facility& facility, Station& station, Ms now);

// Plan the end of a service by an occurrence of its own, which an interruption can forget.
void end_unless_interrupted(Clock& clock, Ticket& ticket, Ms end_ms);

// A service does not end so.
void forget_end(Ticket& ticket);

}  // namespace hall
