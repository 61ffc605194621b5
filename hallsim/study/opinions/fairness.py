"""Whom a design serves better and whom worse: the gap between parts of the citizens, and who loses though all
together gain.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from hallsim.study.result import MetricInfo, records
from hallsim.study.tables import frame

if TYPE_CHECKING:
    import pandas as pd

WHO: Final = ("age", "rural", "online", "home")
"""What is known of citizens beside group and service, told in one table."""
OF_FAIRNESS: Final = ("group", "service", "office", *WHO)
"""By what gaps are told."""
JUDGED: Final = (
    "satisfaction_overall", "satisfaction_overall_rate", "satisfaction_enterprises_overall",
    "satisfaction_enterprises_overall_rate", "not_served_share", "wait_mean", "visits_per_matter",
    "lead_first_visit_mean",
)  # fmt: skip
"""Of what gaps are told: scores, waits, trips."""
FEWEST: Final = 20
"""People below which a part is too few to be the best or the worst."""


def by_who(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The tables by age, rural, online, home as one, the dimension in front."""
    import pandas as pd

    named = [
        table.assign(dimension=name)[["dimension", *table.columns]]
        for name, table in tables.items()
        if name in WHO and len(table)
    ]
    empty = frame([], ["dimension", "design", "key", "metric", "unit", "n", "people", "value", "lo", "hi"])
    return pd.concat(named, ignore_index=True) if named else empty


def fairness_table(
    tables: Mapping[str, pd.DataFrame], infos: Sequence[MetricInfo], base: str
) -> pd.DataFrame:
    """For each dimension, metric and design: the best part, the worst, the gap, and how it differs from the
    base's. Parts of fewer than `FEWEST` people are left out.
    """
    better = {info.id: info.better for info in infos}
    rows = []
    for dimension, table in tables.items():
        known = table[table["metric"].isin(JUDGED) & table["value"].notna() & (table["people"] >= FEWEST)]
        for metric in [id for id in JUDGED if id in better]:
            gaps = dict(_gaps(known[known["metric"] == metric], higher=better[metric] == "higher"))
            of_base = gaps[base][-1] if base in gaps else math.nan
            for design, (unit, best, worst, best_value, worst_value, gap) in gaps.items():
                told = unit, best, worst, best_value, worst_value, gap, gap - of_base
                rows.append((dimension, metric, design, *told))
    columns = ["dimension", "metric", "design", "unit", "best", "worst", "best_value", "worst_value"]
    return frame(rows, [*columns, "gap", "gap_change"])


def _gaps(
    table: pd.DataFrame, *, higher: bool
) -> Iterator[tuple[str, tuple[str, str, str, float, float, float]]]:
    for design in dict.fromkeys(table["design"]):
        rows = sorted(records(table[table["design"] == design]), key=lambda row: float(row.value))
        if len(rows) < 2:
            continue
        worst, best = (rows[0], rows[-1]) if higher else (rows[-1], rows[0])
        gap = rows[-1].value - rows[0].value
        yield design, (best.unit, best.key, worst.key, best.value, worst.value, gap)


def losers_table(gains: pd.DataFrame) -> pd.DataFrame:
    """Parts that lose though all together gain: the intervals of both mean changes exclude 0, on different
    sides. Changes are as in `gains`: negative is better.
    """
    found = []
    for row in records(gains[gains["dimension"] == "all"]):
        if not row.hi < 0:
            continue
        same = (gains["design"] == row.design) & (gains["measure"] == row.measure)
        for part in records(gains[same & (gains["dimension"] != "all") & (gains["n"] >= FEWEST)]):
            if part.lo > 0:
                told = part.mean_difference, row.mean_difference
                found.append((part.dimension, part.key, part.design, part.measure, part.unit, part.n, *told))
    columns = ["dimension", "key", "design", "measure", "unit", "n", "mean_difference", "mean_of_all"]
    return frame(found, columns)
