"""What a study leaves: plain tables and the words needed to show them.

Nothing here knows how it was computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.study.robustness import Robustness

Words = Mapping[str, str]
"""A text by language: {"en": ..., "zh": ...}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricInfo:
    """What a metric is, for people: `better` is lower, higher or neutral."""

    id: str
    unit: str
    better: Literal["lower", "higher", "neutral"]
    label: Words
    help: Words
    calibrated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFigure:
    """A figure known of the real hall, in the metric's unit; one that was fitted to validates nothing."""

    metric: str
    value: float
    source: Words
    use: Literal["fitted", "held_out"] = "held_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyResult:
    """Designs compared over replications.

    Attributes:
        metrics: design, replication, metric, value: one row per number.
        summary: design, metric, unit, n, mean, sd, se, half_width, lo, hi.
        differences: design against `base`, paired by replication: base, design, metric, unit, better, n,
            base_mean,
            design_mean, difference, se, lo, hi, relative, relative_lo, relative_hi, better_share,
            worse_share, verdict.
        gains: the same citizens one to one: base, design, dimension, key, measure, unit, n, better, equal,
            worse,
            mean_difference, lo, hi.
        by_group, by_service, by_window, by_desk: design, key, metric, unit, n, mean, lo, hi.
        by_time: design, clock_min, n_tickets, mean_wait_min, mean_waiting.
        lead_times: design, workdays, share: share of the finished cases by whole working days of lead time.
        names: titles people know, by kind (design, group, service, department), then by name.
        figures: what is known of the real hall, to stand beside the base design.
        key_metrics: ids of the metrics that lead the tables; a hall's usual ones when empty.
        failed: replications that could not be finished.
        robustness: the designs over the worlds that the ranges of assumed numbers allow; None when not asked.
    """

    name: str
    title: Words
    base: str
    designs: tuple[str, ...]
    replications: tuple[int, ...]
    failed: tuple[int, ...]
    seed: int
    infos: tuple[MetricInfo, ...]
    names: Mapping[str, Mapping[str, Words]]
    metrics: pd.DataFrame
    summary: pd.DataFrame
    differences: pd.DataFrame
    gains: pd.DataFrame
    by_group: pd.DataFrame
    by_service: pd.DataFrame
    by_window: pd.DataFrame
    by_desk: pd.DataFrame
    by_time: pd.DataFrame
    lead_times: pd.DataFrame
    figures: tuple[KnownFigure, ...] = ()
    key_metrics: tuple[str, ...] = ()
    manifest: Mapping[str, Any] = field(default_factory=dict)
    robustness: Robustness | None = None

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by the name of its file, in a fixed order."""
        robust = {} if self.robustness is None else {"robust": self.robustness.table()}
        return {
            "metrics": self.metrics,
            "summary": self.summary,
            "differences": self.differences,
            "gains": self.gains,
            "by_group": self.by_group,
            "by_service": self.by_service,
            "by_window": self.by_window,
            "by_desk": self.by_desk,
            "by_time": self.by_time,
            "lead_times": self.lead_times,
            **robust,
        }

    def info(self, metric: str) -> MetricInfo:
        """The description of a metric; KeyError when the study did not measure it."""
        for info in self.infos:
            if info.id == metric:
                return info
        raise KeyError(metric)


def records(table: pd.DataFrame) -> list[Any]:
    """The rows of a table, each with its columns as attributes."""
    return list(table.itertuples(index=False))
