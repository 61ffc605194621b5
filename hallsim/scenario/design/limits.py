"""Promised limits under a design: compressed, watched, enforced; and the green channel."""

from __future__ import annotations

from typing import Literal

from hallsim.scenario.design.desks import DeskHabits
from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import Number, Share


class Limits(Model):
    """What a design does with the limits that the catalogue promises."""

    factor: Share = key(
        "100%",
        en="Compression: factor on the promised working days (rounded, halves up, at least one). The work "
        "stays what it is.",
        zh="压缩时限：承诺工作日数的系数（四舍五入，至少一天）；工作量不变。",
        unit="share",
        example="43%",
        gt=0,
    )
    warn: Share | None = key(
        None,
        en="Countdown: when this share of the limit has passed (whole working days, rounded down), a file "
        "goes before all that are not warned, at every desk. Never when absent.",
        zh="超时预警：时限用去此比例（按整工作日，向下取整）后，该件在各科室先于未预警者办理；不写则不预警。",
        unit="share",
        example="70%",
        gt=0,
    )
    deemed: Share | None = key(
        None,
        en="Deemed approval: who is not decided when this share of the limit has passed counts as approved, "
        "and the certificate issues. Never when absent.",
        zh="超时默许：时限用去此比例仍未办结即视为批准并发证；不写则不默许。",
        unit="share",
        example="100%",
        gt=0,
    )
    after_deemed: Literal["drop", "finish"] = key(
        "drop",
        en="Work on a file deemed approved: drop (what waits at desks is withdrawn, no further step begins, "
        "who works on it finishes) or finish (all steps are worked all the same).",
        zh="默许后未办环节：drop 撤件不再办理（手上的办完）；finish 照常办完。",
        example="finish",
    )
    services: tuple[str, ...] = key(
        (),
        en="Services to which all this applies; all when absent.",
        zh="适用的事项；不写为全部。",
        example="[food_permit]",
    )


class BackOfficeRules(Model):
    """What a design says about all its desks and limits at once."""

    every_desk: DeskHabits = key(
        DeskHabits(),
        en="What holds at every desk that does not say otherwise itself.",
        zh="各科室的通用规则；科室自己写了的以科室为准。",
        example="{discipline: earliest_due, absence: 6%}",
    )
    limits: Limits = key(
        Limits(),
        en="Promised limits: compressed, watched, enforced; a bare share is the factor.",
        zh="承诺时限的压缩、预警与默许；只写比例即 factor。",
        example="{factor: 43%, warn: 70%, deemed: 100%}",
    )
    supervision: Number = key(
        1.0,
        en="Supervision (attendance checks, video, electronic monitoring): factor on the share of days on "
        "which clerks and officers are absent.",
        zh="监察（考勤、视频巡查、电子监察）：窗口与审批人员缺勤比例的系数。",
        unit="factor",
        example="0.5",
        ge=0,
        le=1,
    )
    green_channel: tuple[str, ...] = key(
        (),
        en="Groups and services that go before everybody else at every window and desk, whatever their rule "
        "of order.",
        zh="绿色通道：在所有窗口与科室都最先办理的群体或事项。",
        example="[key_projects]",
    )


GREEN_PRIORITY = 0
"""The class of the green channel: before the best that `priority` can give."""
BOOKED_PRIORITY = 1
DEFAULT_PRIORITY = 5
