"""A design: what the hall decides. It knows no citizen."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from hallsim.scenario.design import queueing
from hallsim.scenario.design.appointments import Appointments
from hallsim.scenario.design.approval import ApprovalRules
from hallsim.scenario.design.arrival_control import Hotline, Reminders
from hallsim.scenario.design.authority import AuthorityRules
from hallsim.scenario.design.calling import CALLING, Calling
from hallsim.scenario.design.catalogue import CatalogueRules
from hallsim.scenario.design.channels import ChannelRules
from hallsim.scenario.design.desks import Desk, Shift, with_habits
from hallsim.scenario.design.documents import DocumentRules
from hallsim.scenario.design.limits import BackOfficeRules
from hallsim.scenario.design.offices import Choice, OfficeRules
from hallsim.scenario.design.people import Generalist
from hallsim.scenario.design.queueing import QueueRule, Tide
from hallsim.scenario.design.representation import CompanyRules
from hallsim.scenario.design.staff import StaffedWindows, StaffRules
from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import ClockMs, LocalText, Number, Pool, Rank, Share, SpanField, Whole
from hallsim.scenario.values.hours import WeeklyHours
from hallsim.scenario.values.on_duty import OnDutyField
from hallsim.text.message import Message
from hallsim.units import UnitError


class Break(Model):
    """A break of some windows while the hall is open (citizens see fewer clerks, not a closed hall)."""

    count: Whole = key(
        1,
        en="How many of the windows go: those that have had the fewest breaks that day, the last ones first; "
        "so several breaks go round.",
        unit="windows",
        example="2",
        ge=1,
        le=5000,
    )
    hours: WeeklyHours = key(..., en="When they are away.", example="12:00-12:30")


class VisitorsAtOnce(Model):
    """Several visitors served at the same time by the clerk of one window."""

    visitors: Whole = key(
        ...,
        en="How many visitors one clerk serves at the same time.",
        unit="visits",
        example="2",
        ge=1,
        le=20,
    )
    speed: Share | None = key(
        None,
        en="Speed at which each of them gets on, however many are there, relative to a visitor served alone; "
        "an equal share (1 / visitors) when absent.",
        unit="share",
        example="60%",
        gt=0,
        le=1,
    )


class Windows(StaffedWindows):
    """A group of windows that serve the same things."""

    title: LocalText | None = key(
        None, en="Name shown to people.", example="{en: Comprehensive, zh: 综合窗口}"
    )
    count: Whole = key(
        1,
        en="How many windows (ignored when shifts or on_duty are given).",
        unit="windows",
        example="6",
        ge=0,
        le=5000,
    )
    serves: tuple[str, ...] = key(
        (),
        en="Departments, services, service.stop, collect, or all; the group's own name when absent.",
        example="[commerce, collect]",
    )
    helps: tuple[str, ...] = key(
        (),
        en="What these windows take when their own queue is empty, in the same words as serves.",
        example="[registry]",
    )
    decides: tuple[str, ...] | None = key(
        None,
        en="What these windows may decide, in the same words (none: they only accept); everything when "
        "absent. What no window that serves it may decide goes to the bureau (see authority).",
        example="[commerce]",
    )
    hours: WeeklyHours | None = key(
        None,
        en="When they are staffed; the design's opening when absent.",
        example="[09:00-12:00, 13:30-17:00]",
    )
    shifts: tuple[Shift, ...] = key(
        (),
        en="Different windows of the group at different hours; each shift brings its own windows.",
        example="[{count: 5, hours: 09:00-17:00}, {count: 3, hours: 10:00-14:00}]",
    )
    on_duty: OnDutyField | None = key(
        None,
        en="How many of the windows are staffed from which time on, within hours, also by weekday; the same "
        "windows all day, the first ones longest. There are as many as the largest number says. Also written "
        "staff: {08:30: 6, 10:00: 9}.",
        unit="windows",
        example="{08:30: 6, 10:00: 9, 12:00: 5, 13:00: 9}",
    )
    breaks: tuple[Break, ...] = key(
        (), en="Staggered lunches and breaks.", example="[{count: 2, hours: 12:00-12:30}]"
    )
    speed: Number = key(
        1.0,
        en="Work done per minute relative to the catalogue's times.",
        unit="factor",
        example="1.1",
        ge=0.05,
        le=20,
    )
    at_once: VisitorsAtOnce = key(
        VisitorsAtOnce(visitors=1),
        en="Several visitors at one window at the same time, as where one fills in a form while another is "
        "served.",
        example="{visitors: 2, speed: 60%}",
    )
    generalist: Generalist = key(
        Generalist(), en="What it costs that one clerk handles many services.", example="{time: 1.15}"
    )
    at_shift_end: Literal["finish", "pause", "hand_back"] = key(
        "finish",
        en="A visitor at the window when a shift or break begins: finish, pause (resume with the same "
        "clerk), hand_back (to the head of the queue, the rest of the work done by anyone).",
        example="finish",
    )
    rule: QueueRule | None = queueing.GROUP_RULE
    only: tuple[str, ...] = queueing.ONLY
    reserved: Whole | None = queueing.RESERVED
    lines: queueing.Lines = queueing.LINES
    bundle_saving: Share = queueing.BUNDLE_SAVING
    help_from: Whole = queueing.HELP_FROM
    tide: Tide | None = queueing.TIDE
    at_close: Literal["serve_out", "finish"] = key(
        "serve_out",
        en="When the hall closes for the day: serve_out serves everybody inside (overtime), finish only the "
        "visitor at the window (the rest is turned away).",
        example="serve_out",
    )

    @model_validator(mode="after")
    def _one_roster(self) -> Self:
        if self.shifts and self.on_duty is not None:
            raise UnitError(
                Message("shifts and on_duty both say who is there"),
                Message("drop one of them (in a design based on another write shifts: null)"),
            )
        return self


class Office(OfficeRules):
    """An office with its windows and desks."""

    windows: dict[str, Windows] = key(
        ...,
        en="Groups of windows at each of these offices, by name; a bare number is one group of that size.",
        example="2",
        min_length=1,
    )
    desks: dict[str, Desk] = key(
        {},
        en="Its own back-office desks; steps of other desks are worked at the office it relies on.",
        example="{commerce: 1}",
    )


class Approval(ApprovalRules):
    """How the steps of the approvals are ordered."""

    mode: Literal["as_written", "serial", "parallel", "stages", "lines"] = key(
        "as_written",
        en="Run the trees as written, all steps in series, all in parallel, in stages, or as a main line "
        "with auxiliary lines.",
        example="parallel",
    )
    stages: dict[str, tuple[str, ...]] = key(
        {},
        en="With mode stages: named stages in order, each a list of steps or desks run in parallel; "
        "steps not named run in a last stage.",
        example="{first: [fire, planning], second: [commerce]}",
    )
    services: tuple[str, ...] = key(
        (),
        en="Services to which the mode applies; all when absent (the others run as written).",
        example="[construction_permit]",
    )


class Design(
    StaffRules, DocumentRules, ChannelRules, CatalogueRules, CompanyRules, BackOfficeRules, AuthorityRules
):
    """One way of running the hall."""

    title: LocalText | None = key(
        None, en="Name shown to people.", example="{en: Unified windows, zh: 综合窗口}"
    )
    based_on: str | None = key(
        None,
        en="Another design, from which every key but the title is taken that is not written here.",
        example="by_department",
    )
    opening: WeeklyHours = key(
        "09:00-17:00",
        en="When windows serve; citizens inside at the last closing are served out. 23:00-02:00 ends on the "
        "next day; 'always' for a hall that never closes.",
        example="[09:00-12:00, 13:30-17:00]",
    )
    doors: ClockMs | None = key(
        None, en="When tickets are first issued; at the opening when absent.", example="08:30"
    )
    desk_hours: WeeklyHours | None = key(
        None, en="When back-office desks work; opening when absent.", example="[09:00-12:00, 13:30-17:30]"
    )
    windows: dict[str, Windows] = key(
        ...,
        en="Groups of windows by name; a bare number is a count.",
        example="{commerce: 6, registry: 4}",
        min_length=1,
    )
    desks: dict[str, Desk] = key(
        {}, en="Back-office desks by name; a bare number is the officers.", example="{fire: 3}"
    )
    at: str | None = key(
        None,
        en="Place of the main hall (a name under the world's places); the first that lies in no other when "
        "absent.",
        example="city",
    )
    offices: dict[str, Office] = key(
        {},
        en="Offices beside the main hall, by name, each at one place or at every one of several alike.",
        example="{township: {windows: 2, accepts: [pension]}}",
    )
    choice: Choice = key(
        Choice(), en="To which office citizens go; a bare word is the rule.", example="nearest"
    )
    approval: Approval = key(Approval(), en="How approvals run; a bare word is the mode.", example="parallel")
    notice: Share = key(
        "100%",
        en="Completeness of the notice: probability that each missing document is named at the first "
        "rejection (at least one always is).",
        unit="share",
        example="70%",
    )
    appointments: Appointments | None = key(
        None,
        en="Slots that citizens may book (world: citizens.books says who would); none when absent.",
        example="{capacity: 12, period: 30 min}",
    )
    progress_query: Share = key(
        "0%",
        en="Share of the citizens with nothing but progress enquiries who look online instead of coming.",
        unit="share",
        example="50%",
    )
    hotline: Hotline | None = key(
        None,
        en="A hotline that answers enquiries, with a finite number of lines; none when absent.",
        example="{lines: 4, share: 50%, patience: exponential(mean 3 min)}",
    )
    reminders: Reminders | None = key(
        None,
        en="Letters that bring some citizens before the peak days.",
        example="{share: 40%, days: 5 workdays}",
    )
    hand_off: SpanField | None = key(
        None,
        en="Time from acceptance until the file reaches the desks.",
        unit="duration",
        example="0.25 workdays",
    )
    rule: QueueRule = queueing.RULE
    calling: Calling | None = CALLING
    cover: dict[str, Pool] = queueing.COVER
    capacity: Whole | None = queueing.CAPACITY
    seats: Whole | None = queueing.SEATS
    perceived_wait: Share = queueing.PERCEIVED_WAIT
    priority: dict[str, Rank] = key(
        {},
        en="Priority class of groups and services, 1 is served first; the better of the two counts, "
        "5 when absent.",
        example="{elderly: 1}",
    )

    @model_validator(mode="after")
    def _habits_of_every_desk(self) -> Self:
        if not self.every_desk.model_fields_set:
            return self
        offices = {
            name: office.model_copy(update={"desks": self._with_habits(office.desks)})
            for name, office in self.offices.items()
        }
        return self.model_copy(update={"desks": self._with_habits(self.desks), "offices": offices})

    def _with_habits(self, desks: dict[str, Desk]) -> dict[str, Desk]:
        return {name: with_habits(desk, self.every_desk) for name, desk in desks.items()}


def booked_go_first(design: Design) -> bool:
    """Whether bookers have their own class on the visit they booked."""
    return design.appointments is not None and design.appointments.mix == "booked_first"


def has_classes(design: Design) -> bool:
    """Whether some go before others at the windows."""
    return bool(design.priority or design.green_channel) or booked_go_first(design)
