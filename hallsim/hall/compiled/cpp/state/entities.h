// What moves: tickets through queues, and walks along itineraries.
#pragma once

#include <memory>
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
struct Case;            // a file while it is approved
class Walks;

constexpr Int NO_VISIT = -1;
constexpr int DEFAULT_PRIORITY = 5;
constexpr int GREEN_PRIORITY = 0;

// A place in a queue, and the event that its service has ended (or that it never will).
//
// What every ticket needs comes first: in a long queue each line of the cache has to be fetched again. It is kept until
// its event has happened.
class Ticket : public Event {
public:
    // Patience running out: an occurrence of its own.
    struct Patience : Occurrence {
        Ticket* ticket;
    };

    static constexpr std::size_t HOT = 192;

    Ticket(Facility& facility, QueueState& queue, const Walk& walk, Int number, Int task, int priority, Ms work_ms, Ms issue_ms);

    Facility* facility;
    QueueState* queue;
    const Walk* walk;  // whose it is, to be fetched when it is called
    ServerState* server = nullptr;
    Ticket* before = nullptr;  // in its lane
    Ticket* after = nullptr;
    Int number, order;  // order: number of its first issue, or of the place it has taken
    Int matter, visit;
    Ms work_ms, issue_ms, start_ms = NEVER;
    int task, attempt, priority;
    Outcome outcome = Outcome::SERVED;
    bool waiting = true;
    bool was_called = false;   // patience ends with the first call, also when the rest is handed back
    bool is_open_file = false;  // counts towards the desk's files in progress

    Gathering* gathering = nullptr;
    Ms further_ms = 0;         // work of the further matters on the same ticket, until it is called
    bool handed_back = false;  // served in part at another window
    bool is_withdrawn = false;  // it never ends
    bool is_unwarned = false;   // its place at a desk that goes by limits: whether it is not warned,
    int n_calls = 0, n_recalls = 0, n_requeues = 0, n_places = 0;
    Ms due_ms = 0;              // and when its limit ends
    Ms leaves_ms = NEVER;       // when its patience ends
    Ms since_ms = 0;  // from when on a queue with a rule of its own counts its waiting
    Ms whole_ms = NEVER;  // where an interrupted service begins anew: the catalogue's work
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
struct Walk : InArena {
    Int citizen, matter, service;
    const Itinerary* itinerary;
    QueueState* const* queues;  // by task
    const Opening* opening;     // hours of the office it is at
    ServerState* served_by;
    Int visit;
    Int place;  // of an earlier ticket, kept by the next one
    Ms arrived_ms, first_visit_ms, accepted_ms, decided_ms, in_hand_ms;
    int attempt, n_visits, n_rejections, patience_column, n_again, n_amended;
    Purpose purpose, next_purpose;
    End ended;  // how the approval ended, if not well
    bool rejected, brought_later;
    bool has_ended;  // the matter
    int n_kept;      // parts of its way that may outlast the matter
    Representative* agent;
    Walk* next;  // of those under way, in the order in which they began
    Walk* before;
    Walks* all;
    std::vector<QueueState*> expected;         // queues in which it will still take a ticket on this visit
    Ref<Process> at_work;                      // the file on which the citizen did not wait until closing
    std::shared_ptr<Outing> away;              // the visit for a file under way, or the last one
    std::vector<std::shared_ptr<Case>> files;  // its approvals with results

    // A ticket is over: by whom it was served; without service the way ends.
    Way note_service(const Ticket& ticket) {
        if (ticket.outcome != Outcome::SERVED) return ticket.way();
        if (ticket.server != nullptr) served_by = ticket.server;
        return {};
    }
};

inline Ticket::Ticket(Facility& facility, QueueState& queue, const Walk& walk, Int number, Int task, int priority, Ms work_ms,
                      Ms issue_ms)
    : Event(sizeof(Ticket), 1), facility(&facility), queue(&queue), walk(&walk), number(number), order(number), matter(walk.matter),
      visit(walk.visit), work_ms(work_ms), issue_ms(issue_ms), task(static_cast<int>(task)), attempt(walk.attempt),
      priority(priority) {}

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
        walk->all = this;
        walk->n_kept = 0;
        walk->has_ended = false;
        (last_ == nullptr ? first_ : last_->next) = walk;
        last_ = walk;
        return *walk;
    }

    void end(Walk& walk) {
        (walk.before == nullptr ? first_ : walk.before->next) = walk.next;
        (walk.next == nullptr ? last_ : walk.next->before) = walk.before;
        walk.has_ended = true;
        if (walk.n_kept == 0) give(walk);
    }

private:
    friend class Kept;

    std::vector<Walk*> all_;
    Walk* first_ = nullptr;
    Walk* last_ = nullptr;
    Walk* free_ = nullptr;

    // Nobody needs it any more: another matter may have it.
    void give(Walk& walk) {
        walk.expected.clear();
        if (walk.at_work) walk.at_work = {};
        if (walk.away) walk.away.reset();
        if (!walk.files.empty()) walk.files.clear();
        walk.next = free_;
        free_ = &walk;
    }
};

// Keeps a walk for a part of its way that may go on when the matter has ended: a branch without which it was decided,
// a visit that nobody waits for.
class Kept {
public:
    explicit Kept(Walk& walk) : walk_(&walk) { ++walk.n_kept; }
    Kept(Kept&& other) noexcept : walk_(std::exchange(other.walk_, nullptr)) {}
    Kept& operator=(Kept&&) = delete;
    ~Kept() {
        if (walk_ != nullptr && --walk_->n_kept == 0 && walk_->has_ended) walk_->all->give(*walk_);
    }

    Walk& operator*() const { return *walk_; }

private:
    Walk* walk_;
};

}  // namespace hall
