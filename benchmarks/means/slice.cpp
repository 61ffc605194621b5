// The slice in C++: what happens to citizens at windows with rosters and tiers, then at three desks at once.
// `run_events` tells a matter's way by what each end leads to, `run_coroutines` as one function a matter.
#include <algorithm>
#include <array>
#include <coroutine>
#include <cstdint>
#include <queue>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

namespace py = pybind11;
using Int = std::int64_t;
using Array = py::array_t<Int, py::array::c_style>;
using Column = std::vector<Int>;

namespace {

constexpr Int never = -1, none = -1, n_desks = 3, first_desk = 4;
constexpr Int served = 0, left = 1, waiting = 2, in_service = 3;

// In the same millisecond: ends, shift changes, arrivals, starts, patience; within a kind the smaller number.
constexpr Int kind_bits = 40;
enum Kind : Int { END = 1, SHIFT, ARRIVAL, PATIENCE };

struct Event {
    Int at, key;
    bool operator>(const Event& other) const { return at != other.at ? at > other.at : key > other.key; }
};

struct Span {
    const Int* data;
    Int size;
    explicit Span(const Array& array) : data(array.data()), size(array.size()) {}
    Int operator[](Int i) const { return data[i]; }
};

struct Case {
    Span arrive, queue, work, patience, step_work, tier_start, tier_queue, roster, pauses, span_start, span_from,
        span_to;
};

struct Tickets {
    Column citizen, queue, server, issue, start, end, work, outcome, after, before;
    std::array<Column*, 10> columns() {
        return {&citizen, &queue, &server, &issue, &start, &end, &work, &outcome, &after, &before};
    }
};

struct Server {
    Int ticket = none, due = never, rest = 0, idle_since = 0;
    bool on_duty = false;
};

struct Queue {
    Int head = none, tail = none;
    std::vector<std::pair<Int, Int>> servers;  // each with the rank at which it takes this queue
};

using Waiting = std::vector<std::coroutine_handle<>>;

struct Process {  // begins at once, frees itself at its end
    struct promise_type {
        Process get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

Array handed_over(Column&& column) {  // without a copy: the array owns the cells
    auto* cells = new Column(std::move(column));
    const py::capsule owner(cells, [](void* gone) { delete static_cast<Column*>(gone); });
    return Array(static_cast<py::ssize_t>(cells->size()), cells->data(), owner);
}

template <bool coroutines>
class Hall {
  public:
    explicit Hall(const Case& given) : in(given) {
        const Int n = in.arrive.size, n_servers = in.roster.size;
        servers.resize(n_servers);
        rostered.resize(in.span_start.size - 1);
        turn.resize(rostered.size());
        queues.resize(first_desk + n_desks);
        for (Int s = 0; s < n_servers; ++s) {
            rostered[in.roster[s]].push_back(s);
            for (Int rank = 0; rank < 2; ++rank)
                for (Int i = in.tier_start[2 * s + rank]; i < in.tier_start[2 * s + rank + 1]; ++i)
                    queues[in.tier_queue[i]].servers.emplace_back(rank, s);
        }
        for (Column* column : {&leave, &visit_end, &accepted, &decided, &open}) column->assign(n, never);
        for (Column* column : tickets.columns()) column->reserve(n * (1 + n_desks));
        if (coroutines) joining.resize(n);
        for (std::size_t r = 0; r < rostered.size(); ++r) expect_shift(r);
    }

    Hall(const Hall&) = delete;

    ~Hall() {  // coroutines that nobody will resume
        for (const auto& who : resumed)
            if (who) who.destroy();
        for (std::size_t citizen = 0; citizen < joining.size(); ++citizen)
            if (open[citizen] > 0) joining[citizen].destroy();
    }

    void run() {
        const Int n = in.arrive.size;
        Int coming = 0;
        while (coming < n || !events.empty()) {
            now = coming < n ? in.arrive[coming] : events.top().at;
            if (!events.empty()) now = std::min(now, events.top().at);
            happen(Int{PATIENCE} << kind_bits);
            for (; coming < n && in.arrive[coming] == now; ++coming) arrive(coming);
            settle();
            happen(Int{PATIENCE + 1} << kind_bits);
        }
    }

