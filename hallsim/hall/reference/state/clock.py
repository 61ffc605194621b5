"""The clock: the one file that knows SimPy."""

from __future__ import annotations

from collections.abc import Callable, Generator
from heapq import heappop, heappush
from typing import Any

import simpy

from hallsim.hall.reference.state import event_order

Event = simpy.Event
Process = simpy.Process
LAST = event_order.PATIENCE
Steps = Generator[simpy.Event, Any, None]
"""What a process is: it yields the events it waits for."""


class Clock(simpy.Environment):
    """A SimPy environment in integer milliseconds, whose events have a place within their instant."""

    now_ms: int = 0
    """Milliseconds since midnight of day 0: SimPy's own time, as a plain attribute."""

    def at(self, time_ms: int, priority: int) -> Event:
        """An event at a time of the clock, in order among those of the same instant (see ``event_order``)."""
        event = Event(self)
        self.plan(event, priority, time_ms - self.now_ms)
        return event

    def plan(self, event: Event, priority: int, delay_ms: int = 0) -> None:
        """Let an event happen after a delay."""
        event._ok = True
        event._value = None
        # what ``schedule`` does, with one call less for the most frequent case
        heappush(self._queue, (self.now_ms + delay_ms, priority, next(self._eid), event))  # type: ignore[misc]

    def run_instants(
        self, end_ms: int, settle: Callable[[], bool], is_over: Callable[[], bool] | None = None
    ) -> None:
        """Let everything before a time happen; call `settle` after all events of an instant.

        `settle` is called again while it answers that something is left to do; what it plans for the same
        instant happens in between. Events that come last within an instant (patience running out, and what is
        ordered after it) wait until then. Before each instant `is_over` may end the run. This is ``step``
        written out, which saves two calls for each event (see `benchmarks/README.md`).
        """
        agenda: list[Any] = self._queue
        while agenda and (now := agenda[0][0]) < end_ms:
            if is_over is not None and is_over():
                return
            self._now = self.now_ms = now
            while True:
                while agenda and agenda[0][0] == now:
                    if agenda[0][1] >= LAST and settle():
                        continue
                    event = heappop(agenda)[3]
                    callbacks, event.callbacks = event.callbacks, None
                    for callback in callbacks:
                        callback(event)
                    if not event._ok and not hasattr(event, "_defused"):
                        raise event._value
                if not settle() and not (agenda and agenda[0][0] == now):
                    break

    def is_left(self, priority: int) -> bool:
        """Whether an event of this instant before a place in the order has yet to happen."""
        agenda: list[Any] = self._queue
        return bool(agenda) and agenda[0] < (self.now_ms, priority)

    def begin(self, steps: Steps) -> None:
        """Start a process at once; nobody waits for its end."""
        _Begun(steps).resume(_STARTED)


class _Started(simpy.Event):
    """The value with which a process begins."""

    def __init__(self) -> None:
        self._ok = True
        self._value = None
        self.callbacks = None  # type: ignore[assignment]


_STARTED = _Started()


class _Begun:
    """A process without an event for its start or its end (see `benchmarks/README.md`)."""

    __slots__ = ("send", "throw")

    def __init__(self, steps: Steps) -> None:
        self.send = steps.send
        self.throw = steps.throw

    def resume(self, event: Any) -> None:
        """Go on until the process waits for something, as ``simpy.Process`` does."""
        try:
            while event.callbacks is None:
                if event._ok:
                    event = self.send(event._value)
                else:
                    event._defused = True
                    event = self.throw(event._value)
        except StopIteration:
            return
        event.callbacks.append(self.resume)
