"""Attendance of clerks (absence, cover and deputies), and outages of the system."""

from __future__ import annotations

from typing import Annotated

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import (
    DistributionField,
    Number,
    Officers,
    Share,
    SpanField,
    Whole,
    mean_between,
)


class DaysAbsent(Model):
    """The days on which somebody is absent."""

    share: Share = key(
        "0%",
        en="Share of the working days on which a clerk or an officer is absent.",
        zh="人员缺勤的工作日比例。",
        unit="share",
        example="5%",
        lt=1,
    )
    lasts: Whole = key(
        1,
        en="Working days that one absence lasts.",
        zh="一次缺勤持续的工作日数。",
        unit="working days",
        example="3",
        ge=1,
        le=250,
    )


class Absence(DaysAbsent):
    """Absences of clerks at windows, and who stands in for them."""

    checks: Number = key(
        1.0,
        en="Factor on the share from attendance checks; 0.5 halves it.",
        zh="考勤检查对缺勤比例的系数；0.5 即减半。",
        unit="factor",
        example="0.5",
        ge=0,
        le=1,
    )
    cover: Officers = key(
        0,
        en="Covers: how many absent clerks can be stood in for on one day.",
        zh="顶岗人员数：同一天最多可顶替多少缺勤人员。",
        unit="clerks",
        example="3",
    )
    cover_delay: SpanField = key(
        "0 min",
        en="Time from the beginning of the first shift missed until the cover stands in (workdays: from the "
        "morning so many working days later).",
        zh="自缺勤的第一个班次开始到顶岗人员到位的时间（按工作日计则为若干工作日后的早上）。",
        unit="duration",
        example="1 workday",
    )
    deputies: dict[str, tuple[str, ...]] = key(
        {},
        en="Groups of windows whose colleagues stand in at once, in this order, leaving their own window; a "
        "group always keeps one window staffed.",
        zh="A/B 岗：由哪些窗口组的同事立即代岗（按顺序），其本窗口随之空出；每组至少留一个窗口。",
        example="{registry: [commerce]}",
    )


class Outages(Model):
    """Outages of the system; while it is down, windows that need it call nobody."""

    between: Annotated[DistributionField, mean_between("1 min", "3660 days")] = key(
        ...,
        en="Clock time from the end of one outage (or the start of day 0) to the next.",
        zh="从上次故障恢复（或第 0 天开始）到下次故障的时间。",
        unit="duration",
        example="exponential(mean 40 h)",
    )
    length: Annotated[DistributionField, mean_between("1 s", "40 days")] = key(
        ...,
        en="Clock time an outage lasts.",
        zh="故障持续时间。",
        unit="duration",
        example="exponential(mean 30 min)",
    )
    windows: tuple[str, ...] = key(
        ("all",),
        en="Groups of windows that need the system, or all. What becomes of a visitor at the window is the "
        "group's at_shift_end.",
        zh="依赖系统的窗口组，或 all。正在办理者如何处理由该组的 at_shift_end 决定。",
        example="[commerce]",
    )
