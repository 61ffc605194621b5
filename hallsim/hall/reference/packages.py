"""Packages: matters lodged together that were rejected on one notice come back as one (R3.26)."""

from __future__ import annotations

from collections.abc import Sequence

from hallsim.hall.decisions.model import Int
from hallsim.hall.plan.itinerary import window_tasks
from hallsim.hall.reference.courses import Courses
from hallsim.hall.reference.shared_visits import Errand, SharedVisits
from hallsim.hall.reference.state.clock import Steps
from hallsim.hall.reference.state.entities import Walk
from hallsim.hall.reference.state.tapes import view
from hallsim.trace.model import NEVER, End


class Packages:
    """Which matters belong together."""

    def __init__(self, courses: Courses, shared: SharedVisits, package: Int) -> None:
        self.courses = courses
        self.shared = shared
        self.walking = courses.walking
        self.package: memoryview[int] = view(package)

    def gather(self, walks: list[Walk]) -> None:
        """Put the matters of packages side by side."""
        package = self.package
        walks.sort(key=lambda walk: walk.matter if package[walk.matter] == NEVER else package[walk.matter])

    def part(self, walks: Sequence[Walk]) -> None:
        """After a visit, matters of a package rejected on one notice come back together; the others go on."""
        alone: list[Walk] = []
        packages: dict[int, list[Walk]] = {}
        for walk in walks:
            lacks = walk.rejected and walk.attempt < self.walking.rejections[walk.matter]
            if lacks and self.package[walk.matter] != NEVER:
                packages.setdefault(self.package[walk.matter], []).append(walk)
            else:
                alone.append(walk)
        for members in packages.values():
            if len(members) > 1:
                self.courses.clock.process(self.come_back(members))
            else:
                alone += members
        self.courses.go_on_alone(alone)

    def come_back(self, walks: list[Walk]) -> Steps:
        """A further visit for all matters of a package; those accepted then go on alone."""
        lead = walks[0]
        if lead.attempt + 1 >= self.courses.plan.max_visits:
            for walk in walks:
                self.courses.end_matter(walk, End.GIVEN_UP)
            return
        yield from self.walking.visits.stay_away(lead, lead.attempt)
        for walk in walks:
            walk.attempt += 1
            walk.patience_column = walk.attempt
            walk.purpose = walk.next_purpose
        self.shared.write_aboard(walks)
        done, failed = yield from self.shared.visit([self.errand(walk, lead) for walk in walks], ())
        for walk in walks:
            if walk not in done:
                self.courses.end_matter(walk, failed.state)
        self.part([walk for walk in walks if walk in done])

    def errand(self, walk: Walk, lead: Walk) -> Errand:
        """Lodge a matter in full that the guide had sent home; else the first ticket is for all matters."""
        way = walk.itinerary
        if way.second is not None and walk.attempt == 1:
            ops = way.second.stops
        elif walk is lead:
            ops = way.again.stops
        else:
            return Errand(walk, way.again.rest, window_tasks(way.again.rest), judged_with=lead)
        return Errand(walk, ops, window_tasks(ops))
