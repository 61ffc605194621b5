#include "closing.h"

namespace hall {

void Closing::begin() {
    std::vector<std::pair<Int, std::vector<QueueState*>>> by_hours;  // offices that are alike share theirs
    for (auto& queue : floor_.queues) {
        const auto site = static_cast<std::size_t>(queue->spec->site);
        const bool is_like_others = floor_.openings[site].attended.empty();
        const Int own = is_like_others ? floor_.plan.opening_of_site[site] : -1 - queue->spec->site;
        auto found = std::find_if(by_hours.begin(), by_hours.end(), [&](auto& one) { return one.first == own; });
        if (found == by_hours.end()) found = by_hours.insert(by_hours.end(), {own, {}});
        found->second.push_back(queue.get());
    }
    for (auto& [own, queues] : by_hours) {
        if (!queues[0]->opening->always_open) floor_.processes.process(close_sessions(queues));
    }
}

Steps Closing::close_sessions(std::vector<QueueState*> queues) {
    for (Ms close : queues[0]->opening->close_ms) {
        co_await At(floor_.clock, close, event_order::CLOSING);
        for (QueueState* queue : queues) {
            if (!queue->is_desk() && queue->n_on_duty == 0 && queue->n_waiting > 0) send_home_if_closed(*queue);
        }
    }
    co_return Way{};
}

void Closing::send_home_if_closed(QueueState& queue) {
    if (!queue.opening->is_closed(floor_.clock.now_ms)) return;
    if (!queue.lines.empty()) lines_.follow(queue);
    for (Ticket* ticket : queue.waiting()) floor_.give_up_ticket(*ticket, Outcome::SENT_HOME);
}

}  // namespace hall
