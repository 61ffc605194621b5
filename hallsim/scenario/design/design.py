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
from hallsim.units import UnitError


class Break(Model):
    """A break of some windows while the hall is open (citizens see fewer clerks, not a closed hall)."""

    count: Whole = key(
        1,
        en="How many of the windows go: those that have had the fewest breaks that day, the last ones first; "
        "so several breaks go round.",
        zh="离岗窗口数：当天休息次数最少的先去，相同时从编号最大的开始；多次休息由各窗口轮流。",
        unit="windows",
        example="2",
        ge=1,
        le=5000,
    )
    hours: WeeklyHours = key(..., en="When they are away.", zh="休息时间。", example="12:00-12:30")


class VisitorsAtOnce(Model):
    """Several visitors served at the same time by the clerk of one window."""

    visitors: Whole = key(
        ...,
        en="How many visitors one clerk serves at the same time.",
        zh="一名窗口人员同时接待的人数。",
        unit="visits",
        example="2",
        ge=1,
        le=20,
    )
    speed: Share | None = key(
        None,
        en="Speed at which each of them gets on, however many are there, relative to a visitor served alone; "
        "an equal share (1 / visitors) when absent.",
        zh="每人的办理速度（相对单独办理一人），与在办人数无关；不写则均分（1/visitors）。",
        unit="share",
        example="60%",
        gt=0,
        le=1,
    )


class Windows(StaffedWindows):
    """A group of windows that serve the same things."""

    title: LocalText | None = key(
        None, en="Name shown to people.", zh="显示名称。", example="{en: Comprehensive, zh: 综合窗口}"
    )
    count: Whole = key(
        1,
        en="How many windows (ignored when shifts or on_duty are given).",
        zh="窗口数（给出 shifts 或 on_duty 时以其为准）。",
        unit="windows",
        example="6",
        ge=0,
        le=5000,
    )
    serves: tuple[str, ...] = key(
        (),
        en="Departments, services, service.stop, collect, or all; the group's own name when absent.",
        zh="受理范围：部门、事项、事项.环节、collect（出件）或 all；不写则为本组名称。",
        example="[commerce, collect]",
    )
    helps: tuple[str, ...] = key(
        (),
        en="What these windows take when their own queue is empty, in the same words as serves.",
        zh="本队列为空时帮办的范围。",
        example="[registry]",
    )
    decides: tuple[str, ...] | None = key(
        None,
        en="What these windows may decide, in the same words (none: they only accept); everything when "
        "absent. What no window that serves it may decide goes to the bureau (see authority).",
        zh="可决定的范围（写法同 serves；none 表示只受理）；不写则全部可决定。"
        "所有受理窗口均无权决定的送部门审批。",
        example="[commerce]",
    )
    hours: WeeklyHours | None = key(
        None,
        en="When they are staffed; the design's opening when absent.",
        zh="在岗时间；不写则同 opening。",
        example="[09:00-12:00, 13:30-17:00]",
    )
    shifts: tuple[Shift, ...] = key(
        (),
        en="Different windows of the group at different hours; each shift brings its own windows.",
        zh="分班：每个班次各自的窗口。",
        example="[{count: 5, hours: 09:00-17:00}, {count: 3, hours: 10:00-14:00}]",
    )
    on_duty: OnDutyField | None = key(
        None,
        en="How many of the windows are staffed from which time on, within hours, also by weekday; the same "
        "windows all day, the first ones longest. There are as many as the largest number says. Also written "
        "staff: {08:30: 6, 10:00: 9}.",
        zh="自各钟点起在岗的窗口数（在 hours 之内，可按星期几写）：始终是同一批窗口，编号小的在岗最久；"
        "窗口总数为其中的最大值。也可写 staff: {08:30: 6, 10:00: 9}。",
        unit="windows",
        example="{08:30: 6, 10:00: 9, 12:00: 5, 13:00: 9}",
    )
    breaks: tuple[Break, ...] = key(
        (),
        en="Staggered lunches and breaks.",
        zh="错峰午休与离岗。",
        example="[{count: 2, hours: 12:00-12:30}]",
    )
    speed: Number = key(
        1.0,
        en="Work done per minute relative to the catalogue's times.",
        zh="办理速度（相对目录时间）。",
        unit="factor",
        example="1.1",
        ge=0.05,
        le=20,
    )
    at_once: VisitorsAtOnce = key(
        VisitorsAtOnce(visitors=1),
        en="Several visitors at one window at the same time, as where one fills in a form while another is "
        "served.",
        zh="一个窗口同时接待多人，例如一人填表时办理另一人。",
        example="{visitors: 2, speed: 60%}",
    )
    generalist: Generalist = key(
        Generalist(),
        en="What it costs that one clerk handles many services.",
        zh="综合受理的代价。",
        example="{time: 1.15}",
    )
    at_shift_end: Literal["finish", "pause", "hand_back"] = key(
        "finish",
        en="A visitor at the window when a shift or break begins: finish, pause (resume with the same "
        "clerk), hand_back (to the head of the queue, the rest of the work done by anyone).",
        zh="下班或休息时正在办理者：finish 办完；pause 暂停后由原人继续；hand_back 交回队首由他人续办。",
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
        zh="闭厅时：serve_out 把厅内群众办完（计加班）；finish 只办完手上的，其余离开。",
        example="serve_out",
    )

    @model_validator(mode="after")
    def _one_roster(self) -> Self:
        if self.shifts and self.on_duty is not None:
            raise UnitError(
                "shifts and on_duty both say who is there",
                "drop one of them (in a design based on another write shifts: null)",
                "shifts 与 on_duty 都规定了在岗窗口", "请删去其一（在派生方案中写 shifts: null）",
            )  # fmt: skip
        return self


