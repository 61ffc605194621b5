"""Does what is said of satisfaction survive what no survey tells: the slope, and the weights of the six?

Every figure of satisfaction that is judged, and the whole, is worked out once more under each of the variants
(slope +-50 %, each weight +-20 %). A verdict stands only where all of them say the same.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.catalogue.matters import has_ended, took_min
from hallsim.metrics.catalogue.satisfaction import PREFIX, RATE
from hallsim.metrics.definition.dimensions import Dimension, codes
from hallsim.metrics.definition.sample import Real, Sample
from hallsim.metrics.definition.weighed import weights_of
from hallsim.metrics.registry import METRICS
from hallsim.metrics.satisfaction.opinions import Opinions, by_slope, by_weights, opinions_of
from hallsim.scenario.satisfaction.items import OVERALL
from hallsim.study.inference.verdicts import Verdict
from hallsim.study.opinions.calibration import FIRMS, is_opinion

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.study.contributions import Replications

Means = Mapping[str, Mapping[str, Sequence[float]]]
"""By metric and variant: a sum over people and their number."""

ALWAYS = tuple(f"{PREFIX}{of}{OVERALL}{rate}" for of in ("", FIRMS) for rate in ("", RATE))
COLUMNS = ["base", "design", "metric", "variant", "base_value", "design_value", "difference"]


def means_by_variant(sample: Sample, primary: Iterable[str]) -> dict[str, dict[str, list[float]]]:
    """What a sample adds to the figures of satisfaction under every variant."""
    found: dict[str, dict[str, list[float]]] = {}
    by_population: dict[str, list[str]] = {}
    for id in dict.fromkeys([*ALWAYS, *filter(is_opinion, primary)]):
        by_population.setdefault(METRICS[id].counted.id, []).append(id)
    for ids in by_population.values():
        found |= _of_rows(sample, METRICS[ids[0]].counted.rows(sample), ids)
    return found


def parts_by_variant(
    sample: Sample, dimension: Dimension, ids: Iterable[str]
) -> dict[str, dict[str, dict[str, list[float]]]]:
    """The same of every part of a dimension, by part; of those of the metrics that are of satisfaction."""
    found: dict[str, dict[str, dict[str, list[float]]]] = {}
    for id in filter(is_opinion, dict.fromkeys(ids)):
        split = codes(sample, METRICS[id].counted.table, dimension)
        if split is None:
            continue
        rows = METRICS[id].counted.rows(sample)
        part_of = split[0][rows]
        for part in np.unique(part_of[part_of >= 0]).tolist():
            name = str(split[1][part] if split[1] is not None else part)
            found.setdefault(name, {}).update(_of_rows(sample, rows[part_of == part], [id]))
    return found


def _of_rows(sample: Sample, rows: Int, ids: Sequence[str]) -> dict[str, dict[str, list[float]]]:
    """What some rows of a population add to metrics of it, by metric and variant."""
    found: dict[str, dict[str, list[float]]] = {}
    ended = has_ended(sample, rows)
    if not ended.any():
        return {}
    took = np.asarray(took_min(sample, rows), np.float64)
    weight = weights_of(took[ended], took[~ended] if sample.stops else np.zeros(0))
    asked = opinions_of(sample).of(rows[ended])
    alike, of_alike = asked.of_alike(weight)
    for name, opinions in by_slope(asked):
        for id in ids:
            found.setdefault(id, {})[name] = _sum(id, opinions, weight)
    for name, opinions in by_weights(alike):
        for id in (id for id in ids if item_of(id) == OVERALL):
            found[id][name] = _sum(id, opinions, of_alike)
    return found


def item_of(metric: str) -> str:
    """What is asked in a metric of satisfaction."""
    return metric.removesuffix(RATE).rpartition("_")[2]


def _sum(id: str, opinions: Opinions, weight: Real) -> list[float]:
    """[sum, number] of what people answer, each counting for those cut off."""
    values = (opinions.rate if id.endswith(RATE) else opinions.score)(item_of(id))
    known = ~np.isnan(values)
    return [float((values * weight)[known].sum()), float(weight[known].sum())]


def by_variant(results: Replications, design: str, metric: str) -> dict[str, float]:
    """The figure of a design under every variant, of all replications together."""
    opinions = [result["designs"][design].get("opinions", {}) for result in results]
    known = dict.fromkeys(variant for found in opinions for variant in found.get(metric, {}))
    return {variant: _pooled(results, design, metric, variant) for variant in known}


def _pooled(results: Replications, design: str, metric: str, variant: str) -> float:
    parts = [
        found[metric][variant]
        for result in results
        if variant in (found := result["designs"][design].get("opinions", {})).get(metric, {})
    ]
    n = math.fsum(part[1] for part in parts)
    return math.fsum(part[0] for part in parts) / n if n else math.nan


def sensitivity_table(results: Replications, designs: Sequence[str], base: str) -> pd.DataFrame:
    """base, design, metric, variant, base_value, design_value, difference: a row for each variant."""
    from hallsim.study.tables import frame

    known: dict[tuple[str, str], None] = {}
    for result in results:
        for metric, means in result["designs"][base].get("opinions", {}).items():
            known |= dict.fromkeys((metric, variant) for variant in means)
    values = {(d, *key): _pooled(results, d, *key) for d in designs for key in known}
    rows = [
        (base, d, *key, one := values[base, *key], two := values[d, *key], two - one)
        for d in designs
        if d != base
        for key in known
    ]
    return frame(rows, COLUMNS)


@dataclass(frozen=True, slots=True)
class Reach:
    """From the least to the greatest difference of a design from the base over all variants."""

    lo: float
    hi: float

    def allows(self, verdict: Verdict) -> bool:
        """Whether all variants say what the verdict says."""
        if math.isnan(self.lo):
            return True
        if verdict.word == "same":
            return max(abs(self.lo), abs(self.hi)) <= verdict.threshold
        if verdict.word in ("better", "worse", "lower", "higher"):
            return self.lo >= verdict.threshold or self.hi <= -verdict.threshold
        return True


def reaches(table: pd.DataFrame) -> dict[tuple[str, str], Reach]:
    """By design and metric."""
    found = table.groupby(["design", "metric"], sort=False)["difference"].agg(["min", "max"])
    return {key: Reach(float(lo), float(hi)) for key, lo, hi in zip(found.index, found["min"], found["max"])}  # noqa: B905


def guarded(
    verdicts: Mapping[tuple[str, str], Verdict], reach: Mapping[tuple[str, str], Reach]
) -> dict[tuple[str, str], Verdict]:
    """The verdicts, those of satisfaction only as far as the parameters that no survey tells allow."""
    found: dict[tuple[str, str], Verdict] = {}
    for key, verdict in verdicts.items():
        if key in reach and not reach[key].allows(verdict):
            verdict = replace(verdict, word="unsettled", reason="parameters", needed=None)
        found[key] = verdict
    return found


def in_doubt(table: pd.DataFrame, designs: Collection[str], metric: str) -> bool:
    """Whether the order of any two of the designs on a metric depends on the variant."""
    own = table[(table["metric"] == metric) & table["design"].isin(list(designs))]
    if own.empty:
        return False
    by: dict[str, dict[str, float]] = {}
    for row in own.itertuples(index=False):
        by.setdefault(str(row.variant), {})[str(row.design)] = float(row.design_value)  # type: ignore[arg-type]
        by[str(row.variant)][str(row.base)] = float(row.base_value)  # type: ignore[arg-type]
    orders: list[Any] = [sorted(values, key=values.__getitem__) for values in by.values()]
    return any(order != orders[0] for order in orders)
