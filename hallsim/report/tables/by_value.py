"""What comes of each value tried and of each world: a table a metric."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hallsim.metrics.registry import PRIMARY
from hallsim.report.wording.cautions import cell
from hallsim.report.wording.grid import Column, Grid, columns
from hallsim.report.wording.keys import chosen, label_with_population
from hallsim.report.wording.numbers import NOTHING, interval, number
from hallsim.report.wording.titles import words_in
from hallsim.scenario.scenario import WORLD
from hallsim.study.result import ByValue, MetricInfo, StudyResult
from hallsim.text.message import Lang, translate

MOST_METRICS = 4
_MOST_ROWS = 60


def metrics_by_value(study: StudyResult) -> list[MetricInfo]:
    """The metrics that are told by value: those that the study leads with, else the usual primary ones."""
    primary = tuple(dict.fromkeys(study.differences.loc[study.differences["primary"], "metric"]))
    return chosen(study, study.key_metrics or primary or PRIMARY, MOST_METRICS)


def world_name(found: ByValue, world: str, lang: Lang) -> str:
    """The title of a world; the world of the file is called so."""
    if world in found.worlds:
        return words_in(found.worlds[world], lang)
    return translate("The world of the file", lang) if world == WORLD else world


def design_name(found: ByValue, design: str, lang: Lang) -> str:
    """The title of a design before anything was varied; its name when it has none."""
    return words_in(found.designs[design], lang) if design in found.designs else design


def rows_of(found: ByValue, metric: str) -> list[Mapping[str, Any]]:
    """The rows of a metric, in the order of the question."""
    rows = found.table[found.table["metric"] == metric].to_dict("records")
    return [{str(column): value for column, value in row.items()} for row in rows]


def by_value_grids(study: StudyResult, found: ByValue, lang: Lang) -> Iterator[Grid | str]:
    """A table a metric: the values tried, the figure with its interval, its difference from the first value.

    Args:
        study: any one of those behind the table, for its words.
    """
    worlds = list(dict.fromkeys(found.table["world"]))
    first = [translate("World", lang)] if len(worlds) > 1 else []
    heads = [
        *first,
        *(found.names[path].short.text(lang) for path in found.paths),
        translate("Hall design", lang),
    ]
    if found.paths:
        yield translate("Varied: {paths}", lang, paths=", ".join(found.paths))
    for info in metrics_by_value(study):
        grid = Grid(
            title=label_with_population(info, lang),
            columns=[
                *[Column(head) for head in heads],
                *columns(lang, "Figure", "From the first", "95% interval", right=True),
            ],
        )
        rows = rows_of(found, info.id)
        for row in rows[:_MOST_ROWS]:
            world = [world_name(found, row["world"], lang)] if len(worlds) > 1 else []
            values = [row[path] or NOTHING for path in found.paths]
            grid.add(
                *world, *values, design_name(found, row["design"], lang), _cell(row, info),
                number(row["difference"], info.unit, signed=True),
                interval(row["difference_lo"], row["difference_hi"], info.unit, lang, signed=True),
            )  # fmt: skip
        yield grid
        if len(rows) > _MOST_ROWS:
            yield translate("{n} more rows are in by_value.csv", lang, n=len(rows) - _MOST_ROWS)
    yield translate(
        "From the first: the figure minus that of the same design in the first world with the first value,"
        " paired by replication; each interval holds by itself.",
        lang,
    )


class _Row:
    """A row as the cells of other tables read it."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.value, self.lo, self.hi, self.caution = row["value"], row["lo"], row["hi"], row["caution"]


def _cell(row: Mapping[str, Any], info: MetricInfo) -> str:
    return cell(_Row(row), info.unit)
