"""Figures of where the days go: the lead time in parts, files in work over time, what one more brings."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from hallsim.metrics.attribution.lead_parts import LEAD_PARTS
from hallsim.metrics.catalogue.days import day_id
from hallsim.report.figures.canvas import (
    COLOURS,
    GREY,
    GRID,
    LINE_SPACING,
    TITLE_WIDE,
    blank,
    legend_below,
    wrapped,
)
from hallsim.report.wording.day_parts import part_label
from hallsim.report.wording.keys import name_of
from hallsim.report.wording.numbers import number
from hallsim.study.result import StudyResult
from hallsim.text.message import Lang, translate

if TYPE_CHECKING:
    from hallsim.report.figures.canvas import Axes, Figure

PART_COLOURS: Final = {
    "work": "#009E73", "desk_queue": "#D55E00", "desk_closed": "#F0B48A", "meeting": "#CC79A7",
    "inspection": "#0072B2", "step": "#9ca3af", "courier": "#8b5e34", "correction": "#E69F00",
    "documents": "#56B4E9", "collecting": "#b9ddf2", "hall": "#111827",
}  # fmt: skip
"""Whoever holds the case has a family of colours: desks warm, the citizen light blue."""
_NAME_WIDE = 26  # Latin letters beside a bar
_MOST_STEPS = 9
_OTHERS = "#d1d5db"


def stacked_parts(bars: Sequence[tuple[str, Mapping[str, float]]], title: str, lang: Lang) -> Figure:
    """A bar of parts each, in working days."""
    parts = [part for part in LEAD_PARTS if any(own.get(part, 0.0) > 0 for _, own in bars)]
    figure, axes = blank(8, 1.1 + 0.42 * len(bars))
    since = [0.0] * len(bars)
    for part in parts:
        days = [max(0.0, own.get(part, 0.0)) for _, own in bars]
        axes.barh(
            range(len(bars)),
            days,
            left=since,
            height=0.68,
            color=PART_COLOURS[part],
            label=part_label(part, lang),
        )
        since = [before + more for before, more in zip(since, days, strict=True)]
    for i, total in enumerate(since):
        axes.text(total + 0.01 * max(since), i, number(total), va="center", fontsize=8, color=GREY)
    names = [wrapped(name, _NAME_WIDE) for name, _ in bars]
    axes.set_yticks(range(len(bars)), names, fontsize=8, linespacing=LINE_SPACING)
    axes.invert_yaxis()
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.grid(axis="y", visible=False)
    axes.set_xlim(0, 1.06 * max(since))
    axes.set_xlabel(translate("Working days from the first visit to the certificate", lang))
    _title(axes, title)
    legend_below(figure, axes)
    return figure


def days_of_designs(study: StudyResult, lang: Lang) -> Figure:
    """The lead time of each design in its parts."""
    bars = [(name_of(study, "design", design, lang), own) for design, own in _parts_of(study).items()]
    return stacked_parts(bars, translate("Where the days go", lang), lang)


def has_days(study: StudyResult) -> bool:
    """Whether any case goes on beyond the hall."""
    beyond = [part for part in LEAD_PARTS if part != "hall"]
    return any(own.get(part, 0.0) > 0 for own in _parts_of(study).values() for part in beyond)


def _parts_of(study: StudyResult) -> dict[str, dict[str, float]]:
    """By design that has them, the parts of the lead time."""
    ids = {day_id(part): part for part in LEAD_PARTS}
    table = study.summary[study.summary["metric"].isin(ids) & study.summary["value"].notna()]
    found: dict[str, dict[str, float]] = {}
    for design, metric, value in zip(table["design"], table["metric"], table["value"], strict=True):
        found.setdefault(design, {})[ids[metric]] = float(value)
    return found


def files_over_time(
    dates: Sequence[str],
    files: Mapping[str, Sequence[float]],
    cases: Sequence[float],
    warm_up: int,
    lang: Lang,
) -> Figure:
    """Files at each step on each working day, stacked, and the cases under way as a line.

    Args:
        dates: of the working days.
        files: by the name of a step, in their order; of many, the largest stand out.
        cases: accepted and not decided.
        warm_up: working days that do not count.
    """
    largest = sorted(files, key=lambda name: -sum(files[name]))[:_MOST_STEPS]
    shown = {name: files[name] for name in files if name in largest}
    rest = [sum(files[name][i] for name in files if name not in largest) for i in range(len(dates))]
    figure, axes = blank(8, 3.8)
    x = range(len(dates))
    layers = [*shown.values(), *([rest] if any(rest) else [])]
    names = [*shown, *([translate("other steps", lang)] if any(rest) else [])]
    colours = [*(_step_colour(i) for i in range(len(shown))), _OTHERS]
    axes.stackplot(x, *layers, labels=names, colors=colours[: len(layers)], linewidth=0)
    axes.plot(
        x, cases, color="#111827", linewidth=1.2, label=translate("cases accepted and not decided", lang)
    )
    if warm_up:
        axes.axvspan(0, warm_up, color="white", alpha=0.55, linewidth=0)
    axes.set_xlim(0, max(1, len(dates) - 1))
    axes.set_ylim(bottom=0)
    ticks = list(range(0, len(dates), max(1, math.ceil(len(dates) / 8))))
    axes.set_xticks(ticks, [dates[i][5:] for i in ticks])
    axes.set_ylabel(translate("Files", lang))
    _title(axes, translate("Files in work by step, mean of each working day", lang))
    legend_below(figure, axes)
    return figure


def _step_colour(i: int) -> str:
    extra = ("#8b5e34", "#b9ddf2", "#a3b18a")
    return (*COLOURS[:-1], *extra)[i % (len(COLOURS) - 1 + len(extra))]


def gains(rows: Sequence[tuple[str, float, float, float]], label: str, lang: Lang) -> Figure:
    """What one more of each brings: (name, change, lo, hi), best first."""
    figure, axes = blank(8, 1.0 + 0.34 * len(rows))
    for i, (_, value, lo, hi) in enumerate(rows):
        clear = lo > 0 or hi < 0
        colour = COLOURS[0] if clear else GREY
        axes.plot([lo, hi], [i, i], color=colour, linewidth=1.8)
        axes.plot(value, i, "o", color=colour, markerfacecolor=colour if clear else "white", markersize=5)
    axes.axvline(0, color=GREY, linewidth=1)
    names = [wrapped(name, 44) for name, *_ in rows]
    axes.set_yticks(range(len(rows)), names, fontsize=8, linespacing=LINE_SPACING)
    axes.invert_yaxis()
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(wrapped(translate("Change: {metric}", lang, metric=label), TITLE_WIDE))
    _title(
        axes,
        translate("One more of each; 95% intervals that hold all at once (hollow: includes 0)", lang),
        figure,
    )
    return figure


def _title(axes: Axes, text: str, figure: Figure | None = None) -> None:
    if figure is not None:
        figure.suptitle(wrapped(text, TITLE_WIDE), x=0.01, ha="left", fontsize=11, linespacing=LINE_SPACING)
    else:
        axes.set_title(wrapped(text, TITLE_WIDE), loc="left", fontsize=11, linespacing=LINE_SPACING)
