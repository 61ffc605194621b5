// What is decided before the clock starts, under the names of hallsim/hall/decisions/model.py.
#pragma once

#include "draws.h"
#include "plan.h"

namespace hall {

// Rows of equal length.
template <class T>
struct Matrix {
    std::span<const T> cells;
    std::size_t columns = 0;

    T at(Int row, Int column) const { return cells[static_cast<std::size_t>(row) * columns + static_cast<std::size_t>(column)]; }
};

struct StepResults {
    Ints needed, returns, refused, again_row;
    Matrix<Int> again_work_ms, again_elapsed_ms;
};

// To which office each matter goes, as far as is known, what it walks there, and how long every way takes.
struct OfficeDecisions {
    Ints site;                    // by matter, WHEN_SETTING_OUT where that is decided then
    std::vector<Ints> itinerary;  // by kind of office (not the main hall), then by matter; NEVER where it is not accepted
    Ints rejections;              // by matter, anywhere but in the main hall
    Ints home, own_ms;            // by citizen: the place, and the way from home to its centre
    Matrix<Int> up_ms;            // by kind of place, then by citizen: on to the centre of its parent
};

class Decisions {
public:
    using Asked = std::map<std::string, Draws>;

    Decisions(const Arrays& arrays, const Plan& plan, Asked& asked);

    Int n_citizens, n_matters;

    // by citizen
    Ints arrive_ms, group, own_slot_ms, ticket_from_ms, class_row, stays_away, agent, balk_at;
    std::span<const std::uint8_t> at_home;
    Tapes patience_ms, travel_ms;
    Ints matter_start;

    // by matter
    Ints matter_citizen, service, itinerary, rejections, collect_work_ms, package, wrong_task;
    std::span<const std::uint8_t> shelved;
    Matrix<double> error_u, again_u;
    Tapes return_days, return_ms, amend_days, amend_ms, amend_work_ms, again_days, again_ms, revisit_work_ms;
    Ints extra_work_ms[N_TAPES];  // empty: not of this tape

    // by stop of a route, by step of an approval
    Ints route_start, route_work_ms, stop_needed, step_start, step_work_ms, step_elapsed_ms;

    std::optional<StepResults> steps;
    std::optional<OfficeDecisions> offices;  // where there are several

    // asked while it runs
    TicketDraws order, call;
    Draws* idle_work = nullptr;  // (server, 0, n): the first n lengths
    Ints idle_servers;           // who has back-office work

    // Fetch what a citizen who comes soon will ask for: the tapes are longer than any cache, and each is read at one cell
    // a citizen, too rarely for the processor to foresee it. First what is found by the citizen's number, then by the
    // matter's, then by those of its stops and steps. Tapes of one cell a citizen are fetched by the line.
    static constexpr std::size_t LINE = 8;
    bool has_rows() const { return !(by_citizen_.rows.empty() && by_matter_.rows.empty()); }
    void fetch_citizen(Int citizen, bool is_line) const { by_citizen_.fetch(citizen, is_line); }
    void fetch_matter(Int citizen, bool is_line) const { by_matter_.fetch(matter_start[citizen], is_line); }
    void fetch_work(Int citizen) const {
        const Int matter = matter_start[citizen];
        if (matter == n_matters) return;
        fetch(route_work_ms, route_start[matter]);
        fetch(stop_needed, route_start[matter]);
        fetch(step_work_ms, step_start[matter]);
    }

    // What a citizen will ask for who has to come again: when.
    void fetch_return(Int matter) const {
        __builtin_prefetch(return_days.row(matter));
        __builtin_prefetch(return_ms.row(matter));
    }

    // What a visit will ask for that is made days later.
    void fetch_visit(Int citizen, Int matter, Int patience_column) const {
        if (!patience_ms.empty()) __builtin_prefetch(patience_ms.row(citizen) + patience_column);
        fetch(collect_work_ms, matter);
        if (!revisit_work_ms.empty()) __builtin_prefetch(revisit_work_ms.row(matter));
    }

private:
    // Those to be fetched: of one cell a citizen (or matter), and of rows.
    struct Strips {
        struct Rows {
            const std::byte* begin;
            std::size_t bytes;
        };
        std::vector<const std::byte*> cells;
        std::vector<Rows> rows;

        void fetch(Int number, bool is_line) const {
            const auto at = static_cast<std::size_t>(number);
            if (is_line) {
                for (const std::byte* begin : cells) __builtin_prefetch(begin + (at + LINE - 1) * sizeof(Int));
            }
            for (const Rows& one : rows) __builtin_prefetch(one.begin + at * one.bytes);
        }
    };
    Strips by_citizen_, by_matter_;

    void note_strips();

    template <class Cells>
    static void fetch(const Cells& cells, Int at) {
        if (!cells.empty()) __builtin_prefetch(cells.data() + at);
    }

    void read_citizens(const Arrays& arrays, const Plan& plan);
    void read_matters(const Arrays& arrays, const Plan& plan);
    void read_steps(const Arrays& arrays);
    void read_offices(const Arrays& arrays, const Plan& plan);
    void read_draws(const Arrays& arrays, const Plan& plan, Asked& asked);
    void check_ways(const Plan& plan) const;
};

}  // namespace hall
