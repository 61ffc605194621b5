"""Which office each visit was at, for whom, and whether in vain: kept where there are several offices."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from hallsim.hall.walk import Walk
from hallsim.trace import NEVER


class Trips:
    """Rows of trips while they happen."""

    def __init__(self, site: memoryview[int]) -> None:
        self.site = site  # by matter, the office it is at
        self.rows = array("q")  # visit, site, visit from which the citizen came straight away
        self.shared = array("q")  # visit, matter: further matters of a visit
        self.in_vain = array("q")  # visits at an office where nobody served
        self.couriers = array("q")  # matter, from, to
        self.last: dict[int, int] = {}  # by citizen: the last visit
        self.straight: dict[int, int] = {}  # by citizen: the visit from which the next one comes straight

    def note(self, walks: Sequence[Walk], visit: int) -> None:
        """A visit begins."""
        walk = walks[0]
        self.rows.extend((visit, self.site[walk.matter], self.straight.pop(walk.citizen, NEVER)))
        self.last[walk.citizen] = visit
        for other in walks[1:]:
            if other.agent is not None:
                continue  # its citizen does not come
            self.shared.extend((visit, other.matter))

    def goes_straight_on(self, citizen: int) -> None:
        """The next visit begins where the last one ended."""
        self.straight[citizen] = self.last[citizen]
