#include "preemption.h"

#include <tuple>

#include "facility.h"

namespace hall {

namespace {

struct Waiting {
    Ticket* head;
    QueueState* queue;
};

// Whether a server is there with a ticket that it would not have preferred to a waiting one.
bool makes_way(const ServerState& server, const Waiting& waiting) {
    const Ticket* served = server.ticket;
    if (served == nullptr || served->start_ms == NEVER || !server.on_duty || server.leaving) return false;
    const QueueState& own = *served->queue;
    if (own.spec->interrupt == Interrupt::NONE || own.is_desk() != waiting.queue->is_desk()) return false;
    for (const Tier& tier : server.pool->tiers) {
        if (std::find(tier.begin(), tier.end(), waiting.queue) != tier.end()) return own.yields(*served, *waiting.head);
        if (std::find(tier.begin(), tier.end(), &own) != tier.end()) return false;
    }
    return false;
}

auto worst_and_latest(const ServerState& server) {
    return std::tuple(server.ticket->priority, server.ticket->start_ms, server.ticket->number);
}

}  // namespace

Match next_interruption(Station& station) {
    std::vector<Waiting> heads;
    for (QueueState* queue : station.queues) {
        if (queue->spec->interrupt == Interrupt::NONE || queue->n_waiting == 0) continue;
        if (Ticket* head = queue->head(); head != nullptr) heads.push_back({head, queue});
    }
    std::stable_sort(heads.begin(), heads.end(), [](const Waiting& one, const Waiting& other) {
        return std::tie(one.head->priority, one.head->order) < std::tie(other.head->priority, other.head->order);
    });
    for (const Waiting& waiting : heads) {
        ServerState* found = nullptr;
        for (ServerState* server : station.servers) {
            if (!makes_way(*server, waiting)) continue;
            if (found == nullptr || worst_and_latest(*found) < worst_and_latest(*server)) found = server;
        }
        if (found != nullptr) return {found, waiting.head};
    }
    return {};
}

void interrupt(Facility& facility, Station& station, Ms now) {
    for (Match match = next_interruption(station); match.server != nullptr; match = next_interruption(station)) {
        forget_end(*match.server->ticket);
        match.ticket->queue->take(*match.ticket);
        facility.shifts.hand_back(*match.server, Outcome::INTERRUPTED);
        facility.begin(*match.server, *match.ticket, now);
    }
}

void forget_end(Ticket& ticket) {
    if (ticket.service_end != nullptr) ticket.service_end->ticket = nullptr;
    ticket.service_end = nullptr;
}

void end_unless_interrupted(Clock& clock, Ticket& ticket, Ms end_ms) {
    auto* end = new ServiceEnd;
    end->clock = &clock;
    end->happen = [](Occurrence& what) {
        auto* self = static_cast<ServiceEnd*>(&what);
        if (Ticket* ticket = self->ticket; ticket != nullptr) {
            ticket->service_end = nullptr;
            self->clock->plan(*ticket, event_order::SERVICE_END + ticket->number);
        }
        delete self;
    };
    end->ticket = &ticket;
    ticket.service_end = end;
    clock.plan_at(*end, event_order::SERVICE_END + ticket.number, end_ms);
}

}  // namespace hall
