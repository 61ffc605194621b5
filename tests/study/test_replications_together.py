"""Replications put together: figures of all people, however the same days are cut into replications."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

import hallsim.api as hs
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.summand import Counts, Sums, over
from hallsim.study import tables
from hallsim.study.gains import fates, gains, kept_under_both
from hallsim.study.inference.statistics import AT_LEAST, Estimate, estimate
from hallsim.study.measures import infos, pairs_of
from hallsim.study.replicate import measure
from tests.helpers.hall_builder import DAY, design, works, world
from tests.helpers.study_values import row, study_of, value

Real = NDArray[np.float64]

# ------------------------------------------------------------------ independent halls in NumPy


def waits_of_day(arrive: Real, work: Real, n_windows: int) -> list[float]:
    """Waits at windows with one first-come queue (Kiefer and Wolfowitz), in the unit of the arguments."""
    free = [0.0] * n_windows
    waits = []
    for moment, length in zip(arrive.tolist(), work.tolist(), strict=True):
        first = min(free)
        start = max(first, moment)
        waits.append(start - moment)
        free[free.index(first)] = start + length
    return waits


def busy_days(n_days: int, seed: int) -> list[list[float]]:
    """Waits in minutes of days of 8 hours, 144 a day on average, the day's factor of cv 0.3, two windows."""
    rng = np.random.default_rng(seed)
    sigma = math.sqrt(math.log(1 + 0.7**2))
    days = []
    for factor in rng.gamma(0.3**-2, 0.3**2, n_days):
        arrive = np.sort(rng.uniform(0, 480, rng.poisson(144 * factor)))
        days.append(waits_of_day(arrive, rng.lognormal(math.log(6) - sigma**2 / 2, sigma, len(arrive)), 2))
    return days


BUSY = """
world:
  calendar: {start: 2026-03-02, days: 1, working_days: all, holidays: none, ending: drain}
  services: {matter: {counter: lognormal(mean 6 min, cv 0.7)}}
  arrivals: {per_day: 144, profile: {09:00-17:00: 1}, day_cv: 0.3}
designs: {two: {opening: 09:00-17:00, windows: {hall: 2}}}
"""


@pytest.mark.statistical
def test_days_of_unequal_size_weigh_by_their_people() -> None:
    """Mean, quantile and share of all people against 3,000 days of an independent program."""
    days = busy_days(3000, seed=5)
    waits = np.concatenate([np.array(day) for day in days])
    study = study_of(BUSY, 50)
    truth = {
        "wait_mean": waits.mean(),
        "wait_p90": np.quantile(waits, 0.9),
        "wait_target_share": (waits <= 15).mean(),
    }
    mean_of_days = {
        "wait_mean": np.mean([np.mean(day) for day in days]),
        "wait_p90": np.mean([np.quantile(day, 0.9) for day in days]),
        "wait_target_share": np.mean([np.mean(np.array(day) <= 15) for day in days]),
    }
    for metric, wanted in truth.items():
        found = row(study, metric, "two")
        assert abs(found["value"] - wanted) < 3 * found["se"], metric
        assert found["lo"] < wanted < found["hi"], metric
    # the mean of the days' own figures is another number, and a flattering one
    assert mean_of_days["wait_p90"] < 0.9 * truth["wait_p90"]
    assert mean_of_days["wait_mean"] < 0.95 * truth["wait_mean"]
    assert mean_of_days["wait_target_share"] > truth["wait_target_share"] + 0.01


def test_a_study_is_of_all_people_of_its_replications_together() -> None:
    source = hs.loads("hallsim: 1\n" + BUSY, "hall")
    study = hs.compare(source, replications=6, processes=1)
    tickets = [hs.run_once(source, "two", replication=r).tickets for r in range(6)]
    waits = np.concatenate([(t["call_ms"] - t["issue_ms"]) / 60_000 for t in tickets])
    assert value(study, "wait_mean", "two") == pytest.approx(waits.mean(), rel=1e-12)
    assert value(study, "wait_sd", "two") == pytest.approx(waits.std(), rel=1e-9)
    assert value(study, "wait_p90", "two") == pytest.approx(np.quantile(waits, 0.9), rel=1e-3)
    assert row(study, "wait_p90", "two")["people"] == len(waits)
    # of all printed percentiles so many wait longer as they say
    assert (waits > value(study, "wait_p90", "two")).mean() == pytest.approx(0.1, abs=0.005)


FEW = """
world:
  calendar: {start: 2026-03-02, days: 1, working_days: all, holidays: none}
  services: {matter: {counter: 30 min}}
  groups: {all: {patience: 5 min}}
  arrivals: {per_day: 3, profile: {09:00-17:00: 1}, day_cv: 1}
designs: {one: {opening: 09:00-17:00, windows: {hall: 1}}}
"""


