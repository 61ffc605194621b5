"""The units of metrics."""

from __future__ import annotations

from typing import Literal

from hallsim.text.message import EMPTY, Message

Unit = Literal[
    "min", "min2", "workdays", "share", "h", "number", "visits", "per_day", "per_hour", "score", "yuan"
]

UNITS: dict[Unit, Message] = {
    "min": Message("min"),
    "min2": Message("min²"),
    "workdays": Message("working days"),
    "share": Message("%"),
    "h": Message("h"),
    "number": EMPTY,
    "visits": EMPTY,  # and trips: as the label says; counts of which a tenth matters
    "per_day": Message("per day"),
    "per_hour": Message("per hour"),
    "score": Message("points"),
    "yuan": Message("yuan"),
}
