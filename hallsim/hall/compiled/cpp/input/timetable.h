// Working time: which milliseconds count, and when an amount of work that starts now will be done (R1.1).
#pragma once

#include <algorithm>
#include <vector>

#include "check_input.h"

namespace hall {

// Half-open spans, sorted, disjoint and not touching. Those that are given are read where they lie, and must live as long.
class Timetable {
public:
    Timetable() = default;
    Timetable(Ints starts, Ints ends) : starts_(starts), ends_(ends) {}
    Timetable(std::vector<Ms> starts, std::vector<Ms> ends) : own_starts_(std::move(starts)), own_ends_(std::move(ends)) {
        starts_ = own_starts_;
        ends_ = own_ends_;
    }
    Timetable(Timetable&&) = default;  // the vectors move, and what they hold stays where it is
    Timetable& operator=(Timetable&&) = default;
    Timetable(const Timetable& other)
        : own_starts_(other.own_starts_), own_ends_(other.own_ends_), before_(other.before_), starts_(other.starts_),
          ends_(other.ends_) {
        if (!own_starts_.empty()) {
            starts_ = own_starts_;
            ends_ = own_ends_;
        }
    }

    // Add up now, where several runs may ask at once.
    void add_up() const {
        before_.reserve(size() + 1);
        Ms sum = 0;
        for (std::size_t i = 0; i < size(); ++i) {
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
        return before()[i] + std::min(at, ends_[i]) - starts_[i];
    }

    Ms working_ms_between(Ms from, Ms to) const { return working_ms_before(to) - working_ms_before(from); }

    // The first instant by which so much working time has passed; NEVER_MS when there is not so much.
    Ms add(Ms start, Ms work) const {
        if (work <= 0) return start;
        Ms target = plus(working_ms_before(start), work);
        const std::vector<Ms>& sums = before();
        auto after = std::lower_bound(sums.begin() + 1, sums.end(), target);
        if (after == sums.end()) return NEVER_MS;
        auto i = static_cast<std::size_t>(after - sums.begin() - 1);
        return starts_[i] + target - sums[i];
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
    std::vector<Ms> own_starts_, own_ends_;
    mutable std::vector<Ms> before_;  // working time before each span, and of all; added up when first asked for
    Ints starts_, ends_;

    const std::vector<Ms>& before() const {
        if (before_.empty()) add_up();
        return before_;
    }

    static std::size_t upper(Ints times, Ms at) {
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
        found.emplace_back(starts.subspan(from, to - from), ends.subspan(from, to - from));
    }
    return found;
}

}  // namespace hall
