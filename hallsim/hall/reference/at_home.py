"""Home service: a team visits the citizen (R3.28)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.decisions.model import Int
from hallsim.hall.reference.courses import Courses
from hallsim.hall.reference.state.clock import Steps
from hallsim.hall.reference.state.entities import Walk, WayEndsError
from hallsim.hall.reference.state.tapes import view
from hallsim.trace.model import End


class AtHome:
    """Citizens whose matters are taken at home."""

    def __init__(self, courses: Courses, home: NDArray[np.bool_], travel_ms: Int) -> None:
        self.courses = courses
        self.clock = courses.clock
        self.walking = courses.walking
        self.home: memoryview[int] = view(home)
        self.travel: memoryview[int] = view(travel_ms)

    def takes(self, citizen: int, walks: list[Walk]) -> bool:
        """Whether a team comes for all matters of a citizen."""
        if not self.home[citizen]:
            return False
        self.courses.recorder.home.extend(walk.matter for walk in walks)
        self.clock.process(self.serve_at_home(walks))
        return True

    def serve_at_home(self, walks: list[Walk]) -> Steps:
        """A team comes; while something is missing or wrong, it returns after the citizen's usual time."""
        attempt = 0
        while walks:
            lead = walks[0]
            op = lead.itinerary.team
            assert op is not None
            work = self.travel[lead.citizen * self.courses.plan.max_visits + attempt]
            work += sum(self.work_at_home(walk) for walk in walks)
            ticket = self.walking.tickets.take(op, lead, work)
            yield ticket
            again: list[Walk] = []
            for walk in walks:
                walk.served_by = ticket.server
                walk.rejected = False
                if not self.walking.is_rejected(walk):
                    self.clock.process(self.accepted_at_home(walk))
                elif attempt + 1 >= self.courses.plan.max_visits:
                    self.courses.end_matter(walk, End.GIVEN_UP)
                else:
                    again.append(walk)
            walks = again
            if walks:
                yield from self.walking.visits.stay_away(walks[0], attempt)
                attempt += 1
                for walk in walks:
                    walk.attempt = attempt

    def work_at_home(self, walk: Walk) -> int:
        """The work of lodging (all stops of a route), or of a further visit."""
        tapes, matter = self.courses.tapes, walk.matter
        if walk.attempt:
            work = tapes.revisit_work[matter * tapes.n_revisits + walk.attempt - 1]
        else:
            stops = range(tapes.route_start[matter], tapes.route_start[matter + 1])
            work = sum(tapes.route_work[stop] for stop in stops if tapes.stop_needed[stop])
        return int(work * self.courses.plan.home_time + 0.5)

    def accepted_at_home(self, walk: Walk) -> Steps:
        """What follows the acceptance."""
        try:
            yield from self.walking.follow(walk.itinerary.after_team, walk)
        except WayEndsError as end:
            self.courses.end_matter(walk, end.state)
        else:
            self.courses.end_matter(walk, End.SERVED)
