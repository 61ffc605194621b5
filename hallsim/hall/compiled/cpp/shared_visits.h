// A visit with several matters: a citizen's bundle, an agent's files, a package that comes back.
#pragma once

#include <unordered_map>

#include "interpreter/matters.h"

namespace hall {

// One matter of a visit with several.
struct Errand {
    Walk* walk;
    std::vector<Int> tasks;      // those at windows, whose clerks wait for it
    Walk* judged_with;           // without a ticket, the matter whose ticket is for this one too
    const Op* ticket = nullptr;  // with which it begins; nullptr: it needs none, or the guide sends it home
    Row rest;                    // what follows the ticket

    Errand(Walk& walk, Row ops, std::vector<Int> tasks, Walk* judged_with = nullptr);

    // The queue in which it begins.
    QueueState* queue() const { return ticket == nullptr ? nullptr : walk->queues[ticket->task]; }
};

// Tasks at windows among operations, in order.
std::vector<Int> window_tasks(Row ops);

// What follows the ticket with which operations begin, if they do.
Row without_ticket(Row ops);

// What becomes of the matters of a visit.
struct Company {
    std::vector<Walk*> done;                                       // in the order in which they were
    Way failed = Way::ends(End::TURNED_AWAY, Reason::SENT_HOME);  // how the visit ended for the others

    bool has_done(const Walk* walk) const { return std::find(done.begin(), done.end(), walk) != done.end(); }
};

class SharedVisits {
public:
    explicit SharedVisits(Walking& walking) : walking_(walking) {}

    // Note which matters the visit about to begin is for, beside the one it is written for.
    void write_aboard(Party walks);

    // One visit; neighbours whose first tickets fall in the same queue share one. `guide_first`: errands without a
    // ticket are done before those with one, else after them.
    Steps visit(std::vector<Errand> errands, Row entry, bool guide_first, Company& company);

    // The matter for which the open visit of a matter is written.
    const Walk& leading(const Walk& walk) const {
        const auto found = leading_.find(walk.visit);
        return found == leading_.end() ? walk : *found->second;
    }

private:
    using Group = std::vector<const Errand*>;

    Walking& walking_;
    std::unordered_map<Int, const Walk*> leading_;  // by open visit of several matters

    // One ticket for the sum of the work; none where an errand begins without one.
    Steps serve(const Group& errands);
    // Errands by shared ticket: neighbours for the same queue; without a ticket each is alone.
    static std::vector<Group> groups(const std::vector<Errand>& errands, bool guide_first);
};

}  // namespace hall
