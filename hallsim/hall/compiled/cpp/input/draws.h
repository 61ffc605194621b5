// Chance that no array can hold, since nobody knows how often it is asked (hallsim/hall/decisions/draws.py).
//
// A question is asked of Python once; its answer, an array, is kept.
#pragma once

#include <functional>
#include <map>
#include <tuple>

#include "arrays.h"

namespace hall {

class Draws {
public:
    using Ask = std::function<Array(Int, Int, Int)>;

    explicit Draws(Ask ask) : ask_(std::move(ask)) {}

    Reals reals(Int what, Int visit, Int time) {
        const Array& found = of_kind(what, visit, time, 'f');
        return {static_cast<const double*>(found.data), found.size};
    }
    Ints ints(Int what, Int visit, Int time) {
        const Array& found = of_kind(what, visit, time, 'i');
        return {static_cast<const Int*>(found.data), found.size};
    }

private:
    Ask ask_;
    std::map<std::tuple<Int, Int, Int>, Array> kept_;

    const Array& of_kind(Int what, Int visit, Int time, char kind) {
        auto found = kept_.find({what, visit, time});
        if (found == kept_.end()) found = kept_.emplace(std::tuple{what, visit, time}, ask_(what, visit, time)).first;
        if (found->second.kind != kind) throw InputError("an answer is not of the kind it must be");
        return found->second;
    }
};

// A place on a tape of a matter's tickets: a stop (whatever its service), a visit, and which time.
struct TicketDraws {
    Draws* draws = nullptr;  // nullptr: nobody asks
    Ints stop_of_task, is_collect;

    Int stop(Int task) const { return stop_of_task[task]; }
    Int visit(Int task, Int attempt) const { return is_collect[stop_of_task[task]] ? 0 : attempt; }
};

}  // namespace hall
