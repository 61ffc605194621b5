"""The course of every matter: it begins, goes on alone after the first visit, and ends with its row."""

from __future__ import annotations

from collections.abc import Sequence

from hallsim.hall.contract import EngineInput
from hallsim.hall.reference.interpreter.matters import Walking
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Steps
from hallsim.hall.reference.state.entities import Walk, WayEndsError
from hallsim.hall.reference.state.tapes import view
from hallsim.trace.model import NEVER, End, Purpose


class Courses:
    """Matters under way. After a visit with several of them each goes on here."""

    def __init__(self, given: EngineInput, walking: Walking) -> None:
        plan = given.plan
        self.plan = plan
        self.itinerary: memoryview[int] = view(given.decisions.itinerary)
        self.walking = walking
        self.clock = walking.clock
        self.facility = walking.facility
        self.recorder = walking.recorder
        self.tapes = walking.tapes
        self.walks: dict[int, Walk] = {}  # by matter
        self.anybody_prepares = any(way.before for way in plan.itineraries)
        self.purpose = [
            Purpose.LODGE if is_case else Purpose.ENQUIRE for is_case in plan.names.service_is_case
        ]

    def begin(self, citizen: int, matter: int) -> Walk:
        """A matter begins with its citizen's first visit."""
        service = self.tapes.service[matter]
        queues = self.facility.queues_by_group[self.tapes.group[citizen]]
        itinerary = self.plan.itineraries[self.itinerary[matter]]
        walk = Walk(citizen, matter, service, itinerary, self.purpose[service], queues, self.facility.opening)
        self.walks[matter] = walk
        return walk

    def prepares(self, walks: Sequence[Walk]) -> bool:
        """Whether something is done remotely before the first visit."""
        return self.anybody_prepares and any(walk.itinerary.before for walk in walks)

    def alone(self, walk: Walk) -> Steps:
        """A first visit for one matter, and what follows."""
        try:
            yield from self.walking.visit(walk.itinerary.first, walk)
            yield from self.go_on(walk)
        except WayEndsError as end:
            self.end_matter(walk, end.state)
        else:
            self.end_matter(walk, End.SERVED)

    def finish_alone(self, walk: Walk) -> Steps:
        """What follows the first visit for one matter of a bundle."""
        try:
            yield from self.go_on(walk)
        except WayEndsError as end:
            self.end_matter(walk, end.state)
        else:
            self.end_matter(walk, End.SERVED)

    def go_on_alone(self, walks: Sequence[Walk]) -> None:
        """After a shared visit each matter goes on alone."""
        for walk in walks:
            self.clock.process(self.finish_alone(walk))

    def go_on(self, walk: Walk) -> Steps:
        """Come back as long as the visit was rejected; then what happens outside the hall."""
        if walk.itinerary.elsewhere is not None:
            yield from self.walking.go_elsewhere(walk.itinerary.elsewhere, walk)
        while walk.rejected:
            if walk.attempt + 1 >= self.plan.max_visits:
                raise WayEndsError(End.GIVEN_UP)
            yield from self.walking.visits.stay_away(walk, walk.attempt)
            walk.attempt += 1
            walk.patience_column = walk.attempt
            walk.purpose = walk.next_purpose
            way = walk.itinerary
            again = way.again if way.second is None or walk.attempt > 1 else way.second
            yield from self.walking.visit(again, walk)
        if walk.at_work is not None:
            yield walk.at_work
            yield from self.walking.follow(walk.itinerary.when_home, walk)
        elif walk.itinerary.after:
            yield from self.walking.follow(walk.itinerary.after, walk)

    def not_served(self, walk: Walk, end: WayEndsError) -> None:
        """A matter not served on a shared first visit makes it again alone, or ends."""
        again = self.walking.again
        back = None if again is None else again.at(walk, end)
        if back is None:
            self.end_matter(walk, end.state)
        else:
            self.clock.process(self.alone_again(walk, back))

    def alone_again(self, walk: Walk, back_ms: int) -> Steps:
        """A first visit made again for one matter alone, and what follows."""
        yield self.clock.at(back_ms, event_order.ARRIVAL + walk.citizen)
        yield from self.alone(walk)

    def end_matter(self, walk: Walk, state: End) -> None:
        """Write the matter's row."""
        del self.walks[walk.matter]
        self.write_matter(walk, state, self.clock.now_ms)

    def write_matter(self, walk: Walk, state: End, end_ms: int) -> None:
        """One row for each matter; it ends with the certificate in hand, even if the visit goes on."""
        if walk.in_hand_ms != NEVER:
            state, end_ms = End.SERVED, walk.in_hand_ms
        elif walk.ended is not None and state is End.SERVED:
            state = walk.ended
        self.recorder.matter(walk, end_ms, state)
