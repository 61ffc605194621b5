"""What rosters are made of: shifts, contracts, named clerks, limits and wages, as a file says them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import ClockMs, DurationMs, Share, WeekdaySet, Whole, Yuan
from hallsim.scenario.values.hours import WeeklyHours
from hallsim.units import MS_PER_DAY, MS_PER_HOUR, MS_PER_MIN, format_clock_range

ALL: Final = "all"
CLERK: Final = "clerk"
OFFICER: Final = "officer"
"""The contracts where the file has none: of windows, and of desks."""
_WITH_BREAK_MIN: Final = 420
"""Minutes from which on a shift that nobody wrote down has a break."""
_NOON: Final = (11 * MS_PER_HOUR, 14 * MS_PER_HOUR)
_BREAK_MS: Final = 45 * MS_PER_MIN
_BREAK_STEP_MS: Final = 30 * MS_PER_MIN
_EVERY_DAY: Final = frozenset(range(7))


class ShiftBreak(Model):
    """The break within a shift."""

    length: DurationMs = key(
        ..., en="How long it is.", unit="duration", example="45 min", ge=300_000, le=14_400_000
    )
    between: WeeklyHours = key(
        ..., en="Within which hours it lies wholly; the roster says when for each.", example="11:30-14:00"
    )
    paid: bool = key(False, en="Whether it is paid.", example="true")


class ShiftTemplate(Model):
    """A shift that may be worked: how long, when it may begin, when its break may be."""

    length: DurationMs = key(
        ...,
        en="From coming to going, with the break.",
        unit="duration",
        example="8 h",
        ge=900_000,
        le=86_400_000,
    )
    starts: tuple[ClockMs, ...] = key(
        (),
        en="When it may begin; whenever it fits into the opening, in steps of a period, when absent.",
        example="[08:30, 09:00]",
    )
    pause: ShiftBreak | None = key(
        None, en="The break; none when absent.", example="{length: 45 min, between: 11:30-14:00}"
    )
    days: WeekdaySet = key(_EVERY_DAY, en="Weekdays on which it may be worked.", example="mon-fri")
    stations: tuple[str, ...] = key(
        (ALL,), en="Groups of windows and desks at which it may be worked.", example="[counter]"
    )


class Contract(Model):
    """People who work alike."""

    shifts: tuple[str, ...] = key((ALL,), en="Shifts that they may work, by name.", example="[full]")
    hours: DurationMs = key(
        "40 h", en="Paid hours a week that are no overtime.", unit="duration", example="40 h",
        ge=3_600_000, le=604_800_000,
    )  # fmt: skip
    least: DurationMs = key(
        "0 h", en="Fewest paid hours a week of whoever works.", unit="duration", example="16 h",
        ge=0, le=604_800_000,
    )  # fmt: skip
    overtime: DurationMs = key(
        "0 h", en="Most hours of overtime a week.", unit="duration", example="4 h", ge=0, le=302_400_000
    )
    days: Whole = key(5, en="Most days a week.", unit="days", example="5", ge=1, le=7)
    rest: DurationMs = key(
        "11 h", en="Least rest between two shifts.", unit="duration", example="11 h", ge=0, le=86_400_000
    )
    people: Whole | None = key(
        None, en="How many there are at most; as many as are needed when absent.", unit="people", example="6",
        ge=0, le=5000,
    )  # fmt: skip
    stations: tuple[str, ...] = key(
        (ALL,), en="Groups of windows and desks that they can staff.", example="[counter, cashier]"
    )
    per_hour: Yuan | None = key(
        None, en="Cost of an hour; the design's clerk_per_hour or officer_per_hour when absent.",
        unit="yuan/h", example="28",
    )  # fmt: skip


class RosteredClerk(Model):
    """Somebody by name."""

    contract: str = key(..., en="The contract, by name.", example="full_time")
    stations: tuple[str, ...] | None = key(
        None, en="Groups of windows and desks that they can staff; those of the contract when absent.",
        example="[counter]",
    )  # fmt: skip
    off: WeekdaySet = key(frozenset(), en="Weekdays on which they are free.", example="wed")


class Premium(Model):
    """Hours that cost more."""

    hours: WeeklyHours = key(..., en="Which hours.", example="17:00-20:00")
    share: Share = key(..., en="Added to the cost of an hour.", unit="share", example="20%")


class Wages(Model):
    """What hours cost; what is absent is the design's own (`costs`)."""

    overtime: Share | None = key(None, en="Added for an hour of overtime.", unit="share", example="50%")
    premiums: tuple[Premium, ...] = key(
        (), en="Hours that cost more.", example="[{hours: 17:00-20:00, share: 20%}]"
    )


class Rules(Model):
    """The whole file."""

    hallsim: Literal[1] = key(1, en="Version of the language.", example="1")
    shifts: dict[str, ShiftTemplate] = key(
        {}, en="Shifts by name; of 8 h with a break and of 4 h when absent.", example="{full: {length: 8 h}}"
    )
    contracts: dict[str, Contract] = key(
        {},
        en="Contracts by name; one of 40 h and five days when absent.",
        example="{full_time: {hours: 40 h}}",
    )
    clerks: dict[str, RosteredClerk] = key(
        {}, en="People by name; whoever else is needed has a number.", example="{li: {contract: full_time}}"
    )
    windows: dict[str, Whole] = key(
        {}, en="Most people on duty at once, by group of windows or desk.", example="{counter: 6}"
    )
    starts: Whole | None = key(
        None, en="Most different beginnings of shifts a day at each station; any number when absent.",
        unit="times", example="3", ge=1, le=100,
    )  # fmt: skip
    wages: Wages = key(Wages(), en="What hours cost.", example="{overtime: 50%}")


def default_rules(days: Sequence[tuple[int, int]]) -> Rules:
    """Shifts of 8 h with a break of 45 min around noon, and of 4 h; none longer than a day of opening.

    Where a day has no such noon, the break may be in its middle.

    Args:
        days: first opening and last closing of every station's weekday.
    """
    full_min = min(480, max(end - start for start, end in days) // 300_000 * 5)
    between = dict.fromkeys(
        _break_hours(start, end) for start, end in days if end - start >= full_min * MS_PER_MIN
    )
    pause = {"pause": {"length": "45 min", "between": [*between]}} if full_min >= _WITH_BREAK_MIN else {}
    return Rules.model_validate(
        {
            "shifts": {
                "full": {"length": f"{full_min} min", **pause},
                "half": {"length": f"{min(240, full_min)} min"},
            }
        }
    )


def _break_hours(opens: int, closes: int) -> str:
    """Around noon where the hall is open then, else the two hours in the middle of the day."""
    start, end = _NOON
    if min(end, closes) - max(start, opens) >= _BREAK_MS:
        return format_clock_range(start, end)
    middle = (opens + closes) // 2 // _BREAK_STEP_MS * _BREAK_STEP_MS
    return format_clock_range((middle - MS_PER_HOUR) % MS_PER_DAY, (middle + MS_PER_HOUR) % MS_PER_DAY)
