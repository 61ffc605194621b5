"""What to expect before anything is drawn: matters by weekday and time of day, visits for a matter.

Times of the day are in quarter hours; a weekday is the mean of its days that are worked, an ordinary day the
mean of all of them.  A night is of the day on which it begins, in the columns of its clock times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.arrivals import numbered_shares, planned_days
from hallsim.demand.parts import group_by_aim, groups_of_source
from hallsim.scenario.values.distribution import Distribution
from hallsim.scenario.world.arrival_kinds.process import BIN_MS, BINS
from hallsim.scenario.world.calendar import WorkingCalendar, build_calendar
from hallsim.scenario.world.world import Arrivals, Service, World
from hallsim.units import MS_PER_MIN

Real = NDArray[np.float64]
Int = NDArray[np.int64]

BIN_MIN = BIN_MS // MS_PER_MIN
N_WEEKDAYS = 7
_ROUNDS = 400


def worked_days(calendar: WorkingCalendar) -> Int:
    """(7,) how many days of each weekday, Monday first, are worked within the horizon."""
    worked = calendar.weekday[: calendar.n_days][calendar.is_working[: calendar.n_days]]
    return np.bincount(worked, minlength=N_WEEKDAYS)


def ordinary_day(by_weekday: Real, n_days: Int) -> Real:
    """The mean over the days worked of something by weekday, its second axis from the end."""
    weights = n_days / max(1, int(n_days.sum()))
    return np.asarray(np.einsum("...wb,w->...b", by_weekday, weights))


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Who is expected to come, whatever the design.

    Attributes:
        matters: (services, 7, BINS) new matters by quarter hour of the weekdays that are worked.
        by_day: (n_days,) citizens by day of the horizon, none on days that are not worked.
        begins_ms: clock time before which people come in the night that began on the day before.
    """

    matters: Real
    by_day: Real
    begins_ms: int


def coming(world: World) -> Coming:
    """What a world brings, day by day and in an ordinary week."""
    calendar = build_calendar(world.calendar)
    return Coming(
        matters=matters_by_weekday(world, calendar),
        by_day=citizens_by_day(world, calendar),
        begins_ms=world.day_begins_ms(),
    )


def matters_by_weekday(world: World, calendar: WorkingCalendar) -> Real:
    """(services, 7, BINS) expected new matters by quarter hour of the weekdays that are worked."""
    found = np.zeros((len(world.services), N_WEEKDAYS, BINS))
    for source in world.sources():
        mix = _matters_per_citizen(world, source)
        found += mix[:, None, None] * citizens_by_weekday(source, calendar)
    return found


def citizens_by_weekday(source: Arrivals, calendar: WorkingCalendar) -> Real:
    """(7, BINS) expected citizens of a source by quarter hour of the weekdays that are worked."""
    worked = calendar.is_working[: calendar.n_days]
    sums = np.zeros((N_WEEKDAYS, BINS))
    np.add.at(sums, calendar.weekday[: calendar.n_days][worked], _citizens(source, calendar)[worked])
    return np.asarray(sums / np.maximum(worked_days(calendar), 1)[:, None])


def citizens_by_day(world: World, calendar: WorkingCalendar) -> Real:
    """(n_days,) expected citizens of all sources by day of the horizon; none on days that are not worked."""
    found = np.zeros(calendar.n_days)
    for source in world.sources():
        found += _citizens(source, calendar).sum(axis=1)
    return np.where(calendar.is_working[: calendar.n_days], found, 0.0)


def _citizens(source: Arrivals, calendar: WorkingCalendar) -> Real:
    """(n_days, BINS) expected citizens of a source by day and quarter hour."""
    return np.asarray(_mean_number(source.batch) * source.process().expected(planned_days(source, calendar)))


def _mean_number(shares: dict[str, float]) -> float:
    """Mean of a number given by its shares; 1 when none is."""
    numbers, sums = numbered_shares(shares)
    return float(np.sum(numbers * np.diff(sums, prepend=0.0)))


def _matters_per_citizen(world: World, source: Arrivals) -> Real:
    """(services,) expected matters of each service that one citizen of a source brings."""
    names, groups = list(world.services), list(world.groups.values())
    n_matters = np.array([_mean_number(group.matters) for group in groups] or [1.0])
    if source.service is not None:
        of_this = float(groups_of_source(world, source.group) @ n_matters)
        return np.array([of_this * (name == source.service) for name in names])
    aims = group_by_aim(world, source.group)
    of_errands = np.array([[spec.services.count(name) for name in names] for spec in world.errands.values()])
    found: Real = n_matters @ aims[:, : len(names)]
    return found + aims[:, len(names) :].sum(axis=0) @ of_errands if world.errands else found


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


def work_moments(law: Distribution | None, workday_ms: int) -> tuple[float, float]:
    """Mean (ms) and mean square (ms^2) of the work; nothing for no law."""
    if law is None:
        return 0.0, 0.0
    if law.sequence is not None:
        values = law.to_ms(np.array(law.sequence), workday_ms).astype(np.float64)
        return float(values.mean()), float((values**2).mean())
    mean_ms = law.mean_ms(workday_ms)
    return mean_ms, mean_ms**2 * (1 + law.cv() ** 2)
