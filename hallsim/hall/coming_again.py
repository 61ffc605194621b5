"""Who was not served and comes again on another day (R5.9)."""

from __future__ import annotations

from hallsim.demand.demand import Demand
from hallsim.hall.tapes import view
from hallsim.hall.visits import Visits
from hallsim.hall.walk import Walk, WayEndsError
from hallsim.scenario.world import World


class ComingAgain:
    """The rule of every group of citizens, and the tapes it reads."""

    def __init__(self, world: World, demand: Demand, visits: Visits) -> None:
        self.rules = world.comes_again()
        self.visits = visits
        self.group: memoryview[int] = view(demand.group)
        self.n_again = demand.again_u.shape[1]
        self.u: memoryview[float] = view(demand.again_u)
        self.days: memoryview[int] = view(demand.again_days)
        self.ms: memoryview[int] = view(demand.again_ms)
        self.first_patience = world.max_visits()

    @classmethod
    def of(cls, world: World, demand: Demand, visits: Visits) -> ComingAgain | None:
        """None where nobody does."""
        return cls(world, demand, visits) if demand.again_u.shape[1] else None

    def at(self, walk: Walk, end: WayEndsError) -> int | None:
        """When the citizen makes again a visit that ended so; None: never.

        What was accepted on the visit is not lodged again: it ends as the visit did.
        """
        rule = self.rules[self.group[walk.citizen]]
        if rule is None or end.reason is None or walk.n_again >= rule.most:
            return None
        if walk.accepted_ms >= walk.arrived_ms:
            return None
        cell = walk.matter * self.n_again + walk.n_again
        if self.u[cell] >= rule.share_of(end.reason):
            return None
        walk.patience_column = self.first_patience + walk.n_again
        walk.n_again += 1
        return self.visits.back_at(walk, self.days[cell], self.ms[cell])
