"""Citizens who were not served and come again on another day (R5.9)."""

from __future__ import annotations

from hallsim.hall.decisions.model import Drawn
from hallsim.hall.plan.model import Plan
from hallsim.hall.reference.interpreter.admission import Visits
from hallsim.hall.reference.state.entities import Walk, WayEndsError
from hallsim.hall.reference.state.tapes import view


class ComingAgain:
    """The rule of every group of citizens, and the tapes it reads."""

    def __init__(self, plan: Plan, drawn: Drawn, visits: Visits) -> None:
        self.rules = plan.comes_again
        self.visits = visits
        self.group: memoryview[int] = view(drawn.group)
        self.n_again = drawn.again_u.shape[1]
        self.u: memoryview[float] = view(drawn.again_u)
        self.days: memoryview[int] = view(drawn.again_days)
        self.ms: memoryview[int] = view(drawn.again_ms)
        self.first_patience = drawn.error_u.shape[1]  # its column

    @classmethod
    def of(cls, plan: Plan, drawn: Drawn, visits: Visits) -> ComingAgain | None:
        """None where nobody comes again."""
        return cls(plan, drawn, visits) if drawn.again_u.shape[1] else None

    def at(self, walk: Walk, end: WayEndsError) -> int | None:
        """When the citizen repeats a visit that ended without service; None: never.

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
