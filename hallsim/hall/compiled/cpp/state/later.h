// What happens much later: kept by spans of time, unsorted, until the clock comes near.
#pragma once

#include <utility>
#include <vector>

#include "../input/arrays.h"

namespace hall {

// Entries with a `time`. A span is as long as a service or two: most of what happens while it lasts was planned before it.
template <class Entry>
class Later {
public:
    // No entry is earlier; INT64_MAX: there is none.
    Ms first_ms() const { return first_ms_; }

    // Whether a time belongs to a span that has not been taken yet.
    bool takes(Ms time) const { return time >= from_ms_ && time >> SPAN < MOST; }

    void put(const Entry& entry) {
        const auto number = static_cast<std::size_t>(entry.time >> SPAN);
        if (number >= spans_.size()) spans_.resize(number + 1);
        auto& span = spans_[number];
        if (span.empty() && !spare_.empty()) {
            span.swap(spare_.back());
            spare_.pop_back();
        }
        span.push_back(entry);
        ++n_;
        first_ms_ = std::min(first_ms_, entry.time >> SPAN << SPAN);
    }

    // Do something with each entry of the first span, which is then taken.
    template <class Do>
    void take_first(Do act) {
        auto number = static_cast<std::size_t>(first_ms_ >> SPAN);
        std::vector<Entry> taken = std::move(spans_[number]);
        spans_[number].clear();
        n_ -= taken.size();
        from_ms_ = first_ms_ + (Ms{1} << SPAN);
        if (n_ == 0) {
            first_ms_ = INT64_MAX;
        } else {
            do ++number; while (spans_[number].empty());
            first_ms_ = static_cast<Ms>(number) << SPAN;
        }
        for (const Entry& entry : taken) __builtin_prefetch(entry.what);  // it was planned long ago
        for (const Entry& entry : taken) act(entry);
        taken.clear();
        spare_.push_back(std::move(taken));
    }

private:
    static constexpr int SPAN = 19;          // 2^19 ms are 8.7 minutes
    static constexpr Ms MOST = Ms{1} << 18;  // spans: four years

    std::vector<std::vector<Entry>> spans_;
    std::vector<std::vector<Entry>> spare_;  // memory of those taken
    std::size_t n_ = 0;
    Ms from_ms_ = 0, first_ms_ = INT64_MAX;
};

}  // namespace hall
