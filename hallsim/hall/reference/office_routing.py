"""Which office citizens go to: setting out, finding it unattended, going on to another one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hallsim.hall.contract import EngineInput
from hallsim.hall.plan.model import Plan
from hallsim.hall.plan.offices import MAIN, WHEN_SETTING_OUT, Network
from hallsim.hall.plan.operations import Serve
from hallsim.hall.reference.bundles import Bundles
from hallsim.hall.reference.courses import Courses
from hallsim.hall.reference.servers.settled import n_idle, settled
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Steps
from hallsim.hall.reference.state.dispatch import QueueState
from hallsim.hall.reference.state.entities import Walk, WayEndsError
from hallsim.hall.reference.state.tapes import view
from hallsim.units import MS_PER_DAY


class Going:
    """The journeys of citizens to offices."""

    def __init__(self, given: EngineInput, network: Network, courses: Courses, bundles: Bundles) -> None:
        self.plan, self.network = given.plan, network
        self.courses, self.bundles = courses, bundles
        self.walking, self.facility = courses.walking, courses.facility
        decided, trips = given.decisions.offices, courses.walking.visits.trips
        assert decided is not None
        assert trips is not None
        self.decided = decided
        self.clock, self.visits = courses.clock, self.walking.visits
        self.openings = self.facility.openings
        self.queues = self.facility.queues_by_site
        self.trips, self.site = trips, trips.site
        self.itinerary: list[memoryview[int]] = [view(ways) for ways in decided.itinerary]
        self.rejections: memoryview[int] = view(decided.rejections)
        self.home: memoryview[int] = view(decided.travel.home)
        self.own_ms: memoryview[int] = view(decided.travel.own_ms)
        self.up_ms = decided.travel.up_ms
        self.far = network.distances()
        self.goes_on = network.goes_on
        self.by_distance: dict[int, list[tuple[float, int]]] = {}
        self.n_servers = _servers_by_queue(given.plan)
        self.line: list[list[int]] = network.where.line.T.tolist()
        self.kind_of_place: list[int] = network.where.kind.tolist()

    # ------------------------------------------------------------------ first visits

    def citizen(self, walks: list[Walk]) -> Steps:
        """First visits to one office, or to several one after another."""
        here = -1
        parts = self.parts(walks)
        for number, (site, part) in enumerate(parts):
            self.send(part, site)
            if number:
                yield from self.arrive(part, self.way_ms(walks[0].citizen, self.place(here), site), via=True)
            elif self.site_is_open(walks):
                way = self.own_ms[walks[0].citizen]
                way += self.way_ms(walks[0].citizen, self.home[walks[0].citizen], site)
                yield from self.arrive(part, way, via=False)
            yield from self.reach(part)
            here = self.site[part[0].matter]
            yield from self.first_visit(part, last=number == len(parts) - 1)

    def site_is_open(self, walks: Sequence[Walk]) -> bool:
        """Whether the office is chosen on leaving home."""
        return bool(self.decided.site[walks[0].matter] == WHEN_SETTING_OUT)

    def first_visit(self, walks: list[Walk], last: bool) -> Steps:
        """The first visit at an office, and what follows: in the same process at the last office."""
        if self.courses.prepares(walks):
            yield from self.walking.prepare(walks)
        if len(walks) > 1:
            yield from self.bundles.visit(walks)
            return
        walk = walks[0]
        try:
            yield from self.walking.visit(walk.itinerary.first, walk, at_once=not last)
        except WayEndsError as end:
            self.courses.not_served(walk, end)
            return
        if last:
            yield from self.courses.finish_alone(walk)
        else:
            self.clock.process(self.courses.finish_alone(walk))

    def parts(self, walks: list[Walk]) -> list[tuple[int, list[Walk]]]:
        """The office of each matter, in order; matters for the same office go together."""
        parts: dict[int, list[Walk]] = {}
        chosen = [self.site[walk.matter] for walk in walks]
        if WHEN_SETTING_OUT in chosen:
            together = self.least_time(walks)
            chosen = [self.least_time([walk]) for walk in walks] if together < 0 else [together] * len(walks)
        for walk, site in zip(walks, chosen, strict=True):
            parts.setdefault(max(site, MAIN), []).append(walk)
        return list(parts.items())

    def send(self, walks: Sequence[Walk], site: int) -> None:
        """Give matters the hours, the queues and the itinerary of an office."""
        kind = self.network.sites[site].kind
        for walk in walks:
            self.site[walk.matter] = site
            walk.opening = self.openings[site]
            walk.queues = self.queues[site][self.courses.tapes.group[walk.citizen]]
            if kind != MAIN:
                walk.itinerary = self.plan.itineraries[self.itinerary[kind][walk.matter]]
                self.walking.rejections[walk.matter] = self.rejections[walk.matter]

    def arrive(self, walks: Sequence[Walk], way_ms: int, via: bool) -> Steps:
        """The journey to an office; citizens who would arrive too late go on another day."""
        now, opening = self.clock.now_ms, walks[0].opening
        at = now + way_ms
        if via:
            if opening.issues_no_more(at):
                at = self.visits.next_day(opening, now)
            else:
                self.trips.goes_straight_on(walks[0].citizen)
        yield self.clock.at(at, event_order.ARRIVAL + walks[0].citizen)

    def reach(self, walks: Sequence[Walk]) -> Steps:
        """Go on from offices that are unattended today; after the last one, wait for another day."""
        tried: set[int] = set()
        while self.goes_on and walks[0].opening.is_in_vain(self.clock.now_ms):
            site = self.site[walks[0].matter]
            tried.add(site)
            following = self.next_site(walks, site, tried)
            if following < 0:
                return
            self.visits.open_visit(walks)
            self.visits.turn_back(walks)
            self.send(walks, following)
            yield from self.arrive(
                walks, self.way_ms(walks[0].citizen, self.place(site), following), via=True
            )

    # ------------------------------------------------------------------ which office

    def next_site(self, walks: Sequence[Walk], site: int, tried: set[int]) -> int:
        """The nearest office not yet tried that accepts all matters; -1 when there is none."""
        for _, other in self.from_place(self.place(site)):
            if other not in tried and self.accepts(other, walks):
                return other
        return -1

    def least_time(self, walks: Sequence[Walk]) -> int:
        """The office with the least journey and expected wait; -1 when none accepts all matters."""
        best, chosen = float("inf"), -1
        for way_ms, site in self.from_place(self.home[walks[0].citizen]):
            if way_ms >= best:
                break
            if self.accepts(site, walks):
                total = way_ms + self.expected_wait_ms(site, walks[0], int(way_ms))
                if chosen < 0 or total < best:
                    best, chosen = total, site
        return chosen

    def expected_wait_ms(self, site: int, walk: Walk, way_ms: int) -> float:
        """The time until the doors open, or that the windows need for those ahead, as seen now.

        Ahead are all who wait or are being served, at the mean work of the catalogue, once the calls of this
        instant have been made.
        """
        opening = self.openings[site]
        at = self.clock.now_ms + self.own_ms[walk.citizen] + way_ms
        if opening.issues_no_more(at):
            return float(MS_PER_DAY)
        until_open = 0 if opening.always_open else max(0, opening.open_ms[opening.session(at)] - at)
        kind = self.network.sites[site].kind
        way = self.plan.itineraries[self.itinerary[kind][walk.matter]] if kind else walk.itinerary
        stop = next((op for op in way.first.stops if isinstance(op, Serve)), None)
        if stop is None:
            return float(until_open)
        queue = self.queues[site][self.courses.tapes.group[walk.citizen]][stop.task]
        n_ahead, n_servers = self.ahead_of(queue)
        mean_ms = self.plan.tasks[stop.task].expected_ms
        return max(float(until_open), n_ahead * mean_ms / max(n_servers, 1))

    def ahead_of(self, queue: QueueState) -> tuple[int, int]:
        """How many services must end before one more begins, and by how many servers.

        Free servers that take somebody else in this instant count as busy.
        """
        n_waiting = n_busy = on_duty = n_servers = 0
        for line in queue.lines or (queue,):
            assert line.station is not None
            with settled(self.facility, line.station):
                n_waiting += line.n_waiting
                on_duty += line.n_on_duty
                n_busy += max(0, line.n_on_duty - n_idle(line))
            n_servers += self.n_servers[line.index]
        n_servers = on_duty or n_servers
        return max(0, n_waiting + n_busy - n_servers + 1), n_servers

    def accepts(self, site: int, walks: Sequence[Walk]) -> bool:
        """Whether all matters can be lodged at an office."""
        here = self.network.kinds[self.network.sites[site].kind].accepts
        return all(here[walk.service] for walk in walks)

    def from_place(self, place: int) -> list[tuple[float, int]]:
        """(mean time, office) of all offices that can be reached from a place, the nearest first."""
        if place not in self.by_distance:
            way = self.far[:, place]
            sites = np.argsort(way, kind="stable")
            self.by_distance[place] = [(float(way[s]), int(s)) for s in sites if way[s] < np.inf]
        return self.by_distance[place]

    def place(self, site: int) -> int:
        """The place of an office."""
        return self.network.sites[site].place

    def way_ms(self, citizen: int, place: int, site: int) -> int:
        """The time a citizen takes from the centre of a place to an office."""
        total = 0
        for mine, other in zip(self.line[place], self.line[self.place(site)], strict=True):
            if mine != other:
                for step in (mine, other):
                    if step >= 0:
                        total += int(self.up_ms[self.kind_of_place[step], citizen])
        return total


def _servers_by_queue(plan: Plan) -> list[int]:
    """How many servers take tickets of each queue."""
    found = [0] * len(plan.queues)
    for server in plan.servers:
        for tier in server.tiers:
            for queue in tier:
                found[queue] += 1
    return found
