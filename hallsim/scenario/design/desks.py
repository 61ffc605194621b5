"""Desks behind the counter: who reviews, when, in which order, and how many files at a time."""

from __future__ import annotations

from typing import Any

from hallsim.scenario.design.attendance import DaysAbsent
from hallsim.scenario.design.desk_kinds import Meeting, SiteVisits
from hallsim.scenario.design.disciplines import DISCIPLINES_EN, DISCIPLINES_ZH, DisciplineName
from hallsim.scenario.design.queueing import Interrupt
from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import LocalText, Number, Officers, Share, Whole
from hallsim.scenario.values.hours import WeeklyHours


class Shift(Model):
    """Some people of a group on duty at the same hours."""

    count: Whole = key(
        1,
        en="How many windows (or officers) this shift staffs.",
        zh="该班次的窗口数（或人数）。",
        unit="windows",
        example="3",
        ge=0,
        le=5000,
    )
    hours: WeeklyHours = key(
        ..., en="When they are on duty.", zh="在岗时间。", example="[09:00-12:00, 13:00-17:00]"
    )


class DeskAbsence(DaysAbsent):
    """Officers who do not come on some days; nobody stands in, their files wait or go to colleagues."""


class AtOnce(Model):
    """Several files worked in parallel by one officer."""

    files: Whole = key(
        ...,
        en="How many files one officer has in hand at once.",
        zh="一名审批人员同时办理的件数。",
        unit="files",
        example="3",
        ge=1,
        le=100,
    )
    speed: Share | None = key(
        None,
        en="Speed at which each of them gets on, whatever else is in hand, relative to a file worked alone; "
        "an equal share (1 / files) when absent.",
        zh="每件的办理速度（相对单独办理一件），与手中其他件无关；不写则均分（1/files）。",
        unit="share",
        example="40%",
        gt=0,
        le=1,
    )


class DeskHabits(Model):
    """How a desk works, apart from who sits there."""

    hours: WeeklyHours | None = key(
        None,
        en="When they work; the design's desk_hours when absent.",
        zh="工作时间；不写则同 desk_hours。",
        example="[09:00-12:00, 13:30-17:30]",
    )
    discipline: DisciplineName = key(
        "fifo",
        en=f"Which file is taken next: {DISCIPLINES_EN}.",
        zh=f"取件规则：{DISCIPLINES_ZH}。",
        example="earliest_due",
    )
    interrupt: Interrupt = key(
        "none",
        en="Whether an urgent file (discipline priority, or the green channel) that finds no idle officer is "
        "taken up at once in place of a file of the worst class in hand; that one goes back to its place and "
        "later has the rest of its work done (resume) or all of it again (restart).",
        zh="急件（discipline 为 priority，或绿色通道）没有空闲人员时，是否立即放下手中级别最低的件先办；"
        "被放下者回到原位，之后办完剩余（resume）或从头再办（restart）。",
        example="resume",
    )
    speed: Number = key(
        1.0,
        en="Work done per minute relative to the catalogue's times.",
        zh="办理速度。",
        unit="factor",
        example="1.1",
        ge=0.05,
        le=20,
    )
    speed_cv: Number = key(
        0.0,
        en="Spread between officers (no common standard): each one's work is multiplied by a lognormal "
        "factor of mean 1 and this coefficient of variation, drawn again in every replication.",
        zh="人员间差异（标准不统一）：每人的办理时间乘以均值为 1 的对数正态系数，此为其变异系数"
        "（每次重复重抽）。",
        unit="cv",
        example="0.3",
        ge=0,
        le=3,
    )
    absence: DeskAbsence = key(
        DeskAbsence(),
        en="Days on which officers do not come; a bare share is the share.",
        zh="审批人员缺勤；只写比例即 share。",
        example="{share: 6%, lasts: 2}",
    )
    at_once: AtOnce = key(
        AtOnce(files=1),
        en="Files that one officer works on at once; a bare number is the files.",
        zh="一名人员同时办理多件；只写数字即 files。",
        example="{files: 3, speed: 40%}",
    )
    wip: Whole | None = key(
        None,
        en="Limit on the work in progress: the most files that are open at the desk (with an officer, or "
        "in the elapsed time of their step); further ones wait outside. No limit when absent.",
        zh="在办件上限：科室同时在办（人员手中或等待流逝时间）的件数上限，其余在外等候；不写则不限。",
        unit="files",
        example="12",
        ge=1,
        le=1_000_000,
    )


class Desk(DeskHabits):
    """Back-office reviewers: several servers, one queue, a calendar."""

    title: LocalText | None = key(
        None, en="Name shown to people.", zh="显示名称。", example="{en: Fire desk, zh: 消防科}"
    )
    officers: Officers = key(
        1,
        en="How many officers (ignored when shifts are given); unlimited: files never wait for one.",
        zh="审批人员数（给出 shifts 时以班次为准）；unlimited 表示不排队。",
        unit="officers",
        example="4",
    )
    meets: Meeting | None = key(
        None,
        en="The desk hears its files at meetings (its officers and speed then do not count); a bare word or "
        "interval is when.",
        zh="该科室以会议形式集中审议（officers、speed 不起作用）；只写一个词或间隔即会议日。",
        example="{on: wed, capacity: 12}",
    )
    site: SiteVisits | None = key(
        None,
        en="The officers are teams that go to the site of every file; a bare duration is the travel.",
        zh="人员为现场踏勘队；只写时长即往返路程。",
        example="{travel: 45 min, per_day: 4}",
    )
    shifts: tuple[Shift, ...] = key(
        (),
        en="Different officers at different hours; each shift brings its own.",
        zh="分班：每个班次各自的人员。",
        example="[{count: 3, hours: 09:00-17:00}, {count: 1, hours: 13:00-20:00}]",
    )
    quiet_windows: tuple[str, ...] = key(
        (),
        en="Groups of windows that take files of this desk while no visitor waits for them; a file begun is "
        "finished before the next visitor is called.",
        zh="无人等候时代办本科室案卷的窗口组；已开始的案卷办完后再叫号。",
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
