// The two benchmark systems as a C++ programmer writes just them: one loop over events, waits appended to arrays.
#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <tuple>
#include <vector>

using Int = std::int64_t;

namespace {

enum Stage { WINDOW, DESK, OUTPUT };

struct Event {
    Int at, customer;
    int stage, station;  // what ends, and where
    bool operator>(const Event& other) const {
        return std::tie(at, customer, station) > std::tie(other.at, other.customer, other.station);
    }
};

struct Station {
    Int free;
    std::deque<std::pair<Int, Int>> waiting;  // customer, since when
};

using Events = std::priority_queue<Event, std::vector<Event>, std::greater<>>;

}  // namespace

extern "C" {

__attribute__((visibility("default"))) void simulate_queue(
    Int n, const Int* arrive, const Int* work, Int n_windows, Int* waits, Int* totals) {
    std::priority_queue<std::pair<Int, Int>, std::vector<std::pair<Int, Int>>, std::greater<>> ends;
    std::deque<Int> waiting;
    Int coming = 0, n_begun = 0;
    auto begin = [&](Int customer, Int now) {
        waits[n_begun++] = now - arrive[customer];
        ends.emplace(now + work[customer], customer);
    };
    while (coming < n || !ends.empty()) {
        if (!ends.empty() && (coming == n || ends.top().first <= arrive[coming])) {
            const auto [now, customer] = ends.top();
            ends.pop();
            totals[customer] = now - arrive[customer];
            if (!waiting.empty()) {
                begin(waiting.front(), now);
                waiting.pop_front();
            }
        } else if (static_cast<Int>(ends.size()) < n_windows) {
            begin(coming, arrive[coming]);
            ++coming;
        } else {
            waiting.push_back(coming++);
        }
    }
}

__attribute__((visibility("default"))) void simulate_hall(
    Int n, const Int* arrive, const Int* department, const Int* window_work, const Int* desk_work,
    const Int* output_work, Int n_departments, const Int* n_windows, Int n_desks, Int n_officers, Int n_output,
    Int* window_waits, Int* desk_waits, Int* output_waits, Int* totals) {
    std::vector<Station> windows, desks(n_desks, Station{n_officers, {}});
    for (Int d = 0; d < n_departments; ++d) windows.push_back({n_windows[d], {}});
    Station output{n_output, {}};
    std::vector<Int> open(n, n_desks);
    Events events;
    Int coming = 0;

    auto begin = [&](Int customer, int stage, int station, Int since, Int now) {
        Int*& waits = stage == WINDOW ? window_waits : stage == DESK ? desk_waits : output_waits;
        *waits++ = now - since;
        const Int work = stage == WINDOW ? window_work[customer]
                         : stage == DESK ? desk_work[customer * n_desks + station]
                                         : output_work[customer];
        events.push({now + work, customer, stage, station});
    };
    auto station_of = [&](int stage, int station) -> Station& {
        return stage == WINDOW ? windows[station] : stage == DESK ? desks[station] : output;
    };
    auto join = [&](Int customer, int stage, int station, Int now) {
        Station& there = station_of(stage, station);
        if (there.free == 0) return there.waiting.emplace_back(customer, now), void();
        --there.free;
        begin(customer, stage, station, now, now);
    };
    auto leave = [&](int stage, int station, Int now) {
        Station& there = station_of(stage, station);
        if (there.waiting.empty()) return ++there.free, void();
        const auto [customer, since] = there.waiting.front();
        there.waiting.pop_front();
        begin(customer, stage, station, since, now);
    };

    while (coming < n || !events.empty()) {
        if (events.empty() || (coming < n && arrive[coming] < events.top().at)) {
            join(coming, WINDOW, static_cast<int>(department[coming]), arrive[coming]);
            ++coming;
            continue;
        }
        const Event event = events.top();
        events.pop();
        leave(event.stage, event.station, event.at);
        if (event.stage == WINDOW) {
            for (Int desk = 0; desk < n_desks; ++desk)
                join(event.customer, DESK, static_cast<int>(desk), event.at);
        } else if (event.stage == DESK) {
            if (--open[event.customer] == 0) join(event.customer, OUTPUT, 0, event.at);
        } else {
            totals[event.customer] = event.at - arrive[event.customer];
        }
    }
}
}
