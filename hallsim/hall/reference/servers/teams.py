"""Teams: officers who leave the desk for every file, a limited number of times a day."""

from __future__ import annotations

from hallsim.hall.contract import EngineInput
from hallsim.hall.reference.state.dispatch import Pool, ServerState, Station
from hallsim.units import MS_PER_DAY


class TeamState(ServerState):
    """An officer who leaves the desk for every file."""

    __slots__ = ("n_today", "per_day", "today", "travel_ms")

    def __init__(self, index: int, given: EngineInput, pool: Pool, station: Station) -> None:
        super().__init__(index, given, pool, station)
        spec = given.plan.servers[index]
        self.travel_ms = spec.travel_ms or 0
        self.per_day = spec.per_day
        self.today, self.n_today = -1, 0
        self.changes_work = True

    def work_here(self, work_ms: int, now: int) -> int:
        """The work on site and the journey there and back; another inspection of this day is begun."""
        today = now // MS_PER_DAY
        self.n_today = self.n_today + 1 if self.today == today else 1
        self.today = today
        return super().work_here(work_ms, now) + self.travel_ms

    def may_go(self, now: int) -> bool:
        """Whether the team may begin another inspection today."""
        return self.per_day is None or self.today != now // MS_PER_DAY or self.n_today < self.per_day


class TeamPool(Pool):
    """The teams of one desk; a team that has made its inspections of the day is not free."""

    __slots__ = ()

    def add_idle(self, server: ServerState, now: int) -> None:
        """A team is back, and free if it may go out again today."""
        if not isinstance(server, TeamState) or server.may_go(now):
            super().add_idle(server, now)
