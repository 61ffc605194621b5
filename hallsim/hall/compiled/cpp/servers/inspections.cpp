#include "inspections.h"

namespace hall {

Steps next_days(Floor& floor) {
    std::vector<ServerState*> teams;
    for (auto& server : floor.servers) {
        if (server->is_team() && server->spec->per_day != NEVER) teams.push_back(server.get());
    }
    const auto place = event_order::SHIFT_CHANGE + static_cast<std::int64_t>(floor.staffing.on_duty.size());
    for (Int day = 0; day < floor.plan.calendar.n_known(); ++day) {
        co_await At(floor.clock, day * MS_PER_DAY, place);
        for (ServerState* team : teams) {
            if (!team->on_duty || team->leaving || team->ticket != nullptr || team->idle) continue;
            team->pool->add_idle(*team, floor.clock.now_ms);
            floor.touch(*team->station);
        }
    }
    co_return Way{};
}

Ms travelled(const Floor& floor, const Ticket& ticket) {
    const ServerState* server = ticket.server;
    if (server == nullptr || !server->is_team() || server->spec->travel_ms == 0) return NEVER;
    return floor.on_duty(*server).add(ticket.start_ms, server->spec->travel_ms);
}

void Gathering::expect(Ticket& ticket) {
    ticket.gathering = this;
    tickets.push_back(&ticket);
    ++n_missing;
}

void Gathering::join(const Ticket& ticket) {
    longest_ms_ = std::max(longest_ms_, ticket.work_ms);
    if (ticket.server->is_team()) longest_way_ms_ = std::max(longest_way_ms_, ticket.server->spec->travel_ms);
    if (--n_missing != 0) return;
    const Ms now = floor.clock.now_ms;
    const Timetable common = shared_hours();
    all_there_ms = now;
    arrived_ms = common.add(now, longest_way_ms_);
    const Ms end = common.add(now, longest_ms_);
    for (const Ref<Ticket>& one : tickets) {
        one->work_ms = held_ms(*one, end);
        floor.clock.plan_at(*one, event_order::SERVICE_END + one->number, end);
    }
}

void Gathering::cut(Ticket& ticket, Ms end_ms) const {
    if (n_missing != 0 && ticket.server != nullptr) ticket.work_ms = std::max(ticket.work_ms, held_ms(ticket, end_ms));
}

const Timetable& Gathering::on_duty(const Ticket& ticket) const { return floor.on_duty(*ticket.server); }

Ms Gathering::held_ms(const Ticket& ticket, Ms end_ms) const {
    return on_duty(ticket).working_ms_between(ticket.start_ms, end_ms);
}

Timetable Gathering::shared_hours() const {
    Timetable shared = on_duty(*tickets[0]);
    std::vector<Int> seen{tickets[0]->server->roster};
    for (const Ref<Ticket>& ticket : tickets) {
        const Int roster = ticket->server->roster;
        if (std::find(seen.begin(), seen.end(), roster) != seen.end()) continue;
        seen.push_back(roster);
        shared = shared.intersection(on_duty(*ticket));
    }
    return shared;
}

}  // namespace hall
