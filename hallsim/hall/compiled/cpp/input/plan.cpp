#include "plan.h"

namespace hall {

namespace {

std::vector<Opening> read_openings(const Arrays& arrays) {
    std::vector<Opening> found;
    for (std::size_t kind = 0; kind < arrays.ints("opening.always_open").size(); ++kind) found.emplace_back(arrays, kind);
    return found;
}

}  // namespace

Plan::Plan(const Arrays& arrays)
    : calendar(arrays),
      openings(read_openings(arrays)),
      n_tasks(static_cast<Int>(arrays.reals("task.expected_ms").size())),
      n_services(static_cast<Int>(arrays.reals("service.correction").size())),
      n_groups(checked(arrays, "rule.n_groups", 1, 1, MANY)[0]),
      program(arrays, n_tasks) {
    opening_of_site = arrays.ints("opening.of_site");
    opening_of_kind = arrays.ints("opening.of_kind");
    n_sites = static_cast<Int>(opening_of_site.size());
    for (const char* name : {"opening.of_site", "opening.of_kind"}) {
        check_range(name, arrays.ints(name), 0, static_cast<Int>(openings.size()));
    }
    if (n_sites == 0) throw InputError("a plan without a hall");
    read_queues(arrays);
    read_servers(arrays);
    read_rules(arrays);
    read_agents(arrays);
    if (arrays.has("office.kind")) network.emplace(arrays, n_sites, n_services);
    if (!network && n_sites != 1) throw InputError("several offices without a network");
    const auto n_cells = static_cast<std::size_t>(n_sites * n_groups * n_tasks);
    queue_of = checked(arrays, "queue_of", n_cells, -1, static_cast<Int>(queues.size()));
    expected_ms = arrays.reals("task.expected_ms");
    correction = checked_reals(arrays, "service.correction", static_cast<std::size_t>(n_services), 0.0, 1.0);
    const auto n = static_cast<std::size_t>(n_services);
    is_case = arrays.ints("service.is_case", n);
    priority = arrays.ints("priority");
    n_priority_rows = static_cast<Int>(priority.size()) / std::max<Int>(n_services, 1);
    if (n_priority_rows * n_services != static_cast<Int>(priority.size()) || n_priority_rows < n_groups) {
        throw InputError("array priority does not hold a row a group");
    }
    again_most = arrays.ints("again.most");
    again_share = arrays.reals("again.share", again_most.size() * 4);
    if (!again_most.empty() && static_cast<Int>(again_most.size()) < n_groups) {
        throw InputError("array again.most does not hold a number a group");
    }
    for (const Itinerary& way : program.itineraries) {
        if (way.service < 0 || way.service >= n_services) throw InputError("array way.service leads nowhere");
    }
}

void Plan::read_queues(const Arrays& arrays) {
    const std::size_t n = arrays.ints("queue.is_desk").size();
    const Int end = static_cast<Int>(n);
    auto flag = [&](const char* name) { return checked(arrays, std::string("queue.") + name, n, 0, 2); };
    Ints is_desk = flag("is_desk"), by_priority = flag("by_priority"), only_green = flag("only_green");
    Ints is_plain = flag("is_plain"), has_files = flag("has_files"), by_due = flag("by_due");
    Ints is_unlimited = flag("is_unlimited"), jockeys = flag("jockeys");
    Ints interrupt = checked(arrays, "queue.interrupt", n, 0, 3), classes = checked(arrays, "queue.classes", n, 0, 4);
    Ints order = checked(arrays, "queue.order", n, 0, 6), per_class = arrays.ints("queue.n", n);
    Ints site = checked(arrays, "queue.site", n, 0, n_sites), wip = arrays.ints("queue.wip", n);
    Ints every = checked(arrays, "queue.every_ms", n, 1, NEVER_MS);
    Ragged shares(arrays, "queue.share_class", n), lines(arrays, "queue.lines", n);
    Reals share = arrays.reals("queue.share", shares.cells().size());
    check_range("queue.lines", lines.cells(), 0, end);
    Ints meeting = arrays.ints("meeting.of", n);
    Ragged times(arrays, "meeting.times");
    check_range("meeting.of", meeting, -1, static_cast<Int>(times.size()));
    Ints capacity = arrays.ints("meeting.capacity", times.size()), length = arrays.ints("meeting.length_ms", times.size());
    std::size_t at = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t n_shares = shares[i].size();
        queues.push_back({is_desk[i] != 0, by_priority[i] != 0, only_green[i] != 0, is_plain[i] != 0, has_files[i] != 0,
                          by_due[i] != 0, is_unlimited[i] != 0, jockeys[i] != 0, static_cast<Interrupt>(interrupt[i]),
                          static_cast<Classes>(classes[i]), static_cast<Order>(order[i]), per_class[i], site[i], wip[i],
                          every[i], shares[i], share.subspan(at, n_shares), lines[i]});
        at += n_shares;
        meetings.emplace_back();
        if (meeting[i] >= 0) {
            auto row = static_cast<std::size_t>(meeting[i]);
            meetings.back() = Meeting{times[row], capacity[row], length[row]};
        }
    }
}

