"""Who leaves at once because a queue is long: a property of citizens, not of a hall."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, WithJsonSchema

from hallsim.scenario.values.base import key
from hallsim.text.message import Message
from hallsim.units import UnitError, parse_share

BalkCounts = Literal["waiting", "present"]


def _balk_at(value: object) -> object:
    """A number as its whole share; numbers are whole and positive, shares sum to at most 100 %."""
    if isinstance(value, int | str) and not isinstance(value, bool):
        value = {value: "100%"}
    if not isinstance(value, dict):
        return value
    for number in value:
        if not (str(number).isascii() and str(number).isdigit() and 1 <= int(str(number)) <= 1_000_000):
            raise UnitError(
                Message("{number!r} is not a number of waiting tickets", number=str(number)[:40]),
                Message("write a whole number from 1 to 1000000, such as 20"),
            )
    shares = {str(int(str(number))): parse_share(share) for number, share in value.items()}
    if sum(shares.values()) > 1 + 1e-9:
        raise UnitError(
            Message("these shares sum to more than 100%"),
            Message("write shares of the citizens, such as {10: 30%}"),
        )
    return shares


BalkAt = Annotated[
    dict[str, float],
    BeforeValidator(_balk_at),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1},
                {"type": "object", "additionalProperties": {"type": ["string", "number"]}},
            ]
        }
    ),
]


BALK_AT = key(
    {},
    en="Leaves at once when the display shows at least so many waiting: a number, or numbers with the share "
    "of citizens for whom each is too many; the rest never.",
    unit="tickets",
    example="{10: 30%, 25: 40%}",
)


BALK_COUNTS = key(
    "waiting",
    en="Whom balk_at counts: those waiting, as the display shows them, or all present in the queue, those "
    "called or being served included (the limit of a textbook's queue).",
    example="present",
)
