// What matters do on their way, and the interpreter that walks them.
#pragma once

#include <memory>

#include "coming_again.h"
#include "deemed.h"
#include "transport.h"

namespace hall {

class Walking {
public:
    Walking(const Given& given, Facility& facility);
    Walking(const Walking&) = delete;

    const Plan& plan;
    const Decisions& decisions;
    Facility& facility;
    Clock& clock;
    Processes& processes;
    Recorder& recorder;
    Ticketing tickets;
    Visits visits;
    ComingAgain again;
    Holds holds;
    Delays delays;
    Transport transport;
    Interpreter interpreter;
    std::unique_ptr<Errands> errands;      // where approvals have results
    std::unique_ptr<Approving> approving;
    std::unique_ptr<Deemed> deemed;        // where limits are watched
    Ints rejections;  // by matter: visits rejected for documents, where it was sent last

    // A matter was sent to another office, where so many visits are rejected.
    void is_sent(Int matter, Int n_rejected) { rejections_[static_cast<std::size_t>(matter)] = n_rejected; }

    // Come to the hall, wait for the doors, walk the stops, leave, come again.
    Steps visit(const Op& op, Walk& walk, Outing* outing = nullptr, bool at_once = false);
    // Walk operations beside others, which may go on without them.
    Steps beside(Row row, Kept walk, Branch* branch);
    // What is done from afar before the first visit; the citizen then comes on the next open day.
    Steps prepare(std::vector<Walk*> walks);
    // Whom the hall sent to the bureau goes there on the next open day, at the same time of day.
    Steps go_elsewhere(const Op& op, Walk& walk);
    // Stay away until the citizen comes again, by a column of the tape of returns.
    At stay_away(const Walk& walk, Int column);

    Found serve(const Op& op, Walk& walk, Branch*);
    Found look_and_serve(const Op& op, Walk& walk, Branch*);
    Found be_redirected(const Op& op, Walk& walk, Branch*);
    Found mark(const Op& op, Walk& walk, Branch*);
    Found walk_if(const Op& op, Walk& walk, Branch*);
    Found fork(const Op& op, Walk& walk, Branch*);
    Found wait_inside(const Op& op, Walk& walk, Branch*);
    Found come_again(const Op& op, Walk& walk, Branch*);

    // What is never waited for: whether a condition holds; a moment of the matter is noted.
    bool is_met(const Op& op, Walk& walk);
    void note(const Op& op, Walk& walk);

    // Read the tapes: documents missing, or an error found afterwards (R5.4, R6.10).
    bool is_rejected(Walk& walk) const;

private:
    std::vector<Int> rejections_;  // where there are several offices

    Steps serve_after_a_look(const Op& op, Walk& walk);
    Steps stand_in_wrong_queue(const Op& op, Walk& walk, Int task);
    Steps wait_until_closing(Row row, Walk& walk);
    Steps race(Found::Events branches, Int n_needed);
    Steps come_to_collect(const Op& op, Walk& walk);
    Steps supplement(const Op& op, Walk& walk);
    Steps bring(const Op& op, Kept kept);
};

}  // namespace hall
