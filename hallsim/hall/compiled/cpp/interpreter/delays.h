// Time that passes for a file without an officer: between steps, while it is held, on its way.
#pragma once

#include "admission.h"
#include "holds.h"
#include "interpreter.h"
#include "ticketing.h"

namespace hall {

// Lets files wait.
class Delays {
public:
    Delays(Facility& facility, const Ticketing& tickets, Holds& holds)
        : facility_(facility), plan_(facility.plan), clock_(facility.clock), tickets_(tickets), holds_(holds) {}

    // A time passes, in which the file may be held or stay open at its desk.
    Found delay(const Op& op, Walk& walk, Branch* branch);
    // Whether nothing but time passes.
    static bool only_passes(const Op& op) { return op.hold == NEVER && !op.stays_open; }
    // The file is held for a time; who waits inside pays at once.
    Steps hold(const Op& op, Walk& walk, Branch& branch);

    // When a delay that begins now is over.
    Ms over_at(const Op& op, const Walk& walk, const Branch* branch) const;
    // The end of a span: exact, or on the world's workdays (R1.3).
    Ms after(Ms length_ms, bool of_workdays, Ms now) const;

private:
    Facility& facility_;
    const Plan& plan_;
    Clock& clock_;
    const Ticketing& tickets_;
    Holds& holds_;

    Steps pass(const Op& op, Walk& walk, Branch* branch);
};

}  // namespace hall
