#include "program.h"

namespace hall {

namespace {

// So deep may operations stand within each other: what walks them has that much room.
constexpr int MAX_DEPTH = 32;

constexpr Int MOST_WITHIN = 1'000'000;

// Operations stand within each other: not without end, and no more of them than a way can have.
void check_within(Row row, int depth, Int& n) {
    for (const Op& op : row) {
        if (depth > MAX_DEPTH || ++n > MOST_WITHIN) throw InputError("operations stand within each other without end");
        for (Row within : op.rows) check_within(within, depth + 1, n);
        for (const Op* other : {op.held, op.amend, op.gate}) {
            if (other != nullptr) check_within({other, other + 1}, depth + 1, n);
        }
    }
}

// Whether an operation has the parts that its kind needs.
bool is_whole(const Op& op, Int tape) {
    const std::size_t n = op.rows.size();
    const bool is_for_a_step = op.task >= 0 && op.position >= 0;
    switch (op.kind) {
        case Kind::SERVE: return is_for_a_step && tape >= 0;
        case Kind::DELAY: return op.lasts_ms == NEVER ? is_for_a_step : op.hold == NEVER;
        case Kind::IF:
        case Kind::UNTIL:
        case Kind::ROW: return n == 1;
        case Kind::VISIT: return n == 3 && (op.held == nullptr || (op.held->kind == Kind::DELAY && op.held->hold != NEVER));
        case Kind::STEP: return n == op.steps.size() && op.back_to >= 0 && op.n_places >= 0;
        case Kind::GATE: return op.line >= 0;
        case Kind::AWAIT: return op.gate != nullptr && op.gate->kind == Kind::GATE;
        case Kind::APPROVE: return n >= 1 && (op.amend == nullptr || op.amend->kind == Kind::VISIT);
        default: return true;
    }
}

}  // namespace

Program::Program(const Arrays& arrays, Int n_tasks) {
    read_parts(arrays, n_tasks);
    read_ops(arrays, n_tasks);
    read_ways(arrays, n_tasks);
}

void Program::read_parts(const Arrays& arrays, Int n_tasks) {
    Ints task = arrays.ints("step.task");
    check_range("step.task", task, 0, n_tasks);
    Ints position = checked(arrays, "step.position", task.size(), 0, INT32_MAX);
    for (std::size_t i = 0; i < task.size(); ++i) steps_.push_back({task[i], position[i]});
    Ints takes = arrays.ints("leg.ms"), workdays = arrays.ints("leg.workdays", takes.size());
    Ints courier = arrays.ints("leg.courier", takes.size());
    for (std::size_t i = 0; i < takes.size(); ++i) legs_.push_back({takes[i], workdays[i] != 0, courier[i]});
    n_lines = arrays.number("line.n");
}

void Program::read_ops(const Arrays& arrays, Int n_tasks) {
    Ints kind = arrays.ints("op.kind");
    const std::size_t n = kind.size();
    const Int end = static_cast<Int>(n);
    check_range("op.kind", kind, 0, N_KINDS);
    auto column = [&](const char* name, Int least, Int below) {
        return checked(arrays, std::string("op.") + name, n, least, below);
    };
    constexpr Int ANY = INT64_MAX;
    Ints numbers = arrays.ints("op.numbers");
    const Int n_numbers = static_cast<Int>(numbers.size());
    Ints task = column("task", -1, n_tasks), tape = column("tape", -1, N_TAPES);
    Ints position = column("position", -1, INT32_MAX), hours = column("hours", -1, 3);
    Ints lasts_ms = column("lasts_ms", -1, ANY), lasts_workdays = column("lasts_workdays", -1, 2);
    Ints hold = column("hold", -1, 7), stops = column("stops", -1, 2), stays_open = column("stays_open", -1, 2);
    Ints moment = column("moment", -1, 4), condition = column("condition", -1, 4);
    Ints n_needed = column("n_needed", -1, ANY), limit_workdays = column("limit_workdays", -1, ANY);
    Ints limit_n_steps = column("limit_n_steps", -1, ANY), purpose = column("purpose", -1, 8);
    Ints next_day = column("next_day", -1, 2), back_to = column("back_to", -1, ANY);
    Ints n_places = column("n_places", -1, ANY), line = column("line", -1, n_lines);
    Ints is_end = column("is_end", -1, 2), cancels = column("cancels", -1, 2), level = column("level", -1, ANY);
    Ints start = column("start", -1, ANY), goal = column("goal", -1, ANY);
    Ints held = column("held", -1, end), amend = column("amend", -1, end), gate = column("gate", -1, end);
    Ints child = column("child", 0, n_numbers + 1), n_children = column("n_children", 0, n_numbers + 1);
    Ints step = column("steps", -1, ANY), n_steps = column("n_steps", -1, ANY);
    Ints leg = column("legs", -1, ANY), n_legs = column("n_legs", -1, ANY);
    Ints further = column("further", -1, n_numbers + 1), n_further = column("n_further", -1, n_numbers + 1);

    ops_.resize(n);
    Ints first = arrays.ints("row.first"), last = arrays.ints("row.end", first.size());
    check_range("row.first", first, 0, end + 1);
    check_range("row.end", last, 0, end + 1);
    for (std::size_t row = 0; row < first.size(); ++row) {
        if (first[row] > last[row]) throw InputError("array row.end lies before row.first");
        rows_.push_back({ops_.data() + first[row], ops_.data() + last[row]});
    }
    std::vector<std::size_t> at(n);
    for (std::size_t i = 0; i < n; ++i) {
        if (child[i] + n_children[i] > n_numbers) throw InputError("array op.child leads out of op.numbers");
        Ints of = numbers.subspan(static_cast<std::size_t>(child[i]), static_cast<std::size_t>(n_children[i]));
        check_range("op.numbers", of, 0, static_cast<Int>(rows_.size()));
        at[i] = within_.size();
        for (Int row : of) within_.push_back(rows_[static_cast<std::size_t>(row)]);
    }
    auto part = [](auto& all, Int from, Int size) {
        if (from < 0) return std::span(all).first(0);
        if (size < 0 || from + size > static_cast<Int>(all.size())) throw InputError("a part of an operation is missing");
        return std::span(all).subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(size));
    };
    auto op_at = [&](Int place) { return place < 0 ? nullptr : &ops_[static_cast<std::size_t>(place)]; };
    for (std::size_t i = 0; i < n; ++i) {
        Op& op = ops_[i];
        op.kind = static_cast<Kind>(kind[i]);
        op.tape = static_cast<Tape>(tape[i]);
        op.hours = static_cast<Hours>(hours[i]);
        op.moment = static_cast<Moment>(moment[i]);
        op.condition = static_cast<Condition>(condition[i]);
        op.stops = stops[i] == 1;
        op.stays_open = stays_open[i] == 1;
        op.next_day = next_day[i] == 1;
        op.is_end = is_end[i] == 1;
        op.cancels = cancels[i] == 1;
        op.lasts_workdays = lasts_workdays[i] == 1;
        op.task = task[i];
        op.position = position[i];
        op.lasts_ms = lasts_ms[i];
        op.hold = hold[i];
        op.n_needed = n_needed[i];
        op.limit_workdays = limit_workdays[i];
        op.limit_n_steps = limit_n_steps[i];
        op.purpose = purpose[i];
        op.back_to = back_to[i];
        op.n_places = n_places[i];
        op.line = line[i];
        op.level = level[i];
        op.start = start[i];
        op.goal = goal[i];
        op.rows = std::span(within_).subspan(at[i], static_cast<std::size_t>(n_children[i]));
        op.held = op_at(held[i]);
        op.amend = op_at(amend[i]);
        op.gate = op_at(gate[i]);
        op.steps = part(steps_, step[i], n_steps[i]);
        op.legs = part(legs_, leg[i], n_legs[i]);
        op.further_tasks = part(numbers, further[i], n_further[i]);
        check_range("op.further", op.further_tasks, 0, n_tasks);
    }
    for (std::size_t i = 0; i < n; ++i) {
        if (!is_whole(ops_[i], tape[i])) throw InputError("operation " + std::to_string(i) + " lacks a part");
    }
    for (const Op& op : ops_) {
        Int n = 0;
        check_within({&op, &op + 1}, 0, n);
    }
}

