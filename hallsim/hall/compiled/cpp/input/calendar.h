// Days: which are worked, and the world's working time (R1.1, R1.3).
#pragma once

#include "timetable.h"

namespace hall {

class Calendar {
public:
    explicit Calendar(const Arrays& arrays) {
        workdays = std::move(timetables(arrays, "workdays").at(0));
        workdays.add_up();
        Ints working = arrays.ints("calendar.is_working");
        n_known_ = static_cast<Int>(working.size());
        rank_.reserve(working.size() + 1);
        for (std::size_t day = 0; day < working.size(); ++day) {
            rank_.push_back(static_cast<Int>(working_.size()));
            if (working[day]) working_.push_back(static_cast<Int>(day));
            is_working_.push_back(working[day] != 0);
        }
        rank_.push_back(static_cast<Int>(working_.size()));
        Ints week = arrays.ints("calendar.weekdays", 7);
        for (std::size_t day = 0; day < 7; ++day) week_[day] = week[day] != 0;
        first_weekday_ = checked(arrays, "calendar.first_weekday", 1, 0, 7)[0];
        works_ = std::any_of(week_, week_ + 7, [](bool is_worked) { return is_worked; });
    }

    Timetable workdays;

    Int n_known() const { return n_known_; }

    // The n-th working day after a day; for n = 0 the day itself when worked, else the next one.
    Int add_workdays(Int day, Int n) const {
        if (day < n_known_) {
            auto at = static_cast<std::size_t>(day);
            Int rank = rank_[at] + n - (is_working_[at] || n == 0 ? 0 : 1);
            if (rank < static_cast<Int>(working_.size())) return working_[static_cast<std::size_t>(rank)];
        }
        return go_on(day, n);
    }

    // How many of the known days from one on and before another are worked.
    Int n_working(Int from, Int to) const {
        const auto last = std::clamp<Int>(to, 0, n_known_), first = std::clamp<Int>(from, 0, last);
        return rank_[static_cast<std::size_t>(last)] - rank_[static_cast<std::size_t>(first)];
    }

private:
    std::vector<Int> working_, rank_;
    std::vector<bool> is_working_;
    bool week_[7];
    bool works_;
    Int first_weekday_, n_known_;

    bool is_worked(Int day) const {
        return day < n_known_ ? is_working_[static_cast<std::size_t>(day)] : week_[(day + first_weekday_) % 7];
    }

    // Beyond the known days ordinary weeks follow, without holidays.
    Int go_on(Int day, Int n) const {
        if (!works_) throw InputError("no weekday is worked: no further working day exists");
        if (n == 0) {
            while (!is_worked(day)) ++day;
            return day;
        }
        Int found = 0;
        while (found < n) found += is_worked(++day);
        return day;
    }
};

}  // namespace hall
