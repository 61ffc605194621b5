"""What citizens do in the hall for their file during an approval (R3.12)."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from hallsim.hall.plan.model import Plan
from hallsim.hall.plan.operations import Visit
from hallsim.hall.reference.interpreter.admission import Visits
from hallsim.hall.reference.state.case_file import Branch
from hallsim.hall.reference.state.clock import Clock, Event, Steps
from hallsim.hall.reference.state.entities import NO_VISIT, CalledOffError, Outing, Walk, WayEndsError
from hallsim.hall.reference.state.tapes import Tapes
from hallsim.trace.model import End, Purpose
from hallsim.units import MS_PER_DAY


class Errands:
    """Visits for a file under way."""

    def __init__(
        self,
        plan: Plan,
        clock: Clock,
        tapes: Tapes,
        visits: Visits,
        make: Callable[[Visit, Walk, Outing], Steps],
    ) -> None:
        self.plan = plan
        self.clock = clock
        self.tapes = tapes
        self.visits = visits
        self.make = make  # a visit

    def visit(
        self, visit: Visit, walk: Walk, purpose: Purpose, branch: Branch | None
    ) -> Generator[Event, Any, End | None]:
        """Come to the hall for the file, or join the visit for which the citizen has already set out (or has
        given papers to an agent); returns how it failed, if it did.

        Args:
            branch: whose visit it is; None for what was missing when the file was lodged.
        """
        outing = walk.away
        if outing is not None and not outing.given:
            outing.wanted_by.append(branch)
            yield outing.wait()
            return None
        if walk.visit != NO_VISIT:
            return None
        outing = walk.away = Outing(self.clock, walk, branch)
        walk.purpose = purpose
        try:
            yield from self.make(visit, walk, outing)
        except CalledOffError:
            return None
        except WayEndsError as end:
            return end.state
        finally:
            outing.give()
        return None

    def call_off(self, walk: Walk) -> None:
        """Papers that an agent holds for a visit that is no longer wanted go back to the citizen."""
        outing = walk.away
        if outing is None or outing.given or not outing.is_at_home or outing.is_wanted():
            return
        if walk.agent is not None:
            walk.agent.give_back(walk)
            outing.give()

    def amended_at(self, walk: Walk, online: bool) -> int:
        """When the citizen files again what was sent back, or comes to the hall with it."""
        column = min(walk.n_amended, self.tapes.n_amend - 1)
        walk.n_amended += 1
        cell = walk.matter * self.tapes.n_amend + column
        days, ms, now = self.tapes.amend_days[cell], self.tapes.amend_ms[cell], self.clock.now_ms
        if not online:
            return self.visits.back_at(walk, days, ms)
        if days == 0:
            return int(now + ms)
        today = now // MS_PER_DAY
        day = today - days if days < 0 else self.plan.calendar.add_workdays(today, days)
        return max(now, int(day * MS_PER_DAY + ms))
