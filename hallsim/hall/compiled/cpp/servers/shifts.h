// Servers on their rosters: coming on duty, breaks, the end of a shift and of the day (R6.2, R6.3).
#pragma once

#include <optional>

#include "closing.h"

namespace hall {

// Who opens windows within their shifts, where the roster alone does not.
class Standby {
public:
    virtual ~Standby() = default;
    virtual void allow(ServerState& server, Ms end_ms, bool closing) = 0;  // a shift in which it may open begins
    virtual bool forbid(ServerState& server) = 0;  // the shift ends; whether it is open and must be ended
    virtual void closed(ServerState& server) = 0;  // it closes, perhaps before the end of its shift
};

// Windows at back-office work, which the end of a shift stops (R6.13).
class BackOffice {
public:
    virtual ~BackOffice() = default;
    virtual bool is_away(const ServerState& server) const = 0;
    virtual void come_back(ServerState& server, Ms now) = 0;
    virtual void stop(ServerState& server, Ms now) = 0;  // write how long it was away
    virtual void begin(Station& station, Ms now) = 0;    // everybody whom no ticket needs begins a piece of work
};

// Which shifts of a roster end with a session of the hall, or after it and before the next (R6.3): asked one after another.
class LastShifts {
public:
    explicit LastShifts(const Opening& opening) : opening_(opening) {}

    bool next(Ms start, Ms end);

private:
    const Opening& opening_;
    std::size_t n_ = 0;  // number of the session after that of the shift
};

class Shifts {
public:
    Shifts(Floor& floor, Lines& lines, Closing& closing);

    Standby* standby = nullptr;       // for servers that stand by
    BackOffice* back_office = nullptr;  // where windows have work when nobody comes

    // The shifts of a roster that end with a session of the hall.
    const Timetable& closings_of(std::size_t roster) const;

    // Start the process of every roster.
    void begin();
    // A shift begins.
    void come_on(ServerState& server, Ms start, Ms end, bool closing);
    // A shift ends: finish, pause, hand back; at closing finish, or serve out those inside.
    void end_shift(ServerState& server);
    // A server stops when the visitor at the window (or called to it) is finished.
    void leave_after_visitor(ServerState& server);
    // A server without a visitor stops for now.
    void go_off(ServerState& server);
    // Write a worked shift.
    void end_row(ServerState& server, Ms left_ms);
    // Work done on a ticket so far; where unfinished work pauses, only while the server was there.
    Ms done_ms(const ServerState& server, const Ticket& ticket) const;
    // Break a service off; the rest (or, interrupted, all) goes to its place in its class for anyone.
    void hand_back(ServerState& server, Outcome outcome = Outcome::HANDED_BACK);
    // Idle servers that stayed after closing leave when no ticket waits or will come to their queues.
    void release_idle(Station& station);

private:
    Floor& floor_;
    Lines& lines_;
    Closing& closing_;
    mutable std::vector<std::optional<Timetable>> closings_;  // by roster, once they are asked for

    const Opening& opening_of(std::size_t roster) const;
    Steps work_roster(Int roster, std::vector<ServerState*> servers);
};

}  // namespace hall
