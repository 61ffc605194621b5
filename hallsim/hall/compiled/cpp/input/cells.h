// What holds of every array: no time beyond NEVER_MS, so that two of them can be added; no number that is none.
#pragma once

#include <cmath>

#include "arrays.h"

namespace hall {

inline void check_cells(const std::string& name, const Array& array) {
    bool is_sound = true;
    if (array.kind == 'i') {
        for (Int cell : std::span(static_cast<const Int*>(array.data), array.size)) {
            is_sound &= cell >= -NEVER_MS && cell <= NEVER_MS;
        }
    } else if (array.kind == 'f') {
        for (double cell : std::span(static_cast<const double*>(array.data), array.size)) {
            is_sound &= std::isfinite(cell);
        }
    }
    if (!is_sound) throw InputError("array " + name + " holds a number beyond what any can be");
}

}  // namespace hall
