#include "office_routing.h"

#include <limits>

#include "servers/settled.h"

namespace hall {

namespace {

constexpr double NO_WAY = std::numeric_limits<double>::infinity();

}  // namespace

Going::Going(const Given& given, Courses& courses, Bundles& bundles)
    : plan_(given.plan), network_(*given.plan.network), decided_(*given.decisions.offices), decisions_(given.decisions),
      courses_(courses), bundles_(bundles), walking_(courses.walking), facility_(walking_.facility),
      trips_(*walking_.visits.trips), by_distance_(static_cast<std::size_t>(network_.n_places)),
      n_servers_(plan_.queues.size(), 0) {
    for (const Server& server : plan_.servers) {
        for (Ints tier : server.tiers) {
            for (Int queue : tier) ++n_servers_[static_cast<std::size_t>(queue)];
        }
    }
}

// ---------------------------------------------------------------------- first visits

void Going::begin(Party walks) {
    if (walks.size() == 1 && goes_straight(*walks[0])) return courses_.begin_alone(*walks[0]);
    walking_.processes.begin(journey({walks.begin(), walks.end()}));
}

bool Going::goes_straight(Walk& walk) {
    const Int site = decided_.site[static_cast<std::size_t>(walk.matter)];
    if (site == WHEN_SETTING_OUT) return false;
    Walk* const alone[1] = {&walk};
    send(alone, site);
    return !goes_past(alone) && walk.itinerary->before.empty();
}

Steps Going::journey(std::vector<Walk*> walks) {
    Int here = NEVER;
    const Int citizen = walks[0]->citizen;
    const bool decides_on_leaving = decided_.site[walks[0]->matter] == WHEN_SETTING_OUT;
    const std::vector<Part> parts = parts_of(walks);
    for (std::size_t number = 0; number < parts.size(); ++number) {
        const auto& [site, part] = parts[number];
        send(part, site);
        if (number > 0) {
            co_await go_on_to(part, way_ms(citizen, network_.place[here], site));
        } else if (decides_on_leaving) {
            const Ms way = plus(decided_.own_ms[citizen], way_ms(citizen, decided_.home[citizen], site));
            co_await At(walking_.clock, plus(walking_.clock.now_ms, way), event_order::ARRIVAL + citizen);
        }
        if (goes_past(part)) {
            const Steps steps = reach(part);
            co_await steps;
        }
        here = trips_.site[static_cast<std::size_t>(part[0]->matter)];
        const Steps steps = first_visit(part, number + 1 == parts.size());
        co_await steps;
    }
    co_return Way{};
}

Steps Going::first_visit(std::vector<Walk*> walks, bool is_last) {
    if (courses_.prepares(walks)) {
        const Steps steps = walking_.prepare(walks);
        co_await steps;
    }
    if (walks.size() > 1) {
        const Steps steps = bundles_.visit(std::move(walks));
        co_await steps;
        co_return Way{};
    }
    Walk& walk = *walks[0];
    Way way;
    {
        const Steps steps = walking_.visit(*walk.itinerary->first, walk, nullptr, !is_last);
        way = co_await steps;
    }
    if (!way.goes_on()) {
        courses_.not_served(walk, way);
    } else if (is_last) {
        const Steps steps = courses_.finish_alone(walk);
        co_await steps;
    } else {
        walking_.processes.process(courses_.finish_alone(walk));
    }
    co_return Way{};
}

std::vector<Going::Part> Going::parts_of(const std::vector<Walk*>& walks) {
    std::vector<Int> chosen;
    for (const Walk* walk : walks) chosen.push_back(trips_.site[static_cast<std::size_t>(walk->matter)]);
    if (std::find(chosen.begin(), chosen.end(), WHEN_SETTING_OUT) != chosen.end()) {
        const Int together = least_time(walks);
        for (std::size_t i = 0; i < walks.size(); ++i) {
            Walk* const alone[1] = {walks[i]};
            chosen[i] = together == NEVER ? least_time(alone) : together;
        }
    }
    std::vector<Part> parts;
    for (std::size_t i = 0; i < walks.size(); ++i) {
        const Int site = std::max(chosen[i], MAIN);
        auto found = std::find_if(parts.begin(), parts.end(), [&](const Part& part) { return part.site == site; });
        if (found == parts.end()) found = parts.insert(parts.end(), {site, {}});
        found->walks.push_back(walks[i]);
    }
    return parts;
}

void Going::send(Party walks, Int site) {
    const Int kind = network_.kind[site];
    for (Walk* walk : walks) {
        trips_.site[static_cast<std::size_t>(walk->matter)] = site;
        walk->opening = &facility_.openings[static_cast<std::size_t>(site)];
        walk->queues = facility_.queues_of(site, decisions_.group[walk->citizen]);
        if (!network_.accepts(site, walk->service)) throw InputError("a matter goes to an office that does not accept it");
        if (kind != MAIN) {
            walk->itinerary = &itinerary_at(kind, *walk);
            walking_.is_sent(walk->matter, decided_.rejections[walk->matter]);
        }
    }
}

At Going::go_on_to(Party walks, Ms way_ms) {
    const Ms now = walking_.clock.now_ms;
    const Int citizen = walks[0]->citizen;
    Ms at = plus(now, way_ms);
    if (walks[0]->opening->issues_no_more(at)) {
        at = walking_.visits.next_day(*walks[0]->opening, now);
    } else {
        trips_.goes_straight_on(citizen);
    }
    return At(walking_.clock, at, event_order::ARRIVAL + citizen);
}

bool Going::goes_past(Party walks) const {
    return network_.goes_on && walks[0]->opening->is_in_vain(walking_.clock.now_ms);
}

Steps Going::reach(std::vector<Walk*> walks) {
    std::vector<Int> tried;
    while (goes_past(walks)) {
        const Int site = trips_.site[static_cast<std::size_t>(walks[0]->matter)];
        tried.push_back(site);
        const Int following = next_site(walks, site, tried);
        if (following == NEVER) break;
        walking_.visits.open_visit(walks);
        walking_.visits.turn_back(walks);
        send(walks, following);
        co_await go_on_to(walks, way_ms(walks[0]->citizen, network_.place[site], following));
    }
    co_return Way{};
}

// ---------------------------------------------------------------------- which office

Int Going::next_site(Party walks, Int site, const std::vector<Int>& tried) {
    for (const Reached& other : from_place(network_.place[site])) {
        const bool is_tried = std::find(tried.begin(), tried.end(), other.site) != tried.end();
        if (!is_tried && accepts(other.site, walks)) return other.site;
    }
    return NEVER;
}

Int Going::least_time(Party walks) {
    double best = NO_WAY;
    Int chosen = NEVER;
    for (const Reached& office : from_place(decided_.home[walks[0]->citizen])) {
        if (office.mean_ms >= best) break;
        if (!accepts(office.site, walks)) continue;
        const double total = office.mean_ms + expected_wait_ms(office.site, *walks[0], static_cast<Ms>(office.mean_ms));
        if (chosen == NEVER || total < best) {
            best = total;
            chosen = office.site;
        }
    }
    return chosen;
}

// The time until the doors open, or that the windows need for those ahead, as seen now: all who wait or are being
// served, at the mean work of the catalogue, once the calls of this instant have been made.
double Going::expected_wait_ms(Int site, const Walk& walk, Ms way_ms) {
    const Opening& opening = facility_.openings[static_cast<std::size_t>(site)];
    const Ms at = plus(plus(walking_.clock.now_ms, decided_.own_ms[walk.citizen]), way_ms);
    if (opening.issues_no_more(at)) return static_cast<double>(MS_PER_DAY);
    const Ms opens = opening.always_open ? at : opening.open_ms[static_cast<std::size_t>(opening.session(at))];
    const double until_open = static_cast<double>(std::max<Ms>(0, opens - at));
    const Int kind = network_.kind[site];
    const Itinerary& way = kind == MAIN ? *walk.itinerary : itinerary_at(kind, walk);
    const Row stops = way.first->stops_row();
    const Op* stop = std::find_if(stops.begin(), stops.end(), [](const Op& op) { return op.kind == Kind::SERVE; });
    if (stop == stops.end()) return until_open;
    QueueState* queue = facility_.queues_of(site, decisions_.group[walk.citizen])[stop->task];
    if (queue == nullptr) throw InputError("an office accepts what it has no queue for");
    const auto [n_ahead, n_servers] = ahead_of(*queue);
    const double mean_ms = plan_.expected_ms[static_cast<std::size_t>(stop->task)];
    const auto each = static_cast<double>(std::max<Int>(n_servers, 1));
    return std::max(until_open, static_cast<double>(n_ahead) * mean_ms / each);
}

// Free servers that take somebody else in this instant count as busy.
std::pair<Int, Int> Going::ahead_of(QueueState& queue) const {
    Int n_waiting = 0, n_busy = 0, on_duty = 0, n_servers = 0;
    const std::vector<QueueState*> alone{&queue};
    for (QueueState* line : queue.lines.empty() ? alone : queue.lines) {
        const Settled settled(facility_, *line->station);
        Int n_idle = 0;
        for (const Pool* pool : line->station->pools) {
            const bool takes = std::any_of(pool->tiers.begin(), pool->tiers.end(), [&](const Tier& tier) {
                return std::find(tier.begin(), tier.end(), line) != tier.end();
            });
            if (takes) n_idle += pool->n_idle;
        }
        n_waiting += line->n_waiting;
        on_duty += line->n_on_duty;
        n_busy += std::max<Int>(0, line->n_on_duty - n_idle);
        n_servers += n_servers_[static_cast<std::size_t>(line->index)];
    }
    if (on_duty != 0) n_servers = on_duty;
    return {std::max<Int>(0, n_waiting + n_busy - n_servers + 1), n_servers};
}

bool Going::accepts(Int site, Party walks) const {
    return std::all_of(walks.begin(), walks.end(), [&](const Walk* walk) { return network_.accepts(site, walk->service); });
}

const std::vector<Going::Reached>& Going::from_place(Int place) {
    std::vector<Reached>& found = by_distance_[static_cast<std::size_t>(place)];
    if (found.empty()) {
        for (Int site = 0; site < network_.n_sites; ++site) {
            const double mean_ms = network_.far_ms(site, place);
            if (mean_ms < NO_WAY) found.push_back({mean_ms, site});
        }
        std::stable_sort(found.begin(), found.end(), [](auto& one, auto& other) { return one.mean_ms < other.mean_ms; });
    }
    return found;
}

Ms Going::way_ms(Int citizen, Int place, Int site) const {
    Ms total = 0;
    const Ints here = network_.line(place), there = network_.line(network_.place[site]);
    for (std::size_t level = 0; level < here.size(); ++level) {
        if (here[level] == there[level]) continue;
        for (Int step : {here[level], there[level]}) {
            if (step != NEVER) total = plus(total, decided_.up_ms.at(network_.kind_of_place[step], citizen));
        }
    }
    return total;
}

const Itinerary& Going::itinerary_at(Int kind, const Walk& walk) const {
    const Int number = decided_.itinerary[static_cast<std::size_t>(kind)][static_cast<std::size_t>(walk.matter)];
    if (number == NEVER) throw InputError("a matter has no way at an office that accepts it");
    return plan_.program.itineraries[static_cast<std::size_t>(number)];
}

}  // namespace hall
