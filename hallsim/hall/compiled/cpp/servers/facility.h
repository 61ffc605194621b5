// The facility: servers on their rosters, tickets in their queues, and who is served when.
#pragma once

#include <optional>

#include "idle_work.h"
#include "limit_clock.h"
#include "tide.h"

namespace hall {

class Caller;

// Stations at work: it knows tickets and servers, not where a citizen goes next.
struct Facility : Floor {
    Facility(const Given& given, Clock& clock, Processes& processes, Recorder& recorder);
    ~Facility();

    std::optional<LimitClock> limits;  // where anything depends on one
    Lines lines;
    Closing closing;
    Shifts shifts;
    Tides tides;
    std::unique_ptr<IdleWork> idle_work;
    std::unique_ptr<Caller> caller;

    // Start the processes of the rosters and of the closings.
    void open_for_business();

    // A ticket for a task (or a file on a desk), at an earlier ticket's place. It lives until its event has happened.
    Ticket& issue(Walk& walk, QueueState& base, Int task, Ms work_ms, Int priority, Ms patience_ms, Int place = NEVER);

    // All starts of this instant; then, once nothing of it is left, what follows from who still waits. Whether
    // anything is left to do.
    bool start_services() { return !(dirty.empty() && unsettled_.empty()) && start_all(); }

    // A server takes a ticket: it calls, where that is the rule, or begins.
    void begin(ServerState& server, Ticket& ticket, Ms now);
    // Begin a service; its end is known at once, breaks included.
    void start(ServerState& server, Ticket& ticket, Ms now);

    // A server has finished a ticket.
    void free(ServerState& server, Ms now);

private:
    Noted<&Station::is_unsettled, &Station::next_unsettled> unsettled_;  // where more than starts happens at its end
    std::vector<Ticket*> newcomers_;  // of this instant, who will not wait for ever

    bool start_all();
    void work_at_unlimited(Ticket& ticket);
    void watch_patience(Ticket& ticket);
    void watch_newcomers();
    static bool has_patience(const Ticket& ticket) { return ticket.waiting && !ticket.was_called; }
    static void patience_is_over(Occurrence& what);
    static bool has_lapsed(Occurrence& what);
    void settle(Station& station, Ms now);
    Ms end_with_pauses(const ServerState& server, Ms now, Ms work_ms) const;
    static void on_ticket(Ticket& ticket);
};

}  // namespace hall
