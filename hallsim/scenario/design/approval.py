"""How a design runs approvals beyond their order: refusals, corrections, fees, inspections, lines."""

from __future__ import annotations

from typing import Literal

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import Number


class Line(Model):
    """An auxiliary line: steps in a row beside the main line."""

    steps: tuple[str, ...] = key(
        ...,
        en="Its steps, one after another.",
        zh="该辅线的环节，依次进行。",
        example="[land_review, land_grant]",
        min_length=1,
    )
    start: str | None = key(
        None,
        en="Step of the main line together with which it starts; the first one when absent.",
        zh="与主线哪个环节同时开始；不写则为主线第一个环节。",
        example="siting",
    )
    end: str | None = key(
        None,
        en="Step of the main line before which it must be over; the main line's end when absent.",
        zh="须在主线哪个环节之前完成；不写则到主线结束为止。",
        example="building_permit",
    )


class ApprovalRules(Model):
    """What happens to a file at the desks."""

    main: tuple[str, ...] = key(
        (),
        en="With mode lines: the steps of the main line, in order; steps of no line follow at its end.",
        zh="mode 为 lines 时主线的环节（按顺序）；未列入任何一条线的环节排在主线最后。",
        example="[siting, planning_permit, building_permit]",
    )
    lines: dict[str, Line] = key(
        {},
        en="With mode lines: auxiliary lines by name; a bare list is the steps.",
        zh="mode 为 lines 时的各条辅线；只写列表即为环节。",
        example="{land: {steps: [land_review, land_grant], start: siting, end: building_permit}}",
    )
    on_refusal: Literal["finish", "cancel"] = key(
        "finish",
        en="What the other branches of a parallel group do when one is refused or, with join: first, is "
        "over: finish their way, or are cancelled at once (files are taken back from the desks, work begun "
        "is broken off).",
        zh="并联组中一项不予许可（join: first 时为一项先办完）后其他分支：finish 继续办完；cancel 立即撤回"
        "（已开始的工作中止）。",
        example="cancel",
    )
    corrections: Literal["visit", "online"] = key(
        "visit",
        en="How a file that was sent back is corrected: the citizen comes to the hall, or files it online.",
        zh="退回补正的方式：到厅或网上。",
        example="online",
    )
    payments: Literal["online", "visit"] = key(
        "online",
        en="How fees are paid: online, or at a window on a separate visit.",
        zh="缴费方式：网上，或专程到窗口。",
        example="visit",
    )
    inspections: Literal["separate", "joint"] = key(
        "separate",
        en="Whether the inspections of a matter are made one by one, or at once by all teams together.",
        zh="现场踏勘：separate 各部门分别进行；joint 联合踏勘（各队同时到场）。",
        example="joint",
    )
    needed: Number = key(
        1.0,
        en="Factor on every step's needed share (fewer steps).",
        zh="各环节 needed 比例的系数（减环节）。",
        unit="factor",
        example="0.7",
        ge=0,
        le=10,
    )
    returns: Number = key(
        1.0,
        en="Factor on every step's probability of sending a file back.",
        zh="各环节退回补正概率的系数。",
        unit="factor",
        example="0.5",
        ge=0,
        le=10,
    )
    refuses: Number = key(
        1.0,
        en="Factor on every step's probability of a refusal.",
        zh="各环节不予许可概率的系数。",
        unit="factor",
        example="0.8",
        ge=0,
        le=10,
    )
