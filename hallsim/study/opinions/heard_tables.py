"""What a hall hears beside what people think, from what the replications of a study add."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from hallsim.metrics.definition.summand import Sums
from hallsim.metrics.satisfaction.heard import STAGES
from hallsim.metrics.satisfaction.opinions import rate_of, score_of
from hallsim.scenario.satisfaction.items import INDICATORS, LEVELS, POINTS
from hallsim.study.inference.statistics import NO_LIMITS, estimate
from hallsim.study.tables import frame

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.study.contributions import Replications

Real = NDArray[np.float64]
N = len(LEVELS)
Z_95: Final = 1.959964
ALL = "dissatisfied"
"""The first stage of the funnel: all who are."""


def heard_table(results: Replications, designs: Sequence[str]) -> pd.DataFrame:
    """A row for each design, kind and channel by which people, or lay supervisors, say what they think."""
    rows = []
    for design, kind, channel, parts in _each(results, designs):
        if "said" not in parts:
            continue
        said, true = parts["said"].sum(axis=0), parts["true"].sum(axis=0)
        sums = [
            Sums(np.concatenate(pair), _off, of_time=True)
            for pair in zip(parts["said"], parts["true"], strict=True)
        ]
        e = estimate(sums, limits=NO_LIMITS)
        told = said.sum(), score_of(said), rate_of(said), score_of(true), rate_of(true)
        spread = sampling_error(said, len(parts["said"]))
        rows.append((design, kind, channel, parts["asked"].sum(), *told, e.value, e.lo, e.hi, spread))
    columns = ["design", "kind", "channel", "asked", "answered", "said_score", "said_rate", "true_score"]
    return frame(rows, [*columns, "true_rate", "off", "lo", "hi", "sampling"])


def sampling_error(said: Real, n_surveys: int) -> float:
    """Half the width of the 95 % interval, in points, that the answers of one of several surveys leave: by
    level, those of all together. nan of fewer than two answers each.

    The interval of `off` is of what many replications say on average; a hall has one survey.
    """
    n = float(said.sum()) / n_surveys
    if n < 2:
        return np.nan
    points = np.array(POINTS)
    variance = float(said @ (points - score_of(said)) ** 2 / said.sum())
    return Z_95 * float(np.sqrt(variance / (n - 1)))


def _off(totals: Real) -> float:
    """What is said minus what is true, in points."""
    return score_of(totals[:N]) - score_of(totals[N:])


def complaints_table(results: Replications, designs: Sequence[str]) -> pd.DataFrame:
    """A row for each stage on the way to a complaint."""
    rows = []
    for design, kind, channel, parts in _each(results, designs):
        if channel != "complaints":
            continue
        numbers = parts["stages"].sum(axis=0)
        for stage, n in zip((ALL, *STAGES), numbers, strict=True):
            rows.append((design, kind, stage, n, n / numbers[0] if numbers[0] else np.nan))
    return frame(rows, ["design", "kind", "stage", "n", "share"])


def walks_table(results: Replications, designs: Sequence[str]) -> pd.DataFrame:
    """A row for each indicator: how often it was found, and the whole were it as good as can be."""
    rows = []
    for design, kind, channel, parts in _each(results, designs):
        if channel != "walks":
            continue
        found, walked = parts["found"].sum(axis=0), parts["walked"].sum()
        true = score_of(parts["true"].sum(axis=0))
        without = parts["without"].sum(axis=0).reshape(len(INDICATORS), N)
        rows += [
            (design, kind, name, walked, found[k], true, score_of(without[k]))
            for k, name in enumerate(INDICATORS)
        ]
    return frame(rows, ["design", "kind", "indicator", "walked", "found", "true_score", "score_without"])


def _each(results: Replications, designs: Sequence[str]) -> Iterator[tuple[str, str, str, dict[str, Real]]]:
    """(design, kind, channel, by name the numbers of each replication, (replications, k))."""
    for design in designs:
        several = [result["designs"][design].get("heard", {}) for result in results]
        known = dict.fromkeys((kind, channel) for one in several for kind in one for channel in one[kind])
        for kind, channel in known:
            parts = [one[kind][channel] for one in several if channel in one.get(kind, {})]
            yield (
                design,
                kind,
                channel,
                {name: np.array([part[name] for part in parts], np.float64) for name in parts[0]},
            )
