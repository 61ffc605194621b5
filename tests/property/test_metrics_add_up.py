"""A figure is that of all people together: of its parts, and of the same days cut into other replications."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from math import isnan
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.metrics.breakdown import BROKEN_DOWN, breakdown
from hallsim.metrics.definition.dimensions import DIMENSIONS, codes
from hallsim.metrics.definition.metric import Metric
from hallsim.metrics.definition.pair import Both
from hallsim.metrics.definition.population import Table
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.statistic import OfHall, PerDay, Quantile
from hallsim.metrics.definition.summand import Counts, Summand, Sums, Survival, SurvivalQuantile, added
from hallsim.metrics.definition.weighed import Weighed
from hallsim.metrics.registry import METRICS
from hallsim.trace.model import End, Trace
from tests.helpers.hall_builder import DAY, design, run, works, world
from tests.helpers.trace_builder import tiny_trace
from tests.property.strategies import Case, cases

SOME = settings(max_examples=20)


def same(one: float, other: float) -> bool:
    return one == pytest.approx(other, rel=1e-9, abs=1e-9, nan_ok=True)


def splits(s: Sample) -> Iterator[tuple[Metric, str, np.ndarray]]:
    """Every metric by everything that splits the rows it counts: (metric, dimension, part of each row)."""
    for dimension in DIMENSIONS:
        if dimension in ("office", "home") and s.trace.network is None:
            continue
        for metric in METRICS.values():
            split = codes(s, metric.counted.table, dimension)
            if split is not None and not isinstance(metric.statistic, OfHall):
                yield metric, dimension, split[0][metric.counted.rows(s)]


@SOME
@given(cases())
def test_the_parts_are_the_whole(case: Case) -> None:
    """Whatever splits the rows of a metric: the parts' contributions add up to that of the whole."""
    s = Sample(case.run())
    n = 0
    for metric, dimension, key in splits(s):
        parts = metric.by(s, np.where(key < 0, key.max(initial=0) + 1, key), int(key.max(initial=0)) + 2)
        whole = metric.contribution(s)
        if isinstance(metric.statistic, PerDay):  # over the same days, so that the amounts add up
            total = sum(part.value for part in parts)
        else:
            total = added(parts).value
            assert same(added(parts).n, whole.n), (metric.id, dimension)
        assert same(total, whole.value), (metric.id, dimension)
        n += 1
    assert n > 300


@SOME
@given(cases())
def test_a_part_is_what_the_metric_says_of_its_rows_alone(case: Case) -> None:
    """The table of a dimension holds for each part what the metric gives when all other rows are left out."""
    s = Sample(case.run())
    for dimension in ("group", "service", "queue", "hour", "weekday", "window", "desk"):
        for index, (part, metrics) in enumerate(breakdown(s, dimension).items()):
            for id, summand in metrics.items():
                metric = METRICS[id]
                found = codes(s, metric.counted.table, dimension)
                assert found is not None
                key, names = found
                code = part if names is None else names.index(str(part))
                rows = metric.counted.rows(s)
                alone = metric.statistic.whole(s, rows[key[rows] == code])
                assert same(summand.value, alone.value), (dimension, index, part, id)
                assert id in BROKEN_DOWN


@SOME
@given(st.integers(0, 1000))
def test_who_is_compared_counts_as_in_a_population_of_nobody_else(seed: int) -> None:
    """Two designs are compared over a part of each population: as if all other rows were left out."""
    rng = np.random.default_rng(seed)
    n = 40
    w = world(
        {"matter": {"counter": works(*rng.integers(3, 25, n))}},
        sorted(rng.choice(np.arange(540, 800), n, replace=False).tolist()),
        ending="drain",
        citizens={"patience": works(*rng.integers(5, 60, n))},
    )
    demand = generate(w, 1, 0)
    one, two = (Sample(simulate(w, design({"hall": {"count": count}}), demand)) for count in (1, 2))
    served = [s.trace.citizens["state"] == End.SERVED for s in (one, two)]
    both = served[0] & served[1]
    keep: list[dict[Table, NDArray[np.bool_]]] = [
        {"visits": both[s.trace.visits["citizen"]], "tickets": both[s.trace.tickets["citizen"]]}
        for s in (one, two)
    ]
    n_compared, both_designs = 0, Both(one, two, *keep)
    for metric in (metric for metric in METRICS.values() if metric.paired):
        table, rows = metric.counted.table, [metric.counted.rows(s) for s in (one, two)]
        if table in ("citizens", "matters"):
            compared = [np.intersect1d(rows[0], rows[1])] * 2
        else:
            compared = [of[kept[table][of]] for of, kept in zip(rows, keep, strict=True)]
        alone = [metric.statistic.whole(s, of) for s, of in zip((one, two), compared, strict=True)]
        pair = metric.pair(both_designs)
        assert [side.plain() for side in pair] == [side.plain() for side in alone], metric.id
        n_compared += sum(len(of) for of in compared)
    assert n_compared > 100


ENDS = ("served_share", "not_served_share", "refused_share", "stayed_away_share", "inside_share",
        "in_approval_share", "away_share")  # fmt: skip
