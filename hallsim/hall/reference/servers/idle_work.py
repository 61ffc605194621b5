"""Back-office work of windows without visitors: pieces one after another, none of them interrupted (R6.13).

In the trace the window is on a break meanwhile, so citizens who arrive then wait because it is short-staffed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from hallsim.hall.decisions.draws import IdleDraws
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Event

if TYPE_CHECKING:
    from hallsim.hall.reference.servers.floor import Floor
    from hallsim.hall.reference.state.dispatch import ServerState, Station

NOT_AWAY = -1


class Pieces:
    """The lengths of one window's pieces of work, read one after another."""

    def __init__(self, draws: IdleDraws) -> None:
        self.draws = draws
        self.lengths: list[int] = []
        self.position = 0

    def next_ms(self) -> int:
        """The next length, at least a millisecond (a window without visitors must not stand still)."""
        if self.position == len(self.lengths):
            self.lengths = self.draws.lengths_ms(max(64, 2 * len(self.lengths))).tolist()
        self.position += 1
        return max(1, self.lengths[self.position - 1])


class IdleWork:
    """Sends windows without visitors to their back-office work and back."""

    def __init__(self, floor: Floor, idle_work: Mapping[int, IdleDraws]) -> None:
        self.floor = floor
        self.pieces = {server: Pieces(draws) for server, draws in idle_work.items()}
        self.away_from: dict[ServerState, int] = {}
        for station in floor.stations:
            station.idle_workers = tuple(s for s in station.servers if s.index in self.pieces)

    def begin(self, station: Station, now: int) -> None:
        """Every server of a station without a ticket begins a piece of work."""
        for server in station.idle_workers:
            if not server.idle or server.serving_out or now >= server.shift_to:
                continue
            server.pool.remove_idle(server)
            if station.watched:  # others may have to help now
                self.floor.touch(station)
            self.floor.recorder.shift(server, now, now, False)
            self.away_from[server] = now
            end = now + self.pieces[server.index].next_ms()
            if end < server.shift_to:
                back = self.floor.clock.at(end, event_order.SHIFT_CHANGE + server.roster)
                back.callbacks.append(partial(self.on_done, server))

    def on_done(self, server: ServerState, _: Event) -> None:
        """A piece of work is done."""
        self.come_back(server, self.floor.clock.now_ms)

    def come_back(self, server: ServerState, now: int) -> None:
        """A piece of work is done, or the shift ends in the middle of it."""
        self.stop(server, now)
        server.shift_from = now
        server.pool.add_idle(server, now)
        self.floor.touch(server.station)

    def stop(self, server: ServerState, now: int) -> None:
        """Record how long a window was away."""
        self.floor.recorder.breaks.extend((server.index, self.away_from.pop(server), now))
