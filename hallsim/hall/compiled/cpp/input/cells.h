// What holds of every array: no time beyond NEVER_MS, so that two of them can be added; no number that is none.
#pragma once

#include <bit>

#include "arrays.h"

namespace hall {

// In both a sign tells, so that the compiler may look at several cells at once.
inline bool are_sound(Ints cells) {
    constexpr auto MOST = static_cast<std::uint64_t>(NEVER_MS);
    std::uint64_t signs = 0;
    for (const Int cell : cells) {
        const auto one = static_cast<std::uint64_t>(cell);
        signs |= (one + MOST) | (MOST - one);
    }
    return signs >> 63 == 0;
}

inline bool are_sound(Reals cells) {
    constexpr std::uint64_t SIGN = std::uint64_t{1} << 63, MOST = 0x7fefffffffffffff;  // the largest number
    std::uint64_t signs = 0;
    for (const double cell : cells) signs |= MOST - (std::bit_cast<std::uint64_t>(cell) & ~SIGN);
    return signs >> 63 == 0;
}

inline void check_cells(const std::string& name, const Array& array) {
    bool is_sound = true;
    if (array.kind == 'i') is_sound = are_sound(Ints(static_cast<const Int*>(array.data), array.size));
    if (array.kind == 'f') is_sound = are_sound(Reals(static_cast<const double*>(array.data), array.size));
    if (!is_sound) throw InputError("array " + name + " holds a number beyond what any can be");
}

}  // namespace hall
