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
        unit="share",
        example="5%",
        lt=1,
    )
    lasts: Whole = key(
        1, en="Working days that one absence lasts.", unit="working days", example="3", ge=1, le=250
    )


class Absence(DaysAbsent):
    """Absences of clerks at windows, and who stands in for them."""

    checks: Number = key(
        1.0,
        en="Factor on the share from attendance checks; 0.5 halves it.",
        unit="factor",
        example="0.5",
        ge=0,
        le=1,
    )
    cover: Officers = key(
        0, en="Covers: how many absent clerks can be stood in for on one day.", unit="clerks", example="3"
    )
    cover_delay: SpanField = key(
        "0 min",
        en="Time from the beginning of the first shift missed until the cover stands in (workdays: from the "
        "morning so many working days later).",
        unit="duration",
        example="1 workday",
    )
    deputies: dict[str, tuple[str, ...]] = key(
        {},
        en="Groups of windows whose colleagues stand in at once, in this order, leaving their own window; a "
        "group always keeps one window staffed.",
        example="{registry: [commerce]}",
    )


class Outages(Model):
    """Outages of the system; while it is down, windows that need it call nobody."""

    between: Annotated[DistributionField, mean_between("1 min", "3660 days")] = key(
        ...,
        en="Clock time from the end of one outage (or the start of day 0) to the next.",
        unit="duration",
        example="exponential(mean 40 h)",
    )
    length: Annotated[DistributionField, mean_between("1 s", "40 days")] = key(
        ..., en="Clock time an outage lasts.", unit="duration", example="exponential(mean 30 min)"
    )
    windows: tuple[str, ...] = key(
        ("all",),
        en="Groups of windows that need the system, or all. What becomes of a visitor at the window is the "
        "group's at_shift_end.",
        example="[commerce]",
    )
