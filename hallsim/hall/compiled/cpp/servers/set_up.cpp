// Sets up the queues, servers and stations of a plan at run time.
#include <map>

#include "disciplines.h"
#include "floor.h"

namespace hall {

Floor::Floor(const Given& given, Clock& clock, Processes& processes, Recorder& recorder)
    : plan(given.plan), staffing(given.staffing), decisions(given.decisions), clock(clock), processes(processes),
      recorder(recorder) {
    for (std::size_t site = 0; site < plan.opening_of_site.size(); ++site) {
        openings.push_back(plan.openings[static_cast<std::size_t>(plan.opening_of_site[site])]);
        openings.back().attended = staffing.attended[site];
    }
    for (std::size_t i = 0; i < plan.queues.size(); ++i) {
        const Queue& spec = plan.queues[i];
        std::vector<Int> classes{DEFAULT_PRIORITY};
        if (spec.by_priority) classes.insert(classes.end(), plan.priority.begin(), plan.priority.end());
        queues.push_back(std::make_unique<QueueState>(static_cast<Int>(i), spec, std::move(classes)));
        queues.back()->opening = &openings[static_cast<std::size_t>(spec.site)];
        queues.back()->discipline = make_discipline(*queues.back(), *this);
    }
    build_servers();
    for (Int site = 0; site < plan.n_sites; ++site) {
        for (Int group = 0; group < plan.n_groups; ++group) {
            auto& row = queues_by_row.emplace_back();
            for (Int task = 0; task < plan.n_tasks; ++task) {
                const Int queue = plan.queue(site, group, task);
                row.push_back(queue < 0 ? nullptr : queues[static_cast<std::size_t>(queue)].get());
            }
        }
    }
}

void Floor::build_servers() {
    std::map<std::pair<std::vector<std::vector<Int>>, Int>, Pool*> by_kind;
    for (std::size_t i = 0; i < plan.servers.size(); ++i) {
        const Server& spec = plan.servers[i];
        std::vector<std::vector<Int>> numbers;
        std::vector<Tier> tiers;
        bool serves_nothing = true;
        for (Ints tier : spec.tiers) {
            numbers.emplace_back(tier.begin(), tier.end());
            auto& own = tiers.emplace_back();
            for (Int queue : tier) own.push_back(queues[static_cast<std::size_t>(queue)].get());
            serves_nothing = serves_nothing && tier.empty();
        }
        Pool*& pool = by_kind[{numbers, spec.help_from}];
        if (pool == nullptr) {
            pools.push_back(std::make_unique<Pool>(std::move(tiers), spec.help_from, spec.travel_ms != NEVER));
            pool = pools.back().get();
            join(*pool);
        }
        if (serves_nothing) continue;  // a window that serves nothing; the checks refuse it
        servers.push_back(std::make_unique<ServerState>(static_cast<Int>(i), spec, staffing, *pool));
    }
    for (auto& server : servers) {
        Station& station = *server->queues[0]->station;  // stations may have been merged after the server was made
        server->station = &station;
        station.servers.push_back(server.get());
        const bool is_tide = server->spec->tide.has_value();
        station.has_tides = station.has_tides || is_tide;
        station.watched = station.watched || is_tide || server->spec->help_from > 1;
    }
}

// Put a pool into the station its queues belong to, merging those it connects.
void Floor::join(Pool& pool) {
    std::vector<Station*> touched;
    for (const Tier& tier : pool.tiers) {
        for (QueueState* queue : tier) {
            if (queue->station != nullptr && std::find(touched.begin(), touched.end(), queue->station) == touched.end()) {
                touched.push_back(queue->station);
            }
        }
    }
    if (touched.empty()) {
        stations.push_back(std::make_unique<Station>());
        touched.push_back(stations.back().get());
    }
    Station& home = *touched[0];
    for (std::size_t i = 1; i < touched.size(); ++i) {
        Station& other = *touched[i];
        home.pools.insert(home.pools.end(), other.pools.begin(), other.pools.end());
        home.queues.insert(home.queues.end(), other.queues.begin(), other.queues.end());
        for (QueueState* queue : other.queues) queue->station = &home;
        std::erase_if(stations, [&](const auto& station) { return station.get() == &other; });
    }
    home.pools.push_back(&pool);
    for (const Pool* one : home.pools) home.n_ranks = std::max(home.n_ranks, one->tiers.size());
    for (const Tier& tier : pool.tiers) {
        for (QueueState* queue : tier) {
            if (queue->station != nullptr) continue;
            queue->station = &home;
            home.queues.push_back(queue);
        }
    }
}

}  // namespace hall
