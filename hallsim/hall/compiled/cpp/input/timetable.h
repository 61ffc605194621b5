// Working time: which milliseconds count, and when an amount of work that starts now will be done (R1.1).
#pragma once

#include <algorithm>
#include <vector>

#include "check_input.h"

namespace hall {

// Half-open spans, sorted, disjoint and not touching.
class Timetable {
public:
    Timetable() = default;
    Timetable(std::vector<Ms> starts, std::vector<Ms> ends) : starts_(std::move(starts)), ends_(std::move(ends)) {
        before_.reserve(starts_.size() + 1);
        Ms sum = 0;
        for (std::size_t i = 0; i < starts_.size(); ++i) {
            before_.push_back(sum);
            sum = plus(sum, ends_[i] - starts_[i]);
        }
        before_.push_back(sum);
    }

    std::size_t size() const { return starts_.size(); }
    Ms start(std::size_t i) const { return starts_[i]; }
    Ms end(std::size_t i) const { return ends_[i]; }

    Ms working_ms_before(Ms at) const {
        std::size_t i = upper(starts_, at);
        if (i == 0) return 0;
        --i;
        return before_[i] + std::min(at, ends_[i]) - starts_[i];
    }

    Ms working_ms_between(Ms from, Ms to) const { return working_ms_before(to) - working_ms_before(from); }

    // The first instant by which so much working time has passed; NEVER_MS when there is not so much.
    Ms add(Ms start, Ms work) const {
        if (work <= 0) return start;
        Ms target = plus(working_ms_before(start), work);
        auto after = std::lower_bound(before_.begin() + 1, before_.end(), target);
        if (before_.empty() || after == before_.end()) return NEVER_MS;
        auto i = static_cast<std::size_t>(after - before_.begin() - 1);
        return starts_[i] + target - before_[i];
    }

    bool is_open(Ms at) const { return upper(starts_, at) > upper(ends_, at); }

    Ms next_open(Ms at) const {
        std::size_t i = upper(ends_, at);
        return i < starts_.size() ? std::max(at, starts_[i]) : NEVER_MS;
    }

    Ms next_close(Ms at) const {
        std::size_t i = upper(ends_, at);
        return i < ends_.size() ? ends_[i] : NEVER_MS;
    }

    // Open when both are.
    Timetable intersection(const Timetable& other) const {
        std::vector<Ms> starts, ends;
        for (std::size_t i = 0, k = 0; i < size() && k < other.size();) {
            const Ms from = std::max(starts_[i], other.starts_[k]), to = std::min(ends_[i], other.ends_[k]);
            if (from < to) {
                starts.push_back(from);
                ends.push_back(to);
            }
            ++(ends_[i] < other.ends_[k] ? i : k);
        }
        return {std::move(starts), std::move(ends)};
    }

private:
    std::vector<Ms> starts_, ends_, before_;

    static std::size_t upper(const std::vector<Ms>& times, Ms at) {
        return static_cast<std::size_t>(std::upper_bound(times.begin(), times.end(), at) - times.begin());
    }
};

// Several timetables, laid end to end.
inline std::vector<Timetable> timetables(const Arrays& arrays, const std::string& name) {
    Ints starts = arrays.ints(name + ".starts"), ends = arrays.ints(name + ".ends", starts.size());
    Ints first = arrays.ints(name + ".first");
    if (first.empty()) throw InputError("array " + name + ".first is empty");
    first = checked_starts(arrays, name + ".first", first.size() - 1, starts.size());
    std::vector<Timetable> found;
    for (std::size_t i = 0; i + 1 < first.size(); ++i) {
        auto from = static_cast<std::size_t>(first[i]), to = static_cast<std::size_t>(first[i + 1]);
        for (std::size_t k = from; k < to; ++k) {
            if (starts[k] >= ends[k] || (k > from && starts[k] <= ends[k - 1])) {
                throw InputError("array " + name + ": spans are not sorted and apart");
            }
        }
        found.emplace_back(std::vector<Ms>(starts.begin() + first[i], starts.begin() + first[i + 1]),
                           std::vector<Ms>(ends.begin() + first[i], ends.begin() + first[i + 1]));
    }
    return found;
}

}  // namespace hall