LOST = ("left_share", "turned_away_share", "given_up_share", "removed_share")


@SOME
@given(cases())
def test_every_citizen_ends_in_one_state(case: Case) -> None:
    s = Sample(case.run())
    shares = {id: METRICS[id].value(s) for id in (*ENDS, *LOST)}
    if len(s.citizens):
        assert sum(shares[id] for id in ENDS) == pytest.approx(1)
        assert sum(shares[id] for id in LOST) == pytest.approx(shares["not_served_share"])


@SOME
@given(cases())
def test_contributions_are_kept_as_json_and_come_back(case: Case) -> None:
    s = Sample(case.run())
    for metric in METRICS.values():
        contribution = metric.contribution(s)
        kept = json.dumps(contribution.plain())
        restored = metric.statistic.restore(json.loads(kept))
        assert type(restored) is type(contribution)
        assert json.dumps(restored.plain()) == kept
        assert same(restored.value, contribution.value), metric.id


# ---------------------------------------------------------------------- other replications of the same days

Day = list[tuple[int, int, str]]
"""(minutes after nine, work in minutes, service) of those who come on a day, in order."""


def days() -> st.SearchStrategy[list[Day]]:
    """Four days, on each of which somebody comes; whatever happens is over before five."""
    citizen = st.tuples(st.integers(0, 400), st.integers(0, 25), st.sampled_from(("card", "ask", "permit")))
    day = st.lists(citizen, min_size=1, max_size=9, unique_by=lambda c: c[0]).map(sorted)
    return st.lists(day, min_size=4, max_size=4)


def hall(several: Sequence[Day]) -> Trace:
    """The days one after the other: two windows, one on a break at noon; who waits 10 min leaves."""
    kinds: dict[str, Any] = {
        "card": {},
        "ask": {"kind": "enquiry"},
        "permit": {"decision": "promised", "limit": "1 workday", "approval": {"step": "look"},
                   "steps": {"look": {"desk": "x", "elapsed": "20 min"}}},
    }  # fmt: skip
    services, came = {}, {}
    for name, kind in kinds.items():
        mine = [
            (540 + DAY * n + at, work) for n, day in enumerate(several) for at, work, of in day if of == name
        ]
        came[name] = [at for at, _ in mine] or [60 * 24 * 30]  # after the end: nobody
        services[name] = {"counter": works(*([work for _, work in mine] or [1])), **kind}
    people = world(services, came, days=len(several), citizens={"patience": "10 min"})
    windows = {"one": {}, "two": {"breaks": [{"count": 1, "hours": "12:00-12:30"}]}}
    return run(people, design(windows, seats=3, desks={"x": {}}))


@settings(max_examples=25)
@given(days())
def test_no_figure_depends_on_how_days_are_cut_into_replications(several: list[Day]) -> None:
    """Four days in one replication, in two of two, in four of one, in one and three: always the same."""
    whole = Sample(hall(several))
    pieces = {
        "two of two": [several[:2], several[2:]],
        "four of one": [[day] for day in several],
        "one and three": [several[:1], several[1:]],
    }
    for cut, parts in pieces.items():
        samples = [Sample(hall(part)) for part in parts]
        for metric in METRICS.values():
            pooled = added([metric.contribution(s) for s in samples])
            assert same(pooled.value, metric.value(whole)), (cut, metric.id)


@SOME
@given(cases(), st.integers(1, 1000))
def test_two_replications_together_are_all_their_rows(case: Case, seed: int) -> None:
    """Quantiles of the pooled rows are numpy's, to the digits that are kept."""
    other = Case(world=case.world, design=case.design, seed=case.seed + seed)
    samples = [Sample(case.run()), Sample(other.run())]
    for metric in METRICS.values():
        statistic = metric.statistic
        if not isinstance(statistic, Quantile):
            continue
        rows = np.concatenate([np.asarray(statistic.values(s, metric.counted.rows(s))) for s in samples])
        value = added([metric.contribution(s) for s in samples]).value
        if len(rows):
            assert value == pytest.approx(np.quantile(rows, statistic.p), rel=5e-4, abs=1e-9), metric.id
        else:
            assert isnan(value)


# ---------------------------------------------------------------------- summands alone

counts = st.lists(st.integers(0, 9), min_size=5, max_size=5).map(lambda n: np.array(n, np.float64))
VALUES = np.array([0.0, 1.5, 2.0, 7.0, 300.0])


def over(totals: np.ndarray) -> float:
    return float(totals[0] / totals[-1]) if totals[-1] else float("nan")


def sums(n: np.ndarray) -> Summand:
    return Sums(n, over)


def table(n: np.ndarray) -> Summand:
    return Counts(VALUES[n > 0], n[n > 0], 0.9)


def curve(n: np.ndarray) -> Survival:
    """Some of each duration are unfinished: the more, the longer it is."""
    unfinished = np.floor(n * np.arange(5) / 5)
    ended = n - unfinished
    return Survival(VALUES[n > 0], ended[n > 0], unfinished[n > 0], float((ended * VALUES).sum()))