    py::dict records() {
        py::dict found;
        auto put = [&](const char* name, Column& column) { found[name] = handed_over(std::move(column)); };
        put("tickets.citizen", tickets.citizen), put("tickets.queue", tickets.queue);
        put("tickets.server", tickets.server), put("tickets.issue_ms", tickets.issue);
        put("tickets.start_ms", tickets.start), put("tickets.end_ms", tickets.end);
        put("tickets.work_ms", tickets.work), put("tickets.outcome", tickets.outcome);
        put("visits.leave_ms", leave), put("visits.end", visit_end);
        put("matters.accepted_ms", accepted), put("matters.decided_ms", decided);
        return found;
    }

  private:
    // ------------------------------------------------------------------ a matter's way, as what ends lead to

    void arrive(Int citizen) {
        if constexpr (coroutines) matter(citizen);
        else expect_patience(issue(citizen, in.queue[citizen], in.work[citizen]));
    }

    void over(Int ticket) {
        if constexpr (coroutines) {
            std::exchange(resumed[ticket], nullptr).resume();
        } else if (tickets.queue[ticket] < first_desk) {
            if (accept(ticket))
                for (Int d = 0; d < n_desks; ++d) lodge(tickets.citizen[ticket], d);
        } else {
            const Int citizen = tickets.citizen[ticket];
            if (--open[citizen] == 0) decided[citizen] = now;
        }
    }

    // ------------------------------------------------------------------ the same way as coroutines

    struct Over {  // until a ticket is over
        Hall& hall;
        Int ticket;
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> who) { hall.resumed[ticket] = who; }
        void await_resume() const noexcept {}
    };

    struct Joined {  // until all branches have arrived
        Hall& hall;
        Int citizen;
        bool await_ready() const noexcept { return hall.open[citizen] == 0; }
        void await_suspend(std::coroutine_handle<> who) { hall.joining[citizen] = who; }
        void await_resume() const noexcept {}
    };

    Process matter(Int citizen) {
        const Int ticket = issue(citizen, in.queue[citizen], in.work[citizen]);
        expect_patience(ticket);
        co_await Over{*this, ticket};
        if (!accept(ticket)) co_return;
        for (Int d = 0; d < n_desks; ++d) branch(citizen, d);
        co_await Joined{*this, citizen};
        decided[citizen] = now;
    }

    Process branch(Int citizen, Int desk) {
        co_await Over{*this, lodge(citizen, desk)};
        if (--open[citizen] == 0) joining[citizen].resume();
    }

    // ------------------------------------------------------------------ steps of either

    bool accept(Int ticket) {
        const Int citizen = tickets.citizen[ticket];
        leave[citizen] = now;
        visit_end[citizen] = tickets.outcome[ticket];
        if (tickets.outcome[ticket] != served) return false;
        accepted[citizen] = now;
        open[citizen] = n_desks;
        return true;
    }

    Int lodge(Int citizen, Int desk) {
        return issue(citizen, first_desk + desk, in.step_work[citizen * n_desks + desk]);
    }

    Int issue(Int citizen, Int queue, Int work) {
        const Int ticket = static_cast<Int>(tickets.citizen.size());
        tickets.citizen.push_back(citizen), tickets.queue.push_back(queue), tickets.server.push_back(none);
        tickets.issue.push_back(now), tickets.start.push_back(never), tickets.end.push_back(never);
        tickets.work.push_back(work), tickets.outcome.push_back(waiting);
        tickets.after.push_back(none), tickets.before.push_back(queues[queue].tail);
        if constexpr (coroutines) resumed.emplace_back();
        Queue& q = queues[queue];
        (q.tail == none ? q.head : tickets.after[q.tail]) = ticket;
        q.tail = ticket;
        issued.push_back(ticket);
        return ticket;
    }

    void expect_patience(Int ticket) {
        const Int patience = in.patience[tickets.citizen[ticket]];
        if (patience >= 0) events.push({now + patience, Int{PATIENCE} << kind_bits | ticket});
    }

    // ------------------------------------------------------------------ events

    void happen(Int below) {
        while (!events.empty() && events.top().at == now && events.top().key < below) {
            const Int key = events.top().key, number = key & ((Int{1} << kind_bits) - 1);
            events.pop();
            if (key >> kind_bits == END) end(number);
            else if (key >> kind_bits == SHIFT) change_shift(number);
            else lose_patience(number);
        }
    }

    void end(Int ticket) {
        const Int s = tickets.server[ticket];
        Server& server = servers[s];
        if (server.due != now || server.ticket != ticket) return;  // interrupted meanwhile
        server = {.idle_since = now, .on_duty = server.on_duty};
        if (server.on_duty) freed.push_back(s);
        tickets.end[ticket] = now;
        tickets.outcome[ticket] = served;
        over(ticket);
    }

