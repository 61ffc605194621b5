"""What is asked, and how it may be answered."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Final

from pydantic import BeforeValidator, WithJsonSchema

from hallsim.text.message import Message
from hallsim.units import UnitError

INDICATORS: Final = ("queueing", "efficiency", "process", "guidance", "attitude", "environment")
"""The six that survey report 003-A names."""
OVERALL: Final = "overall"
ITEMS: Final = (*INDICATORS, OVERALL)
"""The six, and satisfaction on the whole."""

LEVELS: Final = ("very", "fairly", "basic", "rather_dissatisfied", "dissatisfied")
"""The answers, the best first."""
POINTS: Final = (100.0, 80.0, 60.0, 30.0, 0.0)
"""What each is worth: the scale of the enterprise survey 002-H."""
N_SATISFIED: Final = 3
"""The first so many count as satisfied in a rate (002-H: very, fairly, basically)."""
N_CUTS: Final = len(LEVELS) - 1

KINDS: Final = ("citizens", "enterprises")
"""Who is asked; the two are never put together."""

_MOST: Final = 1e6


def parse_cuts(value: object) -> tuple[float, ...]:
    """`[0.25, 0.75, 1.5, 2.5]`: up to where each level but the worst reaches."""
    cuts = value if isinstance(value, list | tuple) else ()
    numbers = [float(cut) for cut in cuts if isinstance(cut, int | float) and not isinstance(cut, bool)]
    rises = all(low < high for low, high in pairwise(numbers))
    if len(numbers) != len(cuts) or len(numbers) != N_CUTS or not rises or max(map(abs, numbers)) > _MOST:
        raise UnitError(
            Message("the cut-points of an indicator are {n} rising numbers", n=N_CUTS),
            Message("write up to where each level but the worst reaches, such as [0.25, 0.75, 1.5, 2.5]"),
        )
    return tuple(numbers)


Cuts = Annotated[
    tuple[float, ...],
    BeforeValidator(parse_cuts),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "number"},
            "minItems": N_CUTS,
            "maxItems": N_CUTS,
            "description": "rising numbers, up to where each level but the worst reaches",
        }
    ),
]
