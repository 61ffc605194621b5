"""The part of a trace that counts, as arrays worked out once: what every metric is a function of.

Citizens who arrive during the warm-up do not count, nor do their tickets and matters. What is measured over
time (queue lengths, utilisation, visits per day) is measured between the warm-up and the horizon.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from hallsim.audit.company import by_agent, represented
from hallsim.audit.duty import first_issue, hold_end, read_services, wait_end
from hallsim.audit.spans import STRIDE, Int, Spans, flat, sum_by, union
from hallsim.metrics.attribution.waits import WaitReader
from hallsim.metrics.definition.asking import Asking
from hallsim.metrics.definition.ends import FAILED, OPEN
from hallsim.metrics.definition.places import comes_home, is_home_queue, is_terminal
from hallsim.scenario.values.sessions import open_days
from hallsim.scenario.values.timetable import Timetable
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, End, Outcome, Trace
from hallsim.units import MS_PER_DAY, MS_PER_MIN

Real = NDArray[np.float64]
Mask = NDArray[np.bool_]
Value = TypeVar("Value")

DEFAULT_WAIT_TARGET_MIN = 15.0


class Sample:
    """A trace, its warm-up left out, with everything derived kept for the next metric."""

    def __init__(
        self,
        trace: Trace,
        wait_target_min: float = DEFAULT_WAIT_TARGET_MIN,
        asking: Asking | None = None,
    ) -> None:
        self.trace = trace
        self.wait_target_min = wait_target_min
        self.asking = Asking() if asking is None else asking
        self.from_ms = trace.days.warm_up_ms
        self.to_ms = min(trace.days.horizon_ms, trace.end_ms)
        self._kept: dict[object, Any] = {}

    def once(self, what: object, work_out: Callable[[], Value], *, keep: bool = True) -> Value:
        """What `work_out` gives, worked out the first time it is asked for; each time unless `keep`."""
        found: Value = self._kept[what] if what in self._kept else work_out()
        if keep:
            self._kept[what] = found
        return found

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

    def in_time(self, moment_ms: Int) -> Mask:
        """Which moments lie between the warm-up and the horizon."""
        return np.asarray((moment_ms >= self.from_ms) & (moment_ms < self.to_ms))

    @cached_property
    def first_issue(self) -> Int:
        """(all tickets,) see ``audit.duty.first_issue``."""
        return first_issue(self.trace)

    @cached_property
    def visits_of_matters(self) -> tuple[Int, Int]:
        """(visit, matter) of every visit made for a matter, see ``metrics.causes``."""
        from hallsim.metrics.attribution.causes import visits_of_matters

        return visits_of_matters(self.trace)

    @cached_property
    def tickets(self) -> Int:
        """Rows of window tickets of those who count; what continues a ticket (``first_issue``) is none."""
        t = self.trace.tickets
        own = self.first_issue == t["ticket"]
        return np.flatnonzero(own & ~self.is_desk_ticket & self.counted[t["citizen"]])

    @cached_property
    def desk_tickets(self) -> Int:
        """Rows of files at desks of citizens who count; who waits at home for a team is none."""
        is_file = self.is_desk_ticket & ~is_home_queue(self.trace)[self.trace.tickets["queue"]]
        return np.flatnonzero(is_file & self.counted[self.trace.tickets["citizen"]])

    @cached_property
    def visits(self) -> Int:
        """Rows of visits of citizens who count."""
        return np.flatnonzero(self.counted[self.trace.visits["citizen"]])

    @cached_property
    def is_begun(self) -> Mask:
        """(all matters,) not those answered from afar or of who never came."""
        m = self.trace.matters
        came = (m["first_visit_ms"] != NEVER) | (m["accepted_ms"] != NEVER)
        return np.asarray(came | represented(self.trace))

    @cached_property
    def matters(self) -> Int:
        """Rows of matters begun of citizens who count."""
        return np.flatnonzero(self.counted[self.trace.matters["citizen"]] & self.is_begun)

    @cached_property
    def cases(self) -> Int:
        """Rows of matters that are cases, not enquiries."""
        return self.matters[self.is_case[self.matters]]

    @cached_property
    def is_case(self) -> Mask:
        """(all matters,)"""
        return np.array(self.trace.names.service_is_case, np.bool_)[self.trace.matters["service"]]

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
        waits = wait_end(self.trace) - t["issue_ms"]
        if np.array_equal(self.first_issue, t["ticket"]):  # nothing continues a ticket, as in most halls
            return waits
        return sum_by(self.first_issue, waits, len(t["ticket"]))

    @cached_property
    def ticket_waits_min(self) -> Real:
        """(all tickets,) minutes waited, until leaving or the run's stop for those never called."""
        return np.asarray(self.all_waits_ms / MS_PER_MIN)

    @cached_property
    def own_tickets(self) -> Int:
        """Rows of tickets drawn on a visit; what continues a ticket is none."""
        t = self.trace.tickets
        return np.flatnonzero((t["visit"] != NEVER) & (self.first_issue == t["ticket"]))

    @cached_property
    def visit_waits_min(self) -> Real:
        """(all visits,) minutes waited in all queues of the visit."""
        return self.by_visit(self.ticket_waits_min)

    @cached_property
    def visit_called(self) -> Mask:
        """(all visits,) whether all tickets drawn were called and followed (also of a rest handed back)."""
        never = self.by_visit((self.trace.tickets["call_ms"] == NEVER).astype(np.float64))
        failed = one_of(FAILED, self.trace.visits["state"])
        return np.asarray((self.n_tickets_of_visit > 0) & (never == 0) & ~failed)

    @cached_property
    def visit_served(self) -> Mask:
        """(all visits,) whether the visit came to a service: nobody left, was sent home or removed."""
        return np.asarray(self.trace.visits["state"] == End.SERVED)

    def by_visit(self, of_ticket: Real) -> Real:
        """(all visits,) the sum over the tickets of a visit of a number a ticket."""
        visit = self.trace.tickets["visit"][self.own_tickets]
        n = len(self.trace.visits["visit"])
        return np.asarray(np.bincount(visit, weights=of_ticket[self.own_tickets], minlength=n), np.float64)

    @cached_property
    def wait_causes_min(self) -> Real:
        """(all tickets, 4) minutes waited by WAIT_CAUSES, of the window tickets that count; 0 for others."""
        t = self.trace.tickets
        rows = np.flatnonzero(~self.is_desk_ticket & self.counted[t["citizen"]])
        bounds = np.zeros(len(rows), np.int64), np.full(len(rows), self.trace.end_ms)
        first, causes = self.first_issue[rows], self.reader.causes(rows, *bounds) / MS_PER_MIN
        n = len(t["ticket"])
        by_cause = [np.bincount(first, weights=cause, minlength=n) for cause in causes.T]
        return np.stack(by_cause, axis=1).astype(np.float64, copy=False)

    @cached_property
    def called(self) -> Mask:
        """(all tickets,) whether the ticket was called."""
        return np.asarray(self.trace.tickets["call_ms"] != NEVER)

    @cached_property
    def gave_up(self) -> Mask:
        """(all tickets,) whether the ticket left out of patience, also the rest of a service handed back."""
        t = self.trace.tickets
        left = np.zeros(len(t["ticket"]), np.bool_)
        left[self.first_issue[one_of((Outcome.LEFT, Outcome.BALKED), t["outcome"])]] = True
        return left

    # ------------------------------------------------------------------ visits and matters

    @cached_property
    def n_tickets_of_visit(self) -> Int:
        """(all visits,) queues joined."""
        n = len(self.trace.visits["visit"])
        return np.bincount(self.trace.tickets["visit"][self.own_tickets], minlength=n)

    @cached_property
    def hall_ms(self) -> Int:
        """(all visits,) time in the hall; until the run's stop while inside."""
        v = self.trace.visits
        leave = np.where(v["leave_ms"] == NEVER, self.trace.end_ms, v["leave_ms"])
        return np.asarray(leave - v["arrive_ms"])

    @cached_property
    def hall_min(self) -> Real:
        """(all visits,) minutes in the hall."""
        return np.asarray(self.hall_ms / MS_PER_MIN)

    @cached_property
    def is_open(self) -> Mask:
        """(all matters,) not ended when the run stopped."""
        return one_of(OPEN, self.trace.matters["state"])

    @cached_property
    def is_late(self) -> Mask:
        """(all matters,) decided after the limit, or undecided beyond it; not what ended undecided."""
        m = self.trace.matters
        moment = np.where(m["decided_ms"] == NEVER, self.trace.end_ms, m["decided_ms"])
        under_way = (m["decided_ms"] != NEVER) | self.is_open
        return np.asarray((m["due_ms"] != NEVER) & under_way & (moment > m["due_ms"]))

    @cached_property
    def judged(self) -> Int:
        """Rows of the cases of which the limit says something: decided, or late."""
        m, rows = self.trace.matters, self.cases
        known = (m["decided_ms"][rows] != NEVER) | self.is_late[rows]
        return np.asarray(rows[(m["due_ms"][rows] != NEVER) & known])

    @cached_property
    def due_in_time(self) -> Mask:
        """(all matters,) whether the limit was over before the run stopped."""
        return np.asarray(self.trace.matters["due_ms"] < self.trace.end_ms)

    @property
    def stops(self) -> bool:
        """Whether the run stops at its horizon, rather than when all has ended."""
        return self.trace.end_ms <= self.trace.days.horizon_ms

    @cached_property
    def is_drained(self) -> bool:
        """Whether work went on until all matters had ended; it then does so in every replication."""
        return self.trace.end_ms != self.trace.days.horizon_ms and not self.is_cut

    @cached_property
    def is_cut(self) -> bool:
        """Whether the run stopped before all matters of those who count had ended."""
        return bool(self.is_open[self.matters].any())

    def workdays_at(self, time_ms: Int) -> Real:
        """Working days passed since day 0: whole ones, and the passed part of the world's workday.

        The yardstick is the world's: no design's opening hours move it.
        """
        days, workday_ms = self.trace.days, max(self.trace.days.workday_ms, 1)
        before = np.concatenate([[0], np.cumsum(days.is_working)])
        day = np.clip(time_ms // MS_PER_DAY, 0, len(days.is_working) - 1)
        passed_ms = np.clip(time_ms - day * MS_PER_DAY - days.workday_from_ms, 0, workday_ms)
        return np.asarray(before[day] + passed_ms / workday_ms * days.is_working[day])

    def whole_workdays(self, from_ms: Int, to_ms: Int) -> Real:
        """Working days by date from one moment to another, as limits count them."""
        days = self.trace.days
        before = np.concatenate([[0], np.cumsum(days.is_working)])
        first, last = (np.clip(t // MS_PER_DAY, 0, len(days.is_working) - 1) for t in (from_ms, to_ms))
        return np.asarray((before[last + 1] - before[first + 1]).astype(np.float64))

    @cached_property
    def days_inside(self) -> Mask:
        """(days,) of which any part lies between warm-up and horizon."""
        start = np.arange(len(self.trace.days.is_working)) * MS_PER_DAY
        return np.asarray((start < self.to_ms) & (start + MS_PER_DAY > self.from_ms))

    @cached_property
    def n_workdays(self) -> int:
        """Working days of the world between warm-up and horizon: a day counts when any of it does."""
        return int((self.days_inside & self.trace.days.is_working).sum())

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
    def days_of_world(self) -> Int:
        """Working days of the world between warm-up and horizon, and others on which somebody wants to come.

        No design moves them: one that opens a day more has no day more to be averaged over.
        """
        days = self.trace.days
        wanted = self.trace.citizens["wanted_ms"][self.citizens]
        asked = np.isin(np.arange(len(days.is_working)), days.day_of(wanted))
        return np.flatnonzero(self.days_inside & (days.is_working | asked))

    @cached_property
    def n_open_days(self) -> int:
        """Days between warm-up and horizon on which the hall opens or is open to their end."""
        days = self.trace.days
        spans = Timetable(starts=days.open_ms, ends=days.close_ms)
        return int((open_days(spans, len(days.is_working)) & self.days_inside).sum())

    @cached_property
    def closings(self) -> Int:
        """Sessions at whose end the hall closes between warm-up and horizon."""
        close = self.trace.days.close_ms
        return np.flatnonzero((close > self.from_ms) & (close <= self.trace.days.horizon_ms))

    @cached_property
    def open_time(self) -> Spans:
        """The hall's opening hours, midday closing left out, between warm-up and horizon."""
        days = self.trace.days
        if days.opening is None:
            start, end = days.open_ms, days.close_ms
        else:
            start, end = days.opening
        return union(np.clip(start, self.from_ms, self.to_ms), np.clip(end, self.from_ms, self.to_ms))

    @cached_property
    def open_ms(self) -> int:
        """Time the hall was open between warm-up and horizon."""
        return int((self.open_time.ends - self.open_time.starts).sum())

    @cached_property
    def calls(self) -> Int:
        """Rows of calls between warm-up and horizon by citizens who count."""
        calls = self.trace.calls
        inside = (calls["call_ms"] >= self.from_ms) & (calls["call_ms"] < self.to_ms)
        return np.flatnonzero(inside & self.counted[calls["citizen"]])

    @cached_property
    def windows(self) -> Int:
        """Servers that are windows at which somebody sits."""
        is_window = ~np.array(self.trace.names.server_is_desk, np.bool_)
        return np.flatnonzero(is_window & ~is_terminal(self.trace))

    @cached_property
    def desks(self) -> Int:
        """Servers that are officers at desks."""
        return np.flatnonzero(np.array(self.trace.names.server_is_desk, np.bool_) & ~comes_home(self.trace))

    @cached_property
    def on_duty_ms(self) -> Int:
        """(servers,) time on duty between warm-up and horizon, overtime included."""
        ids = np.arange(len(self.trace.names.servers))
        start, end = np.full(len(ids), self.from_ms), np.full(len(ids), self.to_ms)
        return self.reader.duty.present.measure(flat(ids, start), flat(ids, end))

    @cached_property
    def busy_ms(self) -> Int:
        """(servers,) time at work on tickets between warm-up and horizon; pauses do not count."""
        services = read_services(self.trace)
        since = services.server * STRIDE
        start = np.clip(services.start, since + self.from_ms, since + self.to_ms)
        stop = np.clip(services.end, since + self.from_ms, since + self.to_ms)
        work = services.on_duty_ms.copy()
        cut = np.flatnonzero((start != services.start) | (stop != services.end))
        work[cut] = self.reader.duty.present.measure(start[cut], stop[cut])
        return sum_by(services.server, work, len(self.trace.names.servers))

    @cached_property
    def calling_ms(self) -> Int:
        """(servers,) time between warm-up and horizon kept for tickets called and not (yet) at the window."""
        t = self.trace.tickets
        until = np.where(t["start_ms"] == NEVER, hold_end(self.trace), t["start_ms"])
        rows = np.flatnonzero((t["server"] != NEVER) & (until > t["call_ms"]))
        begin = np.clip(t["call_ms"][rows], self.from_ms, self.to_ms)
        kept_ms = np.clip(until[rows], self.from_ms, self.to_ms) - begin
        return sum_by(t["server"][rows], kept_ms, len(self.trace.names.servers))
