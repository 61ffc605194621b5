#include "at_home.h"

#include "shared_visits.h"

namespace hall {

bool AtHome::takes(Int citizen, const std::vector<Walk*>& walks) {
    if (decisions_.at_home[static_cast<std::size_t>(citizen)] == 0) return false;
    for (const Walk* walk : walks) walking_.recorder.home.add(walk->matter);
    walking_.processes.process(serve_at_home(walks));
    return true;
}

Steps AtHome::serve_at_home(std::vector<Walk*> walks) {
    for (Int attempt = 0; !walks.empty(); ++attempt) {
        Walk& lead = *walks[0];
        const Row after = lead.itinerary->after;
        if (after.empty() || after.first->kind != Kind::SERVE) throw InputError("a way at home that begins with no team");
        Ms work_ms = decisions_.travel_ms.at(lead.citizen, attempt);
        for (const Walk* walk : walks) work_ms = plus(work_ms, work_at_home(*walk));
        const Ref<Ticket> ticket(walking_.tickets.take(*after.first, lead, work_ms));
        co_await Happens(*ticket);
        std::vector<Walk*> again;
        for (Walk* walk : walks) {
            walk->served_by = ticket->server;
            walk->rejected = false;
            if (!walking_.is_rejected(*walk)) {
                walking_.processes.process(accepted_at_home(*walk));
            } else if (attempt + 1 >= plan_.max_visits) {
                courses_.end_matter(*walk, Way::ends(End::GIVEN_UP));
            } else {
                again.push_back(walk);
            }
        }
        walks = std::move(again);
        if (walks.empty()) break;
        co_await walking_.stay_away(*walks[0], attempt);
        for (Walk* walk : walks) walk->attempt = attempt + 1;
    }
    co_return Way{};
}

Ms AtHome::work_at_home(const Walk& walk) const {
    Ms work_ms = 0;
    if (walk.attempt > 0) {
        work_ms = decisions_.revisit_work_ms.at(walk.matter, walk.attempt - 1);
    } else {
        const Int first = decisions_.route_start[walk.matter], last = decisions_.route_start[walk.matter + 1];
        for (Int stop = first; stop < last; ++stop) {
            if (decisions_.stop_needed[stop] != 0) work_ms = plus(work_ms, decisions_.route_work_ms[stop]);
        }
    }
    return ServerState::whole_ms(static_cast<double>(work_ms) * plan_.home_time);
}

Steps AtHome::accepted_at_home(Walk& walk) {
    const Steps steps = walking_.interpreter.follow(without_ticket(walk.itinerary->after), walk);
    const Way way = co_await steps;
    courses_.end_matter(walk, way);
    co_return Way{};
}

}  // namespace hall
