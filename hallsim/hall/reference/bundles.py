"""Bundles: the first visit of a citizen with several matters (R5.2, R6.37)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hallsim.hall.reference.courses import Courses
from hallsim.hall.reference.shared_visits import Errand, SharedVisits, entry_of
from hallsim.hall.reference.state.clock import Steps
from hallsim.hall.reference.state.entities import Walk


class Bundles:
    """The first visits of citizens with several matters; then each matter goes on alone."""

    def __init__(
        self, courses: Courses, shared: SharedVisits, part: Callable[[Sequence[Walk]], None]
    ) -> None:
        self.courses = courses
        self.shared = shared
        self.part = part  # what follows the visit

    def visit(self, walks: list[Walk]) -> Steps:
        """One visit with all matters; those not served on it may make their first visit again, each alone."""
        ways = [walk.itinerary for walk in walks]
        errands = [
            Errand(walk, way.first.stops, way.tasks_of_first_visit)
            for walk, way in zip(walks, ways, strict=True)
        ]
        entry = entry_of(way.first for way in ways)
        done, failed = yield from self.shared.visit(errands, entry, guide_first=True)
        for walk in walks:
            if walk not in done:
                self.courses.not_served(walk, failed)
        self.part(done)
