"""How a design runs approvals beyond their order: refusals, corrections, fees, inspections, lines."""

from __future__ import annotations

from typing import Literal

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import Number


class Line(Model):
    """An auxiliary line: steps in a row beside the main line."""

    steps: tuple[str, ...] = key(
        ..., en="Its steps, one after another.", example="[land_review, land_grant]", min_length=1
    )
    start: str | None = key(
        None,
        en="Step of the main line together with which it starts; the first one when absent.",
        example="siting",
    )
    end: str | None = key(
        None,
        en="Step of the main line before which it must be over; the main line's end when absent.",
        example="building_permit",
    )


class ApprovalRules(Model):
    """What happens to a file at the desks."""

    main: tuple[str, ...] = key(
        (),
        en="With mode lines: the steps of the main line, in order; steps of no line follow at its end.",
        example="[siting, planning_permit, building_permit]",
    )
    lines: dict[str, Line] = key(
        {},
        en="With mode lines: auxiliary lines by name; a bare list is the steps.",
        example="{land: {steps: [land_review, land_grant], start: siting, end: building_permit}}",
    )
    on_refusal: Literal["finish", "cancel"] = key(
        "finish",
        en="What the other branches of a parallel group do when one is refused or, with join: first, is "
        "over: finish their way, or are cancelled at once (files are taken back from the desks, work begun "
        "is broken off).",
        example="cancel",
    )
    corrections: Literal["visit", "online"] = key(
        "visit",
        en="How a file that was sent back is corrected: the citizen comes to the hall, or files it online.",
        example="online",
    )
    payments: Literal["online", "visit"] = key(
        "online", en="How fees are paid: online, or at a window on a separate visit.", example="visit"
    )
    inspections: Literal["separate", "joint"] = key(
        "separate",
        en="Whether the inspections of a matter are made one by one, or at once by all teams together.",
        example="joint",
    )
    needed: Number = key(
        1.0,
        en="Factor on every step's needed share (fewer steps).",
        unit="factor",
        example="0.7",
        ge=0,
        le=10,
    )
    returns: Number = key(
        1.0,
        en="Factor on every step's probability of sending a file back.",
        unit="factor",
        example="0.5",
        ge=0,
        le=10,
    )
    refuses: Number = key(
        1.0, en="Factor on every step's probability of a refusal.", unit="factor", example="0.8", ge=0, le=10
    )
