"""What guesses do to an answer: a tornado, Morris' plot, Sobol's shares, a difference along a guess."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

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
from hallsim.report.wording.outcomes import Names, names_in
from hallsim.study.sensitivity.even import Even
from hallsim.study.sensitivity.levers import Lever
from hallsim.study.sensitivity.outcome import Outcome
from hallsim.study.sensitivity.sensitivity import Moved, Sensitivity
from hallsim.text.message import Lang, translate

if TYPE_CHECKING:
    from hallsim.report.figures.canvas import Axes, Figure
    from hallsim.scenario.scenario import Scenario

_NAME_WIDE = 38
_MOST = 15
"""Guesses that are drawn: those that do most."""


def tornado(found: Sensitivity, outcome: Outcome, lang: Lang) -> Figure:
    """A bar a guess from the outcome at one end of its range to that at the other, the widest on top."""
    names = names_in(found.hall.source.scenario, lang)
    rows = [row for row in found.moved(outcome) if not math.isnan(row.change)][:_MOST]
    scale = _scale(names, outcome)
    figure, axes = _rows(len(rows))
    stated = found.stated[found.outcomes.index(outcome)].value
    for y, row in enumerate(rows):
        for end, value, colour in _ends(row):
            axes.barh(
                y, (value - stated) * scale, left=stated * scale, height=0.62, color=colour,
                label=translate(end, lang) if y == 0 else None,
            )  # fmt: skip
    axes.axvline(stated * scale, color=GREY, linewidth=1)
    if outcome.base is not None:
        axes.axvline(0, color="black", linewidth=0.8, linestyle=":")
    _names(axes, [_label(names, row.lever) for row in rows])
    axes.set_xlabel(_axis(names, outcome))
    return _titled(figure, axes, names, outcome)


def morris_plot(found: Sensitivity, outcome: Outcome, lang: Lang) -> Figure:
    """A dot a guess: the mean absolute effect with its interval, and how unlike the effects are."""
    names = names_in(found.hall.source.scenario, lang)
    rows = [(lever, e) for lever, e in found.effects(outcome) if not math.isnan(e.mu_star)][:_MOST]
    scale = _scale(names, outcome)
    figure, axes = _rows(len(rows))
    for y, (_, e) in enumerate(rows):
        half = min(e.half_width, e.mu_star) if not math.isnan(e.half_width) else 0.0
        axes.errorbar(
            e.mu_star * scale, y - 0.12, xerr=[[half * scale], [e.half_width * scale]], fmt="o",
            color=COLOURS[0], label=translate("mean absolute effect", lang) if y == 0 else None,
        )  # fmt: skip
        axes.plot(
            e.sigma * scale, y + 0.12, marker="D", linestyle="none", color=COLOURS[1],
            label=translate("spread of effects", lang) if y == 0 else None,
        )  # fmt: skip
    _names(axes, [_label(names, lever) for lever, _ in rows])
    axes.set_xlim(left=0)
    axes.set_xlabel(_axis(names, Outcome(outcome.metric, outcome.design)))
    return _titled(figure, axes, names, outcome)


def sobol_bars(found: Sensitivity, outcome: Outcome, lang: Lang) -> Figure:
    """Two bars a guess: the share that it makes alone, and with the others; lines are intervals."""
    names = names_in(found.hall.source.scenario, lang)
    rows = [(lever, s) for lever, s in found.shares(outcome) if not math.isnan(s.total)][:_MOST]
    figure, axes = _rows(len(rows))
    for y, (_, s) in enumerate(rows):
        for shift, value, half, colour, text in (
            (-0.18, s.first, s.first_half_width, COLOURS[5], "alone"),
            (0.18, s.total, s.total_half_width, COLOURS[0], "with the others"),
        ):
            axes.barh(
                y + shift, 100 * value, height=0.34, color=colour, xerr=100 * half, ecolor=GREY,
                label=translate(text, lang) if y == 0 else None,
            )  # fmt: skip
    _names(axes, [_label(names, lever) for lever, _ in rows])
    axes.set_xlabel(translate("Share of the variation, %", lang))
    return _titled(figure, axes, names, outcome)


def difference_along(found: Even, scenario: Scenario, lang: Lang) -> Figure:
    """The difference of two designs along a guess, with its interval; the value where it is zero."""
    names, outcome, lever = names_in(scenario, lang), found.outcome, found.lever
    scale = _scale(names, outcome)
    figure, axes = blank(8, 3.9)
    gaps = [gap for gap in found.found.gaps if not math.isnan(gap.value)]
    x = [gap.x for gap in gaps]
    axes.fill_between(
        x, [g.lo * scale for g in gaps], [g.hi * scale for g in gaps], color=COLOURS[0], alpha=0.15,
        linewidth=0, label=translate("95% interval", lang),
    )  # fmt: skip
    axes.plot(x, [g.value * scale for g in gaps], marker="o", markersize=4, color=COLOURS[0])
    axes.axhline(0, color=GREY, linewidth=1)
    if found.found.verdict == "found":
        axes.axvline(found.found.x, color=COLOURS[1], label=translate("break-even", lang))
        low, high = max(found.found.lo, lever.lo), min(found.found.hi, lever.hi)
        axes.axvspan(low, high, color=COLOURS[1], alpha=0.15, linewidth=0)
    axes.set_xlabel(names.guess(lever) + (f", {lever.unit}" if lever.unit else ""))
    label = _axis(names, Outcome(outcome.metric, outcome.design))
    axes.set_ylabel(
        wrapped(translate("Difference: {label}", lang, label=label), 30), linespacing=LINE_SPACING
    )
    return _titled(figure, axes, names, outcome)


def _ends(row: Moved) -> Iterator[tuple[str, float, str]]:
    yield "at the lower end", row.at_lo, COLOURS[5]
    yield "at the upper end", row.at_hi, COLOURS[1]


def _rows(n: int) -> tuple[Figure, Axes]:
    figure, axes = blank(8, 1.5 + 0.45 * max(n, 1))
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.grid(axis="y", visible=False)
    return figure, axes


def _names(axes: Axes, labels: list[str]) -> None:
    axes.set_yticks(range(len(labels)), labels, linespacing=LINE_SPACING, fontsize=8)
    axes.set_ylim(len(labels) - 0.4, -0.6)


def _label(names: Names, lever: Lever) -> str:
    ends = f"{names.guessed(lever, lever.lo)} … {names.guessed(lever, lever.hi)}"
    return wrapped(f"{names.guess(lever)} ({ends})", _NAME_WIDE)


def _axis(names: Names, outcome: Outcome) -> str:
    label = names.outcome(Outcome(outcome.metric, outcome.design, outcome.base))
    return label.split(": ")[0].split("：")[0] + (", %" if _scale(names, outcome) == 100 else "")


def _scale(names: Names, outcome: Outcome) -> float:
    return 100.0 if names.infos[outcome.metric].unit == "share" else 1.0


def _titled(figure: Figure, axes: Axes, names: Names, outcome: Outcome) -> Figure:
    title = wrapped(names.outcome(outcome), TITLE_WIDE)
    figure.suptitle(title, x=0.01, ha="left", fontsize=11, linespacing=LINE_SPACING)
    if axes.get_legend_handles_labels()[1]:
        legend_below(figure, axes)
    return figure
