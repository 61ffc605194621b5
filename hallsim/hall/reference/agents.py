"""Agents collect files, take them to the hall, and bring back certificates.

Rule R3.27 of the model.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hallsim.hall.plan.itinerary import window_tasks
from hallsim.hall.plan.operations import Visit, fixed
from hallsim.hall.reference.shared_visits import Errand, SharedVisits, entry_of
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Event, Steps
from hallsim.hall.reference.state.entities import CalledOffError, Walk, WayEndsError
from hallsim.hall.reference.state.tapes import view
from hallsim.scenario.design.representation import Agent
from hallsim.trace.model import NEVER, End
from hallsim.units import MS_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hallsim.hall.decisions.model import Int
    from hallsim.hall.reference.courses import Courses
    from hallsim.hall.reference.state.entities import Outing


@dataclass(slots=True, eq=False)
class File:
    """What an agent is to do at the hall for a matter, and the event that it is done."""

    walk: Walk
    visit: Visit
    over: Event
    outing: Outing | None = None  # where the approval is under way
    failed: End | None = None
    is_back: bool = False  # the citizen took the papers back before the agent went


class Carrier:
    """One agent: the bag, and when the next trips are."""

    def __init__(self, carriers: Carriers, number: int, rule: Agent, days: Sequence[int]) -> None:
        self.carriers = carriers
        self.number = number
        self.rule = rule
        self.bag: list[File] = []
        self.planned: set[int] = set()
        self.any_day = [day * MS_PER_DAY + rule.at for day in days]
        self.regular = self.any_day[rule.every - 1 :: rule.every]

    def carry(self, walk: Walk, visit: Visit, outing: Outing | None) -> Steps:
        """Hand a file in, and wait until the agent has been at the hall with it; CalledOffError if never."""
        clock = self.carriers.clock
        file = File(walk, visit, Event(clock), outing)
        if outing is not None:
            outing.is_at_home = True
        self.bag.append(file)
        self.carriers.hold(walk.matter)
        self.plan_trips(clock.now_ms)
        yield file.over
        if file.is_back:
            raise CalledOffError
        if file.failed is not None:
            raise WayEndsError(file.failed)
        if walk.decided_ms != NEVER:
            yield from self.bring(walk)

    def give_back(self, walk: Walk) -> None:
        """The citizen takes a matter's papers out of the bag."""
        file = next(file for file in self.bag if file.walk is walk)
        self.bag.remove(file)
        self.carriers.let_go(walk.matter)
        file.is_back = True
        self.carriers.clock.plan(file.over, event_order.ARRIVAL + walk.citizen)

    def bring(self, walk: Walk) -> Steps:
        """The citizen gets the certificate some time after the agent has left the hall."""
        self.carriers.hold(walk.matter)
        yield from self.carriers.walking.delays.delay(fixed(self.rule.hand_over), walk)
        self.carriers.let_go(walk.matter)
        if walk.brought_later:
            walk.brought_later = False
            walk.in_hand_ms = self.carriers.clock.now_ms

    def plan_trips(self, now: int) -> None:
        """The next regular trip; with a full bag, the next time of setting out."""
        self.plan(self.regular, now)
        if self.rule.batch is not None and len(self.bag) >= self.rule.batch:
            self.plan(self.any_day, now)

    def plan(self, times: Sequence[int], now: int) -> None:
        """Look at the bag at the next of the times."""
        place = bisect_left(times, now)
        if place == len(times) or times[place] in self.planned:
            return
        self.planned.add(times[place])
        moment = self.carriers.clock.at(
            times[place], event_order.ARRIVAL + self.carriers.after_citizens + self.number
        )
        moment.callbacks.append(lambda _: self.set_out(times[place]))

    def set_out(self, now: int) -> None:
        """Go, if it is the day for it or the bag is full."""
        self.planned.discard(now)
        place = bisect_left(self.regular, now)
        is_regular = place < len(self.regular) and self.regular[place] == now
        is_full = self.rule.batch is not None and len(self.bag) >= self.rule.batch
        if self.bag and (is_regular or is_full):
            files, self.bag = self.bag, []
            for file in files:
                if file.outing is not None:
                    file.outing.is_at_home = False
            self.carriers.clock.process(self.carriers.go(self, files))


class Carriers:
    """All agents of a design."""

    def __init__(self, courses: Courses, shared: SharedVisits, agent_of: Int) -> None:
        self.courses = courses
        self.shared = shared
        self.clock = courses.clock
        self.walking = courses.walking
        self.recorder = courses.recorder
        self.after_citizens = len(agent_of)
        self.agent_of: memoryview[int] = view(agent_of)
        days = [day for day, is_open in enumerate(courses.facility.opening.is_open_day) if is_open]
        kinds = [rule for rule in courses.plan.agents for _ in range(rule.count)]
        self.carriers = [Carrier(self, i, rule, days) for i, rule in enumerate(kinds)]
        self.held: dict[int, int] = {}  # since when an agent holds each matter's papers

    def takes(self, citizen: int, walks: list[Walk]) -> bool:
        """Whether the citizen hands everything to an agent."""
        number = self.agent_of[citizen]
        if number == NEVER:
            return False
        for walk in walks:
            walk.agent = self.carriers[number]
            self.clock.process(self.courses.alone(walk))  # the agent makes all its visits
        return True

    def go(self, carrier: Carrier, files: list[File]) -> Steps:
        """One visit with all files, sorted by the queue in which they begin (then by when handed in)."""
        for file in files:
            self.let_go(file.walk.matter)
        stops = [file.visit.stops for file in files]
        errands = {
            Errand(file.walk, ops, window_tasks(ops)): file for file, ops in zip(files, stops, strict=True)
        }
        ordered = sorted(errands, key=lambda e: -1 if e.queue is None else e.queue.index)
        self.recorder.agents.extend((self.walking.visits.n_visits, carrier.number))
        self.shared.write_aboard([errand.walk for errand in ordered])
        done, failed = yield from self.shared.visit(ordered, entry_of(file.visit for file in files))
        for errand in ordered:
            file = errands[errand]
            file.failed = None if file.walk in done else failed.state
            self.clock.plan(file.over, event_order.ARRIVAL + file.walk.citizen)

    def hold(self, matter: int) -> None:
        """An agent has the papers of a matter from now on."""
        assert matter not in self.held
        self.held[matter] = self.clock.now_ms

    def let_go(self, matter: int) -> None:
        """The papers are at the hall, or with the citizen again."""
        self.recorder.bags.extend((matter, self.held.pop(matter), self.clock.now_ms))

    def finish(self, end_ms: int) -> None:
        """Write what is still held when the run stops."""
        for matter, since in self.held.items():
            self.recorder.bags.extend((matter, since, end_ms))
