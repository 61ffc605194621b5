#include "transport.h"

namespace hall {

Found Transport::go(const Op& op, Walk& walk, Branch* branch) {
    const bool is_back = op.goal == NEVER;  // to where the branches of the fork began
    if ((is_back || op.start == NEVER) && (branch == nullptr || (is_back && branch->parent == nullptr))) {
        throw InputError("a file on its way from nowhere");
    }
    const Int start = op.start == NEVER ? branch->level : op.start;
    return pass(op, walk, branch, start, is_back ? branch->parent->level : op.goal);
}

Steps Transport::pass(const Op& op, Walk& walk, Branch* branch, Int start, Int goal) {
    const Int step = goal > start ? 1 : -1;
    for (Int at = start; at != goal; at += step) {
        const auto number = static_cast<std::size_t>(std::min(at, at + step));
        if (number >= op.legs.size()) throw InputError("a file on its way to nowhere");
        const Leg& leg = op.legs[number];
        if (leg.takes_ms == NEVER) continue;  // it is there at once
        if (leg.courier == NEVER) {
            co_await travel(leg, goal < start, walk);
        } else if (!is_decided(walk)) {
            co_await carry(leg, walk);
        }
    }
    if (branch != nullptr) branch->level = goal;
    co_return Way{};
}

At Transport::travel(const Leg& leg, bool back, const Walk& walk) {
    const Ms now = clock_.now_ms, end = delays_.after(leg.takes_ms, leg.of_workdays, now);
    recorder_.carried.add(walk.matter, now, end, back);
    return At(clock_, end, event_order::ARRIVAL + walk.citizen);
}

bool Transport::is_decided(const Walk& walk) const {
    return facility_.limits && walk.decided_ms == NEVER && facility_.limits->of(walk.matter).deemed;
}

At Transport::carry(const Leg& leg, const Walk& walk) {
    const Ms now = clock_.now_ms;
    const Ints departures = plan_.network->departures[static_cast<std::size_t>(leg.courier)];
    const auto following = std::lower_bound(departures.begin(), departures.end(), now);
    const Ms end = following == departures.end() ? NEVER_MS : delays_.after(leg.takes_ms, leg.of_workdays, *following);
    recorder_.couriers.add(walk.matter, now, end);
    return At(clock_, end, event_order::ARRIVAL + walk.citizen);
}

}  // namespace hall
