"""Calling a ticket to a window: the walk there, and what happens to no-shows."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, WithJsonSchema

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import DistributionField, DurationMs, Share, Whole, is_whole, mean_between
from hallsim.text.message import Message
from hallsim.units import UnitError

MAX_PLACES = 1000


def _missed(value: object) -> object:
    """`remove`, `back`, or a number of places."""
    is_number = is_whole(value, 1, MAX_PLACES)
    if is_number or value in ("remove", "back"):
        return value
    raise UnitError(
        Message("{value!r} does not say what becomes of a missed ticket", value=str(value)[:40]),
        Message("write remove, back, or a number of places such as 3"),
    )


Missed = Annotated[
    int | Literal["remove", "back"],
    BeforeValidator(_missed),
    WithJsonSchema(
        {"anyOf": [{"enum": ["remove", "back"]}, {"type": "integer", "minimum": 1, "maximum": MAX_PLACES}]}
    ),
]


class Calling(Model):
    """Calls of tickets: the window is kept for the called citizen until they come or miss the call."""

    walk: Annotated[DistributionField, mean_between("0 s", "1 h")] = key(
        "0 min",
        en="Time from the call until the citizen is at the window.",
        unit="duration",
        example="uniform(10, 40 s)",
    )
    no_show: Share = key("0%", en="Share of the calls that nobody answers.", unit="share", example="4%")
    wait: DurationMs = key(
        "30 s",
        en="How long the clerk waits for a no-show, at each call.",
        unit="duration",
        example="30 s",
        ge=1000,
        le=3_600_000,
    )
    recalls: Whole = key(
        0,
        en="How many times a missed ticket is called again at once.",
        unit="calls",
        example="1",
        ge=0,
        le=20,
    )
    missed: Missed = key(
        "remove",
        en="What then becomes of a missed ticket: remove (the visit ends), back (to the end of its queue), "
        "or a number of places it goes back.",
        example="3",
    )
    requeues: Whole = key(
        1,
        en="How many times a missed ticket goes back into the queue before it is removed.",
        unit="times",
        example="2",
        ge=1,
        le=20,
    )


CALLING = key(
    None,
    en="Tickets at windows are called and the citizens walk there; when absent, who is next is there at "
    "once. A bare duration is the walk.",
    example="{walk: 20 s, no_show: 4%, missed: 3}",
)
