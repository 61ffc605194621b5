// The interpreter: it walks operations one after another, each by what has been registered for its kind.
#pragma once

#include <array>
#include <vector>

#include "../state/entities.h"

namespace hall {

// What an operation comes to: others to walk in its place, a service to wait for, several things to wait for one after
// another, steps to go, or nothing.
class Found {
public:
    enum Kind : std::int8_t { NOTHING, ROW, TICKET, EVENTS, STEPS };

    Found() = default;
    Found(Row row) : kind(row.empty() ? NOTHING : ROW), row(row) {}
    Found(Ref<Ticket> ticket) : kind(TICKET), ticket(std::move(ticket)) {}
    Found(std::vector<Ref<Event>> events) : kind(EVENTS), events(std::move(events)) {}
    Found(Steps steps) : kind(STEPS), steps_(steps.release()) {}
    Found(const Found&) = delete;
    ~Found() {
        if (steps_) steps_.destroy();
    }

    Kind kind = NOTHING;
    Row row;
    Ref<Ticket> ticket;
    std::vector<Ref<Event>> events;

    Steps steps() { return Steps(std::exchange(steps_, nullptr)); }

private:
    Steps::Handle steps_ = nullptr;
};

// What an operation does for a matter, in a branch of its approval or outside (no branch).
struct Action {
    Found (*act)(void* who, const Op&, Walk&, Branch*) = nullptr;
    void* who = nullptr;

    Found operator()(const Op& op, Walk& walk, Branch* branch) const { return act(who, op, walk, branch); }
};

// An action of an object: `does<&Walking::mark>(*this)`.
template <auto method, class Object>
Action does(Object& object) {
    return {[](void* who, const Op& op, Walk& walk, Branch* branch) -> Found {
                return (static_cast<Object*>(who)->*method)(op, walk, branch);
            },
            &object};
}

class Interpreter {
public:
    // What operations of a kind do; inside an approval with results too, unless that says something else.
    void on(Kind kind, Action action) {
        outside_[at(kind)] = action;
        if (!only_inside_[at(kind)]) inside_[at(kind)] = action;
    }
    void inside(Kind kind, Action action) {
        inside_[at(kind)] = action;
        only_inside_[at(kind)] = true;
    }
    Action outside_of(Kind kind) const { return outside_[at(kind)]; }

    Found act(const Op& op, Walk& walk, Branch* branch) const {
        const Action& action = (branch == nullptr ? outside_ : inside_)[at(op.kind)];
        if (action.act == nullptr) throw InputError("an operation of kind " + std::to_string(at(op.kind)) + " is not written yet");
        return action(op, walk, branch);
    }

    // Walk operations one after another. What a condition lets happen is walked in its place.
    Steps follow(Row row, Walk& walk, Branch* branch = nullptr) const;

    // Whether a branch, or what it is a part of, was cancelled.
    bool (*is_cancelled)(const Branch&) = nullptr;

private:
    std::array<Action, N_KINDS> outside_, inside_;
    std::array<bool, N_KINDS> only_inside_{};

    static std::size_t at(Kind kind) { return static_cast<std::size_t>(kind); }
};

// Rows that are being walked, the innermost last.
class Todo {
public:
    explicit Todo(Row row) { push(row); }

    const Op* next() {
        while (n_ > 0) {
            Row& row = rows_[n_ - 1];
            if (row.first != row.last) return row.first++;
            --n_;
        }
        return nullptr;
    }

    void push(Row row) {
        while (n_ > 0 && rows_[n_ - 1].empty()) --n_;
        if (n_ == rows_.size()) throw InputError("operations stand too deep within each other");
        rows_[n_++] = row;
    }

private:
    std::array<Row, 6> rows_;
    std::size_t n_ = 0;
};

}  // namespace hall
