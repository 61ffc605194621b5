#include "shared_visits.h"

#include <numeric>

namespace hall {

namespace {

bool begins_with_ticket(Row ops) { return !ops.empty() && ops.first->kind == Kind::SERVE; }

void collect_window_tasks(Row ops, std::vector<Int>& found) {
    for (const Op& op : ops) {
        if (op.kind == Kind::SERVE && op.tape != Tape::STEP) found.push_back(op.task);
        if (op.kind == Kind::IF) collect_window_tasks(op.then(), found);
    }
}

}  // namespace

std::vector<Int> window_tasks(Row ops) {
    std::vector<Int> found;
    collect_window_tasks(ops, found);
    return found;
}

Row without_ticket(Row ops) { return begins_with_ticket(ops) ? Row{ops.first + 1, ops.last} : ops; }

Errand::Errand(Walk& walk, Row ops, std::vector<Int> tasks, Walk* judged_with)
    : walk(&walk), tasks(std::move(tasks)), judged_with(judged_with),
      ticket(begins_with_ticket(ops) ? ops.first : nullptr), rest(without_ticket(ops)) {}

void SharedVisits::write_aboard(Party walks) {
    for (const Walk* walk : walks.subspan(1)) walking_.recorder.aboard.add(walking_.visits.n_visits, walk->matter);
}

Steps SharedVisits::visit(std::vector<Errand> errands, Row entry, bool guide_first, Company& company) {
    Visits& visits = walking_.visits;
    std::vector<Walk*> walks;
    std::vector<Ints> expected;
    for (const Errand& errand : errands) {
        walks.push_back(errand.walk);
        expected.push_back(errand.tasks);
    }
    const Int number = visits.n_visits;
    leading_[number] = walks[0];
    Visits::Entry door = visits.come(walks, expected);
    Way way = door.way;
    if (door.waits) {
        const Steps waiting = visits.wait_to_enter(walks, expected, door);
        way = co_await waiting;
    }
    if (!way.goes_on()) {
        leading_.erase(number);
        company.failed = way;
        co_return Way{};
    }
    Walk* current = walks[0];
    if (!entry.empty()) {
        const Steps steps = walking_.interpreter.follow(entry, *current);
        way = co_await steps;
    }
    const std::vector<Group> all = groups(errands, guide_first);
    for (auto group = all.begin(); group != all.end() && way.goes_on(); ++group) {
        {
            const Steps steps = serve(*group);
            way = co_await steps;
        }
        for (auto errand = group->begin(); errand != group->end() && way.goes_on(); ++errand) {
            current = (*errand)->walk;
            if (!(*errand)->rest.empty()) {
                const Steps steps = walking_.interpreter.follow((*errand)->rest, *current);
                way = co_await steps;
            }
            if (way.goes_on()) company.done.push_back(current);
        }
    }
    if (way.kind == Way::ENDS) company.failed = way;
    if (way.kind == Way::GOES_HOME) company.done.push_back(current);
    visits.leave(walks, way.kind == Way::ENDS ? way.end : End::SERVED);
    leading_.erase(number);
    co_return Way{};
}

Steps SharedVisits::serve(const Group& errands) {
    const Errand& first = *errands[0];
    if (first.judged_with != nullptr) first.walk->served_by = first.judged_with->served_by;
    QueueState* queue = first.queue();
    if (queue == nullptr) co_return Way{};
    Ticketing& tickets = walking_.tickets;
    if (tickets.balking.looks(*queue)) {
        const Steps look = tickets.balking.look();
        co_await look;
    }
    Ms work_ms = 0, further_ms = 0;
    for (const Errand* errand : errands) {
        const Ms own_ms = tickets.work_of(*errand->ticket, *errand->walk);
        work_ms = plus(work_ms, own_ms);
        if (errand == &first) continue;
        further_ms = plus(further_ms, own_ms);
        walking_.facility.no_longer_expect(*errand->walk, *queue);
    }
    const Ref<Ticket> ticket(tickets.take(*first.ticket, *first.walk, work_ms));
    ticket->further_ms = further_ms;
    co_await Happens(*ticket);
    const Way way = ticket->way();
    if (!way.goes_on()) co_return way;
    for (const Errand* errand : errands) errand->walk->served_by = ticket->server;
    co_return Way{};
}

std::vector<SharedVisits::Group> SharedVisits::groups(const std::vector<Errand>& errands, bool guide_first) {
    std::vector<Group> alone, found;
    for (const Errand& errand : errands) {
        if (errand.ticket == nullptr) {
            alone.push_back({&errand});
        } else if (!found.empty() && found.back()[0]->queue() == errand.queue()) {
            found.back().push_back(&errand);
        } else {
            found.push_back({&errand});
        }
    }
    auto& first = guide_first ? alone : found;
    auto& then = guide_first ? found : alone;
    first.insert(first.end(), std::make_move_iterator(then.begin()), std::make_move_iterator(then.end()));
    return std::move(first);
}

}  // namespace hall
