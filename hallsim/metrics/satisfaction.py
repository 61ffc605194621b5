"""A model of satisfaction, kept apart from what is measured in the hall. UNCALIBRATED: fitted to no survey.

Six indicators (survey report 003-A names them; it publishes no scores). Each turns an experienced quantity x
into 0..100 points through anchors at 100/80/60/30/0, straight lines between (field notes, section 7: all
forms are assumed). Equal weights, as no source gives any; read the six apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from hallsim.audit.company import by_agent
from hallsim.audit.duty import service_end
from hallsim.audit.spans import Int, flat
from hallsim.metrics.causes import visits_of_matters
from hallsim.metrics.matter_metrics import FAILED
from hallsim.metrics.sample import Real, Sample, mean
from hallsim.trace import NEVER, Purpose
from hallsim.units import MS_PER_DAY, MS_PER_MIN

POINTS = (100.0, 80.0, 60.0, 30.0, 0.0)
INDICATORS = ("queueing", "efficiency", "process", "guidance", "attitude", "environment")
UNCALIBRATED_EN = "uncalibrated: anchors and drivers are assumed, not fitted to a survey"
UNCALIBRATED_ZH = "未校准：锚点与驱动因素均为假设，未经问卷拟合"
Anchors = tuple[float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class SatisfactionModel:
    """Parameters, all assumed unless a source is named.

    Attributes:
        tolerance_min: wait that counts as 1 (field notes 7: 20 min for citizens, 15 for enterprises).
        perceived_wait: factor on the wait for how it feels (greeting, ticket); 1 leaves it as measured.
        expected_workdays: expected lead time of a service without a limit (assumed one working day).
        queueing, efficiency, process, guidance, environment: x at 100/80/60/30/0 (field notes 7).
        attitude_base: points of a clerk at a normal load (assumed; enterprises in 002-H score 84.43).
        fatigue_above: load of a clerk's day beyond which attitude falls (field notes 7: 0.85).
        fatigue_points: points lost at load 1 (assumed), in proportion between.
        idle_below: load below which it falls too (field notes G9: low morale of the idle; 0.1 assumed).
        idle_points: points lost at load 0 (assumed), in proportion between.
        seats: seats in the hall, instead of the design's; with neither the environment stays at neutral.
        neutral: points held when an indicator has no driver (002-H overall: 80.19).
        weights: of the six, in the order of INDICATORS.
    """

    tolerance_min: float = 20.0
    perceived_wait: float = 1.0
    expected_workdays: float = 1.0
    queueing: Anchors = (0.0, 0.5, 1.0, 2.0, 3.0)
    efficiency: Anchors = (0.3, 0.6, 1.0, 1.5, 2.0)
    process: Anchors = (0.0, 0.5, 1.0, 2.0, 3.0)
    guidance: Anchors = (0.0, 0.3, 1.0, 2.0, 3.0)
    environment: Anchors = (0.5, 0.8, 1.0, 1.3, 1.6)
    attitude_base: float = 84.0
    fatigue_above: float = 0.85
    fatigue_points: float = 30.0
    idle_below: float = 0.1
    idle_points: float = 10.0
    seats: int | None = None
    neutral: float = 80.0
    weights: tuple[float, float, float, float, float, float] = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0)


DEFAULT_MODEL = SatisfactionModel()


def points(x: ArrayLike, anchors: Anchors) -> Real:
    """Points of the experienced quantity `x`: linear between the anchors, 100 below and 0 beyond them."""
    return np.interp(np.asarray(x, np.float64), anchors, POINTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Satisfaction by the wait alone: level k up to a wait of thresholds_min[k], the last one beyond.

    Scores are one more than thresholds. A case for checking the pipeline, not an empirical claim.
    """

    thresholds_min: tuple[float, ...] = (5.0, 10.0, 20.0, 30.0)
    scores: tuple[float, ...] = POINTS

    def level_of(self, waits_min: Real) -> Int:
        """(n,) index of the level of each wait, 0 the best."""
        return np.searchsorted(np.asarray(self.thresholds_min), waits_min, side="left").astype(np.int64)

    def mean_score(self, waits_min: Real) -> float:
        """Mean score; nan without waits."""
        return mean(np.asarray(self.scores, np.float64)[self.level_of(waits_min)])

    def shares(self, waits_min: Real) -> tuple[float, ...]:
        """Share of the waits at each level; nan without waits."""
        counts = np.bincount(self.level_of(waits_min), minlength=len(self.scores))
        n = len(waits_min)
        return tuple(float(count / n) if n else float("nan") for count in counts)


