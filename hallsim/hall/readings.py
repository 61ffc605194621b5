"""What a design reads off the tapes before the clock starts: a pure function of world, design and demand.

Everything that compares a drawn uniform with a design's number is decided here, for all matters at once;
the engine only looks the answers up. A measure that changes who comes when, by which way, or with which
documents is a line of this file and an itinerary, not a case in the engine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.coming import who_comes_when
from hallsim.hall.documents import rejections
from hallsim.hall.plan import Plan
from hallsim.scenario.design import Design
from hallsim.scenario.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The tapes as one design reads them. n citizens, m matters; int64.

    Attributes:
        arrive_ms: (n,) when each citizen first comes.
        slot_ms: (n,) the appointment booked, -1 without.
        itinerary: (m,) which of the plan's itineraries the matter walks.
        rejections: (m,) visits rejected for documents.
    """

    arrive_ms: NDArray[np.int64]
    slot_ms: NDArray[np.int64]
    itinerary: NDArray[np.int64]
    rejections: NDArray[np.int64]


def read_tapes(world: World, design: Design, demand: Demand, plan: Plan) -> Readings:
    """Decide what the design's numbers decide."""
    coming = who_comes_when(world, design, demand, plan)
    return Readings(
        arrive_ms=coming.arrive_ms,
        slot_ms=coming.slot_ms,
        itinerary=demand.service,
        rejections=rejections(world, demand, design.notice),
    )
