// A file on its way from one place of a row to another (R5.25).
#pragma once

#include "delays.h"

namespace hall {

class Transport {
public:
    Transport(Facility& facility, Visits& visits, const Delays& delays)
        : facility_(facility), plan_(facility.plan), clock_(facility.clock), recorder_(facility.recorder), visits_(visits),
          delays_(delays) {}

    // The file goes to another place, unless it is there.
    Found go(const Op& op, Walk& walk, Branch* branch);

private:
    Facility& facility_;
    const Plan& plan_;
    Clock& clock_;
    Recorder& recorder_;
    Visits& visits_;
    const Delays& delays_;

    Steps pass(const Op& op, Walk& walk, Branch* branch, Int start, Int goal);
    // Between hall and bureau: it leaves at once (R6.26).
    At travel(const Leg& leg, bool back, const Walk& walk);
    // Whether a limit that is over has decided: then the file need not be anywhere.
    bool is_decided(const Walk& walk) const;
    // With the next courier, who may leave in this instant.
    At carry(const Leg& leg, const Walk& walk);
};

}  // namespace hall
