"""Response curves: what comes of each value tried, a panel a metric, a line a design and world."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hallsim.report.figures.canvas import GRID, LINE_SPACING, TITLE_WIDE, blank, legend_below, style, wrapped
from hallsim.report.tables.by_value import design_name, metrics_by_value, rows_of, world_name
from hallsim.report.wording.keys import label_with_unit
from hallsim.study.result import ByValue, MetricInfo, StudyResult
from hallsim.text.message import Lang, translate

if TYPE_CHECKING:
    from hallsim.report.figures.canvas import Axes, Figure

_PANEL_WIDE = 46  # Latin letters above one of two panels
_MOST_TICKS = 12
_WIDEST_TICK = 8  # letters of a value that stands level below the axis


def response_curves(study: StudyResult, found: ByValue, lang: Lang) -> Figure:
    """The figures of the metrics told by value, with 95% intervals; `study` is any one behind the table."""
    infos = metrics_by_value(study)
    across = min(2, len(infos))
    down = -(-len(infos) // across)
    figure, axes = blank(8, 0.6 + 2.7 * down)
    axes.remove()
    panels = figure.subplots(down, across, squeeze=False).ravel()
    path = _along(found)
    for panel, info in zip(panels, infos, strict=False):
        _panel(panel, found, info, path, lang)
    for empty in panels[len(infos) :]:
        empty.set_visible(False)
    title = translate(
        "By {what}, with 95% intervals",
        lang,
        what=found.names[path].full if path else translate("world", lang),
    )
    figure.suptitle(wrapped(title, TITLE_WIDE), x=0.01, ha="left", fontsize=11, linespacing=LINE_SPACING)
    if len(panels[0].get_legend_handles_labels()[1]) > 1:
        legend_below(figure, panels[0])
    return figure


def _along(found: ByValue) -> str:
    """The path along the axis: the first of which every value is a number, else the first."""
    for path in found.paths:
        if all((path, value) in found.amounts for value in found.table[path] if value):
            return path
    return found.paths[0] if found.paths else ""


def _panel(panel: Axes, found: ByValue, info: MetricInfo, path: str, lang: Lang) -> None:
    rows = rows_of(found, info.id)
    places, labels = _axis(found, path, lang)
    lines: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    others = [other for other in found.paths if other != path]
    for row in rows:
        world = row["world"] if path else ""
        lines.setdefault((world, row["design"], *[row[other] for other in others]), []).append(row)
    scale = 100 if info.unit == "share" else 1
    for i, (line, own) in enumerate(lines.items()):
        label = _label(found, line, others, lang)
        if path and not own[0][path]:
            _level(panel, own[0], scale, i, label)
            continue
        x = [places[row[path] if path else row["world"]] for row in own]
        shift = (i - (len(lines) - 1) / 2) * 0.012 * (max(places.values()) - min(places.values()) or 1.0)
        x = [place + shift for place in x]  # intervals of several lines stay apart
        y, lo, hi = ([row[column] * scale for row in own] for column in ("value", "lo", "hi"))
        panel.plot(x, y, label=label, marker="o", markersize=4, **(style(i) if path else _dots(i)))
        panel.vlines(x, lo, hi, color=style(i)["color"])
    panel.set_xticks(list(labels), list(labels.values()), fontsize=8)
    if path and any(len(text) > _WIDEST_TICK for text in labels.values()):
        panel.tick_params(axis="x", rotation=20)
    if all(row["lo"] >= 0 or math.isnan(row["lo"]) for row in rows):
        panel.set_ylim(0, 1.05 * panel.get_ylim()[1])
    label = label_with_unit(info, lang) + (("，%" if lang == "zh" else ", %") if scale == 100 else "")
    panel.set_title(wrapped(label, _PANEL_WIDE), fontsize=9, loc="left", linespacing=LINE_SPACING)
    panel.spines[["top", "right"]].set_visible(False)
    panel.grid(axis="y", color=GRID, linewidth=0.8)
    panel.set_axisbelow(True)
    panel.tick_params(labelsize=8)


def _dots(i: int) -> dict[str, Any]:
    """Worlds have no order that a line could show."""
    return {"color": style(i)["color"], "linestyle": "none"}


def _level(panel: Axes, row: Mapping[str, Any], scale: float, i: int, label: str) -> None:
    """A design that has nothing of what is varied: the same all along."""
    panel.axhline(row["value"] * scale, label=label, **style(i))
    panel.axhspan(row["lo"] * scale, row["hi"] * scale, color=style(i)["color"], alpha=0.12, linewidth=0)


def _axis(found: ByValue, path: str, lang: Lang) -> tuple[dict[str, float], dict[float, str]]:
    """Where each value stands along the axis, and what is written below it."""
    if not path:
        worlds = list(dict.fromkeys(found.table["world"]))
        return (
            {world: float(i) for i, world in enumerate(worlds)},
            {float(i): wrapped(world_name(found, world, lang), 18) for i, world in enumerate(worlds)},
        )
    values = [value for value in dict.fromkeys(found.table[path]) if value]
    amounts = [found.amounts.get((path, value)) for value in values]
    if any(amount is None for amount in amounts) or len({a[1] for a in amounts if a}) > 1:
        return (
            {value: float(i) for i, value in enumerate(values)},
            {float(i): value for i, value in enumerate(values)},
        )
    places = {value: a[0] for value, a in zip(values, amounts, strict=True) if a is not None}
    return places, dict(_thinned([(place, value) for value, place in places.items()]))


def _thinned(ticks: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    every = -(-len(ticks) // _MOST_TICKS)
    return list(ticks[::every])


def _label(found: ByValue, line: tuple[str, ...], others: Sequence[str], lang: Lang) -> str:
    world, design, *values = line
    worlds = set(found.table["world"])
    parts = [design_name(found, design, lang)]
    parts += [world_name(found, world, lang)] if world and len(worlds) > 1 else []
    told = [(found.names[other].short, value) for other, value in zip(others, values, strict=True) if value]
    parts += [translate("{factor} {value}", lang, factor=name, value=value) for name, value in told]
    return " · ".join(parts)
