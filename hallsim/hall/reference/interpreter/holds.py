"""How long files of approvals are held, and whether the limit's clock stands still meanwhile (R3.15)."""

from __future__ import annotations

from hallsim.hall.reference.state.case_file import Branch, OpenHold
from hallsim.hall.reference.state.clock import Clock
from hallsim.hall.reference.state.entities import Walk
from hallsim.hall.reference.state.recorder import Recorder
from hallsim.trace.model import NEVER, Hold


class Holds:
    """The holds of all files."""

    def __init__(self, clock: Clock, recorder: Recorder) -> None:
        self.clock = clock
        self.recorder = recorder
        self.open: dict[OpenHold, None] = {}

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

    def note(self, walk: Walk, task: int, kind: Hold, from_ms: int, to_ms: int) -> None:
        """A hold that is over by now and has not stopped the clock of the limit."""
        if to_ms > from_ms:
            self.recorder.holds.extend((walk.matter, task, kind, from_ms, to_ms, 0))

    def finish(self) -> None:
        """Record the holds under way when the run stops."""
        for hold in list(self.open):
            self._write(hold, NEVER)

    def _write(self, hold: OpenHold, to_ms: int) -> None:
        del self.open[hold]
        if hold.stop is not None:
            hold.stop[1] = to_ms
        stops = int(hold.stop is not None)
        self.recorder.holds.extend((hold.matter, hold.task, hold.kind, hold.from_ms, to_ms, stops))
