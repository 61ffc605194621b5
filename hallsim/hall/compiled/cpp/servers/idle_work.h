// Back-office work of windows without visitors: pieces one after another, none of them interrupted (R6.13).
//
// In the records the window is on a break meanwhile.
#pragma once

#include <memory>
#include <vector>

#include "shifts.h"

namespace hall {

class IdleWork : public BackOffice {
public:
    // Those of a floor who have such work.
    explicit IdleWork(Floor& floor);

    bool is_away(const ServerState& server) const override { return worker(server) != nullptr && worker(server)->away_from != NEVER; }
    void come_back(ServerState& server, Ms now) override;
    void stop(ServerState& server, Ms now) override;
    void begin(Station& station, Ms now) override;

private:
    // A window, its piece of work that ends, and how many it has begun.
    struct Worker : Occurrence {
        IdleWork* work = nullptr;
        ServerState* server = nullptr;
        Ms away_from = NEVER;
        Ints lengths;
        std::size_t position = 0;
    };

    Floor& floor_;
    std::vector<std::unique_ptr<Worker>> worker_of_;  // by server

    Worker* worker(const ServerState& server) const { return worker_of_[static_cast<std::size_t>(server.index)].get(); }
    Ms next_ms(Worker& worker) const;
};

}  // namespace hall