def left_of_days(n_days: int, seed: int) -> tuple[int, int]:
    """(citizens who left, citizens) at one window, 30 min each, who wait 5 min at most."""
    rng = np.random.default_rng(seed)
    n = left = 0
    for factor in rng.exponential(1.0, n_days):
        free = 0.0
        for moment in np.sort(rng.uniform(0, 480, rng.poisson(3 * factor))).tolist():
            n += 1
            if free - moment > 5:
                left += 1
            else:
                free = max(free, moment) + 30
    return left, n


@pytest.mark.statistical
def test_a_share_of_few_people_is_of_the_people_not_of_the_days() -> None:
    left, n = left_of_days(40_000, seed=2)
    study = study_of(FEW, 100)
    found = row(study, "left_share", "one")
    assert abs(found["value"] - left / n) < 3 * found["se"]
    assert found["lo"] < left / n < found["hi"]
    came = study.metrics[study.metrics["metric"] == "n_arrivals"]["value"]
    assert found["people"] == came.sum()
    assert found["n"] == (came > 0).sum() < 100
    by_day = study.metrics[study.metrics["metric"] == "left_share"]["value"].mean()
    assert by_day < found["value"] - 2 * found["se"]


# ------------------------------------------------------------------ the same days cut otherwise

N_DAYS = 12


def days_by_hand() -> list[list[tuple[int, float, float]]]:
    """Twelve days of (minute of the day, minutes of work, minutes of patience), busy and quiet ones."""
    rng = np.random.default_rng(4)
    return [
        [
            (int(minute), float(rng.integers(3, 25)), float(rng.integers(5, 60)))
            for minute in np.sort(rng.choice(np.arange(530, 1030), int(size), replace=False))
        ]
        for size in rng.integers(2, 60, N_DAYS)
    ]


def cut(length: int) -> list[dict[str, Any]]:
    """Results of a study of the twelve days in replications of so many days."""
    days = days_by_hand()
    return [replication(days[first : first + length], first) for first in range(0, N_DAYS, length)]


def replication(days: Sequence[Sequence[tuple[int, float, float]]], first: int) -> dict[str, Any]:
    """What a run of some of the days gives, with one and with two windows."""
    people = [(k * DAY + minute, *own) for k, day in enumerate(days) for minute, *own in day]
    minutes, work, patience = zip(*people, strict=True)
    start = date(2026, 3, 2) + timedelta(days=first)
    calendar = {"start": start.isoformat(), "working_days": "all", "holidays": "none"}
    w = world(
        {"matter": {"counter": works(*work)}}, minutes, days=len(days), ending="drain", calendar=calendar,
        citizens={"patience": works(*patience)},
    )  # fmt: skip
    demand = generate(w, 1, 0)
    one, two = (Sample(simulate(w, design({"hall": {"count": n}}), demand)) for n in (1, 2))
    a, b = fates(one), fates(two)
    pairs = pairs_of(one, two, kept_under_both(a, b, one), kept_under_both(a, b, two))
    return {
        "replication": first,
        "designs": {"a": measure(one), "b": measure(two)},
        "pairs": {"b": pairs},
        "gains": {"b": gains(a, b)},
    }


def figures(results: Sequence[dict[str, Any]]) -> dict[Any, Any]:
    """Every point estimate of the tables of a study, by table, design, metric and part."""
    known = infos()
    whole = tables.together(results, "ab", known)
    found: dict[Any, Any] = {}
    for name, table in {
        "summary": tables.summary_table("ab", known, whole),
        "gains": tables.gains_table(results, "ab", "a"),
        "by_time": tables.by_time_table(results, "ab", whole.serving),
        "lead_times": tables.lead_time_table(results, "ab", whole.serving),
        **{
            f"by_{d}": tables.breakdown_table(results, "ab", d, known, whole.serving)
            for d in ("group", "service", "queue", "hour", "weekday", "window")
        },
    }.items():
        found |= {(name, *key): numbers for key, numbers in _numbers(table)}
    for metric, d in tables.differences_of(results, "b", known, "a", whole).items():
        found["differences", metric] = (d.base_value, d.other_value, d.value)
    return found


def _numbers(table: pd.DataFrame) -> list[tuple[Any, Any]]:
    """(what a row is of, its numbers but those that tell of the replications)."""
    keys = [
        c for c in ("design", "dimension", "measure", "key", "metric", "clock_min", "workdays") if c in table
    ]
    numbers = [
        c for c in ("value", "people", "mean_difference", "better", "n_tickets", "mean_wait_min",
                    "mean_waiting", "share") if c in table
    ]  # fmt: skip
    return [(tuple(r[k] for k in keys), tuple(float(r[c]) for c in numbers)) for _, r in table.iterrows()]


