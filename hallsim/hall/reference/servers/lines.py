"""Physical lines: each window has its own, and people choose, move over and follow the open windows.

Rule R6.32 of the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hallsim.hall.reference.state.dispatch import QueueState, ServerState, Station
from hallsim.hall.reference.state.entities import Ticket

if TYPE_CHECKING:
    from hallsim.hall.reference.servers.floor import Floor


class LineSet:
    """The lines in front of the windows of one group, by number of the window."""

    __slots__ = ("jockeying", "lines")

    def __init__(self, lines: list[tuple[QueueState, ServerState]], jockeying: bool) -> None:
        self.lines = lines
        self.jockeying = jockeying

    def open_lines(self) -> list[tuple[QueueState, ServerState]]:
        """The lines whose window is on duty and takes further people."""
        return [pair for pair in self.lines if pair[1].on_duty and not pair[1].leaving]


def length(line: tuple[QueueState, ServerState]) -> int:
    """People in a line: waiting and at the window."""
    return line[0].n_waiting + (line[1].ticket is not None)


class Lines:
    """All physical lines of a hall. ``plan.lines`` says which queue stands for which lines."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.sets: dict[QueueState, LineSet] = {}
        server_of = {queue: server for server in floor.servers for queue in server.queues}
        for base, numbers in floor.plan.lines.items():
            queues = [floor.queues[q] for q in numbers]
            lines = [(queue, server_of[queue]) for queue in queues]
            one = LineSet(lines, base in floor.plan.jockeying)
            for queue, server in lines:
                queue.base, queue.lines = floor.queues[base], tuple(queues)
                server.station.has_lines = server.station.watched = True
                self.sets[queue] = one

    def choose(self, base: QueueState) -> QueueState:
        """The line with the fewest people, at an open window if there is one; the lowest number on ties.

        Those who stand in lines already move over first, as they would in this instant.
        """
        one = self.sets[base]
        self.arrange(one)
        return min(one.open_lines() or one.lines, key=length)[0]

    def settle(self, station: Station) -> None:
        """Everybody who has reason to moves over."""
        for queue in station.queues:
            if queue in self.sets:
                self.arrange(self.sets[queue])

    def arrange(self, one: LineSet) -> None:
        """People at closed windows go to open ones; with jockeying the last of a longer line move over."""
        self.follow(one)
        while one.jockeying and (lines := one.open_lines()):
            shortest, longest = min(lines, key=length), max(lines, key=length)
            if length(longest) - length(shortest) < 2:
                break
            self.move([*longest[0].waiting()][-1], shortest[0])

    def follow(self, one: LineSet) -> None:
        """Those at a closed window join the shortest line at an open one, in order."""
        lines = one.open_lines()
        for line in one.lines:
            if lines and line not in lines and line[0].n_waiting:
                for ticket in list(line[0].waiting()):
                    self.move(ticket, min(lines, key=length)[0])

    def move(self, ticket: Ticket, to: QueueState) -> None:
        """Change lines: to the end of the other one."""
        ticket.queue.leave(ticket)
        ticket.queue = to
        to.append(ticket)
        self.note(ticket)
        assert to.station is not None
        self.floor.touch(to.station)

    def note(self, ticket: Ticket) -> None:
        """Record the line in which a ticket now stands; the last note counts."""
        self.floor.recorder.stays.extend((ticket.number, ticket.queue.index, self.floor.clock.now_ms))
