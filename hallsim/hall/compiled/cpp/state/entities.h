// What moves: tickets through queues, and walks along itineraries.
#pragma once

#include <vector>

#include "../input/opening.h"
#include "../input/program.h"
#include "process.h"

namespace hall {

class QueueState;
class ServerState;
struct Walk;
struct Facility;
struct ServiceEnd;      // of a service that may be interrupted
struct Gathering;       // a joint inspection for which teams have been called
struct Representative;  // who goes to the hall with a matter instead of its citizen
struct Outing;          // a visit for a file under way
struct Branch;          // a part of a file's way that runs beside others

constexpr Int NO_VISIT = -1;
constexpr int DEFAULT_PRIORITY = 5;
constexpr int GREEN_PRIORITY = 0;

// A place in a queue, and the event that its service has ended (or that it never will).
class Ticket : public Event {
public:
    // Patience running out: an occurrence of its own.
    struct Patience : Occurrence {
        Ticket* ticket = nullptr;
    };

    Ticket() : Event(sizeof(Ticket)) {}

    Facility* facility = nullptr;
    QueueState* queue = nullptr;
    ServerState* server = nullptr;
    Ticket* before = nullptr;  // in its lane
    Ticket* after = nullptr;
    Int number = 0, order = 0;  // order: number of its first issue, or of the place it has taken
    Int matter = 0, visit = NO_VISIT, task = 0, attempt = 0, priority = DEFAULT_PRIORITY;
    Ms work_ms = 0, issue_ms = 0, start_ms = NEVER;
    Ms further_ms = 0;   // work of the further matters on the same ticket, until it is called
    Ms since_ms = 0;     // from when on a queue with a rule of its own counts its waiting
    Ms whole_ms = NEVER;  // where an interrupted service begins anew: the catalogue's work
    int n_calls = 0, n_recalls = 0, n_requeues = 0, n_places = 0;
    Outcome outcome = Outcome::SERVED;
    bool waiting = true;
    bool was_called = false;    // patience ends with the first call, also when the rest is handed back
    bool handed_back = false;   // served in part at another window
    Ms due_ms = 0;              // its place at a desk that goes by limits,
    bool is_unwarned = false;   // and whether it is not warned
    bool is_open_file = false;  // counts towards the desk's files in progress
    Gathering* gathering = nullptr;
    ServiceEnd* service_end = nullptr;  // where it may be interrupted: what ends it
    Patience patience;

    // How a way ends with a ticket that ended without service (R5.3, R6.4, R6.33, R6.34).
    Way way() const {
        switch (outcome) {
            case Outcome::LEFT: return Way::ends(End::LEFT, Reason::LEFT);
            case Outcome::BALKED: return Way::ends(End::LEFT, Reason::BALKED);
            case Outcome::SENT_HOME: return Way::ends(End::TURNED_AWAY, Reason::SENT_HOME);
            case Outcome::REMOVED: return Way::ends(End::REMOVED);
            default: return {};
        }
    }
};

// Where one matter stands on its way.
struct Walk {
    Int citizen, matter, service;
    const Itinerary* itinerary;
    QueueState* const* queues;  // by task
    const Opening* opening;     // hours of the office it is at
    Purpose purpose, next_purpose;
    End ended;  // how the approval ended, if not well
    bool rejected, brought_later;
    Int attempt, n_visits, n_rejections, patience_column, n_again, n_amended;
    Int visit;
    Int place;  // of an earlier ticket, kept by the next one
    Ms arrived_ms, first_visit_ms, accepted_ms, decided_ms, in_hand_ms;
    ServerState* served_by;
    std::vector<QueueState*> expected;  // queues in which it will still take a ticket on this visit
    Ref<Process> at_work;               // the file on which the citizen did not wait until closing
    Representative* agent;
    Outing* away;  // the visit for a file under way, or the last one
    std::vector<std::pair<Ms, Ms>> stops;  // of the limit's clock: since when, until when (NEVER: still)
    Walk* next;                            // of those under way, in the order in which they began
    Walk* before;

    // A ticket is over: by whom it was served; without service the way ends.
    Way note_service(const Ticket& ticket) {
        if (ticket.outcome != Outcome::SERVED) return ticket.way();
        if (ticket.server != nullptr) served_by = ticket.server;
        return {};
    }
};

// The walks under way: begun ones in order, and room for further ones.
class Walks {
public:
    Walks() = default;
    Walks(const Walks&) = delete;
    Walks& operator=(const Walks&) = delete;
    ~Walks() {
        for (Walk* walk : all_) delete walk;
    }

    Walk* first() const { return first_; }
    bool empty() const { return first_ == nullptr; }

    Walk& begin() {
        if (free_ == nullptr) {
            all_.push_back(new Walk{});
            free_ = all_.back();
            free_->next = nullptr;
        }
        Walk* walk = free_;
        free_ = walk->next;
        walk->before = last_;
        walk->next = nullptr;
        (last_ == nullptr ? first_ : last_->next) = walk;
        last_ = walk;
        return *walk;
    }

    void end(Walk& walk) {
        (walk.before == nullptr ? first_ : walk.before->next) = walk.next;
        (walk.next == nullptr ? last_ : walk.next->before) = walk.before;
        walk.at_work = {};
        walk.expected.clear();
        walk.stops.clear();
        walk.next = free_;
        free_ = &walk;
    }

private:
    std::vector<Walk*> all_;
    Walk* first_ = nullptr;
    Walk* last_ = nullptr;
    Walk* free_ = nullptr;
};

}  // namespace hall
