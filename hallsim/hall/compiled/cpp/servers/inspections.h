// Inspections on site: the way there, a new day, and several teams at once (R3.17, R3.18).
#pragma once

#include "floor.h"

namespace hall {

// At midnight teams on duty around the clock may go out again.
Steps next_days(Floor& floor);

// Until when the team of a ticket that is over was on its way; NEVER for who goes nowhere.
Ms travelled(const Floor& floor, const Ticket& ticket);

// A joint inspection: the teams called wait for each other, go, and stay until the longest work is done. All of it
// happens in hours that they share.
struct Gathering {
    explicit Gathering(Floor& floor) : floor(floor) {}

    Floor& floor;
    std::vector<Ref<Ticket>> tickets;
    Int n_missing = 0;
    Ms all_there_ms = NEVER, arrived_ms = NEVER;

    // A team is asked to come.
    void expect(Ticket& ticket);
    // The team of a ticket is there; with the last one the inspection begins.
    void join(const Ticket& ticket);
    // The run stops before all are there: the team has been held so long.
    void cut(Ticket& ticket, Ms end_ms) const;

private:
    Ms longest_ms_ = 0, longest_way_ms_ = 0;

    const Timetable& on_duty(const Ticket& ticket) const;
    Ms held_ms(const Ticket& ticket, Ms end_ms) const;
    Timetable shared_hours() const;
};

}  // namespace hall
