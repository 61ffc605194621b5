// What holds of every array: no time beyond NEVER_MS, so that two of them can be added; no number that is none.
#pragma once

#include <bit>
#include <cstdint>
#include <span>

namespace hall {

using Ms = std::int64_t;
using Int = std::int64_t;
using Ints = std::span<const Int>;
using Reals = std::span<const double>;

constexpr Int NEVER = -1;               // a time that is never reached, a reference to nothing
constexpr Ms NEVER_MS = INT64_MAX / 4;  // an instant or a duration that never comes

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

}  // namespace hall
