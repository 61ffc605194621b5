"""Response curves: what comes of the values of one factor, a panel a metric, a line all else being equal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hallsim.report.figures.canvas import (
    GREY,
    GRID,
    LINE_SPACING,
    TITLE_WIDE,
    blank,
    legend_below,
    style,
    wrapped,
)
from hallsim.report.wording.trial_names import Names, axis_label, numbers_of
from hallsim.study.experiment.experiment import Experiment
from hallsim.study.experiment.trials import Trial
from hallsim.text.message import Lang, translate

if TYPE_CHECKING:
    from hallsim.report.figures.canvas import Axes, Figure

MOST_PANELS = 4
MOST_LINES = 7
_PANEL_WIDE = 46
_MOST_TICKS = 12
_WIDEST_TICK = 8
_LEAST_APART = 0.08  # of the axis


@dataclass(slots=True)
class Line:
    """Trials that differ in one factor only; `level`: the only one of a design without the factor."""

    design: str
    world: str
    others: tuple[tuple[str, str], ...]
    trials: list[Trial] = field(default_factory=list)

    def is_level(self, factor: str) -> bool:
        """Whether its design has nothing of the factor."""
        return len(self.trials) == 1 and not self.trials[0].value(factor)


def lines_of(found: Experiment, factor: str) -> tuple[list[Line], bool]:
    """The lines of a factor, and whether these are all.

    Of a Latin hypercube and of rows, which have none, a cloud for each design.
    """
    scattered = found.study.study.points.kind in ("latin_hypercube", "rows")
    lines: dict[tuple[object, ...], Line] = {}
    for trial in found.trials.all:
        others = () if scattered else tuple(pair for pair in trial.values if pair[0] != factor)
        if found.study.study.points.kind == "one_at_a_time" and others:
            continue  # another factor is moved there
        key = (trial.world, trial.design, others)
        lines.setdefault(key, Line(trial.design, trial.world, others)).trials.append(trial)
    told = [line for line in lines.values() if not scattered or any(t.value(factor) for t in line.trials)]
    return (told, True) if len(told) <= MOST_LINES else (_middle(told), False)


def _middle(lines: Sequence[Line]) -> list[Line]:
    """Of too many lines those in the middle of the other factors, one for each design and world."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.world, line.design), []).append(line)
    return [several[len(several) // 2] for several in groups.values()][:MOST_LINES]


def factor_curves(found: Experiment, factor: str, lang: Lang) -> Figure:
    """The figures of the first metrics over the values of a factor, with their intervals."""
    names = Names(found, lang)
    metrics = found.study.metrics[:MOST_PANELS]
    across = min(2, len(metrics))
    down = -(-len(metrics) // across)
    figure, axes = blank(8, 0.6 + 2.7 * down)
    axes.remove()
    panels = figure.subplots(down, across, squeeze=False).ravel()
    lines, are_all = lines_of(found, factor)
    for panel, metric in zip(panels, metrics, strict=False):
        _panel(panel, names, lines, factor, metric)
    for empty in panels[len(metrics) :]:
        empty.set_visible(False)
    told = {"what": names.factor(factor), "level": names.level}
    title = translate("By {what}, with {level} intervals", lang, **told)
    if not are_all:
        text = "By {what}, with {level} intervals; other factors in the middle of their values"
        title = translate(text, lang, **told)
    figure.suptitle(wrapped(title, TITLE_WIDE), x=0.01, ha="left", fontsize=11, linespacing=LINE_SPACING)
    if len(panels[0].get_legend_handles_labels()[1]) > 1:
        legend_below(figure, panels[0])
    return figure


def _panel(panel: Axes, names: Names, lines: Sequence[Line], factor: str, metric: str) -> None:
    info, found = names.info(metric), names.found
    scale = 100 if info.unit == "share" else 1
    places = _places(names, lines, factor)
    scattered = found.study.study.points.kind in ("latin_hypercube", "rows")
    width = max(places.values(), default=1) - min(places.values(), default=0) or 1.0
    least = math.inf
    for i, line in enumerate(lines):
        figures = [found.figures.told(trial, metric)[0] for trial in line.trials]
        label, colour = _label(names, line), style(i)["color"]
        y, lo, hi = (
            [value * scale for value in side]
            for side in zip(*((e.value, e.lo, e.hi) for e in figures), strict=True)
        )
        least = min(least, *(value for value in lo if not math.isnan(value)), math.inf)
        if line.is_level(factor):
            panel.axhline(y[0], label=label, **style(i))
            panel.axhspan(lo[0], hi[0], color=colour, alpha=0.12, linewidth=0)
            continue
        shift = (i - (len(lines) - 1) / 2) * 0.012 * width
        x = [places[trial.value(factor)] + (0 if scattered else shift) for trial in line.trials]
        order = sorted(range(len(x)), key=lambda k: x[k])
        x, y, lo, hi = ([of[k] for k in order] for of in (x, y, lo, hi))
        if scattered:
            panel.plot(x, y, "o", markersize=4, label=label, color=colour, alpha=0.8)
            panel.vlines(x, lo, hi, color=colour, alpha=0.35, linewidth=1)
        else:
            panel.plot(x, y, label=label, marker="o", markersize=4, **style(i))
            panel.vlines(x, lo, hi, color=colour)
    _axis(panel, places, names.stated(factor))
    if least >= 0:
        panel.set_ylim(0, 1.05 * panel.get_ylim()[1])
    label = axis_label(names, metric)
    panel.set_title(wrapped(label, _PANEL_WIDE), fontsize=9, loc="left", linespacing=LINE_SPACING)
    panel.spines[["top", "right"]].set_visible(False)
    panel.grid(axis="y", color=GRID, linewidth=0.8)
    panel.set_axisbelow(True)
    panel.tick_params(labelsize=8, colors=GREY)


def _places(names: Names, lines: Sequence[Line], factor: str) -> dict[str, float]:
    """Where each value stands along the axis; what is as in the scenario first, where it is no number."""
    trials = [trial for line in lines if not line.is_level(factor) for trial in line.trials]
    values = list(dict.fromkeys(trial.value(factor) for trial in trials))
    told = sorted(values, key=lambda value: value != "")
    numbers = numbers_of(told, names.stated(factor))
    if numbers is None:
        return {value: float(i) for i, value in enumerate(told)}
    return dict(zip(told, numbers, strict=True))


def _axis(panel: Axes, places: Mapping[str, float], stated: str) -> None:
    """What is written below the axis: the values themselves, of many numbers an axis of its own."""
    ticks = sorted({place: value for value, place in places.items()}.items())
    if len(ticks) > _MOST_TICKS and numbers_of(list(places), stated) is not None:
        return
    told = _apart(ticks[:: -(-len(ticks) // _MOST_TICKS)])
    labels = [value or stated or "–" for _, value in told]
    panel.set_xticks([place for place, _ in told], labels, fontsize=8)
    if any(len(text) > _WIDEST_TICK for text in labels):
        panel.tick_params(axis="x", rotation=20)


def _apart(ticks: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Those ticks that do not stand in one another's way; the first and the last stay."""
    least = _LEAST_APART * (ticks[-1][0] - ticks[0][0])
    found = [ticks[0]]
    for place, value in ticks[1:-1]:
        if place - found[-1][0] >= least and ticks[-1][0] - place >= least:
            found.append((place, value))
    return found if len(ticks) == 1 else [*found, ticks[-1]]


def _label(names: Names, line: Line) -> str:
    study = names.found.study
    parts = [names.design(line.design)]
    parts += [names.world(line.world)] if len(study.worlds) > 1 else []
    return " · ".join([*parts, *([names.values(line.others)] if line.others else [])])
