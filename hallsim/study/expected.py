"""What to expect before anything is drawn: matters by hour of an ordinary day, visits for a matter.

Times of the day are in 24 clock hours; an ordinary day is the mean of the days that are worked.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.arrivals import intensity_of, numbered_shares
from hallsim.scenario.calendar import WorkingCalendar
from hallsim.scenario.distribution import Distribution
from hallsim.scenario.world import Arrivals, Service, World
from hallsim.units import MS_PER_DAY, MS_PER_HOUR

Real = NDArray[np.float64]

HOURS = 24
_ROUNDS = 400


def matters_by_hour(world: World, calendar: WorkingCalendar) -> Real:
    """(services, 24) expected new matters by clock hour of an ordinary day."""
    found = np.zeros((len(world.services), HOURS))
    for source in world.sources():
        mix = _matters_per_citizen(world, source)
        found += mix[:, None] * citizens_by_hour(source, calendar)[None, :]
    return found


def citizens_by_hour(source: Arrivals, calendar: WorkingCalendar) -> Real:
    """(24,) expected citizens of a source by clock hour of an ordinary day."""
    numbers, sums = numbered_shares(source.batch)
    batch = float(np.sum(numbers * np.diff(sums, prepend=0.0)))
    edges = [h * MS_PER_HOUR for h in range(HOURS + 1)]
    intensity = intensity_of(source, calendar)
    if intensity is not None:
        n_days = max(1, int(np.count_nonzero(calendar.is_working[: calendar.n_days])))
        scale = batch * intensity.scale * float(np.sum(intensity.day_factor)) / n_days
        return np.array([scale * intensity.curve.integral(a, b) for a, b in pairwise(edges)])
    if source.interval is not None:
        mean_ms = _mean(source.interval, calendar.workday_ms)
        return np.full(HOURS, batch * MS_PER_HOUR / mean_ms if mean_ms else 0.0)
    inside = np.array([t for t in source.times if t < calendar.horizon_ms], dtype=np.int64)
    hours = inside % MS_PER_DAY // MS_PER_HOUR
    return batch * np.bincount(hours, minlength=HOURS) / calendar.n_days


def _matters_per_citizen(world: World, source: Arrivals) -> Real:
    """(services,) expected matters of each service that one citizen of a source brings."""
    names = list(world.services)
    catalogue = np.array([share or 0.0 for share in world.service_shares()])
    if len(names) == 1 or not catalogue.sum():
        catalogue = np.ones(len(names))
    catalogue /= catalogue.sum()
    groups: dict[str | None, float] = {name: g.share or 0.0 for name, g in world.groups.items()}
    if source.group:
        groups = {source.group: 1.0}
    elif not sum(groups.values()):
        groups = dict.fromkeys(world.groups or [None], 1.0)
    total = sum(groups.values())
    found = np.zeros(len(names))
    for name, share in groups.items():
        group = world.groups[name] if name else None
        mix = catalogue
        if group is not None and group.services:
            mix = np.array([group.services.get(service, 0.0) for service in names])
            mix = mix / mix.sum()
        numbers, sums = numbered_shares(group.matters if group else {})
        n_matters = float(np.sum(numbers * np.diff(sums, prepend=0.0)))
        if source.service is not None:
            mix = np.array([float(service == source.service) for service in names])
        ordinary = 1.0
        if source.service is None:
            for errand, spec in world.errands.items():
                comes = group.errands.get(errand, spec.share) if group else spec.share
                ordinary -= comes
                wanted = [spec.services.count(service) for service in names]
                found += share / total * comes * np.array(wanted, np.float64)
        found += share / total * n_matters * ordinary * mix
    return found


def expected_rejections(documents: int, missing: float, notice: float) -> float:
    """Expected visits that end with documents missing.

    A document is missing with probability `missing` and named in round r with probability notice (1 -
    notice)^r; a round that names one is a visit.  The sum over rounds of P(some document is named in it).
    """
    if not documents or not missing:
        return 0.0
    if notice <= 0:
        return documents * missing
    total = 0.0
    for r in range(_ROUNDS):
        named = missing * notice * (1 - notice) ** r
        total += 1 - (1 - named) ** documents
        if named * documents < 1e-9:
            break
    return total


def missing_factors(world: World) -> dict[float, float]:
    """Factors on the probability that a document is missing, by the share of the citizens they hold for."""
    shares = [group.share or 0.0 for group in world.groups.values()]
    total = sum(shares)
    if not total:
        shares, total = [1.0] * len(shares), float(len(shares))
    found: dict[float, float] = {} if shares else {1.0: 1.0}
    for group, share in zip(world.groups.values(), shares, strict=True):
        found[group.missing_factor] = found.get(group.missing_factor, 0.0) + share / total
    return found


def further_visits(
    service: Service,
    notice: float,
    generalist_error: float,
    max_visits: int,
    factors: Mapping[float, float] | None = None,
) -> float:
    """Expected further visits for documents and corrections, at most `max_visits` - 1.

    The limit is applied to the mean, so the value is slightly high where many give up.
    """
    documents = service.documents
    rejected = sum(
        share * expected_rejections(documents.required, min(1.0, documents.missing * factor), notice)
        for factor, share in (factors or {1.0: 1.0}).items()
    )
    error = 1 - (1 - service.correction) * (1 - generalist_error)
    corrected = error / (1 - error) if error < 1 else float(max_visits)
    return min(rejected + corrected, float(max_visits - 1))


def mean_work_ms(law: Distribution | None, workday_ms: int) -> float:
    """Mean work in ms; 0 for no law."""
    return _mean(law, workday_ms) if law is not None else 0.0


def _mean(law: Distribution, workday_ms: int) -> float:
    if law.sequence is not None:
        return float(np.mean(law.to_ms(np.array(law.sequence), workday_ms)))
    return law.mean_ms(workday_ms)
