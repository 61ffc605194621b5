"""Packages of matters, agents who go for citizens, and teams that visit homes."""

from __future__ import annotations

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import (
    ClockMs,
    Number,
    Share,
    SpanField,
    TaskLaw,
    Whole,
    Workdays,
)
from hallsim.scenario.values.hours import WeeklyHours


class Package(Model):
    """Related services lodged as one: one notice for all their documents, one visit for all."""

    services: tuple[str, ...] = key(
        ...,
        en="Its services; a citizen who brings two of them or more lodges these as one.",
        zh="包含的事项；同时办理其中两项及以上者作为一件提交。",
        example="[business_licence, food_permit, tax_registration]",
    )
    saving: Share = key(
        "0%",
        en="Share of the work at the windows that each service after the first saves.",
        zh="第一个以后每个事项节省的窗口办理时间比例。",
        unit="share",
        example="30%",
    )
    shared_documents: Whole = key(
        0,
        en="Documents that the services have in common, asked for once: each further service's first ones "
        "are dropped.",
        zh="各事项共用的材料份数：只收一次（其后每个事项的前几份免交）。",
        unit="documents",
        example="2",
        ge=0,
        le=40,
    )


class Agent(Model):
    """Agents (village points, nanny service) who take files to the hall and bring back certificates."""

    count: Whole = key(
        1,
        en="How many agents; each serves an even part of the citizens.",
        zh="代办员（代办点）数；群众平均分配。",
        unit="agents",
        example="20",
        ge=1,
        le=100_000,
    )
    share: Share = key(
        "100%",
        en="Share of the citizens (of the groups) who hand their matters over.",
        zh="（该类）群众中交由代办的比例。",
        unit="share",
        example="40%",
    )
    groups: tuple[str, ...] = key(
        (),
        en="Groups of citizens they serve; all when absent.",
        zh="服务的群体；不写为全部。",
        example="[rural]",
    )
    services: tuple[str, ...] = key(
        (),
        en="Services they take; all cases when absent. Who brings anything else comes in person.",
        zh="可代办的事项；不写为全部办件。含其他事项者须本人到厅。",
        example="[pension, medical_insurance]",
    )
    every: Workdays = key(
        "1 workday",
        en="They go to the hall on every n-th of its open days, if there is anything to take.",
        zh="每隔多少个开放日去一次大厅（当期最后一日，有件则去）。",
        unit="workdays",
        example="5 workdays",
        ge=1,
        le=366,
    )
    batch: Whole | None = key(
        None,
        en="Files with which they go earlier, at the next time of setting out; never when absent.",
        zh="攒够多少件即提前出发；不写则不提前。",
        unit="files",
        example="10",
        ge=1,
        le=10_000,
    )
    at: ClockMs = key("09:30", en="When they arrive at the hall.", zh="到达大厅的时刻。", example="09:30")
    catches: Share = key(
        "0%",
        en="Share of the missing documents that they find before they set out; they are then brought along.",
        zh="出发前发现缺失材料的比例（随后即补齐）。",
        unit="share",
        example="70%",
    )
    hand_over: SpanField = key(
        "0 min",
        en="Time from their leaving the hall until the citizen has the certificate.",
        zh="离开大厅到群众拿到证件的时间。",
        unit="duration",
        example="1 workday",
    )


class HomeService(Model):
    """Teams that serve citizens at home or in their business park: no trip, the team's time instead."""

    teams: Whole = key(1, en="How many teams.", zh="上门小组数。", unit="teams", example="2", ge=1, le=5000)
    travel: TaskLaw = key(
        "30 min",
        en="Travel of one call-out, there and back.",
        zh="每次上门的往返路程时间。",
        unit="duration",
        example="uniform(20, 60 min)",
    )
    time: Number = key(
        1.0,
        en="Factor on the work at the window when it is done at home.",
        zh="上门办理时间相对窗口的系数。",
        unit="factor",
        example="1.2",
        ge=0.05,
        le=20,
    )
    share: Share = key(
        "100%",
        en="Share of the citizens (of the groups) who ask for it.",
        zh="（该类）群众中申请上门的比例。",
        unit="share",
        example="30%",
    )
    groups: tuple[str, ...] = key(
        (),
        en="Groups of citizens it is for; all when absent.",
        zh="服务的群体；不写为全部。",
        example="[elderly]",
    )
    services: tuple[str, ...] = key(
        (),
        en="Services it covers; all cases when absent. Who brings anything else comes to the hall.",
        zh="可上门办理的事项；不写为全部办件。含其他事项者须到厅。",
        example="[pension]",
    )
    hours: WeeklyHours | None = key(
        None,
        en="When the teams work; the design's opening when absent. A call-out begun is finished.",
        zh="上门时间；不写则同 opening。已出发者办完为止。",
        example="[09:00-12:00, 13:30-17:00]",
    )


class CompanyRules(Model):
    """What a design offers to citizens who would lodge a package, send an agent, or be visited."""

    packages: dict[str, Package] = key(
        {},
        en="Packages of related services; a bare list is its services.",
        zh="套餐式服务；只写列表即其事项。",
        example="{restaurant: [business_licence, food_permit]}",
    )
    agents: dict[str, Agent] = key(
        {},
        en="Kinds of agents who go to the hall for others; a bare number is the count.",
        zh="代办员（代办点）；只写数字即人数。",
        example="{village: {count: 20, groups: [rural], share: 40%, every: 5 workdays}}",
    )
    home_service: HomeService | None = key(
        None,
        en="Teams that come to the citizens; a bare number is the teams.",
        zh="上门服务；只写数字即小组数。",
        example="{teams: 2, groups: [elderly], travel: 40 min}",
    )
