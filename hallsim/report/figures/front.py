"""The Pareto front: what one metric costs in another, and which trials no other is better than."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hallsim.metrics.registry import METRICS
from hallsim.report.figures.canvas import (
    COLOURS,
    GREY,
    LINE_SPACING,
    TITLE_WIDE,
    blank,
    legend_below,
    wrapped,
)
from hallsim.report.tables.trials import STANDINGS
from hallsim.report.wording.keys import label_with_unit
from hallsim.report.wording.trial_names import Names, axis_label
from hallsim.study.experiment.experiment import Experiment
from hallsim.study.experiment.fronts import Front, Standing
from hallsim.text.message import SEMICOLON, Lang, joined, translate

if TYPE_CHECKING:
    from hallsim.report.figures.canvas import Axes, Figure

MOST_PANELS: Final = 4
_PANEL_WIDE: Final = 44


def front_figure(found: Experiment, lang: Lang) -> Figure:
    """Every trial by the first two metrics; those of the front joined where there are only two."""
    names = Names(found, lang)
    fronts = list(found.fronts.items())[:MOST_PANELS]
    across = min(2, len(fronts))
    down = -(-len(fronts) // across)
    figure, axes = blank(8, 0.9 + (4.2 if across == 1 else 3.3) * down)
    axes.remove()
    panels = figure.subplots(down, across, squeeze=False).ravel()
    for panel, (where, front) in zip(panels, fronts, strict=False):
        _panel(panel, names, front)
        if len(found.fronts) > 1:
            title = wrapped(names.surroundings(*where), _PANEL_WIDE)
            panel.set_title(title, fontsize=9, loc="left", linespacing=LINE_SPACING)
    for empty in panels[len(fronts) :]:
        empty.set_visible(False)
    metrics = [label_with_unit(names.info(metric), lang) for metric in found.study.study.pareto]
    told = joined(metrics, SEMICOLON)
    title = translate("What is weighed, points by their numbers: {metrics}", lang, metrics=told)
    figure.suptitle(wrapped(title, TITLE_WIDE), x=0.01, ha="left", fontsize=11, linespacing=LINE_SPACING)
    legend_below(figure, panels[0])
    return figure


def _panel(panel: Axes, names: Names, front: Front) -> None:
    found, lang = names.found, names.lang
    points: dict[Standing, list[list[float]]] = {}
    for trial, standing in front.standing.items():
        told = [found.figures.told(trial, metric)[0] for metric in front.metrics[:3]]
        values = [_on_axis(e.value, metric) for e, metric in zip(told, front.metrics, strict=False)]
        if any(map(math.isnan, values)):
            continue
        points.setdefault(standing, []).append(values)
        if standing == "front":
            x, y = values[:2]
            (xl, xh), (yl, yh) = (
                (_on_axis(e.lo, m), _on_axis(e.hi, m)) for e, m in zip(told[:2], front.metrics, strict=False)
            )
            panel.hlines(y, xl, xh, color=COLOURS[1], alpha=0.35, linewidth=1)
            panel.vlines(x, yl, yh, color=COLOURS[1], alpha=0.35, linewidth=1)
            panel.annotate(str(trial.number), (x, y), xytext=(5, 5), textcoords="offset points", fontsize=8)
    for told_as, (face, edge, size) in _LOOKS.items():
        own = points.get(told_as, [])
        panel.scatter(
            [one[0] for one in own], [one[1] for one in own], s=size, c=face, edgecolors=edge, zorder=3,
            label=STANDINGS[told_as].text(lang),
        )  # fmt: skip
    on_it = points.get("front", [])
    if len(front.metrics) == 2:
        _joined(panel, on_it)
    elif len({one[2] for one in on_it}) > 1:
        _third(panel, names, front.metrics[2], on_it)
    panel.set_xlabel(axis_label(names, front.metrics[0]), fontsize=9)
    panel.set_ylabel(axis_label(names, front.metrics[1]), fontsize=9)
    panel.spines[["top", "right"]].set_visible(False)
    panel.margins(0.12)
    panel.tick_params(labelsize=8)


_LOOKS: Final[dict[Standing, tuple[str, str, int]]] = {
    "behind": (GREY, GREY, 18),
    "may_be": ("white", COLOURS[0], 30),
    "front": (COLOURS[1], COLOURS[1], 44),
}
"""Face, edge and size of the points."""


def _on_axis(value: float, metric: str) -> float:
    return value * (100 if METRICS[metric].unit == "share" else 1)


def _third(panel: Axes, names: Names, metric: str, points: Sequence[Sequence[float]]) -> None:
    """The third metric as the filling of the points of the front."""
    x, y, values = zip(*points, strict=True)
    dots = panel.scatter(x, y, s=26, c=values, cmap="Blues", zorder=4)
    figure = panel.get_figure()
    assert figure is not None
    bar = figure.colorbar(dots, ax=panel, aspect=25, pad=0.02)
    bar.set_label(axis_label(names, metric), fontsize=8)
    bar.ax.tick_params(labelsize=7)


def _joined(panel: Axes, points: Sequence[Sequence[float]]) -> None:
    """The front as a line; of three metrics no line through two would be one."""
    several = sorted(points, key=tuple)
    panel.plot(
        [one[0] for one in several], [one[1] for one in several], color=COLOURS[1], linewidth=1, zorder=2
    )
