// What operations do in an approval in which files are sent back, refused, held, or inspected together.
#pragma once

#include "delays.h"
#include "file_visits.h"

namespace hall {

// Takes files through such approvals.
class Approving {
public:
    explicit Approving(Walking& walking);

    // The approval from its first step to the decision.
    Found approve(const Op& op, Walk& walk, Branch*);

    Found row(const Op& op, Walk& walk, Branch* branch);
    Found fork(const Op& op, Walk& walk, Branch* branch);
    Found reach(const Op& op, Walk& walk, Branch* branch);
    Found wait_at(const Op& op, Walk& walk, Branch* branch);
    Found serve(const Op& op, Walk& walk, Branch* branch);
    Found pay(const Op& op, Walk& walk, Branch* branch);

    // The matter is decided without its approval: what is begun is finished, the rest maybe dropped.
    void let_go(Branch& root, bool drop);

private:
    // How an examination ends.
    enum class Verdict : std::int8_t {
        PASSED,
        BACK,  // the corrected file goes on from an earlier step
        STOPPED,
    };
    // A step that a file needs, and what it does.
    struct Due {
        StepRef ref;
        Row row;
    };

    Walking& walking_;
    Facility& facility_;
    Clock& clock_;
    Holds& holds_;
    Delays& delays_;
    Errands& errands_;
    const StepResults& results_;

    Steps follow(Row row, Branch& branch) const;
    Steps take_through(const Op& op, Walk& walk);

    // Parts in series; a file that was sent back may go on from an earlier one.
    Steps walk_row(const Op& op, Branch& branch);
    // Do what the step does, as long as it sends the file back; then its result.
    Steps examine(const Op& op, bool goes_back, Branch& branch, Verdict& verdict);
    // What a step still does once it has been inspected with others: time passes.
    Steps follow_after_inspection(Row row, Branch& branch) const;
    Verdict result(StepRef ref, Branch& branch) const;
    void refuse(Branch& branch) const;

    // Walk the branches at once; refused when they are over and fewer than needed have passed.
    Steps walk_branches(const Op& op, Walk& walk, Branch& branch);
    // Take the files of a branch back from wherever they are, or only from where no work has begun.
    void cancel(Branch& branch, bool finish_begun = false);
    Steps wait_for(Signal& signal, const Group& group) const;

    Steps be_served(const Op& op, Branch& branch);
    // A place in the desk's queue, with the work of this examination.
    Ref<Ticket> ticket(const Op& op, Branch& branch);
    Steps come_to_pay(const Op& op, Branch& branch);
    // A desk has sent the file back: the citizen corrects it, while the limit's clock stands still.
    Steps correct(StepRef ref, Branch& branch);
    // Whether the way ends because a visit for it failed.
    bool has_failed(Branch& branch) const;

    // One place of the joint inspection is reached; at the last one all teams are asked to come.
    Steps ask_for_all(Int n_places, const std::vector<Due>& due, Branch& branch);
};

}  // namespace hall
