#include "holds.h"

namespace hall {

Holds::Held Holds::begin(const Walk& walk, Int task, Hold kind, bool stops, Branch& branch) {
    const bool stops_limit = stops && !branch.is_ignored();
    const std::size_t pause = stops_limit && facility_.limits ? facility_.limits->stand_still(walk.matter) : 0;
    auto hold = std::make_shared<OpenHold>(n_begun_++, walk.matter, task, kind, facility_.clock.now_ms, stops_limit, pause);
    branch.holds.push_back(hold);
    open_.emplace(hold->number, hold);
    return hold;
}

void Holds::end(const Held& hold) {
    if (open_.erase(hold->number) != 0) write(*hold, facility_.clock.now_ms);
}

void Holds::note(const Walk& walk, Int task, Hold kind, Ms from_ms, Ms to_ms) {
    if (to_ms > from_ms) facility_.recorder.holds.add(walk.matter, task, static_cast<Int>(kind), from_ms, to_ms, 0);
}

void Holds::finish() {
    for (const auto& [number, hold] : open_) write(*hold, NEVER);
    open_.clear();
}

void Holds::write(const OpenHold& hold, Ms to_ms) {
    if (hold.stops && facility_.limits) facility_.limits->go_on(hold.matter, hold.pause, to_ms);
    facility_.recorder.holds.add(hold.matter, hold.task, static_cast<Int>(hold.kind), hold.from_ms, to_ms, hold.stops);
}

}  // namespace hall
