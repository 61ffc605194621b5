// Itineraries as a program: rows of operations with rows within them (hallsim/hall/compiled/flatten/program.py).
#pragma once

#include <memory>
#include <vector>

#include "check_input.h"
#include "codes.h"

namespace hall {

enum class Kind : std::int8_t {
    SERVE, MISLED, DELAY, TRANSPORT, MARK, IF, FORK, UNTIL, VISIT, STEP, ROW, GATE, AWAIT, APPROVE,
};
constexpr int N_KINDS = 14;

struct Op;

// Operations one after another.
struct Row {
    const Op* first;
    const Op* last;

    const Op* begin() const { return first; }
    const Op* end() const { return last; }
    bool empty() const { return first == last; }
    std::size_t size() const;
};

struct StepRef {
    Int task, position;
};

struct Leg {
    Ms takes_ms;  // NEVER: the file is there at once
    bool of_workdays;
    Int courier;  // kind of the office whose courier takes it; NEVER: it leaves at once
};

// One operation; what its kind does not say is NEVER, or empty.
struct Op {
    Kind kind;
    Tape tape;
    Hours hours;
    Moment moment;
    Condition condition;
    bool stops, stays_open, next_day, is_end, cancels, lasts_workdays;
    Int task, position;
    Ms lasts_ms;
    Int hold, n_needed, limit_workdays, limit_n_steps, purpose, back_to, n_places, line, level, start, goal;
    std::span<const Row> rows;  // within it
    const Op* held;             // a delay, beside a visit
    const Op* amend;            // a visit
    const Op* gate;
    std::span<const StepRef> steps;
    std::span<const Leg> legs;
    Ints further_tasks;

    bool is_race() const { return n_needed < static_cast<Int>(rows.size()); }
    // A visit's rows, and the one row of a condition or of `Until`.
    Row entry() const { return rows[0]; }
    Row stops_row() const { return rows[1]; }
    Row meanwhile() const { return rows[2]; }
    Row then() const { return rows[0]; }
};

inline std::size_t Row::size() const { return static_cast<std::size_t>(last - first); }

// The way of one service's matters (hallsim/hall/plan/itinerary.py).
struct Itinerary {
    Int service;
    const Op* first;
    const Op* second;
    const Op* again;
    const Op* elsewhere;
    Row before, after, when_home;
    Ints tasks_of_first_visit;

    bool is_visited() const { return !first->stops_row().empty(); }
};

class Program {
public:
    Program(const Arrays& arrays, Int n_tasks);
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    std::vector<Itinerary> itineraries;
    Int n_lines;

private:
    std::vector<Op> ops_;
    std::vector<Row> rows_;         // by number
    std::vector<Row> within_;       // those within operations, in the order in which they name them
    std::vector<StepRef> steps_;
    std::vector<Leg> legs_;

    void read_parts(const Arrays& arrays, Int n_tasks);
    void read_ops(const Arrays& arrays, Int n_tasks);
    void read_ways(const Arrays& arrays, Int n_tasks);
};

}  // namespace hall
