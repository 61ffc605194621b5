"""Files at a desk in another order than class and arrival: by limit, by warning, behind a limit of work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from typing import Any, Protocol

from hallsim.hall.plan.model import FileRule
from hallsim.hall.reference.state.dispatch import QueueState

Place = tuple[bool, int, int, int]
"""Warned files first, then by class, then (if the desk says so) by the end of the limit, then by arrival."""


class Deadlines(Protocol):
    """What a desk asks about the limits of its files."""

    def due_of(self, matter: int) -> int:
        """When the limit of a matter ends."""

    def is_warned(self, matter: int) -> bool:
        """Whether its warning has come."""

    def waits(self, ticket: Any) -> None:
        """A file has been put on the desk."""


class DeskQueue(QueueState):
    """The queue of a desk, a heap; a file whose place has changed has an entry that no longer counts."""

    __slots__ = ("by_due", "heap", "limits", "n_open", "wip")

    def __init__(
        self, index: int, by_priority: bool, classes: Iterable[int], rule: FileRule, limits: Deadlines | None
    ) -> None:
        super().__init__(index, True, by_priority, classes)
        self.by_due, self.wip = rule.by_due, rule.wip
        self.limits = limits
        self.n_open = 0  # in progress: at an officer, or in the elapsed time of the step
        self.heap: list[tuple[Place, Any]] = []

    def _place(self, ticket: Any) -> Place:
        if self.limits is None:
            return (False, ticket.priority, 0, ticket.order)
        due = self.limits.due_of(ticket.matter) if self.by_due else 0
        return (not self.limits.is_warned(ticket.matter), ticket.priority, due, ticket.order)

    def _push(self, ticket: Any) -> None:
        ticket.place = self._place(ticket)
        heappush(self.heap, (ticket.place, ticket))

    def append(self, ticket: Any) -> None:
        """A file has arrived."""
        self._push(ticket)
        self.n_waiting += 1
        if self.limits is not None:
            self.limits.waits(ticket)

    def give_back(self, ticket: Any) -> None:
        """A file that a window could not finish goes back to its place."""
        if self.wip is not None:
            self.n_open -= 1
            ticket.callbacks.remove(self._finished)
        self.append(ticket)

    def raised(self, ticket: Any) -> None:
        """A waiting file gets a new place: its warning has come."""
        if self._place(ticket) != ticket.place:
            self._push(ticket)

    def head(self) -> Any | None:
        """The file that is next, or None; none is taken while as many as allowed are in progress."""
        if self.wip is not None and self.n_open >= self.wip:
            return None
        heap = self.heap
        while heap:
            place, ticket = heap[0]
            is_here = ticket.waiting and ticket.place == place
            if is_here and not (self.by_due and self._place(ticket) != place):
                return ticket
            heappop(heap)
            if is_here:
                self._push(ticket)  # its clock stood still, so its limit now ends later
        return None

    def yields(self, served: Any, waiting: Any) -> bool:
        """A file in hand makes way for one of a better class, unless it is warned and the other is not."""
        return super().yields(served, waiting) and self._place(waiting) < self._place(served)

    def is_gated(self) -> bool:
        """Whether files may wait outside."""
        return self.wip is not None

    def call_next(self) -> Any:
        """Take up the file that is next; there is one, and no limit forbids it."""
        ticket = self.head()
        self.take(ticket)
        return ticket

    def take(self, ticket: Any) -> None:
        """The file that is next is taken up."""
        heappop(self.heap)
        self.n_waiting -= 1
        if self.wip is not None:
            self.n_open += 1
            ticket.callbacks.append(self._finished)

    def untake(self, ticket: Any) -> None:
        """The last file taken up is next again."""
        heappush(self.heap, (ticket.place, ticket))
        self.n_waiting += 1
        if self.wip is not None:
            self.n_open -= 1
            ticket.callbacks.remove(self._finished)

    def waiting(self) -> Iterator[Any]:
        """All files waiting, in order."""
        return (t for place, t in sorted(self.heap, key=lambda e: e[0]) if t.waiting and t.place == place)

    def _finished(self, ticket: Any) -> None:
        """An officer has finished with a file."""
        self.n_open -= 1
