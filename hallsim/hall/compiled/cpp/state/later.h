// What happens much later: kept by spans of time, unsorted, until the clock comes near.
#pragma once

#include <utility>
#include <vector>

#include "../input/arrays.h"
#include "arena.h"

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
        Leaf*& last = spans_[number];
        if (last == nullptr || last->n == Leaf::MOST) last = new Leaf{last};
        last->entries[last->n++] = entry;
        ++n_;
        first_ms_ = std::min(first_ms_, entry.time >> SPAN << SPAN);
    }

    // Do something with each entry of the first span, which is then taken.
    template <class Do>
    void take_first(Do act) {
        auto number = static_cast<std::size_t>(first_ms_ >> SPAN);
        Leaf* taken = std::exchange(spans_[number], nullptr);
        for (const Leaf* leaf = taken; leaf != nullptr; leaf = leaf->before) {
            n_ -= leaf->n;
            for (std::size_t i = 0; i < leaf->n; ++i) __builtin_prefetch(leaf->entries[i].what);  // it was planned long ago
        }
        from_ms_ = first_ms_ + (Ms{1} << SPAN);
        if (n_ == 0) {
            first_ms_ = INT64_MAX;
        } else {
            do ++number; while (spans_[number] == nullptr);
            first_ms_ = static_cast<Ms>(number) << SPAN;
        }
        while (taken != nullptr) {
            for (std::size_t i = 0; i < taken->n; ++i) act(taken->entries[i]);
            delete std::exchange(taken, taken->before);
        }
    }

private:
    // Some entries of a span: four lines of the cache.
    struct Leaf : InArena {
        static constexpr std::size_t MOST = 15;

        explicit Leaf(Leaf* before) : before(before) {}

        Leaf* before;
        std::size_t n = 0;
        Entry entries[MOST];
    };

    static constexpr int SPAN = 19;          // 2^19 ms are 8.7 minutes
    static constexpr Ms MOST = Ms{1} << 18;  // spans: four years

    std::vector<Leaf*> spans_;
    std::size_t n_ = 0;
    Ms from_ms_ = 0, first_ms_ = INT64_MAX;
};

}  // namespace hall
