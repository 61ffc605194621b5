// The rows of one run. Numbered rows (visits, tickets, matters) stand at their number; others as they happen.
#pragma once

#include "columns.h"
#include "entities.h"

namespace hall {

class Recorder {
public:
    Numbered<7> visits;   // visit, matter, purpose, attempt, arrive, leave, state
    Numbered<10> tickets;  // ticket, visit, matter, task, server, issue, start, end, work, outcome
    Numbered<9> matters;  // matter, first visit, accepted, decided, in hand, visits, rejections, end, state
    Table<5> shifts;      // server, from, to, left, closing
    Table<6> holds;       // matter, task, kind, from, to, stops
    Table<3> breaks;      // server, from, to
    Table<3> stays;       // ticket, queue, from
    Table<3> handed;      // ticket, needed, rest
    Table<4> deemed;      // matter, deemed, unexamined, dropped
    Table<2> warned;      // matter, warned
    Table<4> carried;     // matter, from, to, back
    Table<2> sent;        // matter, sent
    Table<2> aboard;      // visit, matter
    Table<2> agents;      // visit, agent
    Table<3> bags;        // matter, from, to
    Table<1> home;        // matter
    Table<2> shared;      // visit, matter
    Table<3> couriers;    // matter, from, to
    Table<2> called;      // ticket, call
    Table<3> legs;        // visit, office, after
    Table<1> in_vain;     // visit
    Table<2> lodged;      // matter, office

    // A ticket ends, or goes on under a new number.
    void ticket(const Ticket& ticket, Int server, Ms start_ms, Ms end_ms, Ms work_ms, Outcome outcome) {
        tickets.write(ticket.number, ticket.visit, ticket.matter, ticket.task, server, ticket.issue_ms, start_ms, end_ms, work_ms,
                      outcome);
    }

    // A visit is over, or the run is while it lasts.
    void visit(const Walk& walk, Ms leave_ms, End state) {
        visits.write(walk.visit, walk.matter, walk.purpose, walk.n_visits - 1, walk.arrived_ms, leave_ms, state);
    }

    // A matter ends. Where an agent goes to the hall, its citizen makes no visit.
    void matter(const Walk& walk, Ms end_ms, End state) {
        const bool in_person = walk.agent == nullptr;
        matters.write(walk.matter, in_person ? walk.first_visit_ms : NEVER, walk.accepted_ms, walk.decided_ms, walk.in_hand_ms,
                      in_person ? walk.n_visits : 0, walk.n_rejections, end_ms, state);
    }

    // A matter ends without a visit or anything else.
    void never_began(Int matter, Ms end_ms, End state) {
        matters.write(matter, NEVER, NEVER, NEVER, NEVER, 0, 0, end_ms, state);
    }
};

}  // namespace hall
