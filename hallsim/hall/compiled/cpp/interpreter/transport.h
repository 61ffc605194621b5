// A file on its way from one place of a row to another (R5.25).
#pragma once

#include "delays.h"

namespace hall {

class Transport {
public:
    Transport(Facility& facility, Visits& visits, const Delays& delays)
        : plan_(facility.plan), clock_(facility.clock), recorder_(facility.recorder), visits_(visits), delays_(delays) {}

    // The file goes to another place, unless it is there.
    Found go(const Op& op, Walk& walk, Branch* branch);

private:
    const Plan& plan_;
    Clock& clock_;
    Recorder& recorder_;
    Visits& visits_;
    const Delays& delays_;

    Steps pass(const Op& op, Walk& walk, Int start, Int goal);
    // With the next courier, who may leave in this instant.
    At carry(const Leg& leg, const Walk& walk);
};

}  // namespace hall
