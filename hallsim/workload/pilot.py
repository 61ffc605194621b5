"""A pilot demand, on which is counted what laws do not tell.  Its seeds are those of block ``pilot``."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hallsim.workload.expected import Coming, coming

if TYPE_CHECKING:
    from hallsim.demand.demand import Demand
    from hallsim.scenario.world.world import World

MOST_CITIZENS = 10_000
SEED = 1


class Pilot:
    """Who is expected of a world; and a pilot demand, drawn when needed."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.coming: Coming = coming(world)

    @cached_property
    def demand(self) -> Demand:
        """Some days of the world's citizens: at most about MOST_CITIZENS, at least a day."""
        from hallsim.demand.generate import generate
        from hallsim.scenario.world.calendar import build_calendar

        spec = self.world.calendar
        calendar = build_calendar(spec)
        so_far = np.cumsum(self.coming.by_day)
        n_days = min(calendar.n_days, 1 + int(np.searchsorted(so_far, MOST_CITIZENS)))
        # a working day at least: days without arrivals tell nothing
        n_days = max(n_days, int(np.flatnonzero(calendar.is_working)[0]) + 1)
        update = {"days": n_days, "weeks": None, "length": None, "warm_up": 0}
        shorter = self.world.model_copy(update={"calendar": spec.model_copy(update=update)})
        return generate(shorter, SEED, 0, "pilot")


def nobody(world: World, replication: int) -> Demand:
    """A demand without citizens: the environment's tapes of a pilot replication (absences, outages)."""
    from hallsim.demand.generate import generate
    from hallsim.scenario.world.arrivals import Arrivals

    quiet = (Arrivals.model_validate({"per_day": 0}),)
    return generate(world.model_copy(update={"arrivals": quiet}), SEED, replication, "pilot")
