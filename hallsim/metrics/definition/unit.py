"""The units of metrics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from hallsim.scenario.values.amounts import Amount
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
_AMOUNTS: Final[Mapping[str, str]] = {
    "min": "min", "h": "h", "workdays": "workdays", "share": "", "per_day": "per day", "per_hour": "per hour",
}  # fmt: skip
"""Units of metrics that an amount can have, as amounts write them; a share is a number to them."""


def in_unit(amount: Amount, unit: Unit) -> float | None:
    """The number of an amount in the unit of a metric; None where it measures something else."""
    if amount.kind == "number":
        return amount.value
    same = amount.within(_AMOUNTS[unit]) if unit in _AMOUNTS else None
    return None if same is None else same.value