void Plan::read_servers(const Arrays& arrays) {
    pool_clerks = arrays.ints("pool.clerks");
    const std::size_t n = arrays.ints("server.is_desk").size();
    Ragged numbers(arrays, "server.tier"), tiers(arrays, "server.tiers", n);
    check_range("server.tier", numbers.cells(), 0, static_cast<Int>(queues.size()));
    check_range("server.tiers", tiers.cells(), 0, static_cast<Int>(numbers.size()));
    auto ints = [&](const char* name) { return arrays.ints(std::string("server.") + name, n); };
    auto reals = [&](const char* name) { return checked_reals(arrays, std::string("server.") + name, n, 0.0, MANY_TIMES); };
    Ints is_desk = ints("is_desk"), serves_out = ints("serves_out"), decides = ints("decides"), calls = ints("calls");
    Ints at_shift_end = checked(arrays, "server.at_shift_end", n, 0, 3);
    Ints help_from = ints("help_from"), per_day = ints("per_day"), group = ints("group"), travel = ints("travel_ms");
    Reals error_factor = reals("error_factor"), fatigue = reals("fatigue_per_hour"), saving = reals("bundle_saving");
    Ints pool = checked(arrays, "server.tide_pool", n, -1, static_cast<Int>(pool_clerks.size()));
    Ints open_at = ints("tide_open_at"), close_at = ints("tide_close_at"), after = ints("tide_after_ms");
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<Ints> own;
        for (Int tier : tiers[i]) own.push_back(numbers[static_cast<std::size_t>(tier)]);
        std::optional<Tide> tide;
        if (pool[i] >= 0) tide = Tide{pool[i], open_at[i], close_at[i], after[i]};
        servers.push_back({std::move(own), is_desk[i] != 0, serves_out[i] != 0, decides[i] != 0, calls[i] != 0, help_from[i],
                           per_day[i], group[i], static_cast<ShiftEnd>(at_shift_end[i]), travel[i], error_factor[i],
                           fatigue[i], saving[i], tide});
    }
}

void Plan::read_agents(const Arrays& arrays) {
    const std::size_t n = arrays.ints("agent.count").size();
    auto column = [&](const char* name, Int least) { return checked(arrays, std::string("agent.") + name, n, least, NEVER_MS); };
    Ints count = column("count", 0), every = column("every", 1), batch = column("batch", -1), at = column("at_ms", 0);
    Ints hand_over = column("hand_over_ms", 0), workdays = column("hand_over_workdays", 0);
    for (std::size_t i = 0; i < n; ++i) {
        agents.push_back({count[i], every[i], batch[i], at[i], hand_over[i], workdays[i] != 0});
        n_agents += count[i];
    }
}

void Plan::read_rules(const Arrays& arrays) {
    auto rule = [&](const char* name) { return arrays.number(std::string("rule.") + name); };
    horizon_ms = rule("horizon_ms");
    last_ms = checked(arrays, "rule.n_days", 1, 0, MANY)[0] * MS_PER_DAY;
    authorise_ms = rule("authorise_ms");
    max_visits = checked(arrays, "rule.max_visits", 1, 0, MANY)[0];
    rescue_after = rule("rescue_after");
    capacity = rule("capacity");
    drain = rule("drain") != 0;
    escorts = rule("escorts") != 0;
    counts_present = rule("counts_present") != 0;
    home_time = checked_reals(arrays, "rule.home_time", 1, 0.0, MANY_TIMES)[0];
    if (rule("limit.is_watched")) {
        const auto n = static_cast<std::size_t>(n_services);
        limits = LimitRule{arrays.ints("limit.workdays", n), arrays.ints("limit.warn", n), rule("limit.drops") != 0};
    }
    if (rule("calls.wait_ms") != NEVER) {
        calling = CallRule{rule("calls.wait_ms"), rule("calls.recalls"), rule("calls.requeues"), rule("calls.places"),
                           rule("calls.removes") != 0};
    }
}

}  // namespace hall
