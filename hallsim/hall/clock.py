"""The clock: the one file that knows SimPy."""

from __future__ import annotations

from collections.abc import Generator
from heapq import heappush
from typing import Any

import simpy

Event = simpy.Event
Process = simpy.Process
Steps = Generator[simpy.Event, Any, None]
"""What a process is: it yields the events it waits for."""


class Clock(simpy.Environment):
    """A SimPy environment in integer milliseconds whose events say their place within an instant."""

    @property
    def now_ms(self) -> int:
        """Milliseconds since midnight of day 0."""
        return self._now  # type: ignore[return-value]

    def at(self, time_ms: int, priority: int) -> Event:
        """An event at a time of the clock, ordered among those of the same instant (``hall/order.py``)."""
        event = Event(self)
        self.plan(event, priority, time_ms - self._now)  # type: ignore[arg-type]
        return event

    def plan(self, event: Event, priority: int, delay_ms: int = 0) -> None:
        """Let an event happen after a delay."""
        event._ok = True
        event._value = None
        # what ``schedule`` does, a call less for the most frequent thing of all
        heappush(self._queue, (self._now + delay_ms, priority, next(self._eid), event))  # type: ignore[misc]

    def begin(self, steps: Steps) -> Process:
        """Start a process in this very moment: as ``process``, without an event of its own for the start."""
        return _Begun(self, steps)


class _Begun(simpy.Process):
    """A process that has taken its first steps when it is made (measured: 4 % of benchmark (b))."""

    def __init__(self, clock: Clock, steps: Steps) -> None:
        self.env = clock
        self.callbacks = []
        self._generator = steps
        self._target = _STARTED
        self._resume(_STARTED)


class _Started(simpy.Event):
    """What a process is told to begin with."""

    def __init__(self) -> None:
        self._ok = True
        self._value = None
        self.callbacks = None  # type: ignore[assignment]


_STARTED = _Started()
