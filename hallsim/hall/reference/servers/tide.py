"""Tide windows: opened from a pool of clerks when a queue is long, closed when it clears (R6.31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.dispatch import ServerState, Station

if TYPE_CHECKING:
    from hallsim.hall.reference.servers.floor import Floor
    from hallsim.hall.reference.servers.idle_work import IdleWork
    from hallsim.hall.reference.servers.shifts import Shifts
    from hallsim.scenario.design.queueing import Tide

OPENING = event_order.SHIFT_CHANGE + (1 << 30)
"""A clerk reaches the window after the rosters' shift changes of the instant."""


class TideWindow:
    """One tide window: until when it may be open, and whether a clerk is on the way or has just come."""

    __slots__ = ("called", "has_come", "pool", "rule", "server", "until")

    def __init__(self, server: ServerState, rule: Tide) -> None:
        self.server = server
        self.rule = rule
        self.pool = str(rule.staff)
        self.until: tuple[int, bool] | None = None  # end of the present shift, and whether it is the last
        self.called = False
        self.has_come = False

    def n_waiting(self) -> int:
        """Tickets in the window's own queues."""
        return sum(queue.n_waiting for queue in self.server.pool.tiers[0])

    def is_wanted(self) -> bool:
        """Whether a clerk who is there would open it."""
        in_hours = self.until is not None and not self.server.on_duty
        return in_hours and self.n_waiting() > self.rule.close_at


class Tides:
    """All tide windows of a hall and the clerks in the pools."""

    def __init__(self, floor: Floor, idle_work: IdleWork, shifts: Shifts) -> None:
        self.floor = floor
        self.idle_work = idle_work
        self.shifts = shifts
        self.free = dict(floor.plan.cover)
        self.of: dict[ServerState, TideWindow] = {}
        self.windows: dict[Station, list[TideWindow]] = {}
        for server in floor.servers:
            rule = floor.plan.servers[server.index].tide
            if rule is not None:
                self.of[server] = TideWindow(server, rule)
                self.windows.setdefault(server.station, []).append(self.of[server])
                shifts.standby[server] = self

    def allow(self, server: ServerState, end_ms: int, closing: bool) -> None:
        """A shift begins in which the window may open."""
        self.of[server].until = end_ms, closing
        self.floor.touch(server.station)

    def forbid(self, server: ServerState) -> bool:
        """The shift ends; whether the window is open and its shift must be ended."""
        self.of[server].until = None
        if server.leaving and server.rule == "hand_back" and server.ticket is not None:
            return True  # it was closing, and its visitor's work goes beyond the shift
        return server.on_duty and not server.leaving

    def turn(self, station: Station) -> None:
        """Open one more window for every `open_at` waiting tickets, close those whose queue has cleared.

        Waiting tickets are counted once, when everything else of the instant has happened.
        """
        windows = self.windows[station]
        for window in windows:
            if window.has_come:
                window.has_come = False
                self.open(window)
        due = self.due(station)
        for window in windows:
            server = window.server
            if window in due:
                self.call(window)
            elif server.on_duty and window.n_waiting() <= window.rule.close_at:
                away = server in self.idle_work.away_from
                if not (server.leaving or server.serving_out or away):
                    self.close(server)

    def due(self, station: Station) -> list[TideWindow]:
        """The closed windows for which enough wait, as far as clerks are free, in order."""
        free, busy, found = dict(self.free), dict[str, int](), []
        for window in self.windows[station]:
            group = self.floor.plan.servers[window.server.index].station
            busy[group] = busy.get(group, 0) + (window.called or window.server.on_duty)
        for window in self.windows[station]:
            if window.until is None or window.called or window.server.on_duty or not free.get(window.pool):
                continue
            group = self.floor.plan.servers[window.server.index].station
            if window.n_waiting() >= window.rule.open_at * (busy[group] + 1):
                busy[group] += 1
                free[window.pool] -= 1
                found.append(window)
        return found

    def opening_at_once(self, station: Station) -> list[TideWindow]:
        """Closed windows that would open in this instant, for settled readings."""
        come = [window for window in self.windows[station] if window.has_come and window.is_wanted()]
        return come + [window for window in self.due(station) if window.rule.after == 0]

    def rehearse(self, window: TideWindow, opens: bool) -> None:
        """A window opens for a reading, or shuts again."""
        change = 1 if opens else -1
        window.server.on_duty = opens
        for queue in window.server.queues:
            queue.n_on_duty += change
        if not window.has_come:
            self.free[window.pool] -= change

    def call(self, window: TideWindow) -> None:
        """A clerk of the pool comes, at once or after a while."""
        self.free[window.pool] -= 1
        if window.rule.after == 0:
            self.open(window)
            return
        window.called = True
        clock = self.floor.clock
        arrival = clock.at(clock.now_ms + window.rule.after, OPENING + window.server.index)
        arrival.callbacks.append(lambda _: self.come(window))

    def come(self, window: TideWindow) -> None:
        """The clerk is there; whether the window opens is decided at the end of the instant."""
        window.has_come = True
        self.floor.touch(window.server.station)

    def open(self, window: TideWindow) -> None:
        """The window opens, unless it is late or the queue has cleared meanwhile."""
        window.called = False
        if window.until is None or not window.is_wanted():
            self.release(window)
            return
        end_ms, closing = window.until
        self.shifts.come_on(window.server, self.floor.clock.now_ms, end_ms, closing)

    def close(self, server: ServerState) -> None:
        """The queue has cleared: the window closes once its visitor is finished."""
        if server.ticket is None:
            self.shifts.go_off(server)
        else:
            self.shifts.leave_after_visitor(server)

    def closed(self, server: ServerState) -> None:
        """A window closes, perhaps before the end of its shift: its clerk is back in the pool."""
        server.shift_to = min(server.shift_to, self.floor.clock.now_ms)
        self.release(self.of[server])

    def release(self, window: TideWindow) -> None:
        """A clerk is free for any window of the pool."""
        self.free[window.pool] += 1
        for station in self.windows:
            self.floor.touch(station)
