"""Tide windows: opened from a pool of clerks when a queue is long, closed when it clears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hallsim.hall import order
from hallsim.hall.dispatch import ServerState, Station

if TYPE_CHECKING:
    from hallsim.hall.floor import Floor
    from hallsim.scenario.queueing import Tide

OPENING = order.SHIFT_CHANGE + (1 << 30)
"""A clerk reaches the window after the rosters' shift changes of the instant."""


class TideWindow:
    """One tide window: until when it may be open, and whether a clerk is on the way."""

    __slots__ = ("called", "pool", "rule", "server", "until")

    def __init__(self, server: ServerState, rule: Tide) -> None:
        self.server = server
        self.rule = rule
        self.pool = str(rule.staff)
        self.until: tuple[int, bool] | None = None  # end of the present shift, and whether it is the last
        self.called = False

    def n_waiting(self) -> int:
        """Tickets in the window's own queues."""
        return sum(queue.n_waiting for queue in self.server.pool.tiers[0])


class Tides:
    """All tide windows of a hall and the clerks in the pools."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.free = dict(floor.plan.cover)
        self.of: dict[ServerState, TideWindow] = {}
        self.windows: dict[Station, list[TideWindow]] = {}
        for server in floor.servers:
            rule = floor.plan.servers[server.index].tide
            if rule is not None:
                self.of[server] = TideWindow(server, rule)
                self.windows.setdefault(server.station, []).append(self.of[server])

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
        """Open one more window for every `open_at` that wait, close those whose queue has cleared."""
        windows = self.windows[station]
        busy: dict[str, int] = {}
        for window in windows:
            group = self.floor.plan.servers[window.server.index].station
            busy[group] = busy.get(group, 0) + (window.called or window.server.on_duty)
        for window in windows:
            server, rule = window.server, window.rule
            group = self.floor.plan.servers[server.index].station
            if server.on_duty:
                cleared = window.n_waiting() <= rule.close_at
                away = server in self.floor.idle_work.away_from
                if cleared and not (server.leaving or server.serving_out or away):
                    self.close(server)
            elif self.may_open(window) and window.n_waiting() >= rule.open_at * (busy[group] + 1):
                busy[group] += 1
                self.call(window)

    def may_open(self, window: TideWindow) -> bool:
        """Whether a closed window is within its hours and a clerk is free."""
        return window.until is not None and not window.called and self.free.get(window.pool, 0) > 0

    def call(self, window: TideWindow) -> None:
        """A clerk of the pool comes, at once or after a while."""
        self.free[window.pool] -= 1
        if window.rule.after == 0:
            self.open(window)
            return
        window.called = True
        clock = self.floor.clock
        arrival = clock.at(clock.now_ms + window.rule.after, OPENING + window.server.index)
        arrival.callbacks.append(lambda _: self.open(window))

    def open(self, window: TideWindow) -> None:
        """The clerk is there: the window opens, unless it is late or the queue has cleared meanwhile."""
        window.called = False
        if window.until is None or window.server.on_duty or window.n_waiting() <= window.rule.close_at:
            self.release(window)
            return
        end_ms, closing = window.until
        self.floor.shifts.come_on(window.server, self.floor.clock.now_ms, end_ms, closing)

    def close(self, server: ServerState) -> None:
        """The queue has cleared: the window closes once its visitor is finished."""
        if server.ticket is None:
            self.floor.shifts.go_off(server)
        else:
            self.floor.shifts.leave_after_visitor(server)

    def closed(self, server: ServerState) -> None:
        """A window closes, perhaps before the end of its shift: its clerk is back in the pool."""
        server.shift_to = min(server.shift_to, self.floor.clock.now_ms)
        self.release(self.of[server])

    def release(self, window: TideWindow) -> None:
        """A clerk is free for any window of the pool."""
        self.free[window.pool] += 1
        for station in self.windows:
            self.floor.touch(station)
