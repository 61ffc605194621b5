"""Figures known of the real hall: of the whole, and of its hours, weekdays, stations, services, groups."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, WithJsonSchema

from hallsim.scenario.values.amounts import Amount, read_amount
from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import LocalText, Weekday
from hallsim.text.message import Message
from hallsim.units import MS_PER_HOUR, UnitError, parse_clock


def parse_amount(value: object) -> Amount:
    """A number, a percentage, a time or a rate; what the metric's own unit makes of it is judged with it."""
    if isinstance(value, Amount):
        return value
    amount = read_amount(value)
    if amount is None:
        raise UnitError(
            Message("{value!r} is no number", value=str(value)[:40]),
            Message("write for example 12, 58%, 35 min or 40 per day"),
        )
    return amount


def parse_hour(value: object) -> int:
    """`9`, `09:00`, `9-10`, `09:00-10:00`, `9 AM` as 9: the hour of the day that begins then."""
    word = re.split(r"(?<=\S)\s*(?:-|–|—|~|到|至)\s*", str(value))[0].strip()
    if word.isdecimal() and len(word) <= 2 and int(word) < 24:
        return int(word)
    if not word.isdecimal():
        hour, rest_ms = divmod(parse_clock(word), MS_PER_HOUR)
        if not rest_ms and hour < 24:
            return hour
    raise UnitError(
        Message("{value!r} is no hour of the day", value=str(value)[:40]),
        Message("write the hour at which it begins, 0 to 23, such as 9"),
    )


ANY_AMOUNT = Annotated[
    Amount,
    BeforeValidator(parse_amount),
    WithJsonSchema(
        {
            "type": ["string", "number"],
            "description": "a number, or one with a unit",
            "examples": ["4000", "58%", "35 min"],
        }
    ),
]
Hour = Annotated[int, BeforeValidator(parse_hour), WithJsonSchema({"type": "string", "examples": ["9"]})]


class Figure(Model):
    """A figure known of the real hall, to hold the base design against."""

    value: ANY_AMOUNT | None = key(
        None,
        en="The figure of the whole, in the metric's unit (35 is 35 min for a wait) or with its own.",
        example="58%",
    )
    by_hour: dict[Hour, ANY_AMOUNT] = key(
        {},
        en="The figure of each hour of the day, by the hour at which it begins.",
        example="{9: 12 min, 10: 40 min}",
    )
    by_weekday: dict[Weekday, ANY_AMOUNT] = key(
        {}, en="The figure of each weekday.", example="{mon: 25 min, tue: 9 min}"
    )
    by_station: dict[str, ANY_AMOUNT] = key(
        {},
        en="The figure of each station, by the name of its queue (for metrics of tickets) or of its "
        "window or desk.",
        example="{commerce: 25 min, cashier: 3 min}",
    )
    by_service: dict[str, ANY_AMOUNT] = key(
        {}, en="The figure of each service.", example="{business_licence: 25 min}"
    )
    by_group: dict[str, ANY_AMOUNT] = key({}, en="The figure of each group.", example="{elderly: 12 min}")
    source: LocalText | None = key(None, en="Where it is from.", example="annual report 2025")
    use: Literal["fitted", "held_out"] | None = key(
        None,
        en="fitted: numbers were chosen so that the model gives it, so that it validates nothing; held_out: "
        "none was. When absent, fitted where an evidence says so, else held_out.",
        example="held_out",
    )
