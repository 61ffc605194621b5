// The office of every visit, its matters, and whether it was in vain; where there are several offices.
#pragma once

#include <span>
#include <vector>

#include "recorder.h"

namespace hall {

class Trips {
public:
    Trips(Ints planned, Int n_citizens, Recorder& recorder)
        : site(planned.begin(), planned.end()), recorder(recorder), last_(static_cast<std::size_t>(n_citizens), NEVER),
          straight_(static_cast<std::size_t>(n_citizens), NEVER) {
        recorder.legs.reserve(static_cast<std::size_t>(n_citizens));
    }

    std::vector<Int> site;  // by matter, where it was sent last
    Recorder& recorder;

    // A visit begins.
    void note(std::span<Walk* const> walks, Int visit) {
        const Walk& walk = *walks[0];
        recorder.legs.add(visit, site[at(walk.matter)], std::exchange(straight_[at(walk.citizen)], NEVER));
        last_[at(walk.citizen)] = visit;
        for (const Walk* other : walks.subspan(1)) {
            if (other->agent == nullptr) recorder.shared.add(visit, other->matter);  // else its citizen does not come
        }
    }

    // The next visit begins where the last one ended.
    void goes_straight_on(Int citizen) { straight_[at(citizen)] = last_[at(citizen)]; }

    // The office of each matter, in the end.
    void finish() {
        for (std::size_t matter = 0; matter < site.size(); ++matter) recorder.lodged.add(static_cast<Int>(matter), site[matter]);
    }

private:
    std::vector<Int> last_, straight_;  // by citizen: the last visit, and that from which the next one comes straight

    static std::size_t at(Int number) { return static_cast<std::size_t>(number); }
};

}  // namespace hall
