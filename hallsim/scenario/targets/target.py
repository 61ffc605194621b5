"""A target: what is to hold, where, and how sure one wants to be."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BeforeValidator, WithJsonSchema

from hallsim.scenario.targets.claim import Claim, parse_claim
from hallsim.scenario.targets.where import PART_KINDS, Where, parse_wheres
from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import Share

CONFIDENCE: Final = 0.9
"""How sure an answer is to be where nobody says."""

CLAIM = Annotated[
    Claim,
    BeforeValidator(parse_claim),
    WithJsonSchema(
        {
            "type": "string",
            "description": "a metric, <= or >=, and an amount",
            "examples": ["wait_p90 <= 15 min", "left_share <= 3%", "90% called in 10 min"],
        }
    ),
]
WHERE = Annotated[
    tuple[Where, ...],
    BeforeValidator(parse_wheres),
    WithJsonSchema(
        {
            "type": ["string", "array"],
            "items": {"type": "string"},
            "description": f"one or more of {', '.join(PART_KINDS)}, or a part such as station=NAME",
            "examples": ["hour", "station=commerce"],
        }
    ),
]


class Target(Model):
    """A target of the hall: every report says whether it is met, and `hallsim size` finds what meets it."""

    hold: CLAIM = key(
        ...,
        en="What is to hold: a metric, <= or >=, and an amount in its unit; or a share of people called in a "
        "time, who leaves counting as never called.",
        example="wait_p90 <= 15 min",
    )
    at: WHERE = key(
        (),
        en="In each of which parts it is to hold: hour, weekday, station, group, service, department, "
        "office, or one of these (station=commerce); in the whole when absent.",
        example="[hour, station=commerce]",
    )
    confidence: Share = key(
        CONFIDENCE,
        en="How sure one wants to be that it is met before it is called so.",
        example="90%",
        ge=0.5,
        le=0.999,
    )

    @property
    def where(self) -> tuple[Where, ...]:
        """The parts in which it is to hold, whichever way they were written."""
        return tuple(dict.fromkeys((*self.hold.where, *self.at)))

    def text(self) -> str:
        """The target on one line, as it may be written."""
        where = ", ".join(one.text() for one in self.where)
        return f"{self.hold.text()} at {where}" if where else self.hold.text()
