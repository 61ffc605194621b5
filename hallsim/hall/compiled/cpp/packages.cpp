#include "packages.h"

namespace hall {

void Packages::gather(std::vector<Walk*>& walks) const {
    auto place = [this](const Walk* walk) {
        const Int package = package_[walk->matter];
        return package == NEVER ? walk->matter : package;
    };
    std::stable_sort(walks.begin(), walks.end(), [&](auto* one, auto* other) { return place(one) < place(other); });
}

void Packages::part(Party walks) {
    std::vector<Walk*> alone;
    std::vector<std::pair<Int, std::vector<Walk*>>> packages;  // in the order of their first members
    for (Walk* walk : walks) {
        const Int package = package_[walk->matter];
        const bool lacks = walk->rejected && walk->attempt < courses_.walking.rejections[walk->matter];
        if (!lacks || package == NEVER) {
            alone.push_back(walk);
            continue;
        }
        auto found = std::find_if(packages.begin(), packages.end(), [&](auto& one) { return one.first == package; });
        if (found == packages.end()) found = packages.insert(packages.end(), {package, {}});
        found->second.push_back(walk);
    }
    for (auto& [_, members] : packages) {
        if (members.size() > 1) {
            courses_.walking.processes.process(come_back(std::move(members)));
        } else {
            alone.push_back(members[0]);
        }
    }
    courses_.go_on_alone(alone);
}

Steps Packages::come_back(std::vector<Walk*> walks) {
    Walk& lead = *walks[0];
    if (lead.attempt + 1 >= plan_.max_visits) {
        for (Walk* walk : walks) courses_.end_matter(*walk, Way::ends(End::GIVEN_UP));
        co_return Way{};
    }
    co_await courses_.walking.stay_away(lead, lead.attempt);
    std::vector<Errand> errands;
    for (Walk* walk : walks) {
        walk->patience_column = ++walk->attempt;
        walk->purpose = walk->next_purpose;
        errands.push_back(errand(*walk, lead));
    }
    shared_.write_aboard(walks);
    Company company;
    const Steps steps = shared_.visit(std::move(errands), Row{nullptr, nullptr}, false, company);
    co_await steps;
    std::vector<Walk*> done;
    for (Walk* walk : walks) {
        if (company.has_done(walk)) {
            done.push_back(walk);
        } else {
            courses_.end_matter(*walk, company.failed);
        }
    }
    part(done);
    co_return Way{};
}

Errand Packages::errand(Walk& walk, Walk& lead) {
    const Itinerary& way = *walk.itinerary;
    const Row again = way.again->stops_row();
    if (way.second != nullptr && walk.attempt == 1) {
        const Row stops = way.second->stops_row();
        return Errand(walk, stops, window_tasks(stops));
    }
    if (&walk == &lead) return Errand(walk, again, window_tasks(again));
    const Row rest = without_ticket(again);
    return Errand(walk, rest, window_tasks(rest), &lead);
}

}  // namespace hall
