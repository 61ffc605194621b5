"""From the results of single replications to the tables of a study. Replications are taken in their order."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hallsim.study.breakdown import UNITS
from hallsim.study.plain import Difference, difference, estimate
from hallsim.study.result import MetricInfo
from hallsim.units import MS_PER_MIN

if TYPE_CHECKING:
    import pandas as pd

Replications = Sequence[Mapping[str, Any]]
"""Results of `study.replicate.replicate`, sorted by replication."""

ENOUGH_REPLICATIONS = 2


def metrics_table(results: Replications) -> pd.DataFrame:
    """design, replication, metric, value: one row per number; NaN where a replication has none."""
    rows = [
        (design, result["replication"], metric, number(value))
        for result in results
        for design, found in result["designs"].items()
        for metric, value in found["metrics"].items()
    ]
    return _frame(rows, ["design", "replication", "metric", "value"])


def summary_table(results: Replications, designs: Sequence[str], infos: Sequence[MetricInfo]) -> pd.DataFrame:
    """Mean over replications of every metric of every design, with its t interval."""
    rows = []
    for design in designs:
        for info in infos:
            e = estimate(_values(results, design, info.id))
            rows.append((design, info.id, info.unit, e.n, e.mean, e.sd, e.se, e.half_width, e.lo, e.hi))
    return _frame(rows, ["design", "metric", "unit", "n", "mean", "sd", "se", "half_width", "lo", "hi"])


def differences_table(
    results: Replications, designs: Sequence[str], base: str, infos: Sequence[MetricInfo]
) -> pd.DataFrame:
    """Every other design minus the base, paired by replication."""
    rows: list[dict[str, Any]] = []
    for design in designs:
        if design == base:
            continue
        for info in infos:
            d = difference(_values(results, base, info.id), _values(results, design, info.id))
            better, worse = d.lower_share, d.higher_share
            if info.better == "higher":
                better, worse = worse, better
            rows.append(
                {
                    "base": base,
                    "design": design,
                    "metric": info.id,
                    "unit": info.unit,
                    "better": info.better,
                    "n": d.n,
                    "base_mean": d.base_mean,
                    "design_mean": d.other_mean,
                    "difference": d.mean,
                    "se": d.se,
                    "lo": d.lo,
                    "hi": d.hi,
                    "relative": d.relative,
                    "relative_lo": d.relative_lo,
                    "relative_hi": d.relative_hi,
                    "better_share": math.nan if info.better == "neutral" else better,
                    "worse_share": math.nan if info.better == "neutral" else worse,
                    "verdict": verdict(d, info.better),
                }
            )
    columns = [
        "base",
        "design",
        "metric",
        "unit",
        "better",
        "n",
        "base_mean",
        "design_mean",
        "difference",
        "se",
        "lo",
        "hi",
        "relative",
        "relative_lo",
        "relative_hi",
        "better_share",
        "worse_share",
        "verdict",
    ]
    return _frame([tuple(row.values()) for row in rows], columns)


def verdict(d: Difference, better: str) -> str:
    """better, worse (lower, higher if neutral), equal, unclear (the interval includes 0) or unknown."""
    if d.n < ENOUGH_REPLICATIONS or math.isnan(d.mean):
        return "unknown"
    if d.lo == d.hi == 0:
        return "equal"
    if d.lo <= 0 <= d.hi:
        return "unclear"
    side = "lower" if d.hi < 0 else "higher"
    return side if better == "neutral" else "better" if side == better else "worse"


def gains_table(results: Replications, designs: Sequence[str], base: str) -> pd.DataFrame:
    """Who gains and who loses: shares of all pairs; the interval is of the mean difference."""
    keys = ("dimension", "key", "measure", "unit")
    rows = []
    for design in designs:
        if design == base:
            continue
        found: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
        for result in results:
            for row in result["gains"].get(design, ()):
                found.setdefault(tuple(row[k] for k in keys), []).append(row)
        for key, several in found.items():
            e = estimate([row["mean_difference"] for row in several])
            n = sum(row["n"] for row in several)
            # people are pooled over replications, so that a thin replication does not weigh as
            # much as a full one
            shares = [
                math.fsum(row[s] * row["n"] for row in several) / n for s in ("better", "equal", "worse")
            ]
            rows.append((base, design, *key, n, *shares, e.mean, e.lo, e.hi))
    columns = ["base", "design", *keys, "n", "better", "equal", "worse", "mean_difference", "lo", "hi"]
    return _frame(rows, columns)


def breakdown_table(results: Replications, designs: Sequence[str], dimension: str) -> pd.DataFrame:
    """design, key, metric: mean over the replications that have the slice, with its t interval."""
    rows = []
    for design in designs:
        found: dict[tuple[str, str], list[float]] = {}
        for result in results:
            for key, values in result["designs"][design]["by"][dimension].items():
                for metric, value in values.items():
                    found.setdefault((key, metric), []).append(number(value))
        for (key, metric), values in found.items():
            e = estimate(values)
            rows.append((design, key, metric, UNITS[metric], e.n, e.mean, e.lo, e.hi))
    return _frame(rows, ["design", "key", "metric", "unit", "n", "mean", "lo", "hi"])


def by_time_table(results: Replications, designs: Sequence[str]) -> pd.DataFrame:
    """Per half hour: tickets (mean a replication), their mean wait, and the mean number waiting."""
    rows = []
    for design in designs:
        profiles = [result["designs"][design]["day"] for result in results]
        for i, clock in enumerate(profiles[0]["clock_min"] if profiles else ()):
            n, wait, waiting, span = (
                sum(p[k][i] for p in profiles) for k in ("n_tickets", "wait_ms", "waiting_ms", "span_ms")
            )
            mean_wait = wait / n / MS_PER_MIN if n else math.nan
            rows.append((design, clock, n / len(profiles), mean_wait, waiting / span if span else math.nan))
    return _frame(rows, ["design", "clock_min", "n_tickets", "mean_wait_min", "mean_waiting"])


def lead_time_table(results: Replications, designs: Sequence[str]) -> pd.DataFrame:
    """design, workdays, share: of the finished cases by whole working days of lead time."""
    rows = []
    for design in designs:
        counts: dict[int, int] = {}
        for result in results:
            for day, n in enumerate(result["designs"][design]["lead_days"]):
                counts[day] = counts.get(day, 0) + n
        total = sum(counts.values())
        rows += [(design, day, counts[day] / total) for day in sorted(counts) if total]
    return _frame(rows, ["design", "workdays", "share"])


def number(value: float | None) -> float:
    """A number out of JSON, where null stands for no value."""
    return math.nan if value is None else float(value)


def _values(results: Replications, design: str, metric: str) -> list[float]:
    return [number(result["designs"][design]["metrics"].get(metric)) for result in results]


def _frame(rows: Iterable[tuple[Any, ...]], columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows), columns=columns)
