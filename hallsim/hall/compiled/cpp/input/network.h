// The offices of a plan, where they are, and the tree of places they lie in.
#pragma once

#include <vector>

#include "check_input.h"

namespace hall {

constexpr Int MAIN = 0;               // the main hall, as an office and as a kind of office
constexpr Int WHEN_SETTING_OUT = -1;  // an office that is chosen on leaving home

class Network {
public:
    Network(const Arrays& arrays, Int n_sites, Int n_services);

    Int n_sites, n_kinds, n_places, n_levels;
    Ints kind, place;      // by office
    Ragged departures;     // by kind of office, when its courier leaves
    Ints kind_of_place;
    bool goes_on;          // from an office that is unattended to the next one, instead of coming another day

    bool accepts(Int site, Int service) const { return accepts_[at(kind[at(site)] * n_services_ + service)] != 0; }
    // The mean way from a place to an office; infinite where there is none.
    double far_ms(Int site, Int place) const { return far_ms_[at(site * n_places + place)]; }
    // What a place lies in at every level, itself at its own; NEVER below.
    Ints line(Int place) const { return line_.subspan(at(place * n_levels), at(n_levels)); }

private:
    Int n_services_;
    Ints accepts_, line_;
    Reals far_ms_;

    static std::size_t at(Int number) { return static_cast<std::size_t>(number); }
};

}  // namespace hall