    void lose_patience(Int ticket) {
        if (tickets.start[ticket] != never) return;
        take_out(ticket);
        tickets.end[ticket] = now;
        tickets.outcome[ticket] = left;
        over(ticket);
    }

    void expect_shift(Int r) {  // spans begin and end by turns
        const Int span = in.span_start[r] + turn[r] / 2;
        if (span < in.span_start[r + 1])
            events.push({turn[r] % 2 ? in.span_to[span] : in.span_from[span], Int{SHIFT} << kind_bits | r});
    }

    void change_shift(Int r) {
        const bool begins = turn[r]++ % 2 == 0;
        expect_shift(r);
        for (const Int s : rostered[r]) begins ? begin_duty(s) : end_duty(s);
    }

    void begin_duty(Int s) {
        Server& server = servers[s];
        server.on_duty = true;
        if (server.ticket == none) {
            server.idle_since = now;
            freed.push_back(s);
        } else if (server.due == never) {
            server.due = now + server.rest;
            events.push({server.due, Int{END} << kind_bits | server.ticket});
        }
    }

    void end_duty(Int s) {
        Server& server = servers[s];
        server.on_duty = false;
        if (server.ticket == none || !in.pauses[s]) return;
        server.rest = server.due - now;
        server.due = never;
    }

    // ------------------------------------------------------------------ starts

    void settle() {
        std::sort(freed.begin(), freed.end());
        for (const Int s : freed)
            if (const Int ticket = next_of(s); ticket != none) start(ticket, s);
        freed.clear();
        for (const Int ticket : issued)
            if (tickets.start[ticket] == never)
                if (const Int s = idle_for(tickets.queue[ticket]); s != none) start(ticket, s);
        issued.clear();
    }

    Int next_of(Int s) const {  // of the best rank that has any, the earliest ticket
        if (!servers[s].on_duty || servers[s].ticket != none) return none;
        for (Int rank = 0; rank < 2; ++rank) {
            Int best = none;
            for (Int i = in.tier_start[2 * s + rank]; i < in.tier_start[2 * s + rank + 1]; ++i)
                if (const Int head = queues[in.tier_queue[i]].head; head != none && (best == none || head < best))
                    best = head;
            if (best != none) return best;
        }
        return none;
    }

    Int idle_for(Int queue) const {  // by rank, then the longest idle, then the smallest number
        Int best = none, best_rank = 0;
        for (const auto& [rank, s] : queues[queue].servers) {
            const Server& server = servers[s];
            if (!server.on_duty || server.ticket != none) continue;
            if (best == none || rank < best_rank ||
                (rank == best_rank && server.idle_since < servers[best].idle_since))
                best = s, best_rank = rank;
        }
        return best;
    }

    void start(Int ticket, Int s) {
        take_out(ticket);
        Server& server = servers[s];
        server.ticket = ticket;
        server.due = now + tickets.work[ticket];
        tickets.server[ticket] = s;
        tickets.start[ticket] = now;
        tickets.outcome[ticket] = in_service;
        events.push({server.due, Int{END} << kind_bits | ticket});
    }

    void take_out(Int ticket) {
        Queue& q = queues[tickets.queue[ticket]];
        (tickets.before[ticket] == none ? q.head : tickets.after[tickets.before[ticket]]) = tickets.after[ticket];
        (tickets.after[ticket] == none ? q.tail : tickets.before[tickets.after[ticket]]) = tickets.before[ticket];
    }

    const Case& in;
    Int now = 0;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events;
    std::vector<Server> servers;
    std::vector<Queue> queues;
    std::vector<Column> rostered;
    Column turn, freed, issued;
    Tickets tickets;
    Column leave, visit_end, accepted, decided, open;
    Waiting resumed, joining;
};

template <bool coroutines>
py::dict run(const Array& arrive, const Array& queue, const Array& work, const Array& patience,
             const Array& step_work, const Array& tier_start, const Array& tier_queue, const Array& roster,
             const Array& pauses, const Array& span_start, const Array& span_from, const Array& span_to) {
    const Case given{Span(arrive),     Span(queue),  Span(work),   Span(patience),   Span(step_work), Span(tier_start),
                     Span(tier_queue), Span(roster), Span(pauses), Span(span_start), Span(span_from), Span(span_to)};
    Hall<coroutines> hall(given);
    {
        const py::gil_scoped_release others_may_run;
        hall.run();
    }
    return hall.records();
}

}  // namespace

PYBIND11_MODULE(slice_cpp, module) {
    module.def("run_events", &run<false>);
    module.def("run_coroutines", &run<true>);
}