@pytest.mark.parametrize("length", [1, 3, 6])
def test_the_same_days_cut_into_other_replications_give_the_same_figures(length: int) -> None:
    whole, parts = figures(cut(N_DAYS)), figures(cut(length))
    assert whole.keys() == parts.keys()
    assert len(whole) > 300
    same = {key: pytest.approx(parts[key], rel=1e-9, abs=1e-12, nan_ok=True) for key in whole}
    other = [key for key in whole if whole[key] != same[key]]
    assert other == []


def test_the_longest_wait_is_of_a_day() -> None:
    """0, 10 and 20 min on Monday, none on Tuesday: 10, in one replication of two days or in three."""
    text = """
world:
  calendar: {start: 2026-03-02, days: 2, ending: drain}
  services: {matter: {counter: 10 min}}
  arrivals: {times: [10:00, "10:00", "10:00", 1 day 10 h]}
designs: {one: {opening: 09:00-17:00, windows: {hall: 1}}}
"""
    assert value(study_of(text), "wait_max", "one") == 10
    assert value(study_of(text, 3), "wait_max", "one") == 10
    assert value(study_of(text), "time_in_hall_max", "one") == 20


@pytest.mark.statistical
@pytest.mark.slow
def test_one_day_and_twenty_day_replications_agree() -> None:
    """Days that leave nothing over: 100 of one day against 5 of twenty, other draws of the same hall."""
    short = study_of(BUSY, 100)
    long = study_of(BUSY.replace("days: 1,", "days: 20,"), 5)
    for metric in (
        "wait_mean", "wait_median", "wait_p90", "wait_p95", "wait_max", "wait_sd", "wait_target_share",
        "p_wait", "time_in_hall_mean", "time_in_hall_p90", "utilisation_mean", "overtime_min",
        "queue_length_mean", "visits_per_day", "satisfaction_overall", "cost_per_matter",
    ):  # fmt: skip
        one, twenty = row(short, metric, "two"), row(long, metric, "two")
        gap = abs(one["value"] - twenty["value"])
        assert gap < 3 * math.hypot(one["se"], twenty["se"]), metric


# ------------------------------------------------------------------ intervals


def two_windows(n: int, seed: int) -> list[Real]:
    """Waits in minutes after 8 of 24 hours of n halls with two windows at load 0.8 (24 an hour, 4 min)."""
    rng = np.random.default_rng(seed)
    moment, free = np.zeros(n), np.zeros((n, 2))
    arrive, wait = [], []
    for _ in range(720):
        moment = moment + rng.exponential(2.5, n)
        free.sort(axis=1)
        start = np.maximum(free[:, 0], moment)
        arrive.append(moment)
        wait.append(start - moment)
        free[:, 0] = start + rng.exponential(4, n)
    at, waits = np.array(arrive), np.array(wait)
    assert at[-1].min() > 1440
    counts = (at >= 480) & (at < 1440)
    return [waits[counts[:, i], i] for i in range(n)]


@pytest.mark.statistical
@pytest.mark.parametrize("n", [5, 10])
def test_intervals_cover_or_say_that_they_may_not(n: int) -> None:
    """M/M/2 at 0.8: mean wait 4 * 0.64 / 0.36 min; the 90th percentile by Erlang's formula."""
    mean = 4 * 0.64 / 0.36
    waits_at_all = 2 * 0.8**2 / 1.8
    p90 = math.log(waits_at_all / 0.1) / (2 / 4 - 0.4)
    halls = two_windows(400 * n, seed=n)
    studies = [halls[i : i + n] for i in range(0, len(halls), n)]
    means = [estimate([_sums(w) for w in study], limits=AT_LEAST) for study in studies]
    ninths = [estimate([_counts(w) for w in study], limits=AT_LEAST) for study in studies]
    for estimates, truth in ((means, mean), (ninths, p90)):
        assert np.mean([e.value for e in estimates]) == pytest.approx(truth, rel=0.04)
        assert _covered(estimates, truth) > 0.92 or _warned(estimates) > 0.5
        assert _covered_or_warned(estimates, truth) > 0.935


def _sums(waits: Real) -> Sums:
    return Sums(np.array([waits.sum(), len(waits)]), over)


def _counts(waits: Real) -> Counts:
    values, counts = np.unique(waits, return_counts=True)
    return Counts(values, counts.astype(np.float64), 0.9)


def _covered(estimates: Sequence[Estimate], truth: float) -> float:
    return float(np.mean([e.lo <= truth <= e.hi for e in estimates]))


def _warned(estimates: Sequence[Estimate]) -> float:
    return float(np.mean([e.warning == "few" for e in estimates]))


def _covered_or_warned(estimates: Sequence[Estimate], truth: float) -> float:
    return float(np.mean([e.lo <= truth <= e.hi or e.warning == "few" for e in estimates]))
