"""The part of a trace that counts, as arrays worked out once: what every metric is a function of.

Citizens who arrive during the warm-up do not count, nor do their tickets and matters. What is measured over
time (queue lengths, utilisation, visits per day) is measured between the warm-up and the horizon.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.company import by_agent, represented
from hallsim.audit.duty import first_issue, hold_end, read_duty, service_end, wait_end
from hallsim.audit.spans import Int, Spans, flat, union
from hallsim.metrics.waits import WaitReader
from hallsim.trace import NEVER, End, Outcome, Trace
from hallsim.units import MS_PER_DAY, MS_PER_MIN

Real = NDArray[np.float64]
Mask = NDArray[np.bool_]

DEFAULT_WAIT_TARGET_MIN = 15.0


class Sample:
    """A trace, its warm-up left out, with everything derived kept for the next metric."""

    def __init__(self, trace: Trace, wait_target_min: float = DEFAULT_WAIT_TARGET_MIN) -> None:
        self.trace = trace
        self.wait_target_min = wait_target_min
        self.from_ms = trace.days.warm_up_ms
        self.to_ms = min(trace.days.horizon_ms, trace.end_ms)

    # ------------------------------------------------------------------ who counts

    @cached_property
    def citizens(self) -> Int:
        """Rows of the citizens who count."""
        return np.flatnonzero(self.counted)

    @cached_property
    def counted(self) -> Mask:
        """(all citizens,) who counts: the same ones under every design, whenever it makes them come."""
        return np.asarray(self.trace.citizens["wanted_ms"] >= self.from_ms)

    @cached_property
    def came(self) -> Mask:
        """(all citizens,) who has come to the hall at all."""
        in_person = ~by_agent(self.trace)
        return np.bincount(self.trace.visits["citizen"][in_person], minlength=len(self.counted)) > 0

    @cached_property
    def tickets(self) -> Int:
        """Rows of window tickets of those who count; what continues a ticket (``first_issue``) is none."""
        t = self.trace.tickets
        own = first_issue(self.trace) == t["ticket"]
        return np.flatnonzero(own & ~self.is_desk_ticket & self.counted[t["citizen"]])

    @cached_property
    def desk_tickets(self) -> Int:
        """Rows of files at desks of citizens who count."""
        return np.flatnonzero(self.is_desk_ticket & self.counted[self.trace.tickets["citizen"]])

    @cached_property
    def visits(self) -> Int:
        """Rows of visits of citizens who count."""
        return np.flatnonzero(self.counted[self.trace.visits["citizen"]])

    @cached_property
    def matters(self) -> Int:
        """Rows of matters of citizens who count; not of those answered from afar or who never came."""
        m = self.trace.matters
        begun = (m["first_visit_ms"] != NEVER) | (m["accepted_ms"] != NEVER) | represented(self.trace)
        return np.flatnonzero(self.counted[m["citizen"]] & begun)

    @cached_property
    def cases(self) -> Int:
        """Rows of matters that are cases, not enquiries."""
        is_case = np.array(self.trace.names.service_is_case, np.bool_)
        return self.matters[is_case[self.trace.matters["service"][self.matters]]]

    @cached_property
    def is_desk_ticket(self) -> Mask:
        """(all tickets,)"""
        return np.array(self.trace.names.queue_is_desk, np.bool_)[self.trace.tickets["queue"]]

    # ------------------------------------------------------------------ waiting

    @cached_property
    def reader(self) -> WaitReader:
        """Causes of waiting."""
        return WaitReader(self.trace)

    @cached_property
    def all_waits_ms(self) -> Int:
        """(all tickets,) time waited until called, the waits of all rows of a ticket summed on its first."""
        t = self.trace.tickets
        total = np.zeros(len(t["ticket"]), np.int64)
        np.add.at(total, first_issue(self.trace), wait_end(self.trace) - t["issue_ms"])
        return total

    @cached_property
    def waits_min(self) -> Real:
        """(tickets,) minutes waited, until leaving or the run's stop for those never called."""
        return np.asarray(self.all_waits_ms[self.tickets] / MS_PER_MIN)

    @cached_property
    def called(self) -> Mask:
        """(tickets,) whether the ticket was called."""
        return np.asarray(self.trace.tickets["call_ms"][self.tickets] != NEVER)

    @cached_property
    def gave_up(self) -> Mask:
        """(tickets,) whether the ticket left out of patience, also the rest of a service handed back."""
        t = self.trace.tickets
        left = np.zeros(len(t["ticket"]), np.bool_)
        left[first_issue(self.trace)[np.isin(t["outcome"], [Outcome.LEFT, Outcome.BALKED])]] = True
        return np.asarray(left[self.tickets])

    # ------------------------------------------------------------------ visits and matters

    @cached_property
    def n_tickets_of_visit(self) -> Int:
        """(all visits,) queues joined."""
        t = self.trace.tickets
        own = (first_issue(self.trace) == t["ticket"]) & (t["visit"] != NEVER)
        return np.bincount(t["visit"][own], minlength=len(self.trace.visits["visit"]))

    @cached_property
    def hall_ms(self) -> Int:
        """(all visits,) time in the hall; until the run's stop while inside."""
        v = self.trace.visits
        leave = np.where(v["leave_ms"] == NEVER, self.trace.end_ms, v["leave_ms"])
        return np.asarray(leave - v["arrive_ms"])

    @cached_property
    def hall_min(self) -> Real:
        """Minutes in the hall of visits that drew a ticket."""
        rows = self.visits[self.n_tickets_of_visit[self.visits] > 0]
        return np.asarray(self.hall_ms[rows] / MS_PER_MIN)

    def workdays_at(self, time_ms: Int) -> Real:
        """Working days passed since day 0: whole ones, and the passed part of the day's opening."""
        days = self.trace.days
        before = np.concatenate([[0], np.cumsum(days.is_working)])
        day = np.clip(time_ms // MS_PER_DAY, 0, len(days.is_working) - 1)
        length = np.maximum(days.close_ms[day] - days.open_ms[day], 1)
        part = np.clip((time_ms - days.open_ms[day]) / length, 0, 1)
        part = np.where(days.open_ms[day] == NEVER, 0.0, part)
        return np.asarray(before[day] + np.where(days.is_working[day], part, 0.0))

    def lead_workdays(self, rows: Int, from_column: str, to_column: str) -> Real:
        """Working days between two moments of matters."""
        m = self.trace.matters
        begin = self.begun_ms if from_column == "first_visit_ms" else m[from_column]
        return self.workdays_at(m[to_column][rows]) - self.workdays_at(begin[rows])

    @cached_property
    def begun_ms(self) -> Int:
        """(all matters,) the first visit; when it was filed, for what never needed one."""
        first, citizen = self.trace.matters["first_visit_ms"], self.trace.matters["citizen"]
        return np.where(first == NEVER, self.trace.citizens["arrive_ms"][citizen], first)

    # ------------------------------------------------------------------ time and servers

    @cached_property
    def open_days(self) -> Int:
        """Days with opening hours between warm-up and horizon: a day counts when any of its hours does."""
        days = self.trace.days
        begun = np.arange(len(days.open_ms)) * MS_PER_DAY < self.to_ms
        inside = begun & (days.close_ms > self.from_ms) & (days.open_ms < days.horizon_ms)
        return np.flatnonzero(inside & (days.open_ms != NEVER))

    @cached_property
    def closings(self) -> Int:
        """Days at whose end the hall really closes (not midnight in a hall that never does, nor the run)."""
        days = self.trace.days
        next_open, close = np.append(days.open_ms[1:], NEVER)[self.open_days], days.close_ms[self.open_days]
        return np.asarray(self.open_days[(close != next_open) & (close <= days.horizon_ms)])

    @cached_property
    def open_time(self) -> Spans:
        """First opening to last closing of every day, between warm-up and horizon."""
        days = self.trace.days
        start = np.clip(days.open_ms[self.open_days], self.from_ms, self.to_ms)
        return union(start, np.clip(days.close_ms[self.open_days], self.from_ms, self.to_ms))

    @cached_property
    def windows(self) -> Int:
        """Servers that are windows."""
        return np.flatnonzero(~np.array(self.trace.names.server_is_desk, np.bool_))

    @cached_property
    def desks(self) -> Int:
        """Servers that are officers at desks."""
        return np.flatnonzero(np.array(self.trace.names.server_is_desk, np.bool_))

    @cached_property
    def on_duty_ms(self) -> Int:
        """(servers,) time on duty between warm-up and horizon, overtime included."""
        ids = np.arange(len(self.trace.names.servers))
        start, end = np.full(len(ids), self.from_ms), np.full(len(ids), self.to_ms)
        return self._duty.measure(flat(ids, start), flat(ids, end))

    @cached_property
    def busy_ms(self) -> Int:
        """(servers,) time at work on tickets between warm-up and horizon; pauses do not count."""
        t = self.trace.tickets
        end = service_end(self.trace)
        rows = np.flatnonzero((t["server"] != NEVER) & (end != NEVER))
        server = t["server"][rows]
        start = np.clip(t["start_ms"][rows], self.from_ms, self.to_ms)
        stop = np.clip(end[rows], self.from_ms, self.to_ms)
        work = self._duty.measure(flat(server, start), flat(server, stop))
        total = np.zeros(len(self.trace.names.servers), np.int64)
        np.add.at(total, server, work)
        return total

    @cached_property
    def calling_ms(self) -> Int:
        """(servers,) time between warm-up and horizon kept for tickets called and not (yet) at the window."""
        t = self.trace.tickets
        until = np.where(t["start_ms"] == NEVER, hold_end(self.trace), t["start_ms"])
        rows = np.flatnonzero((t["server"] != NEVER) & (until > t["call_ms"]))
        begin = np.clip(t["call_ms"][rows], self.from_ms, self.to_ms)
        total = np.zeros(len(self.trace.names.servers), np.int64)
        np.add.at(total, t["server"][rows], np.clip(until[rows], self.from_ms, self.to_ms) - begin)
        return total

    @cached_property
    def _duty(self) -> Spans:
        return read_duty(self.trace).present

    def utilisations(self, servers: Int) -> Real:
        """Busy share of the time on duty of each of the servers that were on duty at all."""
        present = servers[self.on_duty_ms[servers] > 0]
        return np.asarray(self.busy_ms[present] / self.on_duty_ms[present])

    @cached_property
    def satisfaction(self) -> dict[str, float]:
        """Points by indicator and overall of the default satisfaction model."""
        from hallsim.metrics.satisfaction import satisfaction

        return satisfaction(self)

    def state_share(self, *states: End) -> float:
        """Share of the citizens who ended in one of the states."""
        return mean(np.isin(self.trace.citizens["state"][self.citizens], states))


def mean(values: Real | Mask | Int) -> float:
    """The mean; nan of nothing."""
    return float(values.mean()) if len(values) else float("nan")


def quantile(values: Real, share: float) -> float:
    """The quantile by linear interpolation between order statistics (numpy's default); nan of nothing."""
    return float(np.quantile(values, share)) if len(values) else float("nan")


def ratio(part: float, whole: float) -> float:
    """part / whole; nan when there is no whole."""
    return float(part / whole) if whole else float("nan")
