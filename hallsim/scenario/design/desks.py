"""Desks behind the counter: who reviews, when, in which order, and how many files at a time."""

from __future__ import annotations

from typing import Any

from hallsim.scenario.design.attendance import DaysAbsent
from hallsim.scenario.design.desk_kinds import Meeting, SiteVisits
from hallsim.scenario.design.disciplines import DISCIPLINES_MEAN, DisciplineName
from hallsim.scenario.design.queueing import Interrupt
from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import LocalText, Number, Officers, Share, Whole
from hallsim.scenario.values.hours import WeeklyHours


class Shift(Model):
    """Some people of a group on duty at the same hours."""

    count: Whole = key(
        1, en="How many windows (or officers) this shift staffs.", unit="windows", example="3", ge=0, le=5000
    )
    hours: WeeklyHours = key(..., en="When they are on duty.", example="[09:00-12:00, 13:00-17:00]")


class DeskAbsence(DaysAbsent):
    """Officers who do not come on some days; nobody stands in, their files wait or go to colleagues."""


class AtOnce(Model):
    """Several files worked in parallel by one officer."""

    files: Whole = key(
        ..., en="How many files one officer has in hand at once.", unit="files", example="3", ge=1, le=100
    )
    speed: Share | None = key(
        None,
        en="Speed at which each of them gets on, whatever else is in hand, relative to a file worked alone; "
        "an equal share (1 / files) when absent.",
        unit="share",
        example="40%",
        gt=0,
        le=1,
    )


class DeskHabits(Model):
    """How a desk works, apart from who sits there."""

    hours: WeeklyHours | None = key(
        None, en="When they work; the design's desk_hours when absent.", example="[09:00-12:00, 13:30-17:30]"
    )
    discipline: DisciplineName = key(
        "fifo",
        en=f"Which file is taken next: {DISCIPLINES_MEAN}.",
        example="earliest_due",
    )
    interrupt: Interrupt = key(
        "none",
        en="Whether an urgent file (discipline priority, or the green channel) that finds no idle officer is "
        "taken up at once in place of a file of the worst class in hand; that one goes back to its place and "
        "later has the rest of its work done (resume) or all of it again (restart).",
        example="resume",
    )
    speed: Number = key(
        1.0,
        en="Work done per minute relative to the catalogue's times.",
        unit="factor",
        example="1.1",
        ge=0.05,
        le=20,
    )
    speed_cv: Number = key(
        0.0,
        en="Spread between officers (no common standard): each one's work is multiplied by a lognormal "
        "factor of mean 1 and this coefficient of variation, drawn again in every replication.",
        unit="cv",
        example="0.3",
        ge=0,
        le=3,
    )
    absence: DeskAbsence = key(
        DeskAbsence(),
        en="Days on which officers do not come; a bare share is the share.",
        example="{share: 6%, lasts: 2}",
    )
    at_once: AtOnce = key(
        AtOnce(files=1),
        en="Files that one officer works on at once; a bare number is the files.",
        example="{files: 3, speed: 40%}",
    )
    wip: Whole | None = key(
        None,
        en="Limit on the work in progress: the most files that are open at the desk (with an officer, or "
        "in the elapsed time of their step); further ones wait outside. No limit when absent.",
        unit="files",
        example="12",
        ge=1,
        le=1_000_000,
    )


class Desk(DeskHabits):
    """Back-office reviewers: several servers, one queue, a calendar."""

    title: LocalText | None = key(None, en="Name shown to people.", example="{en: Fire desk, zh: 消防科}")
    officers: Officers = key(
        1,
        en="How many officers (ignored when shifts are given); unlimited: files never wait for one.",
        unit="officers",
        example="4",
    )
    meets: Meeting | None = key(
        None,
        en="The desk hears its files at meetings (its officers and speed then do not count); a bare word or "
        "interval is when.",
        example="{on: wed, capacity: 12}",
    )
    site: SiteVisits | None = key(
        None,
        en="The officers are teams that go to the site of every file; a bare duration is the travel.",
        example="{travel: 45 min, per_day: 4}",
    )
    shifts: tuple[Shift, ...] = key(
        (),
        en="Different officers at different hours; each shift brings its own.",
        example="[{count: 3, hours: 09:00-17:00}, {count: 1, hours: 13:00-20:00}]",
    )
    quiet_windows: tuple[str, ...] = key(
        (),
        en="Groups of windows that take files of this desk while no visitor waits for them; a file begun is "
        "finished before the next visitor is called.",
        example="[commerce]",
    )

    def rosters(self, otherwise: WeeklyHours) -> list[WeeklyHours]:
        """Hours of every officer in the order of their numbers; none when there is no limit of officers."""
        if self.shifts:
            return [shift.hours for shift in self.shifts for _ in range(shift.count)]
        return [] if self.officers == "unlimited" else [self.hours or otherwise] * self.officers

    @property
    def is_unlimited(self) -> bool:
        """Whether files never wait for an officer."""
        return self.officers == "unlimited" and not self.shifts

    @property
    def is_room(self) -> bool:
        """Whether officers sit there and take files one by one: no meeting, no team, no unlimited number."""
        return not self.is_unlimited and self.meets is None and self.site is None


def with_habits(desk: Desk, habits: DeskHabits) -> Desk:
    """The desk with the rules of all desks where it has none itself."""
    unsaid = habits.model_fields_set - desk.model_fields_set
    more: dict[str, Any] = {name: getattr(habits, name) for name in unsaid}
    return desk.model_copy(update=more) if more else desk
