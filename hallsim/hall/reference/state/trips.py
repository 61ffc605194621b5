"""The office of each visit, its matters, and whether it was unattended; where there are several offices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hallsim.hall.decisions.model import Decisions
from hallsim.hall.reference.state.entities import Walk
from hallsim.hall.reference.state.recorder import Recorder
from hallsim.hall.reference.state.tapes import view
from hallsim.trace.model import NEVER


class Trips:
    """Writes the trips of a run."""

    @classmethod
    def of(cls, decisions: Decisions, recorder: Recorder) -> Trips | None:
        """Those of a run with several offices; None where there is but one."""
        return None if decisions.offices is None else cls(view(decisions.offices.site.copy()), recorder)

    def __init__(self, site: memoryview[int], recorder: Recorder) -> None:
        self.site = site  # by matter, where it was sent last
        self.recorder = recorder
        self.in_vain, self.couriers = recorder.in_vain, recorder.couriers
        self.last: dict[int, int] = {}  # by citizen: the last visit
        self.straight: dict[int, int] = {}  # by citizen: the visit from which the next one comes straight

    def note(self, walks: Sequence[Walk], visit: int) -> None:
        """A visit begins."""
        walk = walks[0]
        self.recorder.legs.extend((visit, self.site[walk.matter], self.straight.pop(walk.citizen, NEVER)))
        self.last[walk.citizen] = visit
        for other in walks[1:]:
            if other.agent is not None:
                continue  # its citizen does not come
            self.recorder.shared.extend((visit, other.matter))

    def finish(self) -> None:
        """Record the office of each matter at the end."""
        site = np.array(self.site, np.int64)
        self.recorder.lodged.frombytes(np.column_stack([np.arange(len(site)), site]).tobytes())

    def goes_straight_on(self, citizen: int) -> None:
        """The next visit begins where the last one ended."""
        self.straight[citizen] = self.last[citizen]
