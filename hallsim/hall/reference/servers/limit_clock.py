"""Limits at work: when a limit, or a share of it, has passed, and the warning before it (R6.21, R6.22)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from hallsim.hall.plan.model import LimitRule
from hallsim.hall.plan.operations import Moment
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Clock
from hallsim.scenario.values.timetable import NEVER_MS
from hallsim.scenario.world.calendar import WorkingCalendar
from hallsim.scenario.world.limit_clock import Stop, due_day
from hallsim.trace.model import NEVER
from hallsim.units import MS_PER_DAY

if TYPE_CHECKING:
    from hallsim.hall.reference.state.case_file import Branch
    from hallsim.hall.reference.state.entities import Walk
    from hallsim.hall.reference.state.recorder import Recorder


class LimitClock:
    """The limits of the matters under way, by matter."""

    def __init__(self, rule: LimitRule, calendar: WorkingCalendar, clock: Clock, recorder: Recorder) -> None:
        self.rule, self.calendar, self.clock, self.recorder = rule, calendar, clock, recorder
        self.due: dict[int, int] = {}
        self.warned: set[int] = set()
        self.deemed: set[int] = set()
        self.examined: dict[int, int] = {}  # steps over
        self.walks: dict[int, Walk] = {}  # with a limit
        self.running: dict[int, Branch] = {}  # approvals with results
        self.files: dict[int, list[Any]] = {}  # put on desks; some may be worked on or done

    # ------------------------------------------------------------------ what desks ask

    def due_of(self, matter: int) -> int:
        """When the limit ends; without one, or before acceptance, later than any."""
        walk = self.walks.get(matter)
        if walk is None or not walk.stops:
            return self.due.get(matter, NEVER_MS)
        return self.end_of(walk, walk.accepted_ms, self.rule.workdays[walk.service])

    def is_warned(self, matter: int) -> bool:
        """Whether the warning has come."""
        return matter in self.warned

    def waits(self, ticket: Any) -> None:
        """A file has been put on a desk."""
        self.files.setdefault(ticket.matter, []).append(ticket)

    # ------------------------------------------------------------------ what happens to a matter

    def mark(self, moment: Moment, walk: Walk) -> None:
        """The limit begins to run with the acceptance; with a decision there is nothing more to watch."""
        if moment is Moment.ACCEPTED:
            self.accept(walk)
        elif moment is Moment.DECIDED:
            self.files.pop(walk.matter, None)
            self.examined.pop(walk.matter, None)
            self.running.pop(walk.matter, None)

    def accept(self, walk: Walk) -> None:
        """The limit begins to run."""
        service, now = walk.service, self.clock.now_ms
        if self.rule.workdays[service]:
            self.due[walk.matter] = end_of_day(self.calendar, now, self.rule.workdays[service])
            self.walks[walk.matter] = walk
        if self.rule.warn[service] >= 0:
            self.watch(walk, now)

    def end_of(self, walk: Walk, accepted_ms: int, days: int) -> int:
        """When a number of days of the limit will have passed, as far as known: its clock may stand still."""
        now = self.clock.now_ms
        stops = [(since, now if until == NEVER else until) for since, until in walk.stops]
        return end_of_day(self.calendar, accepted_ms, days, stops)

    def move(self, matter: int) -> None:
        """Waiting files of a matter get new places."""
        for ticket in self.files.get(matter, ()):
            if ticket.waiting:
                ticket.queue.raised(ticket)

    def watch(self, walk: Walk, accepted_ms: int) -> None:
        """Set the alarm of the warning, or warn when it is over."""
        at = self.end_of(walk, accepted_ms, self.rule.warn[walk.service])
        if at <= self.clock.now_ms:
            self.warn(walk)
            return
        alarm = self.clock.at(at, event_order.CLOSING + walk.citizen)
        alarm.callbacks.append(lambda _: self.watch(walk, accepted_ms))

    def warn(self, walk: Walk) -> None:
        """The limit runs short: files that wait move forward, later ones will be put in front."""
        if walk.decided_ms != NEVER or walk.ended is not None or walk.matter in self.deemed:
            return
        self.warned.add(walk.matter)
        self.recorder.warned.extend((walk.matter, self.clock.now_ms))
        self.move(walk.matter)

    def passed(self, matter: int) -> int:
        """Steps over in an approval with results."""
        return len(self.running[matter].case.examined) if matter in self.running else 0


def end_of_day(calendar: WorkingCalendar, accepted_ms: int, days: int, stops: Iterable[Stop] = ()) -> int:
    """The midnight that ends the n-th counting day after the day of acceptance (for n = 0, that day)."""
    day = due_day(calendar, accepted_ms, days, stops) if days else accepted_ms // MS_PER_DAY
    return (day + 1) * MS_PER_DAY
