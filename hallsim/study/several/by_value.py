"""What comes of every value tried: figures with intervals, and their differences from the first value."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hallsim.scenario.whatif.question import Cell, Question, Variant
from hallsim.study.contributions import of_design
from hallsim.study.inference.limits import limits_of
from hallsim.study.inference.statistics import difference_of, pooled
from hallsim.study.result import ByValue, MetricInfo, StudyResult, records
from hallsim.study.tables import frame

_FIGURES = ["metric", "unit", "n", "value", "lo", "hi", "caution"]
_FROM_FIRST = ["difference", "difference_lo", "difference_hi"]


@dataclass(frozen=True, slots=True)
class Point:
    """A variant in a world, and the study that holds its figures."""

    cell: Cell
    variant: Variant
    study: StudyResult

    def value(self, path: str) -> str:
        """The value tried of a path; empty for a design that has nothing of it."""
        return dict((*self.cell.values, *self.variant.values)).get(path, "")


def by_value(question: Question, studies: Sequence[StudyResult]) -> ByValue:
    """The table of a question, from the study of each of its cells."""
    points = [
        Point(cell, variant, study)
        for cell, study in zip(question.cells, studies, strict=True)
        for variant in cell.variants
        if variant.name in study.designs
    ]
    first: dict[str, Point] = {}
    rows = []
    for point in points:
        start = first.setdefault(point.variant.design, point)
        values = [point.value(path) for path in question.paths]
        for info, figures in _figures(point):
            gap = (math.nan,) * 3 if start is point else _difference(start, point, info)
            rows.append((point.cell.world, point.variant.design, *values, point.variant.name, *figures, *gap))
    columns = ["world", "design", *question.paths, "variant", *_FIGURES, *_FROM_FIRST]
    return ByValue(
        paths=question.paths,
        table=frame(rows, columns),
        amounts={key: (amount.value, amount.unit) for key, amount in question.amounts.items()},
        names=question.names,
        worlds=question.worlds,
        designs=question.designs,
    )


def _figures(point: Point) -> Iterator[tuple[MetricInfo, tuple[Any, ...]]]:
    infos = {info.id: info for info in point.study.infos}
    for row in records(point.study.summary):
        if row.design == point.variant.name:
            told = (row.metric, row.unit, row.n, row.value, row.lo, row.hi, row.caution)
            yield infos[row.metric], told


def _difference(first: Point, other: Point, info: MetricInfo) -> tuple[float, float, float]:
    """The figure of a point minus that of the first, over the replications that both have finished."""
    both = set(first.study.replications) & set(other.study.replications)
    pools = []
    for point in (first, other):
        results = [r for r in point.study.replicated if r["replication"] in both]
        found = of_design(results, point.variant.name, info.id)
        if len(found) != len(both):
            return (math.nan,) * 3
        pools.append(pooled(found))
    d = difference_of(pools[0], pools[1], limits=limits_of(info.id, info.unit))
    return d.value, d.lo, d.hi
