// What moves through an approval: the file of a matter, and its branches.
#pragma once

#include <memory>

#include "entities.h"
#include "signal.h"

namespace hall {

struct Case;

// A hold of a file that may last.
struct OpenHold {
    Int number;  // in the order in which they began
    Int matter, task;
    Hold kind;
    Ms from_ms;
    bool stops;         // the limit's clock,
    std::size_t pause;  // and which of its pauses this is
};

// Branches that run at the same time.
class Group {
public:
    Group(Clock& clock, bool is_race) : is_race(is_race), clock_(clock) {}

    const bool is_race;  // over without some of them
    bool stopped = false;

    // The signal of a gate.
    Signal& gate(const Op& op) {
        const Int key = 2 * op.line + op.is_end;
        for (auto& [other, signal] : gates_) {
            if (other == key) return *signal;
        }
        return *gates_.emplace_back(key, std::make_unique<Signal>(clock_)).second;
    }

    // One of the branches has stopped: whoever waits for a line waits no more.
    void stop() {
        stopped = true;
        for (auto& [key, signal] : gates_) signal->give();
    }

private:
    Clock& clock_;
    std::vector<std::pair<Int, std::unique_ptr<Signal>>> gates_;  // in the order in which they were asked for
};

// A part of a file's way that runs beside others.
struct Branch {
    Branch(Case& file, Branch* parent, Group* group, Int level)
        : file(file), parent(parent), group(group), level(parent == nullptr ? level : parent->level) {
        if (parent != nullptr) parent->children.push_back(this);
    }
    Branch(const Branch&) = delete;

    Case& file;
    Branch* parent;
    Group* group;
    Int level;               // of the office where the file is
    bool cancelled = false;
    bool ignored = false;    // its group was over with another branch: it ends its way, and decides nothing
    std::vector<Ref<Ticket>> tickets;
    std::vector<std::shared_ptr<OpenHold>> holds;
    std::vector<QueueState*> kept_open;  // desks at which it counts as in progress without an officer
    std::vector<Branch*> children;

    bool is_cancelled() const {
        return any_up([](const Branch& branch) { return branch.cancelled; });
    }
    // Whether other branches may decide without it.
    bool is_in_a_race() const {
        return any_up([](const Branch& branch) { return branch.group != nullptr && branch.group->is_race; });
    }
    // Whether it, or what it is a part of, decides nothing any more.
    bool is_ignored() const {
        return any_up([](const Branch& branch) { return branch.ignored; });
    }

    // It, and all its parts.
    void family(std::vector<Branch*>& found) {
        found.push_back(this);
        for (Branch* child : children) child->family(found);
    }

    void forget(const Ticket& ticket) {
        std::erase_if(tickets, [&](const Ref<Ticket>& one) { return one.get() == &ticket; });
    }

private:
    template <class Is>
    bool any_up(Is is) const {
        for (const Branch* branch = this; branch != nullptr; branch = branch->parent) {
            if (is(*branch)) return true;
        }
        return false;
    }
};

// A matter's file while it is approved, and how its design treats it. It lives as long as its walk.
struct Case {
    Case(Clock& clock, Walk& walk, const Op& op, std::size_t base, std::size_t n_steps)
        : walk(walk), op(op), base(base), ready(clock), clock(clock), examined_(n_steps) {}
    Case(const Case&) = delete;

    Walk& walk;
    const Op& op;
    std::size_t base;        // of the matter's steps on the tapes
    bool stopped = false;    // refused somewhere
    End failed = End::NONE;  // how a visit for it failed
    Int n_asked = 0;         // places of the joint inspection reached
    std::vector<StepRef> members;  // those who come to it
    Signal ready;                  // inspected, or given up
    bool inspected = false;
    Clock& clock;
    std::vector<std::shared_ptr<Gathering>> gatherings;

    Branch& branch(Branch* parent, Group* group, Int level = 0) {
        return *branches_.emplace_back(std::make_unique<Branch>(*this, parent, group, level));
    }
    Group& group(bool is_race) { return *groups_.emplace_back(std::make_unique<Group>(clock, is_race)); }

    // How often a step was examined, by its position.
    Int& examined(Int position) { return examined_.at(static_cast<std::size_t>(position)); }
    Int n_examined() const {
        return std::count_if(examined_.begin(), examined_.end(), [](Int times) { return times > 0; });
    }

private:
    std::vector<Int> examined_;
    std::vector<std::unique_ptr<Branch>> branches_;
    std::vector<std::unique_ptr<Group>> groups_;
};

// A visit for a file under way; it happens when it is over, or called off.
struct Outing : Signal {
    Outing(Clock& clock, const Walk& walk, Branch* branch) : Signal(clock), walk(walk), wanted_by{branch} {}

    const Walk& walk;
    std::vector<Branch*> wanted_by;  // nullptr for what was missing when the file was lodged
    bool is_at_home = false;  // nobody is on the way: the papers are in an agent's bag, or their citizen comes again

    // Whether it would still do anything for the file.
    bool is_wanted() const {
        return walk.ended == End::NONE && std::any_of(wanted_by.begin(), wanted_by.end(), [](const Branch* branch) {
            return branch == nullptr || !(branch->is_cancelled() || branch->is_ignored());
        });
    }
};

// Whether somebody is at the hall with the file of an approval under way.
inline bool is_away(const Walk& walk) {
    return walk.away != nullptr && !walk.away->given && !walk.away->is_at_home;
}

}  // namespace hall
