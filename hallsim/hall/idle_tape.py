"""Back-office work for one window: the lengths of its pieces, in turn."""

from __future__ import annotations

from hallsim.demand.demand import Demand
from hallsim.scenario.distribution import Distribution


class IdleTape:
    """The lengths of one window's pieces of work, in turn."""

    def __init__(self, law: Distribution, name: str, demand: Demand, workday_ms: int) -> None:
        self.law, self.name, self.demand, self.workday_ms = law, name, demand, workday_ms
        self.lengths: list[int] = []
        self.position = 0

    def next_ms(self) -> int:
        """The next length, at least a millisecond (a window without visitors must not stand still)."""
        if self.position == len(self.lengths):
            n = max(64, 2 * len(self.lengths))
            values = self.law.quantile(self.demand.environment(f"{self.name}/idle_work", n))
            self.lengths = self.law.to_ms(values, self.workday_ms).tolist()
        self.position += 1
        return max(1, self.lengths[self.position - 1])
