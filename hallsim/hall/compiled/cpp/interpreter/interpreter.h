// The interpreter: it walks operations one after another, each by what has been registered for its kind.
#pragma once

#include <array>
#include <vector>

#include "../state/entities.h"

namespace hall {

// What an operation comes to: others to walk in its place, a service to wait for, several things to wait for one after
// another, steps to go, or nothing.
class [[nodiscard]] Found {
public:
    enum Kind : std::int8_t { NOTHING, ROW, TICKET, EVENTS, STEPS };
    struct Events : InArena, std::vector<Ref<Event>, FromArena<Ref<Event>>> {
        using vector::vector;
    };

    Found() = default;
    Found(Row row) : kind_(row.empty() ? NOTHING : ROW), one_(const_cast<Op*>(row.first)), other_(const_cast<Op*>(row.last)) {}
    Found(Ticket& ticket) : kind_(TICKET), one_(&ticket) { ticket.keep(); }
    Found(Events events) : kind_(EVENTS), one_(new Events(std::move(events))) {}
    Found(Steps steps) : kind_(STEPS), one_(steps.release().address()) {}
    Found(const Found&) = delete;
    Found& operator=(const Found&) = delete;
    ~Found() {
        if (kind_ > ROW) destroy();
    }

    Kind kind() const { return kind_; }
    Row row() const { return {static_cast<const Op*>(one_), static_cast<const Op*>(other_)}; }
    Ticket& ticket() const { return *static_cast<Ticket*>(one_); }
    const Events& events() const { return *static_cast<Events*>(one_); }
    Steps::Nested steps() const { return {Steps::Handle::from_address(one_)}; }

    // The same for good.
    Events* take_events() {
        kind_ = NOTHING;
        return static_cast<Events*>(one_);
    }
    Steps take_steps() {
        kind_ = NOTHING;
        return Steps(Steps::Handle::from_address(one_));
    }

private:
    Kind kind_ = NOTHING;
    void* one_ = nullptr;
    void* other_ = nullptr;

    void destroy() {
        switch (kind_) {
            case TICKET: ticket().drop(); break;
            case EVENTS: delete static_cast<Events*>(one_); break;
            case STEPS: Steps::Handle::from_address(one_).destroy(); break;
            default: break;
        }
    }
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

// Rows around the one that is being walked, the outermost first. That one is its walker's own.
class Around {
public:
    // The innermost of them goes on; whether there is one.
    bool leave(Row& here) {
        if (n_ == 0) return false;
        here = rows_[--n_];
        return true;
    }

    // Go into a row within an operation of the one walked.
    void enter(Row& here, Row row) {
        if (!here.empty()) {
            if (n_ == std::size(rows_)) refuse("operations stand too deep within each other");
            rows_[n_++] = here;
        }
        here = row;
    }

private:
    std::size_t n_ = 0;
    Row rows_[6];
};

}  // namespace hall
