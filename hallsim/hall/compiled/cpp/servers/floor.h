// The floor: queues, servers and stations as they stand, and what any mechanism may do there.
//
// Mechanisms of a hall (shifts, lines, tide windows ...) build on it; the facility puts them together.
#pragma once

#include <memory>
#include <unordered_set>
#include <vector>

#include "../input/decisions.h"
#include "../state/dispatch.h"
#include "../state/recorder.h"

namespace hall {

// All that a run is made of, before anything happens.
struct Given {
    const Plan& plan;
    const Staffing& staffing;
    const Decisions& decisions;
};

// What a desk asks about the limits of its files.
class Deadlines {
public:
    virtual ~Deadlines() = default;
    virtual Ms due_of(Int matter) const = 0;       // when the limit ends; later than any without one
    virtual bool is_warned(Int matter) const = 0;  // whether its warning has come
    virtual void waits(Ticket& ticket) = 0;        // a file has been put on the desk
};

class Floor {
public:
    Floor(const Given& given, Clock& clock, Processes& processes, Recorder& recorder);
    Floor(const Floor&) = delete;

    const Plan& plan;
    const Staffing& staffing;
    const Decisions& decisions;
    Clock& clock;
    Processes& processes;
    Recorder& recorder;
    std::vector<std::unique_ptr<QueueState>> queues;
    std::vector<std::unique_ptr<ServerState>> servers;
    std::vector<std::unique_ptr<Station>> stations;
    std::vector<std::unique_ptr<Pool>> pools;
    std::vector<Opening> openings;  // by office
    std::vector<std::vector<QueueState*>> queues_by_row;  // (office, group): by task
    Noted<&Station::is_dirty, &Station::next_dirty> dirty;  // where something has changed
    Int n_tickets = 0;
    Deadlines* deadlines = nullptr;  // where limits are watched
    std::vector<Ticket*> at_unlimited;  // files at desks without limit of officers; their place is Ticket::order

    QueueState* const* queues_of(Int office, Int group) const {
        return queues_by_row[static_cast<std::size_t>(office * plan.n_groups + group)].data();
    }

    // Something changed at a station: look there once this instant is over.
    void touch(Station& station) { dirty.add(station); }

    // Something changed at a queue, or at the lines it stands for.
    void touch_lines(QueueState& queue) {
        if (queue.lines.empty() && queue.station != nullptr) touch(*queue.station);
        for (QueueState* line : queue.lines) {
            if (line->station != nullptr) touch(*line->station);  // else nobody ever serves it
        }
    }

    // The uniform for the next place that a ticket takes in a random order (R6.27).
    double luck_of(Ticket& ticket) const {
        const TicketDraws& order = decisions.order;
        if (order.draws == nullptr) throw InputError("an order is random, and nothing is drawn for it");
        const Int stop = order.stop(ticket.task), visit = order.visit(ticket.task, ticket.attempt);
        return order.draws->reals(stop, visit, ticket.n_places++, decisions.n_matters)[static_cast<std::size_t>(ticket.matter)];
    }

    // A waiting ticket ends without service.
    void give_up_ticket(Ticket& ticket, Outcome outcome) {
        ticket.waiting = false;
        ticket.queue->leave(ticket);
        if (ticket.queue->station != nullptr && ticket.queue->station->has_tides) touch(*ticket.queue->station);
        ticket.outcome = outcome;
        clock.plan(ticket, event_order::SERVICE_END + ticket.number);
    }

    // The ticket for which a queue's clerks would stay after closing is taken.
    void no_longer_expect(Walk& walk, QueueState& queue) {
        auto found = std::find(walk.expected.begin(), walk.expected.end(), &queue);
        if (found == walk.expected.end()) return;
        walk.expected.erase(found);
        --queue.n_expected;
        if (!queue.lines.empty()) touch_lines(queue);
    }

    // A file is worked on at a desk without limit of officers, or at a meeting; and no more.
    void work_without_server(Ticket& ticket) {
        ticket.order = static_cast<Int>(at_unlimited.size());
        at_unlimited.push_back(&ticket);
    }
    void leave_unlimited(Ticket& ticket) {
        Ticket* last = at_unlimited.back();
        at_unlimited[static_cast<std::size_t>(ticket.order)] = last;
        last->order = ticket.order;
        at_unlimited.pop_back();
    }

    // When a server is there.
    const Timetable& on_duty(const ServerState& server) const {
        return staffing.on_duty[static_cast<std::size_t>(server.roster)];
    }
    // When files of a desk make progress.
    const Timetable& hours_of(const QueueState& desk) const {
        const Timetable* hours = staffing.desk_hours[static_cast<std::size_t>(desk.index)];
        if (hours == nullptr) throw InputError("a desk without hours");
        return *hours;
    }

    // A file counts as in progress without an officer, and no more.
    void open_file(QueueState& queue) { ++queue.n_open; }
    void close_file(QueueState& queue) {
        --queue.n_open;
        touch_lines(queue);
    }

private:
    void build_servers();
    void join(Pool& pool);
};

}  // namespace hall
