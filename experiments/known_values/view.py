"""What is measured on a trace between two times: pure functions, minutes unless a name says otherwise.

Tickets, visits and matters count by when they came; areas (numbers present, work done) by when they happened.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.trace.model import NEVER, Outcome, Trace

MIN = 60_000.0
DAY_MS = 86_400_000
Real = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A trace seen between two times (ms)."""

    trace: Trace
    from_ms: int
    to_ms: int

    @property
    def length_min(self) -> float:
        """Length of the span."""
        return (self.to_ms - self.from_ms) / MIN

    @property
    def days(self) -> range:
        """The days whose midnights lie in the span."""
        return range(-(-self.from_ms // DAY_MS), -(-self.to_ms // DAY_MS))

    def tickets(
        self, *, group: str | None = None, service: str | None = None, task: str | None = None
    ) -> Mask:
        """Window tickets issued in the span, of a group, a service or a task (`service.stop`)."""
        trace, table, names = self.trace, self.trace.tickets, self.trace.names
        found = (table["issue_ms"] >= self.from_ms) & (table["issue_ms"] < self.to_ms)
        found &= ~np.array(names.queue_is_desk, bool)[table["queue"]]
        if group is not None:
            found &= trace.citizens["group"][table["citizen"]] == names.groups.index(group)
        if service is not None:
            found &= trace.matters["service"][table["matter"]] == names.services.index(service)
        if task is not None:
            found &= table["task"] == names.tasks.index(task)
        return found

    def waits(self, *, group: str | None = None, service: str | None = None, task: str | None = None) -> Real:
        """Waits of these tickets in the order of issue, those of who left included."""
        table = self.trace.tickets
        rows = self.tickets(group=group, service=service, task=task)
        until = np.where(table["start_ms"] == NEVER, table["end_ms"], table["start_ms"])
        found: Real = (until - table["issue_ms"])[rows] / MIN
        return found

    def left(self, *, group: str | None = None) -> Mask:
        """Of these tickets, which left the queue."""
        found: Mask = self.trace.tickets["outcome"][self.tickets(group=group)] == Outcome.LEFT
        return found

    def visit_times(self, *, service: str | None = None) -> Real:
        """Time in the hall of the visits (for a service) that came in the span."""
        trace, table = self.trace, self.trace.visits
        rows = (table["arrive_ms"] >= self.from_ms) & (table["arrive_ms"] < self.to_ms)
        if service is not None:
            rows &= trace.matters["service"][table["matter"]] == trace.names.services.index(service)
        found: Real = (table["leave_ms"] - table["arrive_ms"])[rows] / MIN
        return found

    def matters(self) -> Mask:
        """Matters first brought in the span."""
        first = self.trace.matters["first_visit_ms"]
        found: Mask = (first >= self.from_ms) & (first < self.to_ms)
        return found

    def lead_times(self) -> Real:
        """From the first visit to the decision."""
        table, rows = self.trace.matters, self.matters()
        found: Real = (table["decided_ms"] - table["first_visit_ms"])[rows] / MIN
        return found

    def area(self, start_ms: Ints, end_ms: Ints) -> float:
        """Minutes of the spans [start, end) that lie in the view."""
        end = np.where(end_ms == NEVER, self.trace.end_ms, end_ms)
        inside = np.minimum(end, self.to_ms) - np.maximum(start_ms, self.from_ms)
        return float(np.maximum(inside, 0)[start_ms != NEVER].sum()) / MIN

    def mean_queue(self) -> float:
        """Time average of the number waiting."""
        table = self.trace.tickets
        until = np.where(table["start_ms"] == NEVER, table["end_ms"], table["start_ms"])
        return self.area(table["issue_ms"], until) / self.length_min

    def mean_inside(self) -> float:
        """Time average of the number in the hall."""
        return self.area(self.trace.visits["arrive_ms"], self.trace.visits["leave_ms"]) / self.length_min

    def busy_min(self) -> float:
        """Work done at windows."""
        table = self.trace.tickets
        at_desk = np.array(self.trace.names.queue_is_desk, bool)[table["queue"]]
        served = (table["start_ms"] != NEVER) & ~at_desk
        return self.area(table["start_ms"][served], table["end_ms"][served])

    def utilisation(self) -> float:
        """Busy share of the windows of a hall that never closes."""
        n_windows = sum(not desk for desk in self.trace.names.server_is_desk)
        return self.busy_min() / (n_windows * self.length_min)


def mean(values: Real) -> float:
    """Mean; NaN of nothing."""
    return float(values.mean()) if len(values) else float("nan")


def share(truths: Mask) -> float:
    """Share of the true ones."""
    return float(truths.mean()) if len(truths) else float("nan")


def quantile(values: Real, q: float) -> float:
    """Quantile by inverting the empirical distribution."""
    return float(np.quantile(values, q, method="inverted_cdf")) if len(values) else float("nan")
