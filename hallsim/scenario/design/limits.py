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
        unit="share",
        example="43%",
        gt=0,
    )
    warn: Share | None = key(
        None,
        en="Countdown: when this share of the limit has passed (whole working days, rounded down), a file "
        "goes before all that are not warned, at every desk. Never when absent.",
        unit="share",
        example="70%",
        gt=0,
    )
    deemed: Share | None = key(
        None,
        en="Deemed approval: who is not decided when this share of the limit has passed counts as approved, "
        "and the certificate issues. Never when absent.",
        unit="share",
        example="100%",
        gt=0,
    )
    after_deemed: Literal["drop", "finish"] = key(
        "drop",
        en="Work on a file deemed approved: drop (what waits at desks is withdrawn, no further step begins, "
        "who works on it finishes) or finish (all steps are worked all the same).",
        example="finish",
    )
    services: tuple[str, ...] = key(
        (), en="Services to which all this applies; all when absent.", example="[food_permit]"
    )


class BackOfficeRules(Model):
    """What a design says about all its desks and limits at once."""

    every_desk: DeskHabits = key(
        DeskHabits(),
        en="What holds at every desk that does not say otherwise itself.",
        example="{discipline: earliest_due, absence: 6%}",
    )
    limits: Limits = key(
        Limits(),
        en="Promised limits: compressed, watched, enforced; a bare share is the factor.",
        example="{factor: 43%, warn: 70%, deemed: 100%}",
    )
    supervision: Number = key(
        1.0,
        en="Supervision (attendance checks, video, electronic monitoring): factor on the share of days on "
        "which clerks and officers are absent.",
        unit="factor",
        example="0.5",
        ge=0,
        le=1,
    )
    green_channel: tuple[str, ...] = key(
        (),
        en="Groups and services that go before everybody else at every window and desk, whatever their rule "
        "of order.",
        example="[key_projects]",
    )


GREEN_PRIORITY = 0
"""The class of the green channel: before the best that `priority` can give."""
BOOKED_PRIORITY = 1
DEFAULT_PRIORITY = 5
