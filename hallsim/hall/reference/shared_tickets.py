"""Several matters in one visit: neighbours for the same queue share a ticket (R5.2, R6.37)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hallsim.hall.plan.operations import Serve
from hallsim.hall.reference.courses import Courses
from hallsim.hall.reference.state.clock import Steps
from hallsim.hall.reference.state.dispatch import QueueState
from hallsim.hall.reference.state.entities import GoesHomeError, Walk, WayEndsError
from hallsim.trace.model import End


class Bundles:
    """The first visits of citizens with several matters; then each matter goes on alone."""

    def __init__(self, courses: Courses, part: Callable[[Sequence[Walk]], None]) -> None:
        self.courses = courses
        self.walking = courses.walking
        self.part = part  # what follows the visit

    def visit(self, walks: list[Walk]) -> Steps:
        """One visit with several matters: neighbours for the same queue share a ticket; then each
        goes on alone.
        """
        ended = WayEndsError(End.TURNED_AWAY, "sent_home")  # when the hall closes before the next matter
        state = End.SERVED
        open_walks = list(walks)
        try:
            yield from self.walking.visits.enter(walks, walks[0].itinerary.first)
        except WayEndsError as end:
            for walk in walks:
                self.courses.not_served(walk, end)
            return
        served: list[Walk] = []
        try:
            entry = next((walk.itinerary.first.entry for walk in walks if walk.itinerary.first.entry), ())
            yield from self.walking.follow(entry, walks[0])
            at_windows = [walk for walk in walks if isinstance(walk.itinerary.first.stops[0], Serve)]
            for walk in walks:
                if walk not in at_windows:  # the guide sends it home
                    yield from self.walking.follow(walk.itinerary.first.stops, walk)
                    open_walks.remove(walk)
                    served.append(walk)
            for together in self.neighbours(at_windows):
                yield from self.serve_together(together)
                for walk in together:
                    yield from self.walking.follow(walk.itinerary.first.stops[1:], walk)
                    open_walks.remove(walk)
                    served.append(walk)
        except WayEndsError as end:
            ended, state = end, end.state
        except GoesHomeError as home:
            walk.at_work = home.work
            open_walks.remove(walk)
            served.append(walk)
        self.walking.visits.leave(walks, state)
        for walk in open_walks:
            self.courses.not_served(walk, ended)
        self.part(served)

    def neighbours(self, walks: list[Walk]) -> list[list[Walk]]:
        """Consecutive matters whose first stops fall in the same queue."""
        groups: list[list[Walk]] = []
        last: QueueState | None = None
        for walk in walks:
            queue = walk.queues[self.first_stop(walk).task]
            if queue is last:
                groups[-1].append(walk)
            else:
                groups.append([walk])
            last = queue
        return groups

    def first_stop(self, walk: Walk) -> Serve:
        """Every first visit begins at a window."""
        stop = walk.itinerary.first.stops[0]
        assert isinstance(stop, Serve)
        return stop

    def serve_together(self, walks: list[Walk]) -> Steps:
        """One ticket for the sum of the work."""
        first = self.first_stop(walks[0])
        queue = walks[0].queues[first.task]
        yield from self.walking.tickets.looking.first(queue)
        first_ms, *further = (self.walking.tickets.work_of(self.first_stop(walk), walk) for walk in walks)
        for walk in walks[1:]:
            self.courses.facility.no_longer_expect(walk, queue)
        ticket = self.walking.tickets.take(first, walks[0], first_ms + sum(further))
        ticket.further_ms = sum(further)
        yield ticket
        ticket.check_served()
        for walk in walks:
            walk.served_by = ticket.server
