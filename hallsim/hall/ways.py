"""The ways on which a design can send a matter: one itinerary each, chosen before the clock starts.

A way is a service, and what the tapes decide about the matter beyond it. Only those differences exist that
the design has a measure for; the first ways are the plain ones, by service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.design import Design
from hallsim.scenario.world import World

SHORTFALL = "shortfall"  # documents are brought after acceptance


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A service and what is decided about a matter of it."""

    service: int
    marks: frozenset[str] = frozenset()


def marks_of(design: Design) -> tuple[str, ...]:
    """What may be decided about a matter under a design, in a fixed order."""
    marks = {SHORTFALL: design.tolerate > 0}
    return tuple(mark for mark, used in marks.items() if used)


def ways(world: World, design: Design) -> Iterator[Way]:
    """Every way, in the order of `way_index`."""
    marks = marks_of(design)
    for chosen in product((False, True), repeat=len(marks)):
        # the last mark counts most
        mine = frozenset(mark for mark, yes in zip(reversed(marks), chosen, strict=True) if yes)
        for service in range(len(world.services)):
            yield Way(service=service, marks=mine)


def way_index(
    world: World, design: Design, service: NDArray[np.int64], marked: Mapping[str, NDArray[np.bool_]]
) -> NDArray[np.int64]:
    """(m,) position among `ways` of matters of a service with the marks given."""
    index, size = service, len(world.services)
    for mark in marks_of(design):
        if mark in marked:
            index = index + size * marked[mark].astype(np.int64)
        size *= 2
    return index
