// When a hall is open: opening and closing of every session, doors, and the last ticket (R1.2).
#pragma once

#include <algorithm>
#include <vector>

#include "check_input.h"

namespace hall {

class Opening {
public:
    Opening(const Arrays& arrays, std::size_t kind) {
        always_open = arrays.ints("opening.always_open")[kind] != 0;
        open_ms = row(arrays, "open_ms", kind);
        close_ms = row(arrays, "close_ms", kind);
        early_ms = row(arrays, "early_ms", kind);
        doors_ms = row(arrays, "doors_ms", kind);
        last_ticket_ms = row(arrays, "last_ticket_ms", kind);
        is_open_day = row(arrays, "is_open_day", kind);
        day_starts = row(arrays, "day_starts", kind);
        for (Ints times : {close_ms, early_ms, doors_ms, last_ticket_ms}) {
            if (times.size() != open_ms.size()) throw InputError("sessions of a hall do not agree");
        }
        check_ascending("opening.early_ms", early_ms);
        check_ascending("opening.open_ms", open_ms);
        check_ascending("opening.close_ms", close_ms);
    }

    bool always_open;
    Ints open_ms, close_ms, early_ms, doors_ms, last_ticket_ms, is_open_day, day_starts;
    Ints attended;  // by day, whether anybody serves; empty: always

    // The session for which who comes now is early, in time or late; -1 before any.
    // Mostly it is that of the last question.
    Int session(Ms now) const {
        const Int n = static_cast<Int>(early_ms.size());
        const bool is_same = (last_ < 0 || early_ms[at(last_)] <= now) && (last_ + 1 >= n || now < early_ms[at(last_ + 1)]);
        if (!is_same) last_ = upper(early_ms, now) - 1;
        return last_;
    }

    // Whether who comes now is too late for a ticket (R5.1, R6.14).
    bool issues_no_more(Ms now) const {
        if (always_open) return false;
        Int number = session(now);
        return number < 0 || now >= last_ticket_ms[at(number)];
    }

    // Whether the hall has closed (at midday it has not), until tickets are issued again (R6.4).
    bool is_closed(Ms now) const {
        if (always_open) return false;
        Int number = session(now);
        return number < 0 || now >= close_ms[at(number)] || now < doors_ms[at(number)];
    }

    Ms doors_at(Ms now) const { return doors_ms[at(session(now))]; }

    Ms closes_at(Ms now) const {
        Int number = session(now);
        return number >= 0 ? close_ms[at(number)] : now;
    }

    Ms next_opening(Ms after) const {
        Int number = upper(open_ms, after);
        return number < static_cast<Int>(open_ms.size()) ? open_ms[at(number)] : NEVER_MS;
    }

    // A moment when tickets are issued, and at any other the next opening (R5.8).
    Ms next_tickets(Ms now) const {
        if (always_open || !(issues_no_more(now) || now < doors_at(now))) return now;
        return next_opening(now);
    }

    // The day, that on which the night began while a night lasts.
    Int day_of(Ms now) const { return always_open ? now / MS_PER_DAY : upper(day_starts, now) - 1; }

    // Whether who comes now finds an office that should be open, and nobody serving (R5.26).
    bool is_in_vain(Ms now) const {
        if (attended.empty() || issues_no_more(now)) return false;
        Int day = day_of(now);
        return day < 0 || day >= static_cast<Int>(attended.size()) || !attended[at(day)];
    }

private:
    mutable Int last_ = NEVER;  // session asked for; every run has openings of its own

    static std::size_t at(Int number) { return static_cast<std::size_t>(number); }

    static Int upper(Ints times, Ms now) {
        return std::upper_bound(times.begin(), times.end(), now) - times.begin();
    }

    static Ints row(const Arrays& arrays, const std::string& name, std::size_t kind) {
        return Ragged(arrays, "opening." + name)[kind];
    }
};

}  // namespace hall
