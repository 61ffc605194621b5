"""What a study leaves: plain tables and the words needed to show them.

Nothing here knows how it was computed.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from hallsim.errors import Problem

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.scenario.whatif.path_names import PathName
    from hallsim.study.opinions.opinion_tables import OpinionTables
    from hallsim.study.robust.robustness import Robustness
    from hallsim.study.targets.design_targets import DesignTargets

Words = Mapping[str, str]
"""A text by language: {"en": ..., "zh": ...}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricInfo:
    """What a metric is, for people: `better` is lower, higher or neutral, `counted` whom it counts.

    `paired`: two designs are compared over the same people, counted under both; `compared` says so.
    `misses`: who is not served may be missing, so that serving fewer can flatter a design. `of_people`: it is
    of what happens to people (or their matters), not of what the hall spends and how it works. `is_opinion`:
    it is of what a model says that people would say; the label tells how far that is calibrated.
    """

    id: str
    unit: str
    better: Literal["lower", "higher", "neutral"]
    label: Words
    help: Words
    counted: Words
    compared: Words
    paired: bool = False
    misses: bool = False
    is_opinion: bool = False
    of_people: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFigure:
    """A figure known of the real hall, in the metric's unit; one that was fitted to validates nothing.

    `dimension` and `key` tell of which part it is (hour 9, queue hall); of the whole when empty.
    """

    metric: str
    value: float
    source: Words
    use: Literal["fitted", "held_out"] = "held_out"
    dimension: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByValue:
    """What comes of every value tried, in every world.

    Attributes:
        paths: what was varied; empty where there are several worlds and nothing else.
        table: world, design, a column a path (the value as it was asked for), variant (the design's name in
            its study), metric, unit, n, value, lo, hi, caution; difference, difference_lo, difference_hi: of
            the figure from the one of the same design in the first world with the first values, paired by
            replication.
        amounts: the number (and its unit) that a value of a path comes to, where it does.
        names: what a path is called.
        worlds, designs: titles of those of the file that have one, by name.
    """

    paths: tuple[str, ...]
    table: pd.DataFrame
    amounts: Mapping[tuple[str, str], tuple[float, str]]
    names: Mapping[str, PathName] = field(default_factory=dict)
    worlds: Mapping[str, Words] = field(default_factory=dict)
    designs: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyResult:
    """Designs compared over replications.

    Attributes:
        metrics: design, replication, metric, value: one row per number.
        summary: design, metric, unit, n (replications that count somebody), people (rows counted), value (of
            all replications together), se, lo, hi, warning, needed (replications that would mend it).
        differences: design against `base`, paired by replication: base, design, metric, unit, better, paired
            (over what was done under both), n, base_value, design_value, difference, se, lo, hi, relative,
            relative_lo, relative_hi, better_share, worse_share, warning; primary (judged), threshold
            (smallest difference that matters), family_lo, family_hi (simultaneous interval), verdict,
            reason, needed (replications that might settle it).
        best: of more than two designs on each primary metric: standing (best, practically_best, may_be_best,
            not_best, serves_fewer, not_applicable), behind_lo and behind_hi (how far behind the best other).
        gains: the same citizens one to one: base, design, dimension, key, measure, unit, n, better, equal,
            worse, mean_difference, lo, hi.
        by_group, by_service, by_queue, by_task, by_hour, by_weekday, by_office, by_window, by_desk: design,
            key, metric, unit, n, people, value, lo, hi.
        by_time: design, clock_min, n_tickets (per working day), mean_wait_min, mean_waiting.
        lead_times: design, workdays, share: share of the cases by whole working days of lead time.
        names: titles people know, by kind (design, group, service, department, station), then by name.
        targets: the targets of the scenario under every design; None where it has none.
        figures: what is known of the real hall, to stand beside the base design.
        key_metrics: ids of the metrics that lead the tables; a hall's usual ones when empty.
        failed: replications that could not be finished.
        replicated: what every replication adds (`study.contributions` reads it), for further comparisons.
        looks: numbers of replications at which verdicts of this study have been shown before.
        doubts: what the scenario may say but looks unintended, with its place.
        settings: what is otherwise than in the scenario's files, a line each.
        world: the title of the world and the values tried in it, where it is not the one of the file.
        by_value: what comes of each value tried; None where nothing is varied.
        opinions: what is said of satisfaction beside its figures; None in what was made without a scenario.
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
    best: pd.DataFrame
    gains: pd.DataFrame
    by_group: pd.DataFrame
    by_service: pd.DataFrame
    by_queue: pd.DataFrame
    by_task: pd.DataFrame
    by_hour: pd.DataFrame
    by_weekday: pd.DataFrame
    by_office: pd.DataFrame
    by_window: pd.DataFrame
    by_desk: pd.DataFrame
    by_time: pd.DataFrame
    lead_times: pd.DataFrame
    targets: DesignTargets | None = None
    figures: tuple[KnownFigure, ...] = ()
    key_metrics: tuple[str, ...] = ()
    looks: tuple[int, ...] = ()
    manifest: Mapping[str, Any] = field(default_factory=dict)
    replicated: Sequence[Mapping[str, Any]] = field(default=(), repr=False)
    doubts: tuple[Problem, ...] = ()
    settings: tuple[str, ...] = ()
    world: Words = field(default_factory=dict)
    robustness: Robustness | None = None
    by_value: ByValue | None = None
    opinions: OpinionTables | None = None

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by the name of its file, in a fixed order."""
        varied = {} if self.by_value is None else {"by_value": self.by_value.table}
        robust = {} if self.robustness is None else {"robust": self._robust_table(self.robustness)}
        return {
            "metrics": self.metrics,
            "summary": self.summary,
            "differences": self.differences,
            "best": self.best,
            "gains": self.gains,
            "by_group": self.by_group,
            "by_service": self.by_service,
            "by_queue": self.by_queue,
            "by_task": self.by_task,
            "by_hour": self.by_hour,
            "by_weekday": self.by_weekday,
            "by_office": self.by_office,
            "by_window": self.by_window,
            "by_desk": self.by_desk,
            "by_time": self.by_time,
            "lead_times": self.lead_times,
            **(self.opinions.tables() if self.opinions is not None else {}),
            **({} if self.targets is None else {"targets": self.targets.table()}),
            **varied,
            **robust,
        }

    def _robust_table(self, found: Robustness) -> pd.DataFrame:
        """The worlds' figures that are told of the study: a metric that this hall lacks is none of them."""
        table = found.table()
        return table[table["metric"].isin([info.id for info in self.infos])].reset_index(drop=True)

    def parts(self, dimension: str) -> pd.DataFrame:
        """The table of the parts by a dimension: group, service, queue, hour, weekday, office ..."""
        table: pd.DataFrame = self.tables()[f"by_{dimension}"]
        return table

    def info(self, metric: str) -> MetricInfo:
        """The description of a metric; KeyError when the study did not measure it."""
        for info in self.infos:
            if info.id == metric:
                return info
        raise KeyError(metric)


def records(table: pd.DataFrame) -> list[Any]:
    """The rows of a table, each with its columns as attributes (`itertuples` asks texts one by one)."""
    columns = [table.iloc[:, i].tolist() for i in range(table.shape[1])]
    return list(map(_row_of(tuple(map(str, table.columns)))._make, zip(*columns, strict=True)))


@lru_cache(maxsize=64)
def _row_of(names: tuple[str, ...]) -> Any:
    """A named tuple."""
    return namedtuple("Row", names, rename=True)
