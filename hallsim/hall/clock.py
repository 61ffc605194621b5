"""The clock: the one file that knows SimPy."""

from __future__ import annotations

from collections.abc import Generator
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
        self.schedule(event, priority, delay_ms)  # type: ignore[arg-type]
