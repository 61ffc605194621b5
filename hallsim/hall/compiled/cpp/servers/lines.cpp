#include "lines.h"

namespace hall {

namespace {

bool is_shorter(const Line* one, const Line* other) { return one->length() < other->length(); }

std::vector<const Line*> open_lines(const LineSet& set) {
    std::vector<const Line*> found;
    for (const Line& line : set.lines) {
        if (line.is_open()) found.push_back(&line);
    }
    return found;
}

// The first of the shortest, and the first of the longest.
const Line& shortest(const std::vector<const Line*>& lines) { return **std::min_element(lines.begin(), lines.end(), is_shorter); }
const Line& longest(const std::vector<const Line*>& lines) { return **std::max_element(lines.begin(), lines.end(), is_shorter); }

}  // namespace

Lines::Lines(Floor& floor) : floor_(floor), set_of_queue_(floor.queues.size()) {
    std::vector<ServerState*> server_of(floor.queues.size());
    for (auto& server : floor.servers) {
        for (const QueueState* queue : server->queues) server_of[static_cast<std::size_t>(queue->index)] = server.get();
    }
    for (auto& base : floor.queues) {
        if (base->spec->lines.empty()) continue;
        std::vector<QueueState*> queues;
        for (Int number : base->spec->lines) queues.push_back(floor.queues[static_cast<std::size_t>(number)].get());
        LineSet& set = *sets_.emplace_back(std::make_unique<LineSet>(LineSet{{}, base->spec->jockeys}));
        for (QueueState* queue : queues) {
            ServerState* server = server_of[static_cast<std::size_t>(queue->index)];
            if (server == nullptr) throw InputError("a line before no window");
            set.lines.push_back({queue, server});
            queue->base = base.get();
            queue->lines = queues;
            server->station->has_lines = server->station->watched = true;
            set_of_queue_[static_cast<std::size_t>(queue->index)] = &set;
        }
        if (base->lines.empty()) throw InputError("a queue that stands for lines is none of them");
    }
}

QueueState& Lines::choose(QueueState& base) {
    LineSet& set = *set_of(base);
    arrange(set);
    std::vector<const Line*> lines = open_lines(set);
    if (lines.empty()) {
        for (const Line& line : set.lines) lines.push_back(&line);
    }
    return *shortest(lines).queue;
}

void Lines::settle(Station& station) {
    for (QueueState* queue : station.queues) {
        if (LineSet* set = set_of(*queue); set != nullptr) arrange(*set);
    }
}

// People at closed windows go to open ones; with jockeying the last of a longer line move over.
void Lines::arrange(LineSet& set) {
    follow(set);
    if (!set.jockeys) return;
    for (;;) {
        const std::vector<const Line*> lines = open_lines(set);
        if (lines.empty()) return;
        const Line &to = shortest(lines), &from = longest(lines);
        if (from.length() - to.length() < 2) return;
        move(*from.queue->waiting().back(), *to.queue);
    }
}

void Lines::follow(LineSet& set) {
    const std::vector<const Line*> lines = open_lines(set);
    if (lines.empty()) return;
    for (const Line& line : set.lines) {
        if (line.is_open() || line.queue->n_waiting == 0) continue;
        for (Ticket* ticket : line.queue->waiting()) move(*ticket, *shortest(lines).queue);
    }
}

// Change lines: to the end of the other one.
void Lines::move(Ticket& ticket, QueueState& to) {
    ticket.queue->leave(ticket);
    ticket.queue = &to;
    to.append(ticket);
    note(ticket);
    floor_.touch(*to.station);
}

void Lines::note(const Ticket& ticket) { floor_.recorder.stays.add(ticket.number, ticket.queue->index, floor_.clock.now_ms); }

}  // namespace hall