def curve_quantile(n: np.ndarray) -> Summand:
    return SurvivalQuantile(curve(n), 0.5)


def weighed(n: np.ndarray) -> Summand:
    """Some of each duration are unfinished, a few of the others have no number."""
    unfinished = np.floor(n * np.arange(5) / 5)
    passed = np.floor((n - unfinished) / 3)
    columns = n - unfinished - passed, (n - unfinished - passed) * 7, passed, unfinished
    return Weighed(VALUES[n > 0], *(column[n > 0] for column in columns))


@pytest.mark.parametrize("made", [sums, table, curve, curve_quantile, weighed])
@given(a=counts, b=counts, c=counts)
def test_what_is_added_can_be_taken_away(made: Any, a: np.ndarray, b: np.ndarray, c: np.ndarray) -> None:
    one, two, three = made(a), made(b), made(c)
    assert ((one + two) - two).plain() == one.plain()
    assert (one + two).plain() == (two + one).plain()
    assert ((one + two) + three).plain() == (one + (two + three)).plain()
    assert (one + two).n == one.n + two.n
    assert isnan((one - one).value)
    assert ((one - one) + two).plain() == two.plain()


@given(st.lists(st.floats(0, 1e6).map(lambda x: round(x, 3)), min_size=1, max_size=60), st.floats(0, 1))
def test_a_quantile_is_numpys_within_one_part_in_two_thousand(values: list[float], p: float) -> None:
    rows = np.arange(len(values))
    quantile = Quantile(lambda s, rows: np.array(values)[rows], p)
    found = quantile.whole(Sample(tiny_trace()), rows).value
    assert found == pytest.approx(np.quantile(values, p), rel=5e-4 * (1 + 1e-9), abs=1e-12)


def kaplan_meier(durations: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """(mean, median) of the curve by its product, one duration after the other (what ends goes first)."""
    alive, mean, median, before = 1.0, 0.0, float("nan"), 0.0
    at_risk = len(durations)
    for duration, ended in sorted(durations, key=lambda d: (d[0], not d[1])):
        mean, before = mean + alive * (duration - before), duration
        if ended:
            alive *= (at_risk - 1) / at_risk
            if alive <= 0.5 + 1e-12 and isnan(median):
                median = duration
        at_risk -= 1
    return mean, median


@given(st.lists(st.tuples(st.sampled_from(VALUES.tolist()), st.booleans()), min_size=1, max_size=30))
def test_the_curve_is_the_product_of_those_who_stay(durations: list[tuple[float, bool]]) -> None:
    ended = np.array([sum(e for d, e in durations if d == value) for value in VALUES], np.float64)
    still = np.array([sum(not e for d, e in durations if d == value) for value in VALUES], np.float64)
    seen = (ended + still) > 0
    survival = Survival(VALUES[seen], ended[seen], still[seen], float((ended * VALUES).sum()))
    mean, median = kaplan_meier(durations)
    assert same(survival.value, mean)
    if still.any():
        assert same(SurvivalQuantile(survival, 0.5).value, median)
    else:
        plain = [d for d, _ in durations]
        assert same(survival.value, float(np.mean(plain)))
        assert same(SurvivalQuantile(survival, 0.5).value, float(np.median(plain)))


def handed_on(cases: Sequence[tuple[float, bool, int]]) -> float:
    """The mean of numbers of cases (duration, ended, number): who is cut off hands its weight on.

    In equal parts, to all that are watched for longer; what ends goes first.  Source: Efron 1967, Berkeley
    Symposium 4:831-853.
    """
    ordered = sorted(cases, key=lambda case: (case[0], not case[1]))
    weight = [1.0] * len(ordered)
    for i, (_, ended, _) in enumerate(ordered):
        longer = len(ordered) - i - 1
        if not ended and longer:
            for j in range(i + 1, len(ordered)):
                weight[j] += weight[i] / longer
    seen = [(w, number) for w, (_, ended, number) in zip(weight, ordered, strict=True) if ended]
    total = sum(w for w, _ in seen)
    return sum(w * number for w, number in seen) / total if seen else float("nan")


one_case = st.tuples(st.sampled_from(VALUES.tolist()), st.booleans(), st.integers(0, 5))


@given(st.lists(one_case, min_size=1, max_size=30))
def test_those_watched_for_longer_stand_for_who_is_cut_off(
    several: list[tuple[float, bool, int]],
) -> None:
    """Weighing with the inverse chance of being watched is handing weight on to the right."""

    def by_duration(number: Any) -> np.ndarray:
        return np.array(
            [sum(number(e, x) for d, e, x in several if d == value) for value in VALUES], np.float64
        )

    counted, total = by_duration(lambda e, x: e), by_duration(lambda e, x: e * x)
    unfinished = by_duration(lambda e, x: not e)
    seen = (counted + unfinished) > 0
    columns = counted, total, np.zeros(len(VALUES)), unfinished
    found = Weighed(VALUES[seen], *(column[seen] for column in columns))
    assert same(found.value, handed_on(several))
    assert found.n == sum(e for _, e, _ in several)
