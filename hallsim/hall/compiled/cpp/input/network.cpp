#include "network.h"

namespace hall {

Network::Network(const Arrays& arrays, Int n_sites, Int n_services) : n_sites(n_sites), n_services_(n_services) {
    departures = Ragged(arrays, "kind.departures");
    n_kinds = static_cast<Int>(departures.size());
    for (Int number = 0; number < n_kinds; ++number) check_ascending("kind.departures", departures[at(number)]);
    kind = checked(arrays, "office.kind", at(n_sites), 0, n_kinds);
    kind_of_place = arrays.ints("place.kind");
    n_places = static_cast<Int>(kind_of_place.size());
    if (n_places == 0) throw InputError("offices without a place");
    place = checked(arrays, "office.place", at(n_sites), 0, n_places);
    accepts_ = arrays.ints("kind.accepts", at(n_kinds * n_services));
    far_ms_ = arrays.reals("office.far_ms", at(n_sites * n_places));
    n_levels = static_cast<Int>(arrays.columns("place.line"));
    line_ = checked(arrays, "place.line", at(n_places * n_levels), -1, n_places);
    goes_on = arrays.number("office.goes_on") != 0;
}

}  // namespace hall
