// Physical lines: each window has its own; people choose, move over, and follow the open windows (R6.32).
#pragma once

#include <vector>

#include "floor.h"

namespace hall {

struct Line {
    QueueState* queue;
    ServerState* server;

    // People who wait and who are at the window.
    Int length() const { return queue->n_waiting + (server->ticket != nullptr); }
    // Whether the window is on duty and takes further people.
    bool is_open() const { return server->on_duty && !server->leaving; }
};

// The lines before the windows of one group, by number of the window.
struct LineSet {
    std::vector<Line> lines;
    bool jockeys;
};

class Lines {
public:
    explicit Lines(Floor& floor);

    // The line with the fewest people, at an open window if there is one; the lowest number on ties. Those who stand in
    // lines already move over first, as they would in this instant.
    QueueState& choose(QueueState& base);
    // Everybody who has reason to moves over.
    void settle(Station& station);
    // Those at a closed window join the shortest line at an open one, in order.
    void follow(QueueState& line) { follow(*set_of(line)); }
    // Write in which line a ticket now stands; the last note counts.
    void note(const Ticket& ticket);

private:
    Floor& floor_;
    std::vector<std::unique_ptr<LineSet>> sets_;
    std::vector<LineSet*> set_of_queue_;

    LineSet* set_of(const QueueState& queue) const { return set_of_queue_[static_cast<std::size_t>(queue.index)]; }
    void arrange(LineSet& set);
    void follow(LineSet& set);
    void move(Ticket& ticket, QueueState& to);
};

}  // namespace hall