void Program::read_ways(const Arrays& arrays, Int n_tasks) {
    Ints service = arrays.ints("way.service");
    const std::size_t n = service.size();
    const Int n_ops = static_cast<Int>(ops_.size()), n_rows = static_cast<Int>(rows_.size());
    Ints first = checked(arrays, "way.visit", n, 0, n_ops), again = checked(arrays, "way.again", n, 0, n_ops);
    Ints second = checked(arrays, "way.second", n, -1, n_ops);
    Ints elsewhere = checked(arrays, "way.elsewhere", n, -1, n_ops);
    Ints before = checked(arrays, "way.before", n, 0, n_rows), after = checked(arrays, "way.after", n, 0, n_rows);
    Ints when_home = checked(arrays, "way.when_home", n, 0, n_rows);
    Ragged tasks(arrays, "way.tasks", n);
    check_range("way.tasks", tasks.cells(), 0, n_tasks);
    auto op_at = [&](Int place) { return place < 0 ? nullptr : &ops_[static_cast<std::size_t>(place)]; };
    auto row_at = [&](Int number) { return rows_[static_cast<std::size_t>(number)]; };
    for (std::size_t i = 0; i < n; ++i) {
        itineraries.push_back({service[i], op_at(first[i]), op_at(second[i]), op_at(again[i]), op_at(elsewhere[i]),
                               row_at(before[i]), row_at(after[i]), row_at(when_home[i]), tasks[i]});
        for (const Op* visit : {op_at(first[i]), op_at(second[i]), op_at(again[i]), op_at(elsewhere[i])}) {
            if (visit != nullptr && visit->kind != Kind::VISIT) throw InputError("a way begins with no visit");
        }
    }
}

}  // namespace hall
