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
from hallsim.text.message import Lang, translate

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
    title = translate("What is weighed, points by their numbers: {metrics}", lang, metrics="; ".join(metrics))
    figure.suptitle(wrapped(title, TITLE_WIDE), x=0.01, ha="left", fontsize=11, linespacing=LINE_SPACING)
    legend_below(figure, panels[0])
    return figure


def _panel(panel: Axes, names: Names, front: Front) -> None:
    found, lang = names.found, names.lang
    pair = front.metrics[:2]
    scales = [100 if METRICS[metric].unit == "share" else 1 for metric in pair]
    looks: dict[Standing, tuple[str, str, int]] = {
        "behind": (GREY, GREY, 18),
        "may_be": ("white", COLOURS[0], 30),
        "front": (COLOURS[1], COLOURS[1], 40),
    }
    points: dict[str, list[tuple[float, float]]] = {}
    for trial, standing in front.standing.items():
        told = [found.figures.told(trial, metric)[0] for metric in pair]
        x, y = (e.value * scale for e, scale in zip(told, scales, strict=True))
        if math.isnan(x) or math.isnan(y):
            continue
        points.setdefault(standing, []).append((x, y))
        if standing == "front":
            (xl, xh), (yl, yh) = ((e.lo * s, e.hi * s) for e, s in zip(told, scales, strict=True))
            panel.hlines(y, xl, xh, color=COLOURS[1], alpha=0.35, linewidth=1)
            panel.vlines(x, yl, yh, color=COLOURS[1], alpha=0.35, linewidth=1)
            panel.annotate(str(trial.number), (x, y), xytext=(4, 4), textcoords="offset points", fontsize=8)
    for told_as, (face, edge, size) in looks.items():
        own = points.get(told_as, [])
        panel.scatter(
            [x for x, _ in own], [y for _, y in own], s=size, c=face, edgecolors=edge, zorder=3,
            label=STANDINGS[told_as].text(lang),
        )  # fmt: skip
    if len(front.metrics) == 2:
        _joined(panel, points.get("front", []))
    panel.set_xlabel(axis_label(names, pair[0]), fontsize=9)
    panel.set_ylabel(axis_label(names, pair[1]), fontsize=9)
    panel.spines[["top", "right"]].set_visible(False)
    panel.margins(0.12)
    panel.tick_params(labelsize=8)


def _joined(panel: Axes, points: Sequence[tuple[float, float]]) -> None:
    """The front as a line; of three metrics no line through two would be one."""
    several = sorted(points)
    panel.plot([x for x, _ in several], [y for _, y in several], color=COLOURS[1], linewidth=1, zorder=2)
