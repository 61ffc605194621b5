"""A model of satisfaction, kept apart from what is measured in the hall. UNCALIBRATED: fitted to no survey.

Six indicators (survey report 003-A names them; it publishes no scores). Each turns an experienced quantity x
into 0..100 points through anchors at 100/80/60/30/0, straight lines between (field notes, section 7: all
forms are assumed). Equal weights, as no source gives any; read the six apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from hallsim.audit.duty import service_end
from hallsim.audit.spans import Int, flat, largest_by
from hallsim.metrics.definition.ends import FAILED
from hallsim.metrics.definition.places import is_terminal, visits_main_hall
from hallsim.metrics.definition.sample import Mask, Real, Sample
from hallsim.metrics.definition.visits_made import own_visits, visits_for
from hallsim.text.message import Message
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, Purpose
from hallsim.units import MS_PER_DAY

POINTS = (100.0, 80.0, 60.0, 30.0, 0.0)
INDICATORS = ("queueing", "efficiency", "process", "guidance", "attitude", "environment")
UNCALIBRATED = Message("Uncalibrated: anchors and drivers are assumed, not fitted to a survey")
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
        return _mean_known(np.asarray(self.scores, np.float64)[self.level_of(waits_min)])

    def shares(self, waits_min: Real) -> tuple[float, ...]:
        """Share of the waits at each level; nan without waits."""
        counts = np.bincount(self.level_of(waits_min), minlength=len(self.scores))
        n = len(waits_min)
        return tuple(float(count / n) if n else float("nan") for count in counts)


class Satisfaction:
    """Points by indicator of every matter of a trace; nan where a matter has no value of its own.

    Who got nothing (left, was turned away, gave up, missed the call) gives 0 points.
    """

    def __init__(self, sample: Sample, model: SatisfactionModel = DEFAULT_MODEL) -> None:
        self.sample = sample
        self.model = model

    def of(self, indicator: str) -> Real:
        """(all matters,) points of one of INDICATORS, or `overall`."""
        found: Real = getattr(self, indicator)
        return found

    @cached_property
    def got_nothing(self) -> Mask:
        """(all matters,) whether nothing was done for it."""
        return one_of(FAILED, self.sample.trace.matters["state"])

    def _of_served(self, x: Real, anchors: Anchors) -> Real:
        return np.where(self.got_nothing, 0.0, points(x, anchors))

    @cached_property
    def queueing(self) -> Real:
        """(all matters,) total wait in all the matter's queues over the tolerance, in points.

        The matters of a bundle share the waits of their common visit.
        """
        s = self.sample
        felt = self.model.perceived_wait * s.trace.perceived_wait
        x = self._sum_over_visits(s.visit_waits_min) / self.model.tolerance_min * felt
        return self._of_served(x, self.model.queueing)

    @cached_property
    def efficiency(self) -> Real:
        """(all matters,) time from the first visit over the limit, in points.

        An unfinished matter counts the time so far, which flatters it.
        """
        s, m = self.sample, self.sample.trace.matters
        limit = np.array(s.trace.names.service_limit_workdays, np.float64)[m["service"]]
        expected = np.where(limit > 0, limit, self.model.expected_workdays)
        x = s.lead_workdays(m["matter"], "first_visit_ms", "end_ms") / expected
        return self._of_served(x, self.model.efficiency)

    @cached_property
    def process(self) -> Real:
        """(all matters,) extra trips + 0.5 extra queues + 0.5 resubmissions, in points.

        Collecting a promised certificate is part of the service, not an extra trip; each rejection is one
        resubmission (a trace does not hold the number of documents).
        """
        s, m = self.sample, self.sample.trace.matters
        trips = np.maximum(m["n_visits"] - 1 - visits_for(s, Purpose.COLLECT), 0)
        queues = self._sum_over_visits(np.maximum(s.n_tickets_of_visit - 1, 0).astype(np.float64))
        x = trips + 0.5 * queues + 0.5 * m["n_rejections"]
        return self._of_served(x, self.model.process)

    @cached_property
    def guidance(self) -> Real:
        """(all matters,) trips caused by an incomplete notice: supplements beyond the first, in points."""
        x = np.maximum(visits_for(self.sample, Purpose.SUPPLEMENT) - 1, 0)
        return self._of_served(x.astype(np.float64), self.model.guidance)

    @cached_property
    def attitude(self) -> Real:
        """(all matters,) mean points of the clerks who served its visits, by the load of their day."""
        s, t = self.sample, self.sample.trace.tickets
        served = (t["server"] != NEVER) & (t["start_ms"] != NEVER) & ~s.is_desk_ticket
        served &= ~np.append(is_terminal(s.trace), False)[t["server"]]
        n_visits = len(s.trace.visits["visit"])
        at_windows = np.flatnonzero(served & (t["visit"] != NEVER))
        visit, of_clerk = t["visit"][at_windows], self._clerk_points(np.flatnonzero(served))[at_windows]
        per_visit = np.bincount(visit, weights=of_clerk, minlength=n_visits).astype(np.float64)
        total = self._sum_over_visits(per_visit)
        number = self._sum_over_visits(np.bincount(visit, minlength=n_visits).astype(np.float64))
        return np.where(number > 0, total / np.maximum(number, 1), np.nan)

    def _clerk_points(self, rows: Int) -> Real:
        """(all tickets,) points of the clerk of each of the tickets served, `rows`."""
        s, t, model = self.sample, self.sample.trace.tickets, self.model
        found = np.full(len(t["ticket"]), np.nan)
        if not len(rows):
            return found
        end = service_end(s.trace)
        n_days = int(end[rows].max()) // MS_PER_DAY + 1
        place = t["server"] * n_days + s.trace.days.day_of(t["start_ms"])
        n_places = len(s.trace.names.servers) * n_days
        worked = np.bincount(place[rows], weights=(end - t["start_ms"])[rows], minlength=n_places)
        server, day = np.divmod(np.arange(n_places), n_days)
        begin = day * MS_PER_DAY + s.trace.days.begins_ms
        on_duty = s.reader.duty.present.measure(flat(server, begin), flat(server, begin + MS_PER_DAY))
        load = np.clip(worked / np.maximum(on_duty, 1), 0, 1)
        tired = np.maximum(load - model.fatigue_above, 0) / (1 - model.fatigue_above) * model.fatigue_points
        bored = np.maximum(model.idle_below - load, 0) / model.idle_below * model.idle_points
        found[rows] = np.clip(model.attitude_base - tired - bored, 0, 100)[place[rows]]
        return found

    @cached_property
    def environment(self) -> Real:
        """(all matters,) points of the most people inside the main hall at once on the day of the first
        visit, over its seats; neutral while no input tells the seats, and for who first comes elsewhere.
        """
        seats = self.model.seats or self.sample.trace.seats
        first = self.sample.trace.matters["first_visit_ms"]
        if seats is None:
            return np.full(len(first), self.model.neutral)
        peak = self._peak_by_day()
        of_day = points(peak / seats, self.model.environment)
        found = of_day[np.minimum(self.sample.trace.days.day_of(first), len(peak) - 1)]
        visit, matter = self.sample.visits_of_matters
        elsewhere = ~visits_main_hall(self.sample.trace)[visit]
        began = self.sample.trace.visits["arrive_ms"][visit] == first[matter]
        found[matter[elsewhere & began]] = self.model.neutral
        return np.where(first == NEVER, np.nan, found)

    def _peak_by_day(self) -> Int:
        """(days,) most people inside at once."""
        here = visits_main_hall(self.sample.trace)
        arrive = self.sample.trace.visits["arrive_ms"][here]
        times = np.concatenate([arrive + self.sample.hall_ms[here], arrive])
        change = np.repeat([-1, 1], len(arrive))
        order = np.lexsort((change, times))
        day = self.sample.trace.days.day_of(times[order])
        return largest_by(day, np.cumsum(change[order]), int(day.max(initial=0)) + 1)

    @cached_property
    def overall(self) -> Real:
        """(all matters,) weighted mean of the six, those without a value left out; 0 for who got nothing."""
        values = np.stack([self.of(name) for name in INDICATORS])
        weights = np.asarray(self.model.weights)[:, None] * ~np.isnan(values)
        total = (np.nan_to_num(values) * weights).sum(axis=0)
        return np.where(self.got_nothing, 0.0, total / np.maximum(weights.sum(axis=0), 1e-12))

    def scores(self, rows: Int) -> dict[str, float]:
        """Mean points by indicator and the weighted ``overall`` of some matters; nan without any."""
        return {name: _mean_known(self.of(name)[rows]) for name in (*INDICATORS, "overall")}

    def _sum_over_visits(self, by_visit: Real) -> Real:
        """(all matters,) the sum of a quantity of visits over those the citizen made for the matter."""
        visit, matter = own_visits(self.sample)
        n = len(self.sample.trace.matters["matter"])
        return np.asarray(np.bincount(matter, weights=by_visit[visit], minlength=n), np.float64)


def points_by_matter(sample: Sample, indicator: str) -> Real:
    """(all matters,) points of one of INDICATORS, or `overall`, by the default model."""
    return sample.once("satisfaction", lambda: Satisfaction(sample)).of(indicator)


def _mean_known(values: Real) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def satisfaction(sample: Sample, model: SatisfactionModel = DEFAULT_MODEL) -> dict[str, float]:
    """Mean points (0..100) of the cases by indicator and overall. Uncalibrated."""
    return Satisfaction(sample, model).scores(sample.cases)
