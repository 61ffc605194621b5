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

    // Answers of so many cells at least.
    Reals reals(Int what, Int visit, Int time, Int n) {
        const Array& found = answer(what, visit, time, n, 'f');
        return {static_cast<const double*>(found.data), found.size};
    }
    Ints ints(Int what, Int visit, Int time, Int n) {
        const Array& found = answer(what, visit, time, n, 'i');
        return {static_cast<const Int*>(found.data), found.size};
    }

private:
    Ask ask_;
    std::map<std::tuple<Int, Int, Int>, Array> kept_;

    static Array sound(const Array& given) {
        const bool is_sound = given.kind == 'i'   ? are_sound(Ints(static_cast<const Int*>(given.data), given.size))
                              : given.kind == 'f' ? are_sound(Reals(static_cast<const double*>(given.data), given.size))
                                                  : true;
        if (!is_sound) throw InputError("an answer holds a number beyond what any can be");
        return given;
    }

    const Array& answer(Int what, Int visit, Int time, Int n, char kind) {
        auto found = kept_.find({what, visit, time});
        if (found == kept_.end()) found = kept_.emplace(std::tuple{what, visit, time}, sound(ask_(what, visit, time))).first;
        if (found->second.kind != kind || found->second.size < static_cast<std::size_t>(n)) {
            throw InputError("an answer is not what was asked for");
        }
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