class Satisfaction:
    """The six indicators of a sample, per matter where they differ by matter."""

    def __init__(self, sample: Sample, model: SatisfactionModel = DEFAULT_MODEL) -> None:
        self.sample = sample
        self.model = model

    @cached_property
    def queueing(self) -> Real:
        """(matters,) total wait in all the matter's queues over the tolerance, in points.

        The matters of a bundle share the waits of their common visit.
        """
        s, t = self.sample, self.sample.trace.tickets
        wait = self._sum_over_visits(np.bincount(
            t["visit"][self._own], weights=s.all_waits_ms[self._own], minlength=len(s.trace.visits["visit"])
        ))  # fmt: skip
        felt = self.model.perceived_wait * s.trace.perceived_wait
        x = wait / MS_PER_MIN / self.model.tolerance_min * felt
        return points(x, self.model.queueing)

    @cached_property
    def efficiency(self) -> Real:
        """(matters,) time from the first visit over the limit, in points; 0 when the citizen left or gave up.

        An unfinished matter counts the time so far, which flatters it.
        """
        s, m = self.sample, self.sample.trace.matters
        limit = np.array(s.trace.names.service_limit_workdays, np.float64)[m["service"][s.matters]]
        expected = np.where(limit > 0, limit, self.model.expected_workdays)
        x = s.lead_workdays(s.matters, "first_visit_ms", "end_ms") / expected
        failed = np.isin(m["state"][s.matters], FAILED)
        return np.where(failed, 0.0, points(x, self.model.efficiency))

    @cached_property
    def process(self) -> Real:
        """(matters,) extra trips + 0.5 extra queues + 0.5 resubmissions, in points.

        Collecting a promised certificate is part of the service, not an extra trip; each rejection is one
        resubmission (a trace does not hold the number of documents).
        """
        s, m = self.sample, self.sample.trace.matters
        trips = np.maximum(m["n_visits"][s.matters] - 1 - self._visits_for(Purpose.COLLECT), 0)
        queues = self._sum_over_visits(np.maximum(s.n_tickets_of_visit - 1, 0).astype(np.float64))
        x = trips + 0.5 * queues + 0.5 * m["n_rejections"][s.matters]
        return points(x, self.model.process)

    @cached_property
    def guidance(self) -> Real:
        """(matters,) trips caused by an incomplete notice: supplements beyond the first, in points."""
        return points(np.maximum(self._visits_for(Purpose.SUPPLEMENT) - 1, 0), self.model.guidance)

    @cached_property
    def attitude(self) -> float:
        """Points of clerks by the load of their day, weighted by the tickets served; nan when none was."""
        s, t, model = self.sample, self.sample.trace.tickets, self.model
        end = service_end(s.trace)
        served = (t["server"] != NEVER) & (t["start_ms"] != NEVER) & ~s.is_desk_ticket
        rows = np.flatnonzero(served & s.counted[t["citizen"]])
        if not len(rows):
            return float("nan")
        every = np.flatnonzero(served)
        n_days = int(end[every].max()) // MS_PER_DAY + 1
        place = t["server"] * n_days + t["start_ms"] // MS_PER_DAY
        n_places = len(s.trace.names.servers) * n_days
        worked = np.bincount(place[every], weights=(end - t["start_ms"])[every], minlength=n_places)
        server, day = np.divmod(np.arange(n_places), n_days)
        on_duty = s.reader.duty.present.measure(
            flat(server, day * MS_PER_DAY), flat(server, (day + 1) * MS_PER_DAY)
        )
        load = np.clip(worked / np.maximum(on_duty, 1), 0, 1)
        tired = np.maximum(load - model.fatigue_above, 0) / (1 - model.fatigue_above) * model.fatigue_points
        bored = np.maximum(model.idle_below - load, 0) / model.idle_below * model.idle_points
        return mean(np.clip(model.attitude_base - tired - bored, 0, 100)[place[rows]])

    @cached_property
    def environment(self) -> float:
        """Points of the peak number in the hall over the seats; neutral while no input tells the seats."""
        seats = self.model.seats or self.sample.trace.seats
        if seats is None:
            return self.model.neutral
        v = self.sample.trace.visits
        arrive = v["arrive_ms"]
        times = np.concatenate([arrive + self.sample.hall_ms, arrive])
        change = np.repeat([-1, 1], len(arrive))
        order = np.lexsort((change, times))
        peak = int(np.cumsum(change[order]).max(initial=0))
        return float(points(peak / seats, self.model.environment))

    def scores(self) -> dict[str, float]:
        """Mean points by indicator and the weighted ``overall``; nan without matters."""
        by_matter = self.queueing, self.efficiency, self.process, self.guidance
        values = [*(mean(x) for x in by_matter), self.attitude, self.environment]
        weights: Sequence[float] = self.model.weights
        known = [(v, w) for v, w in zip(values, weights, strict=True) if not np.isnan(v)]
        total = sum(w for _, w in known)
        overall = sum(v * w for v, w in known) / total if total and len(by_matter[0]) else float("nan")
        return {**dict(zip(INDICATORS, values, strict=True)), "overall": overall}

    @cached_property
    def _own(self) -> Int:
        return np.flatnonzero(self.sample.trace.tickets["visit"] != NEVER)

    def _sum_over_visits(self, by_visit: Real | Int) -> Real:
        """(matters,) the sum of a quantity of visits over those the citizen made for the matter."""
        trace = self.sample.trace
        visit, matter = visits_of_matters(trace)
        in_person = ~by_agent(trace)[visit]
        visit, matter = visit[in_person], matter[in_person]
        total = np.bincount(matter, weights=by_visit[visit], minlength=len(trace.matters["matter"]))
        return np.asarray(total[self.sample.matters])

    def _visits_for(self, purpose: Purpose) -> Int:
        """(matters,) further visits of one purpose; those that agents make are not the citizen's."""
        v, n = self.sample.trace.visits, len(self.sample.trace.matters["matter"])
        visit, matter = visits_of_matters(self.sample.trace)
        own = matter[(v["purpose"][visit] == purpose) & ~by_agent(self.sample.trace)[visit]]
        return np.asarray(np.bincount(own, minlength=n)[self.sample.matters])


def satisfaction(sample: Sample, model: SatisfactionModel = DEFAULT_MODEL) -> dict[str, float]:
    """Mean points (0..100) by indicator and overall. Uncalibrated."""
    return Satisfaction(sample, model).scores()
