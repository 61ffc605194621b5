// Checks at the boundary: what the rest reads without looking is looked at here, once.
#pragma once

#include <algorithm>

#include "arrays.h"

namespace hall {

constexpr Int MANY = 10'000'000;         // more days, visits, groups than anything has
constexpr double MANY_TIMES = 1'000'000;  // more than any factor

// Every cell is in least .. below - 1, and no time beyond NEVER_MS.
inline void check_range(const std::string& name, Ints cells, Int least, Int below) {
    least = std::max(least, -NEVER_MS);
    below = std::min(below, NEVER_MS + 1);
    // A sign tells, so that the compiler may look at several cells at once.
    std::uint64_t signs = 0;
    for (const Int cell : cells) {
        const auto one = static_cast<std::uint64_t>(cell);
        signs |= (one - static_cast<std::uint64_t>(least)) | (static_cast<std::uint64_t>(below) - 1 - one);
    }
    if (signs >> 63 == 0) return;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i] < least || cells[i] >= below) {
            throw InputError("array " + name + ": cell " + std::to_string(i) + " is " + std::to_string(cells[i]) +
                             ", not in " + std::to_string(least) + " .. " + std::to_string(below - 1));
        }
    }
}

// Rows of equal length whose cells are looked at when they are read: of what may be asked on every further visit, most
// never is, and to look at all of it would take longer than a visit.
class Tapes {
public:
    Tapes() = default;
    // `least` .. `below` - 1 is what a cell may be.
    Tapes(std::string name, Ints cells, std::size_t columns, Int least, Int below)
        : columns(columns), name_(std::move(name)), cells_(cells), least_(std::max(least, -NEVER_MS)),
          below_(std::min(below, NEVER_MS + 1)) {}

    std::size_t columns = 0;

    bool empty() const { return cells_.empty(); }
    const Int* row(Int number) const { return cells_.data() + static_cast<std::size_t>(number) * columns; }

    Int at(Int number, Int column) const {
        const Int* cell = row(number) + column;
        if (*cell < least_ || *cell >= below_) [[unlikely]] check_range(name_, cells_, least_, below_);
        return *cell;
    }

private:
    std::string name_;
    Ints cells_;
    Int least_ = 0, below_ = 0;
};

inline Ints checked(const Arrays& arrays, const std::string& name, std::size_t size, Int least, Int below) {
    Ints found = arrays.any_ints(name, size);
    check_range(name, found, least, below);
    return found;
}

inline Reals checked_reals(const Arrays& arrays, const std::string& name, std::size_t size, double least, double most) {
    Reals found = arrays.reals(name, size);
    for (double cell : found) {
        if (!(cell >= least && cell <= most)) throw InputError("array " + name + ": " + std::to_string(cell) + " cannot be");
    }
    return found;
}

// Where rows begin in `name`: n + 1 numbers from 0 to `total` that never fall.
inline Ints checked_starts(const Arrays& arrays, const std::string& name, std::size_t n, std::size_t total) {
    Ints found = arrays.any_ints(name, n + 1);
    bool is_sound = found[0] == 0 && found[n] == static_cast<Int>(total);
    std::uint64_t signs = 0;
    for (std::size_t i = 0; i < n; ++i) signs |= static_cast<std::uint64_t>(found[i + 1]) - static_cast<std::uint64_t>(found[i]);
    if (!is_sound || signs >> 63 != 0) throw InputError("array " + name + " does not say where rows begin");
    return found;
}

inline void check_ascending(const std::string& name, Ints cells) {
    for (std::size_t i = 1; i < cells.size(); ++i) {
        if (cells[i] < cells[i - 1]) throw InputError("array " + name + " is not in ascending order");
    }
}

// Rows of different lengths, laid end to end.
class Ragged {
public:
    Ragged() = default;
    Ragged(const Arrays& arrays, const std::string& name) : cells_(arrays.ints(name)) {
        first_ = arrays.ints(name + ".first");
        if (first_.empty()) throw InputError("array " + name + ".first is empty");
        first_ = checked_starts(arrays, name + ".first", first_.size() - 1, cells_.size());
    }
    Ragged(const Arrays& arrays, const std::string& name, std::size_t n) : Ragged(arrays, name) {
        if (size() != n) throw InputError("array " + name + " has another number of rows than it must have");
    }
    std::size_t size() const { return first_.size() - 1; }
    Ints operator[](std::size_t row) const {
        return cells_.subspan(static_cast<std::size_t>(first_[row]),
                              static_cast<std::size_t>(first_[row + 1] - first_[row]));
    }
    Ints cells() const { return cells_; }

private:
    Ints cells_, first_;
};

// The sum of two times; an error instead of an overflow.
inline Ms plus(Ms time, Ms length) {
    Ms sum;
    if (__builtin_add_overflow(time, length, &sum)) throw std::overflow_error("a time is beyond 64 bits");
    return sum;
}

}  // namespace hall
