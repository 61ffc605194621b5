"""Metrics by group, service, queue, hour, weekday, office ...: the parts of the whole, by the same code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.catalogue.days import DAY_METRICS, DAY_TOTAL
from hallsim.metrics.definition.asking import Asking
from hallsim.metrics.definition.dimensions import Dimension, codes, days_of_parts, open_hours, splits
from hallsim.metrics.definition.judged import OfJudged
from hallsim.metrics.definition.metric import Metric
from hallsim.metrics.definition.places import comes_home, is_terminal
from hallsim.metrics.definition.sample import DEFAULT_WAIT_TARGET_MIN, Sample
from hallsim.metrics.definition.split import Split
from hallsim.metrics.definition.statistic import OfHall, PerDay, plain_parts
from hallsim.metrics.definition.summand import MOST_UNSEEN, Summand, unseen_of
from hallsim.metrics.registry import METRICS
from hallsim.trace.model import Trace

if TYPE_CHECKING:
    import pandas as pd

OF_PEOPLE = (
    "n_visits", "wait_mean", "wait_p90", "wait_target_share", "time_in_hall_mean", "not_served_share",
    "left_share", "served_share", "n_cases", "visits_per_matter", "one_trip_share", "lead_first_visit_mean",
    "on_time_share", "late_or_left_share",
)  # fmt: skip
OF_TICKETS = (
    "n_tickets", "ticket_wait_mean", "ticket_wait_p90", "ticket_wait_away_mean", "ticket_target_share",
    "abandonment_share",
)  # fmt: skip
OF_SERVERS = (
    "utilisation_mean",
    "staff_hours",
    "overtime_hours",
    "kiosk_utilisation",
    "desk_utilisation",
    "home_team_utilisation",
)
OF_FILES = ("n_files", "desk_wait_days", "desk_wait_days_p90", "desk_stay_days")
OF_OPINION = (
    "satisfaction_overall", "satisfaction_overall_rate", "satisfaction_enterprises_overall",
    "satisfaction_enterprises_overall_rate",
)  # fmt: skip
BROKEN_DOWN = (*OF_PEOPLE, *OF_OPINION, DAY_TOTAL, *DAY_METRICS, *OF_TICKETS, *OF_FILES, *OF_SERVERS)
"""Metrics that tables by part hold, where the part means something for the rows they count."""

OF: Mapping[Dimension, tuple[str, ...]] = MappingProxyType({
    "group": (*OF_PEOPLE, *OF_OPINION),
    "service": (*OF_PEOPLE, *OF_OPINION, DAY_TOTAL, *DAY_METRICS),
    "hour": (*OF_PEOPLE, *OF_TICKETS),
    "weekday": (*OF_PEOPLE, *OF_TICKETS),
    "office": (*OF_PEOPLE, *OF_OPINION, *OF_TICKETS),
    "age": (*OF_PEOPLE, *OF_OPINION),
    "rural": (*OF_PEOPLE, *OF_OPINION),
    "online": (*OF_PEOPLE, *OF_OPINION),
    "home": (*OF_PEOPLE, *OF_OPINION),
    "queue": (*OF_TICKETS, *OF_FILES),
    "task": OF_FILES,
    "window": OF_SERVERS,
    "desk": OF_SERVERS,
})  # fmt: skip
"""What a study tells of each part, by dimension."""

OF_NETWORK: tuple[Dimension, ...] = ("office", "home")
"""Dimensions that only several offices have."""

Part = str | int
Parts = dict[Part, dict[str, Summand]]


Told = TypeVar("Told")


def breakdown(s: Sample, dimension: Dimension, ids: Iterable[str] = BROKEN_DOWN) -> Parts:
    """What each part of a sample adds to the metrics that can be split so; parts without a row are left out.

    Parts are in the order of the design; hours, days and classes as numbers. A part whose figure is nan here
    (none of its cases has ended yet) still adds what it knows; a server that is not on duty here adds the
    days on which it was not, a part without a limit to judge here that the run stopped.
    """
    return _by_part(s, dimension, ids, lambda metric, split: metric.parts(s, split))


def plain_breakdown(
    s: Sample, dimension: Dimension, ids: Iterable[str] = BROKEN_DOWN
) -> dict[Part, dict[str, list[Any]]]:
    """The same as JSON keeps it."""
    return _by_part(
        s,
        dimension,
        ids,
        lambda metric, split: plain_parts(metric.statistic, s, metric.counted.rows(s), split),
    )


def _by_part(
    s: Sample, dimension: Dimension, ids: Iterable[str], told: Callable[[Metric, Split], Sequence[Told]]
) -> dict[Part, dict[str, Told]]:
    """What is told of each part by metric."""
    found: dict[int, dict[str, Told]] = {}
    names: tuple[str, ...] | None = None
    for metric in (METRICS[id] for id in ids):
        split = codes(s, metric.counted.table, dimension)
        if split is None or not _means_something(metric, dimension):
            continue
        key, names = split
        of_rows, n_rows = s.once((metric.counted.id, dimension), partial(_of_rows, s, metric, key))
        if metric.counted.table == "servers":
            n_rows = _of_kind(s, metric)
        elif isinstance(metric.statistic, PerDay):
            metric, n_rows = _a_day(s, metric, dimension, names, n_rows)
        elif isinstance(metric.statistic, OfJudged) and s.is_cut:
            n_rows = np.ones(len(names) if names is not None else key.max(initial=-1) + 1, np.int64)
        several = told(metric, of_rows.into(len(n_rows)))
        for part in np.flatnonzero(n_rows).tolist():
            found.setdefault(part, {})[metric.id] = several[part]
    return {(names[part] if names is not None else part): found[part] for part in sorted(found)}


def _a_day(
    s: Sample, metric: Metric, dimension: Dimension, names: Sequence[str] | None, n_rows: Int
) -> tuple[Metric, Int]:
    """An amount a day of each part: a Monday's visits are over the Mondays, and a part that saw nobody on
    these days had a day with nobody.
    """
    assert isinstance(metric.statistic, PerDay)
    if dimension not in ("weekday", "day"):
        seen = open_hours(s) if dimension == "hour" else np.arange(len(names or ()))
        size = max(len(n_rows), int(seen.max(initial=-1)) + 1)
        found = np.concatenate([n_rows, np.zeros(size - len(n_rows), np.int64)])
        found[seen] = np.maximum(found[seen], 1)
        return metric, found
    days = days_of_parts(s, weekday=dimension == "weekday")
    size = max(len(n_rows), int(np.flatnonzero(days).max(initial=-1)) + 1)
    over = np.concatenate([days, np.zeros(max(0, size - len(days)), np.int64)])[:size].astype(np.float64)
    statistic = replace(metric.statistic, days=lambda _: over)
    return replace(metric, statistic=statistic), (over > 0).astype(np.int64)


def can_split(metric: Metric, dimension: Dimension) -> bool:
    """Whether a metric has parts of a dimension: by hour, by queue ..."""
    return splits(metric.counted.table, dimension) and _means_something(metric, dimension)


def _of_rows(s: Sample, metric: Metric, key: Int) -> tuple[Split, Int]:
    """(the population in its parts, rows of each part up to the last that has any)."""
    of_row = key[metric.counted.rows(s)]
    split = Split.by(of_row, int(of_row.max(initial=-1)) + 1)
    return split, split.counts.astype(np.int64)


_CHOSEN = {"terminals": is_terminal, "home_teams": comes_home}


def _of_kind(s: Sample, metric: Metric) -> Int:
    """(servers,) 1 for those that the metric may count, windows, terminals or officers: on duty or not."""
    chosen = _CHOSEN.get(metric.counted.id)
    if chosen is not None:
        return chosen(s.trace).astype(np.int64)
    found = np.zeros(len(s.trace.names.servers), np.int64)
    found[s.desks if metric.counted.id == "officers" else s.windows] = 1
    return found


def _means_something(metric: Metric, dimension: Dimension) -> bool:
    """Officers are not split by window, nor windows by desk; a figure of the whole hall has no parts."""
    if isinstance(metric.statistic, OfHall):
        return False
    if metric.counted.table != "servers":
        return metric.counted.id != "files" or dimension != "window"
    return (metric.counted.id in ("officers", "home_teams")) == (dimension == "desk")


def by(
    trace: Trace,
    dimension: Dimension,
    wait_target_min: float = DEFAULT_WAIT_TARGET_MIN,
    asking: Asking | None = None,
) -> pd.DataFrame:
    """Figures of a trace by one dimension: a row a part, a column a metric of BROKEN_DOWN that can be
    split so.

    nan where a part has nothing to count, or where it was not watched for long enough (`MOST_UNSEEN`).

    Raises:
        ValueError: no such dimension.
    """
    import pandas as pd

    parts = breakdown(Sample(trace, wait_target_min, asking), dimension)
    values = {
        part: {
            id: summand.value
            for id, summand in metrics.items()
            if unseen_of(summand) <= MOST_UNSEEN and not np.isnan(summand.value)
        }
        for part, metrics in parts.items()
    }
    known = {part: figures for part, figures in values.items() if figures}
    table = pd.DataFrame(list(known.values()), index=pd.Index(list(known), name=dimension))
    return table[[id for id in BROKEN_DOWN if id in table.columns]]
