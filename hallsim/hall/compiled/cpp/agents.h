// Agents collect files, take them to the hall, and bring certificates back (R3.27).
#pragma once

#include <map>
#include <set>

#include "courses.h"
#include "shared_visits.h"
#include "state/representative.h"

namespace hall {

class Carriers;

// What an agent is to do at the hall for a matter, and the event that it is done.
struct File {
    Walk& walk;
    const Op& visit;
    Ref<Alarm> over;
    Outing* outing;  // where the approval is under way
    End failed = End::NONE;
    bool is_back = false;  // the citizen took the papers back before the agent went
};

// One agent: the bag, and when the next trips are.
class Carrier : public Representative {
public:
    Carrier(Carriers& carriers, Int number, const AgentRule& rule, const std::vector<Int>& days);

    Int number;

    // Hand a file in, and wait until the agent has been at the hall with it; called off if that never happens.
    Steps carry(const Op& visit, Walk& walk, Outing* outing) override;
    void give_back(Walk& walk) override;

private:
    struct Trip : Occurrence, InArena {
        Carrier* carrier = nullptr;
        Ms time_ms = 0;
    };

    Carriers& carriers_;
    const AgentRule& rule_;
    std::vector<File*> bag_;
    std::set<Ms> planned_;
    std::vector<Ms> any_day_, regular_;  // when to set out with a full bag, and with any

    // The citizen gets the certificate some time after the agent has left the hall.
    Steps bring(Walk& walk);
    // The next regular trip; with a full bag, the next time of setting out.
    void plan_trips();
    void plan(const std::vector<Ms>& times);
    // Go, if it is the day for it or the bag is full.
    void set_out(Ms now);
    bool is_full() const { return rule_.batch != NEVER && static_cast<Int>(bag_.size()) >= rule_.batch; }
};

// All agents of a design.
class Carriers {
public:
    Carriers(Courses& courses, SharedVisits& shared, const Given& given);
    Carriers(const Carriers&) = delete;

    Walking& walking;

    // Whether the citizen hands everything to an agent.
    bool takes(Int citizen, const std::vector<Walk*>& walks);
    // One visit with all files, sorted by the queue in which they begin (then by when they were handed in).
    Steps go(const Carrier& carrier, std::vector<File*> files);
    // An agent has the papers of a matter from now on ...
    void hold(Int matter) { held_.emplace(matter, walking.clock.now_ms); }
    // ... until they are at the hall, or with the citizen again.
    void let_go(Int matter);
    // Write what is still held when the run stops.
    void finish(Ms end_ms);
    // Where agents set out among those who come: after all citizens.
    Int place(const Carrier& carrier) const { return static_cast<Int>(agent_of_.size()) + carrier.number; }

private:
    Courses& courses_;
    SharedVisits& shared_;
    Ints agent_of_;  // by citizen
    std::vector<std::unique_ptr<Carrier>> carriers_;
    std::map<Int, Ms> held_;  // since when an agent holds each matter's papers
};

}  // namespace hall
