#pragma once

#include "../input/codes.h"

namespace hall {

// How steps end. As large as a register: three bytes would be handed on through memory, piece by piece.
struct alignas(4) Way {
    enum Kind : std::int8_t {
        GOES_ON,
        STOPS,       // the branch of an approval stops here
        ENDS,        // the matter's way ends before its itinerary does
        GOES_HOME,   // the citizen leaves at closing although the file has not arrived
        CALLED_OFF,  // a visit for a file is not made: nobody wants it any more
    };
    Kind kind = GOES_ON;
    End end = End::NONE;
    Reason reason = Reason::NONE;  // why there was no service, where the visit may be made again

    static Way ends(End end, Reason reason = Reason::NONE) { return {ENDS, end, reason}; }
    // Whether whoever asked for the steps goes on himself.
    bool goes_on() const { return kind == GOES_ON; }
};

}  // namespace hall
