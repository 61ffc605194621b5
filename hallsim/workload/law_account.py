"""What a matter of a service brings in the mean, by its laws and shares; the rows are groups of citizens."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.plan.operations import If, Serve, StepRef, Tape
from hallsim.scenario.design.design import Design
from hallsim.scenario.values.distribution import Distribution
from hallsim.scenario.world.approval_steps import MAX_EXAMINATIONS
from hallsim.scenario.world.world import World
from hallsim.units import MS_PER_HOUR
from hallsim.workload.failed_visits import failing
from hallsim.workload.offices import Offices
from hallsim.workload.walk import Results, Walk

Real = NDArray[np.float64]
Moments = tuple[float, float]
OF_PLAIN_WAYS = (Tape.ROUTE, Tape.REVISIT, Tape.COLLECT, Tape.STEP, Tape.AMEND, Tape.AUTHORISE)


class LawAccount:
    """The plain way of one service at offices that are alike (`walk.Account`).

    Attributes:
        booked: by task and whether it is after the day of the first visit, (3, rows) tickets of a matter,
            their hours of work and the squares of these.
    """

    def __init__(self, world: World, design: Design, offices: Offices, way: int, site: int) -> None:
        plan = self.plan = offices.plan
        itinerary = plan.itineraries[way]
        self.service = tuple(world.services.values())[itinerary.service]
        self.steps = tuple(self.service.steps.values())
        self.rule = design.approval
        self.offices, self.site = offices, site
        self.n_visits = plan.max_visits
        self.in_time = self.leads = np.ones(offices.n_groups)
        documents, error = self.service.documents, offices.error(site, itinerary)
        factors = [group.missing_factor for group in world.groups.values()] or [1.0]
        missing = [min(1.0, documents.missing * factor) for factor in factors]
        end = error, self.n_visits, plan.rescue_after
        laws = [failing(documents.required, share, design.notice, *end) for share in missing]
        self.failed = np.stack(laws, axis=1)
        self.booked: dict[tuple[int, bool], Real] = {}

    def failing(self, k: int) -> Real:
        """Share of which at least `k` visits fail."""
        return np.asarray(self.failed[k])

    def needing(self, stop: If) -> Real:
        """Share that needs a stop."""
        return np.full_like(self.in_time, stop.share)

    def misled(self) -> Mapping[int, Real]:
        """Nobody: a pilot knows."""
        return {}

    def auxiliary(self, task: int) -> float:
        """Share of the windows of a task whose clerks accept but do not decide."""
        return self.offices.auxiliary(self.site, task)

    def results(self, step: StepRef) -> Results:
        """Each examination is refused, sent back or passed; the last one is not sent back."""
        spec, ones = self.steps[step.position], np.ones_like(self.in_time)
        refuses = min(1.0, spec.refuses * self.rule.refuses)
        back = min(spec.returns * self.rule.returns, 1.0 - refuses)
        powers = back ** np.arange(MAX_EXAMINATIONS)
        return Results(
            needed=ones * min(1.0, spec.needed * self.rule.needed),
            sent_back=np.outer(powers[1:], ones),
            passes=ones * (1 - refuses * powers.sum()),
        )

    def serve(self, op: Serve, times: Real, walk: Walk) -> None:
        """Book that many tickets, but none of options."""
        if op.tape not in OF_PLAIN_WAYS or max(self.offices.queues(self.site, op.task)) < 0:
            return
        mean, square = self.moments(op, walk.again)
        key, rows = (op.task, walk.later), np.multiply.outer((1.0, mean, square), times)
        self.booked[key] = self.booked[key] + rows if key in self.booked else rows

    def moments(self, op: Serve, again: bool) -> Moments:
        """Mean hours of a ticket's work and mean square, with a team's way; meetings hear files at once."""
        queue = self.plan.queues[max(self.offices.queues(self.site, op.task))]
        if op.tape is Tape.AUTHORISE:
            hours = self.plan.authorise_ms / MS_PER_HOUR
            return hours, hours**2
        if queue.meets:
            return 0.0, 0.0
        mean, square = work_moments(self.law(op, again), self.plan.calendar.workday_ms)
        way = self.offices.travel_ms(self.site, op.task) / MS_PER_HOUR
        return mean + way, square + 2 * mean * way + way**2

    def law(self, op: Serve, again: bool) -> Distribution | None:
        """The law of a ticket's work."""
        service = self.service
        if op.tape is Tape.STEP:
            step = self.steps[op.position]
            return (step.again or step.work) if again else step.work
        if op.tape is Tape.ROUTE:
            return service.route[op.position].work if service.route else service.counter
        if op.tape is Tape.COLLECT:
            return service.collect
        return service.supplement_work()


def work_moments(law: Distribution | None, workday_ms: int) -> Moments:
    """Mean hours of the work and mean square; nothing for no law."""
    if law is None:
        return 0.0, 0.0
    if law.sequence is not None:
        values = law.to_ms(np.array(law.sequence), workday_ms) / MS_PER_HOUR
        return float(values.mean()), float((values**2).mean())
    mean = law.mean_ms(workday_ms) / MS_PER_HOUR
    return mean, mean**2 * (1 + law.cv() ** 2)
