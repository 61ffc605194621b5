"""Heat maps: a metric over the values of two factors, a panel for each design and value of the others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hallsim.report.figures.canvas import LINE_SPACING, TITLE_WIDE, blank, wrapped
from hallsim.report.wording.keys import label_with_unit
from hallsim.report.wording.numbers import number
from hallsim.report.wording.trial_names import Names, shown
from hallsim.study.experiment.experiment import Experiment
from hallsim.study.experiment.trials import Trial
from hallsim.text.message import Lang

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.report.figures.canvas import Axes, Figure

MOST_PANELS: Final = 6
_PANEL_WIDE: Final = 44
_MOST_WRITTEN: Final = 12
"""Rows and columns up to which each cell has its number written in it."""


@dataclass(frozen=True, slots=True)
class Map:
    """The trials of one design, world and values of the other factors, by the values of the two."""

    design: str
    world: str
    others: tuple[tuple[str, str], ...]
    cells: dict[tuple[str, str], Trial]


def pair_of(found: Experiment) -> tuple[str, str] | None:
    """The two factors of a map: the first two of a grid that have several values; None without two."""
    if found.study.study.points.kind != "grid":
        return None
    several = [v.levels.name for v in found.study.factors if len(v.levels.listed()) > 1]
    return (several[0], several[1]) if len(several) > 1 else None


def maps_of(found: Experiment, pair: tuple[str, str]) -> list[Map]:
    """Every map; a design that lacks one of the two factors has none."""
    maps: dict[tuple[object, ...], Map] = {}
    for trial in found.trials.all:
        if all(trial.value(name) for name in pair):
            others = tuple(value for value in trial.values if value[0] not in pair)
            key = (trial.world, trial.design, others)
            one = maps.setdefault(key, Map(trial.design, trial.world, others, {}))
            one.cells[trial.value(pair[0]), trial.value(pair[1])] = trial
    return list(maps.values())


def heat_table(found: Experiment, metric: str, pair: tuple[str, str]) -> pd.DataFrame:
    """The numbers of the maps of a metric: a row a value of the first factor, a column one of the second."""
    import pandas as pd

    rows = []
    for one in maps_of(found, pair):
        for first in dict.fromkeys(cell[0] for cell in one.cells):
            told: dict[str, str | float] = {
                "world": one.world,
                "design": one.design,
                **dict(one.others),
                pair[0]: first,
            }
            for (a, b), trial in one.cells.items():
                if a == first:
                    told[f"{pair[1]}={b}"] = found.figures.told(trial, metric)[0].value
            rows.append(told)
    return pd.DataFrame(rows)


def heat_map(found: Experiment, metric: str, pair: tuple[str, str], lang: Lang) -> Figure:
    """The maps of a metric, all in one scale of colours."""
    names = Names(found, lang)
    maps = maps_of(found, pair)[:MOST_PANELS]
    info = names.info(metric)
    tables = [_numbers(found, one, metric, pair) for one in maps]
    known = [value for _, _, grid in tables for row in grid for value in row if not math.isnan(value)]
    across = min(2, len(maps))
    down = -(-len(maps) // across)
    figure, axes = blank(8, 0.9 + 2.9 * down)
    axes.remove()
    panels = figure.subplots(down, across, squeeze=False).ravel()
    ends = (min(known, default=0.0), max(known, default=1.0))
    for panel, one, table in zip(panels, maps, tables, strict=False):
        _panel(panel, names, one, table, pair, info.unit, ends)
    for empty in panels[len(maps) :]:
        empty.set_visible(False)
    title = wrapped(label_with_unit(info, lang), TITLE_WIDE)
    figure.suptitle(title, x=0.01, ha="left", fontsize=11, linespacing=LINE_SPACING)
    return figure


Numbers = tuple[list[str], list[str], list[list[float]]]


def _numbers(found: Experiment, one: Map, metric: str, pair: tuple[str, str]) -> Numbers:
    """Values of the second factor (rows), of the first (columns), and the figures."""
    columns, rows = (list(dict.fromkeys(cell[i] for cell in one.cells)) for i in (0, 1))

    def value(column: str, row: str) -> float:
        trial = one.cells.get((column, row))
        return math.nan if trial is None else found.figures.told(trial, metric)[0].value

    del pair
    return rows, columns, [[value(column, row) for column in columns] for row in rows]


def _panel(
    panel: Axes, names: Names, one: Map, table: Numbers, pair: tuple[str, str], unit: str,
    ends: tuple[float, float],
) -> None:  # fmt: skip
    rows, columns, grid = table
    low, high = ends
    panel.imshow(
        grid, cmap="YlOrBr", vmin=low, vmax=high if high > low else low + 1, aspect="auto", origin="lower"
    )
    panel.set_xticks(range(len(columns)), list(map(shown, columns)), fontsize=8)
    panel.set_yticks(range(len(rows)), list(map(shown, rows)), fontsize=8)
    panel.set_xlabel(names.factor(pair[0]), fontsize=8)
    panel.set_ylabel(names.factor(pair[1]), fontsize=8)
    if max(len(rows), len(columns)) <= _MOST_WRITTEN:
        _write(panel, grid, unit, (low + 0.65 * (high - low)))
    parts = [names.design(one.design)]
    parts += [names.world(one.world)] if len(names.found.study.worlds) > 1 else []
    parts += [names.values(one.others)] if one.others else []
    panel.set_title(wrapped(" · ".join(parts), _PANEL_WIDE), fontsize=9, loc="left", linespacing=LINE_SPACING)
    panel.tick_params(length=0)


def _write(panel: Axes, grid: Sequence[Sequence[float]], unit: str, dark: float) -> None:
    for y, row in enumerate(grid):
        for x, value in enumerate(row):
            colour = "white" if value > dark else "black"
            panel.text(x, y, number(value, unit), ha="center", va="center", fontsize=8, color=colour)
