"""From the results of single replications to the tables of a study. Replications are taken in their order."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from hallsim.metrics.definition.summand import MOST_UNSEEN, Real, Sums, over, surviving
from hallsim.study.contributions import Replications, of_design, of_pair, of_parts
from hallsim.study.inference.limits import limits_of
from hallsim.study.inference.statistics import (
    NO_LIMITS,
    Difference,
    Pooled,
    difference_of,
    estimate,
    estimate_of,
    pooled,
)
from hallsim.study.inference.verdicts import LEFT_OUT, NOT_SERVED
from hallsim.study.nobody import HARDLY, Serving, compared, difference_left_out, left_out, serving_of
from hallsim.study.result import MetricInfo
from hallsim.units import MS_PER_MIN

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Together:
    """What all replications together say of the whole hall: by design and metric, and of whom each design
    serves.
    """

    pools: Mapping[tuple[str, str], Pooled]
    serving: Serving


def metrics_table(results: Replications, infos: Sequence[MetricInfo], whole: Together) -> pd.DataFrame:
    """design, replication, metric, value: one row per number; NaN where a replication has none."""
    known = {info.id for info in infos}
    values = {key: iter(pool.values) for key, pool in whole.pools.items()}
    rows = [
        (design, result["replication"], metric, next(values[design, metric]))
        for result in results
        for design, found in result["designs"].items()
        for metric in found["metrics"]
        if metric in known
    ]
    return frame(rows, ["design", "replication", "metric", "value"])


def with_world(tables: Sequence[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    """The tables of several worlds as one, the world in front."""
    import pandas as pd

    named = [table.assign(world=world)[["world", *table.columns]] for world, table in tables]
    return pd.concat([table for table in named if len(table)] or named[:1], ignore_index=True)


def together(results: Replications, designs: Sequence[str], infos: Sequence[MetricInfo]) -> Together:
    """All replications together: worked out once, for every table."""
    pools = {
        (design, info.id): pooled(of_design(results, design, info.id)) for design in designs for info in infos
    }
    return Together(pools, serving_of(results, designs))


def summary_table(designs: Sequence[str], infos: Sequence[MetricInfo], whole: Together) -> pd.DataFrame:
    """Every metric of every design over all replications together, with its interval.

    n: replications with something to count; people: rows counted; warning: code of what to know first;
    caution: why the figure flatters a design that serves fewer people than another.
    """
    estimates = {
        design: {
            info.id: estimate_of(whole.pools[design, info.id], limits=limits_of(info.id, info.unit))
            for info in infos
        }
        for design in designs
    }
    rows = []
    for design in designs:
        for info in infos:
            values = {other: found[info.id].value for other, found in estimates.items()}
            caution = whole.serving.caution(info, design, values)
            e = estimates[design][info.id]
            e = left_out(e, caution) if caution in LEFT_OUT else e
            rows.append(
                (
                    design,
                    info.id,
                    info.unit,
                    e.n,
                    e.people,
                    e.value,
                    e.se,
                    e.lo,
                    e.hi,
                    e.warning,
                    e.needed or 0,
                    caution,
                )
            )
    columns = ["design", "metric", "unit", "n", "people", "value", "se", "lo", "hi", "warning", "needed"]
    return frame(rows, [*columns, "caution"])


def differences_of(
    results: Replications, design: str, infos: Sequence[MetricInfo], base: str, whole: Together
) -> dict[str, Difference]:
    """A design minus the base by metric, paired by replication; over what was finished under both where the
    metric says so.
    """
    found = {}
    for info in infos:
        if info.paired:
            of_base, of_other = map(pooled, of_pair(results, design, info.id))
        else:
            of_base, of_other = whole.pools[base, info.id], whole.pools[design, info.id]
        d = difference_of(of_base, of_other, limits=limits_of(info.id, info.unit))
        values = {base: d.base_value, design: d.other_value}
        cautions = (whole.serving.caution(info, name, values) for name in (base, design))
        found[info.id] = difference_left_out(d, *cautions)
    return found


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
            total = [Sums(np.array([row["mean_difference"] * row["n"], row["n"]]), over) for row in several]
            e = estimate(total, limits=NO_LIMITS)
            n = sum(row["n"] for row in several)
            shares = [
                math.fsum(row[s] * row["n"] for row in several) / n for s in ("better", "equal", "worse")
            ]
            rows.append((base, design, *key, n, *shares, e.value, e.lo, e.hi))
    columns = ["base", "design", *keys, "n", "better", "equal", "worse", "mean_difference", "lo", "hi"]
    return frame(rows, columns)


def breakdown_table(
    results: Replications,
    designs: Sequence[str],
    dimension: str,
    infos: Sequence[MetricInfo],
    serving: Serving,
) -> pd.DataFrame:
    """design, key, metric: figures of each part (group, service, queue, hour ...), as those of the whole.

    Without numbers where a part was not watched for long enough to say how its cases end.

    Args:
        serving: how the designs stand to each other in the whole hall.
    """
    known = {info.id: info for info in infos}
    found = {
        design: {
            key: {metric: pooled(summands) for metric, summands in metrics.items() if metric in known}
            for key, metrics in of_parts(results, design, dimension).items()
        }
        for design in designs
    }
    keys = dict.fromkeys(key for parts in found.values() for key in parts)
    servings = {key: _serving_of_part(key, found, serving) for key in keys}
    rows = []
    for design, parts in found.items():
        for key, metrics in parts.items():
            for metric, pool in metrics.items():
                if math.isnan(pool.value):
                    continue
                beside = {d: of[key][metric].value for d, of in found.items() if metric in of.get(key, {})}
                caution = servings[key].caution(known[metric], design, beside)
                hidden = caution in LEFT_OUT or pool.unseen > MOST_UNSEEN
                e = estimate_of(pool, limits=limits_of(metric, known[metric].unit))
                e = left_out(e) if hidden else e
                rows.append(
                    (design, key, metric, known[metric].unit, e.n, e.people, e.value, e.lo, e.hi, caution)
                )
    return frame(rows, ["design", "key", "metric", "unit", "n", "people", "value", "lo", "hi", "caution"])


def _serving_of_part(
    key: str, found: Mapping[str, Mapping[str, Mapping[str, Pooled]]], whole: Serving
) -> Serving:
    """Who serves fewer in the whole hall, or in a part of it where that can be said of the part."""
    lost = {
        design: parts[key][NOT_SERVED] for design, parts in found.items() if NOT_SERVED in parts.get(key, {})
    }
    nobody = {design for design in lost if lost[design].value >= 1 - HARDLY}
    own = compared(lost, hardly=nobody)
    return Serving(
        hardly=whole.hardly | nobody,
        more={design: others | own.more.get(design, frozenset()) for design, others in whole.more.items()},
        much_more={
            design: others | own.much_more.get(design, frozenset())
            for design, others in whole.much_more.items()
        },
    )


_OF_DAY = ("n_tickets", "n_issued", "wait_ms", "waiting_ms", "span_ms")


def by_time_table(results: Replications, designs: Sequence[str], serving: Serving) -> pd.DataFrame:
    """Per half hour: tickets (per working day of the world), their mean wait, the mean number waiting.

    A design that serves few beside another shows no waits.
    """
    rows, few = [], serving.few
    for design in designs:
        profiles = [result["designs"][design]["day"] for result in results]
        for i, clock in enumerate(profiles[0]["clock_min"] if profiles else ()):
            n, issued, wait, waiting, span = (sum(p[k][i] for p in profiles) for k in _OF_DAY)
            mean_wait = wait / n / MS_PER_MIN if n and design not in few else math.nan
            n_days = sum(p["n_workdays"] for p in profiles)
            a_day = issued / n_days if n_days else math.nan
            mean_waiting = waiting / span if span and design not in few else math.nan
            rows.append((design, clock, a_day, mean_wait, mean_waiting))
    return frame(rows, ["design", "clock_min", "n_tickets", "mean_wait_min", "mean_waiting"])


def lead_time_table(results: Replications, designs: Sequence[str], serving: Serving) -> pd.DataFrame:
    """design, workdays, share: of the cases by whole working days of lead time.

    Those still under way when the run stopped count up to then (Kaplan-Meier), so that the quick ones are not
    taken for all; shares add up to less than 1 where the longest of all has not ended. Without a design that
    serves few beside another.
    """
    rows, few = [], serving.few
    for design in (name for name in designs if name not in few):
        kinds = [result["designs"][design]["lead_days"] for result in results]
        ended, unfinished = (_added([kind[k] for kind in kinds]) for k in ("ended", "unfinished"))
        shares = -np.diff(surviving(ended, unfinished), prepend=1.0)
        rows += [(design, day, float(share)) for day, share in enumerate(shares)]
    return frame(rows, ["design", "workdays", "share"])


def _added(lists: Sequence[Sequence[int]]) -> Real:
    """Numbers by place, the lists being of any length."""
    total = np.zeros(max((len(numbers) for numbers in lists), default=0))
    for numbers in lists:
        total[: len(numbers)] += numbers
    return total


def frame(rows: Iterable[tuple[Any, ...]], columns: list[str]) -> pd.DataFrame:
    """A table of rows under column names."""
    import pandas as pd

    return pd.DataFrame(list(rows), columns=columns)
