#include "bundles.h"

namespace hall {

Steps Bundles::visit(std::vector<Walk*> walks) {
    std::vector<Errand> errands;
    Row entry{nullptr, nullptr};  // done once on entering, however many matters
    for (Walk* walk : walks) {
        const Itinerary& way = *walk->itinerary;
        errands.emplace_back(*walk, way.first->stops_row(),
                             std::vector<Int>(way.tasks_of_first_visit.begin(), way.tasks_of_first_visit.end()));
        if (entry.empty()) entry = way.first->entry();
    }
    Company company;
    const Steps steps = shared_.visit(std::move(errands), entry, true, company);
    co_await steps;
    for (Walk* walk : walks) {
        if (!company.has_done(walk)) courses_.not_served(*walk, company.failed);
    }
    if (packages == nullptr) {
        courses_.go_on_alone(company.done);
    } else {
        packages->part(company.done);
    }
    co_return Way{};
}

}  // namespace hall
