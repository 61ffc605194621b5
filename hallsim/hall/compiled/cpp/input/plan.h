// What a plan says, read once from its flat arrays and shared by all runs of it.
#pragma once

#include <optional>
#include <vector>

#include "calendar.h"
#include "network.h"
#include "opening.h"
#include "program.h"

namespace hall {

// Tickets waiting for the same servers.
struct Queue {
    bool is_desk, by_priority, only_green, is_plain, has_files, by_due, is_unlimited, jockeys;
    Interrupt interrupt;
    Classes classes;
    Order order;
    Int n, site, wip;  // wip: NEVER without limit
    Ms every_ms;
    Ints share_class;  // ascending
    Reals share;
    Ints lines;  // those among which people choose
};

struct Tide {
    Int pool, open_at, close_at;
    Ms after_ms;
};

// A window with its clerk, or an officer at a desk, as the design states them.
struct Server {
    std::vector<Ints> tiers;  // queues by rank: own ones, then those it helps
    bool is_desk, serves_out, decides, calls;
    Int help_from, per_day, group;
    ShiftEnd at_shift_end;
    Ms travel_ms;  // NEVER for who stays
    double error_factor, fatigue_per_hour, bundle_saving;
    std::optional<Tide> tide;
};

struct Meeting {
    Ints times_ms;
    Int capacity;  // NEVER: of any number
    Ms length_ms;
};

struct LimitRule {
    Ints workdays, warn;
    bool drop;
};

struct CallRule {
    Ms wait_ms;
    Int recalls, requeues, places;  // places: NEVER: to the end
    bool removes;
};

// A kind of agents: when they go to the hall, and with how many files earlier.
struct AgentRule {
    Int count, every, batch;  // batch: NEVER: never earlier
    Ms at_ms, hand_over_ms;
    bool hand_over_workdays;
};

class Plan {
public:
    explicit Plan(const Arrays& arrays);
    Plan(const Plan&) = delete;
    Plan& operator=(const Plan&) = delete;

    Calendar calendar;
    std::vector<Opening> openings;  // those that differ
    Ints opening_of_site, opening_of_kind;
    std::vector<Queue> queues;
    std::vector<Server> servers;
    Ints pool_clerks;
    std::vector<std::optional<Meeting>> meetings;  // by queue
    Int n_tasks, n_services, n_groups, n_sites;
    Program program;
    Ints queue_of;  // (offices, groups, tasks)
    Reals expected_ms, correction;
    Ints is_case;
    Ints priority;  // (rows, services)
    Int n_priority_rows;
    Ints again_most;
    Reals again_share;
    Ms horizon_ms, last_ms, authorise_ms;
    Int max_visits, rescue_after;
    Int capacity;  // NEVER: endless
    bool drain, escorts, counts_present;
    double home_time;
    std::optional<LimitRule> limits;
    std::optional<CallRule> calling;
    std::vector<AgentRule> agents;
    Int n_agents = 0;
    std::optional<Network> network;  // where there are several offices

    Int queue(Int site, Int group, Int task) const {
        return queue_of[static_cast<std::size_t>((site * n_groups + group) * n_tasks + task)];
    }

private:
    void read_queues(const Arrays& arrays);
    void read_servers(const Arrays& arrays);
    void read_rules(const Arrays& arrays);
    void read_agents(const Arrays& arrays);
};

}  // namespace hall
