#include "decisions.h"

namespace hall {

namespace {

constexpr Int ANY = INT64_MAX;

template <class T>
Matrix<T> matrix(const Arrays& arrays, const std::string& name, std::span<const T> cells, Int n_rows) {
    const std::size_t columns = arrays.columns(name);
    if (cells.size() != columns * static_cast<std::size_t>(n_rows)) {
        throw InputError("array " + name + " has another number of rows than it must have");
    }
    return {cells, columns};
}

Ints ranged(const Arrays& arrays, const std::string& name, Int least, Int below) {
    const Ints cells = arrays.any_ints(name);
    check_range(name, cells, least, below);
    return cells;
}

Tapes tapes(const Arrays& arrays, const std::string& name, Int n_rows, Int least = -ANY, Int below = ANY) {
    const Matrix<Int> found = matrix(arrays, name, arrays.any_ints(name), n_rows);
    return {name, found.cells, found.columns, least, below};
}

// Uniforms: they are only ever compared with a share.
Matrix<double> uniforms(const Arrays& arrays, const std::string& name, Int n_rows) {
    return matrix(arrays, name, arrays.any_reals(name), n_rows);
}

std::size_t size(Int n) { return static_cast<std::size_t>(n); }

}  // namespace

Decisions::Decisions(const Arrays& arrays, const Plan& plan, Asked& asked) {
    n_citizens = static_cast<Int>(arrays.ints("arrive_ms").size());
    n_matters = static_cast<Int>(arrays.ints("drawn.service").size());
    read_citizens(arrays, plan);
    read_matters(arrays, plan);
    read_steps(arrays);
    if (plan.network) read_offices(arrays, plan);
    read_draws(arrays, plan, asked);
    check_ways(plan);
    note_strips();
}

void Decisions::note_strips() {
    auto note = [](Strips& strips, const auto* begin, std::size_t n_rows, std::size_t columns) {
        if (n_rows == 0 || columns == 0) return;
        const auto* bytes = reinterpret_cast<const std::byte*>(begin);
        if (columns == 1) {
            strips.cells.push_back(bytes);
        } else {
            strips.rows.push_back({bytes, columns * sizeof(*begin)});
        }
    };
    for (Ints cells : {arrive_ms, group, ticket_from_ms, class_row, stays_away, matter_start}) note(by_citizen_, cells.data(), cells.size(), 1);
    note(by_citizen_, patience_ms.row(0), size(n_citizens), patience_ms.columns);
    for (Ints cells : {service, itinerary, rejections, route_start, step_start}) note(by_matter_, cells.data(), cells.size(), 1);
    note(by_matter_, error_u.cells.data(), size(n_matters), error_u.columns);
}

void Decisions::read_citizens(const Arrays& arrays, const Plan& plan) {
    const std::size_t n = size(n_citizens);
    arrive_ms = checked(arrays, "arrive_ms", n, 0, NEVER_MS + 1);
    group = checked(arrays, "drawn.group", n, 0, plan.n_groups);
    own_slot_ms = arrays.any_ints("own_slot_ms", n);
    ticket_from_ms = checked(arrays, "ticket_from_ms", n, -1, ANY);
    class_row = checked(arrays, "class_row", n, 0, plan.n_priority_rows);
    patience_ms = tapes(arrays, "drawn.patience_ms", n_citizens, 0, ANY);
    balk_at = arrays.ints("balk_at");
    if (!balk_at.empty() && balk_at.size() != n) throw InputError("array balk_at does not hold a number a citizen");
    if (arrays.has("stays_away")) stays_away = checked(arrays, "stays_away", n, -1, 12);
    if (arrays.has("agent")) agent = checked(arrays, "agent", n, -1, plan.n_agents);
    if (arrays.has("at_home")) at_home = arrays.flags("at_home", n);
    if (arrays.has("travel_ms")) travel_ms = tapes(arrays, "travel_ms", n_citizens);
    if (!at_home.empty() && static_cast<Int>(travel_ms.columns) < plan.max_visits) {
        throw InputError("array travel_ms does not hold a way for every visit at home");
    }
    matter_start = checked_starts(arrays, "drawn.matter_start", n, size(n_matters));
}

void Decisions::read_matters(const Arrays& arrays, const Plan& plan) {
    const std::size_t m = size(n_matters);
    matter_citizen = checked(arrays, "drawn.matter_citizen", m, 0, n_citizens);
    service = checked(arrays, "drawn.service", m, 0, plan.n_services);
    itinerary = checked(arrays, "itinerary", m, 0, static_cast<Int>(plan.program.itineraries.size()));
    rejections = arrays.any_ints("rejections", m);
    collect_work_ms = checked(arrays, "drawn.collect_work_ms", m, 0, NEVER_MS);
    if (arrays.has("package")) package = checked(arrays, "package", m, -1, n_matters);
    if (arrays.has("wrong_task")) wrong_task = checked(arrays, "wrong_task", m, -1, plan.n_tasks);
    if (arrays.has("shelved")) shelved = arrays.flags("shelved", m);
    error_u = uniforms(arrays, "drawn.error_u", n_matters);
    again_u = uniforms(arrays, "drawn.again_u", n_matters);
    return_days = tapes(arrays, "drawn.return_days", n_matters, -MANY, MANY);
    return_ms = tapes(arrays, "drawn.return_ms", n_matters, 0, NEVER_MS);
    amend_days = tapes(arrays, "drawn.amend_days", n_matters, -MANY, MANY);
    amend_ms = tapes(arrays, "drawn.amend_ms", n_matters, 0, NEVER_MS);
    amend_work_ms = tapes(arrays, "drawn.amend_work_ms", n_matters);
    again_days = tapes(arrays, "drawn.again_days", n_matters, -MANY, MANY);
    again_ms = tapes(arrays, "drawn.again_ms", n_matters, 0, NEVER_MS);
    revisit_work_ms = tapes(arrays, "revisit_work_ms", n_matters, 0, NEVER_MS);
    for (int tape = 0; tape < N_TAPES; ++tape) {
        const std::string name = "extra." + std::to_string(tape);
        if (arrays.has(name)) extra_work_ms[tape] = checked(arrays, name, m, -1, NEVER_MS);
    }
}

void Decisions::read_steps(const Arrays& arrays) {
    const std::size_t m = size(n_matters);
    route_work_ms = ranged(arrays, "route_work_ms", 0, NEVER_MS);
    stop_needed = arrays.any_ints("stop_needed", route_work_ms.size());
    route_start = checked_starts(arrays, "drawn.route_start", m, route_work_ms.size());
    step_work_ms = ranged(arrays, "step_work_ms", 0, NEVER_MS);
    step_elapsed_ms = arrays.ints("drawn.step_elapsed_ms", step_work_ms.size());
    step_start = checked_starts(arrays, "drawn.step_start", m, step_work_ms.size());
    if (!arrays.has("steps.needed")) return;
    const std::size_t f = step_work_ms.size();
    StepResults found;
    found.needed = arrays.ints("steps.needed", f);
    found.returns = arrays.ints("steps.returns", f);
    found.refused = arrays.ints("steps.refused", f);
    Ints work = arrays.ints("steps.again_work_ms"), elapsed = arrays.ints("steps.again_elapsed_ms", work.size());
    found.again_work_ms = {work, arrays.columns("steps.again_work_ms")};
    found.again_elapsed_ms = {elapsed, found.again_work_ms.columns};
    const Int n_rows = found.again_work_ms.columns == 0 ? 0 : static_cast<Int>(work.size() / found.again_work_ms.columns);
    found.again_row = found.again_work_ms.columns == 0 ? arrays.ints("steps.again_row", f)
                                                       : checked(arrays, "steps.again_row", f, -1, n_rows);
    steps = found;
}

void Decisions::read_offices(const Arrays& arrays, const Plan& plan) {
    const Network& network = *plan.network;
    const std::size_t m = size(n_matters), n = size(n_citizens);
    OfficeDecisions found;
    found.site = checked(arrays, "offices.site", m, WHEN_SETTING_OUT, network.n_sites);
    found.rejections = arrays.ints("offices.rejections", m);
    found.itinerary.emplace_back();  // in the main hall it is `itinerary`
    for (Int kind = 1; kind < network.n_kinds; ++kind) {
        found.itinerary.push_back(checked(arrays, "offices.itinerary." + std::to_string(kind), m, -1,
                                          static_cast<Int>(plan.program.itineraries.size())));
    }
    found.home = checked(arrays, "travel.home", n, 0, network.n_places);
    found.own_ms = checked(arrays, "travel.own_ms", n, 0, NEVER_MS);
    found.up_ms = {ranged(arrays, "travel.up_ms", 0, NEVER_MS), n};
    const Int n_kinds_of_place = n == 0 ? 0 : static_cast<Int>(found.up_ms.cells.size() / n);
    if (n > 0) check_range("place.kind", network.kind_of_place, 0, n_kinds_of_place);
    offices = std::move(found);
}

void Decisions::read_draws(const Arrays& arrays, const Plan& plan, Asked& asked) {
    for (const auto& [name, draws] : {std::pair{"order", &order}, std::pair{"call", &call}}) {
        auto found = asked.find(name);
        if (found == asked.end()) continue;
        draws->draws = &found->second;
        draws->is_collect = arrays.ints(std::string(name) + ".is_collect");
        draws->stop_of_task = checked(arrays, std::string(name) + ".stop_of_task", size(plan.n_tasks), 0,
                                      static_cast<Int>(draws->is_collect.size()));
    }
    auto found = asked.find("idle_work");
    if (found == asked.end()) return;
    idle_work = &found->second;
    idle_servers = arrays.ints("idle_work.servers");
}

// Whatever a matter's way reads from the tapes is there: asked once for each way and its matters.
void Decisions::check_ways(const Plan& plan) const {
    struct Needs {
        Int stops = 0, steps = 0;
    };
    std::vector<Needs> needs(plan.program.itineraries.size());
    auto look = [](auto& self, Row row, Needs& found) -> void {
        for (const Op& op : row) {
            const bool is_stop = (op.kind == Kind::SERVE && op.tape == Tape::ROUTE) ||
                                 (op.kind == Kind::IF && op.condition == Condition::NEEDED);
            const bool is_step = (op.kind == Kind::SERVE && op.tape == Tape::STEP) ||
                                 (op.kind == Kind::DELAY && op.lasts_ms == NEVER);
            if (is_stop) found.stops = std::max(found.stops, op.position + 1);
            if (is_step) found.steps = std::max(found.steps, op.position + 1);
            for (const StepRef& step : op.steps) found.steps = std::max(found.steps, step.position + 1);
            for (Row within : op.rows) self(self, within, found);
            for (const Op* other : {op.held, op.amend}) {
                if (other != nullptr) self(self, Row{other, other + 1}, found);
            }
        }
    };
    for (std::size_t i = 0; i < needs.size(); ++i) {
        const Itinerary& way = plan.program.itineraries[i];
        for (Row row : {way.before, way.after, way.when_home}) look(look, row, needs[i]);
        for (const Op* visit : {way.first, way.second, way.again, way.elsewhere}) {
            if (visit != nullptr) look(look, Row{visit, visit + 1}, needs[i]);
        }
    }
    auto check = [&](Ints ways, bool is_main) {
        for (std::size_t matter = 0; matter < ways.size(); ++matter) {
            if (ways[matter] == NEVER || (is_main && offices && !plan.network->accepts(MAIN, service[matter]))) continue;
            const Needs& need = needs[size(ways[matter])];
            if (route_start[matter + 1] - route_start[matter] < need.stops ||
                step_start[matter + 1] - step_start[matter] < need.steps) {
                throw InputError("matter " + std::to_string(matter) + " has not all the work its way asks for");
            }
        }
    };
    check(itinerary, true);
    if (!offices) return;
    for (Ints ways : offices->itinerary) check(ways, false);
}

}  // namespace hall
