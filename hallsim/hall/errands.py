"""What citizens do for their file during an approval, and how long it is held (R3.12, R3.15)."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from hallsim.hall.clock import Event
from hallsim.hall.files import Branch, OpenHold
from hallsim.hall.itinerary import Visit
from hallsim.hall.walk import NO_VISIT, CalledOffError, Outing, Walk, WayEndsError
from hallsim.trace import NEVER, End, Hold, Purpose
from hallsim.units import MS_PER_DAY

if TYPE_CHECKING:
    from hallsim.hall.walking import Walking


class Errands:
    """Visits for a file under way, and the holds of files."""

    def __init__(self, walking: Walking) -> None:
        self.walking = walking
        self.clock = walking.clock
        self.tapes = walking.tapes
        self.recorder = walking.recorder
        self.open: dict[OpenHold, None] = {}

    # ------------------------------------------------------------------ visits

    def visit(
        self, visit: Visit, walk: Walk, purpose: Purpose, branch: Branch | None
    ) -> Generator[Event, Any, End | None]:
        """Come to the hall for it, or have it done on the visit for which somebody has set out (or has given
        papers to an agent); how it failed, if it did.

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
            yield from self.walking.visit(visit, walk, outing)
        except CalledOffError:
            return None
        except WayEndsError as end:
            return end.state
        finally:
            outing.give()
        return None

    def call_off(self, walk: Walk) -> None:
        """Papers that an agent has for a visit nobody wants any more go back to the citizen."""
        outing = walk.away
        if outing is None or outing.given or not outing.is_at_home or outing.is_wanted():
            return
        if walk.agent is not None:
            walk.agent.give_back(walk)
            outing.give()

    def amended_at(self, walk: Walk, online: bool) -> int:
        """When the citizen files again what was sent back, or comes with it."""
        column = min(walk.n_amended, self.tapes.n_amend - 1)
        walk.n_amended += 1
        cell = walk.matter * self.tapes.n_amend + column
        days, ms, now = self.tapes.amend_days[cell], self.tapes.amend_ms[cell], self.clock.now_ms
        if not online:
            return self.walking.visits.back_at(walk, days, ms)
        if days == 0:
            return int(now + ms)
        today = now // MS_PER_DAY
        day = today - days if days < 0 else self.walking.plan.calendar.add_workdays(today, days)
        return max(now, int(day * MS_PER_DAY + ms))

    # ------------------------------------------------------------------ holds

    def begin(self, walk: Walk, task: int, kind: Hold, stops: bool, branch: Branch) -> OpenHold:
        """A hold begins."""
        now = self.clock.now_ms
        stop = None
        if stops and not branch.is_ignored:
            stop = [now, NEVER]
            walk.stops.append(stop)
        hold = OpenHold(walk.matter, task, kind, now, stop)
        branch.holds.append(hold)
        self.open[hold] = None
        return hold

    def end(self, hold: OpenHold) -> None:
        """A hold is over, unless it was before."""
        if hold in self.open:
            self._write(hold, self.clock.now_ms)

    def _write(self, hold: OpenHold, to_ms: int) -> None:
        del self.open[hold]
        if hold.stop is not None:
            hold.stop[1] = to_ms
        stops = int(hold.stop is not None)
        self.recorder.holds.extend((hold.matter, hold.task, hold.kind, hold.from_ms, to_ms, stops))

    def note(self, walk: Walk, task: int, kind: Hold, from_ms: int, to_ms: int) -> None:
        """A hold that is over by now, of which the clock of the limit knows nothing."""
        if to_ms > from_ms:
            self.recorder.holds.extend((walk.matter, task, kind, from_ms, to_ms, 0))

    def finish(self) -> None:
        """Write what lasts when the run stops."""
        for hold in list(self.open):
            self._write(hold, NEVER)