class Office(OfficeRules):
    """An office with its windows and desks."""

    windows: dict[str, Windows] = key(
        ...,
        en="Groups of windows at each of these offices, by name; a bare number is one group of that size.",
        zh="每处的窗口组；只写数字即一组若干个窗口。",
        example="2",
        min_length=1,
    )
    desks: dict[str, Desk] = key(
        {},
        en="Its own back-office desks; steps of other desks are worked at the office it relies on.",
        zh="本处自有的审批科室；其他环节由所依托机构的科室办理。",
        example="{commerce: 1}",
    )


class Approval(ApprovalRules):
    """How the steps of the approvals are ordered."""

    mode: Literal["as_written", "serial", "parallel", "stages", "lines"] = key(
        "as_written",
        en="Run the trees as written, all steps in series, all in parallel, in stages, or as a main line "
        "with auxiliary lines.",
        zh="审批方式：按目录、全串联、全并联、分阶段，或主线加辅线。",
        example="parallel",
    )
    stages: dict[str, tuple[str, ...]] = key(
        {},
        en="With mode stages: named stages in order, each a list of steps or desks run in parallel; "
        "steps not named run in a last stage.",
        zh="分阶段：各阶段并联的环节或科室，未列出的归入最后阶段。",
        example="{first: [fire, planning], second: [commerce]}",
    )
    services: tuple[str, ...] = key(
        (),
        en="Services to which the mode applies; all when absent (the others run as written).",
        zh="适用的事项；不写为全部。",
        example="[construction_permit]",
    )


class Design(
    StaffRules, DocumentRules, ChannelRules, CatalogueRules, CompanyRules, BackOfficeRules, AuthorityRules
):
    """One way of running the hall."""

    title: LocalText | None = key(
        None, en="Name shown to people.", zh="显示名称。", example="{en: Unified windows, zh: 综合窗口}"
    )
    based_on: str | None = key(
        None,
        en="Another design, from which every key is taken that is not written here.",
        zh="以另一方案为基础，本方案只写不同之处。",
        example="by_department",
    )
    opening: WeeklyHours = key(
        "09:00-17:00",
        en="When windows serve; citizens inside at the last closing are served out. 23:00-02:00 ends on the "
        "next day; 'always' for a hall that never closes.",
        zh="对外办公时间；23:00-02:00 到次日凌晨结束；always 为不关门。",
        example="[09:00-12:00, 13:30-17:00]",
    )
    doors: ClockMs | None = key(
        None,
        en="When tickets are first issued; at the opening when absent.",
        zh="开始取号时间；不写则为开门时。",
        example="08:30",
    )
    desk_hours: WeeklyHours | None = key(
        None,
        en="When back-office desks work; opening when absent.",
        zh="后台工作时间；不写则同 opening。",
        example="[09:00-12:00, 13:30-17:30]",
    )
    windows: dict[str, Windows] = key(
        ...,
        en="Groups of windows by name; a bare number is a count.",
        zh="窗口组；只写数字即窗口数。",
        example="{commerce: 6, registry: 4}",
        min_length=1,
    )
    desks: dict[str, Desk] = key(
        {},
        en="Back-office desks by name; a bare number is the officers.",
        zh="审批科室；只写数字即人数。",
        example="{fire: 3}",
    )
    at: str | None = key(
        None,
        en="Place of the main hall (a name under the world's places); the first that lies in no other when "
        "absent.",
        zh="主大厅所在地点；不写则为第一个最上级地点。",
        example="city",
    )
    offices: dict[str, Office] = key(
        {},
        en="Offices beside the main hall, by name, each at one place or at every one of several alike.",
        zh="主大厅以外的机构，每处地点一个。",
        example="{township: {windows: 2, accepts: [pension]}}",
    )
    choice: Choice = key(
        Choice(),
        en="To which office citizens go; a bare word is the rule.",
        zh="群众去哪一处；只写一个词即 rule。",
        example="nearest",
    )
    approval: Approval = key(
        Approval(),
        en="How approvals run; a bare word is the mode.",
        zh="审批方式；只写一个词即 mode。",
        example="parallel",
    )
    notice: Share = key(
        "100%",
        en="Completeness of the notice: probability that each missing document is named at the first "
        "rejection (at least one always is).",
        zh="一次性告知的完整度：每份缺失材料被告知的概率（至少告知一份）。",
        unit="share",
        example="70%",
    )
    appointments: Appointments | None = key(
        None,
        en="Slots that citizens may book (world: citizens.books says who would); none when absent.",
        zh="预约时段（由 citizens.books 决定谁会预约）；不写则无预约。",
        example="{capacity: 12, period: 30 min}",
    )
    progress_query: Share = key(
        "0%",
        en="Share of the citizens with nothing but progress enquiries who look online instead of coming.",
        zh="只为查询进度的群众中改为网上查询、不再到厅的比例。",
        unit="share",
        example="50%",
    )
    hotline: Hotline | None = key(
        None,
        en="A hotline that answers enquiries, with a finite number of lines; none when absent.",
        zh="咨询热线（线路数有限）；不写则无。",
        example="{lines: 4, share: 50%, patience: exponential(mean 3 min)}",
    )
    reminders: Reminders | None = key(
        None,
        en="Letters that bring some citizens before the peak days.",
        zh="提醒信函：让部分群众避开高峰日提前来办。",
        example="{share: 40%, days: 5 workdays}",
    )
    hand_off: SpanField | None = key(
        None,
        en="Time from acceptance until the file reaches the desks.",
        zh="受理到转交审批的时间。",
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
        zh="群体或事项的优先级，1 最先；两者取优，默认 5。",
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
