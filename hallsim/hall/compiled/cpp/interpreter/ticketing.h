// Taking tickets: which class, how much work, how much patience, and whether a long queue scares off.
#pragma once

#include "../servers/balking.h"
#include "../servers/facility.h"

namespace hall {

// Puts matters into queues.
class Ticketing {
public:
    explicit Ticketing(Facility& facility)
        : balking(facility), facility_(facility), plan_(facility.plan), decisions_(facility.decisions) {}

    Balking balking;

    // Queue for an operation's task, with the work the tape holds (or the given one). Who needs the ticket when its event
    // has happened keeps it.
    Ticket& take(const Op& op, Walk& walk, Ms work_ms = NEVER);

    // The drawn work of an operation.
    Ms work_of(const Op& op, const Walk& walk) const;

    Ms step_work_ms(Int matter, Int position, Int n_before) const;
    // Time that a step takes without an officer, when it was examined so often before.
    Ms elapsed_ms(Int matter, Int position, Int n_before) const;

private:
    Facility& facility_;
    const Plan& plan_;
    const Decisions& decisions_;

    Int priority_of(const Walk& walk, const QueueState& queue) const;
    // Where a further examination of a step is held; NEVER for the first.
    Int again(std::size_t cell, Int n_before) const;
};

}  // namespace hall
