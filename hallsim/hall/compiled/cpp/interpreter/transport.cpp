#include "transport.h"

namespace hall {

Found Transport::go(const Op& op, Walk& walk, Branch*) {
    if (op.start == NEVER || op.goal == NEVER) throw InputError("a file on its way from nowhere");
    return pass(op, walk, op.start, op.goal);
}

Steps Transport::pass(const Op& op, Walk& walk, Int start, Int goal) {
    const Int step = goal > start ? 1 : -1;
    for (Int at = start; at != goal; at += step) {
        const Leg& leg = op.legs[static_cast<std::size_t>(std::min(at, at + step))];
        if (leg.takes_ms == NEVER) continue;  // it is there at once
        if (leg.courier == NEVER) throw InputError("a file leaves at once: not written yet");
        co_await carry(leg, walk);
    }
    co_return Way{};
}

At Transport::carry(const Leg& leg, const Walk& walk) {
    const Ms now = clock_.now_ms;
    const Ints departures = plan_.network->departures[static_cast<std::size_t>(leg.courier)];
    const auto following = std::lower_bound(departures.begin(), departures.end(), now);
    const Ms end = following == departures.end() ? NEVER_MS : delays_.after(leg.takes_ms, leg.of_workdays, *following);
    recorder_.couriers.add({walk.matter, now, end});
    return At(clock_, end, event_order::ARRIVAL + walk.citizen);
}

}  // namespace hall
