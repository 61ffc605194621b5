// Calling tickets to windows: the called walk there, or do not come (R6.34).
//
// From the call on the window is kept for the ticket.
#pragma once

#include "facility.h"

namespace hall {

class Caller {
public:
    Caller(Facility& facility, const CallRule& rule) : facility_(facility), rule_(rule) {}

    // A server takes a ticket: it calls, or (files, guides, terminals, lines) begins at once.
    void begin(ServerState& server, Ticket& ticket, Ms now);

private:
    // The called ticket comes to the window, or it turns out that nobody does.
    struct Coming : Occurrence, InArena {
        Caller* caller = nullptr;
        Ticket* ticket = nullptr;
        bool comes = false;
    };

    Facility& facility_;
    const CallRule& rule_;

    void call(Ticket& ticket, Ms now);
    void arrive(Ticket& ticket);
    void miss(Ticket& ticket);
    void new_row(Ticket& ticket, Ms now);
    Ms next_walk_ms(Ticket& ticket) const;
};

}  // namespace hall
