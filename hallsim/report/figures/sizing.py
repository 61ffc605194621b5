"""The curve of a target over the numbers tried, or the map of two numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from hallsim.metrics.catalogue.waits import NEVER_CALLED_MIN
from hallsim.report.figures.canvas import (
    COLOURS,
    GREY,
    LINE_SPACING,
    TITLE_WIDE,
    blank,
    legend_below,
    whole_numbers,
    wrapped,
)
from hallsim.report.wording.numbers import unit_name
from hallsim.report.wording.targets import goal_words, state_word
from hallsim.study.sizing.sizing import worst_of
from hallsim.study.targets.judge import State
from hallsim.text.message import Lang, Message, joined, translate

if TYPE_CHECKING:
    from hallsim.report.figures.canvas import Axes, Figure
    from hallsim.study.sizing.sizing import Sizing
    from hallsim.study.targets.goal import Goal

_COLOUR: Final[dict[State, str]] = {"met": COLOURS[2], "tied": COLOURS[4], "not_met": COLOURS[1]}
_STATES: Final[tuple[State, ...]] = ("met", "tied", "not_met")
_MARK: Final[dict[State, str]] = {"met": "o", "tied": "D", "not_met": "X"}


def sizing_chart(sizing: Sizing, lang: Lang) -> Figure:
    """A panel a target along one number; a map of the two longest of several."""
    if len(sizing.axes.axes) == 1:
        return _curves(sizing, lang)
    return _map(sizing, lang)


def _curves(sizing: Sizing, lang: Lang) -> Figure:
    figure, axes = blank(8, 0.7 + 2.9 * len(sizing.goals))
    axes.remove()
    panels = figure.subplots(len(sizing.goals), 1, squeeze=False).ravel()
    for panel, goal in zip(panels, sizing.goals, strict=True):
        _curve(panel, sizing, goal, lang)
    panels[-1].set_xlabel(sizing.axes.names[0].full.text(lang), fontsize=9)
    _state_legend(panels[0], lang)
    legend_below(figure, panels[0])
    return figure


def _curve(panel: Axes, sizing: Sizing, goal: Goal, lang: Lang) -> None:
    scale = 100 if goal.unit == "share" else 1
    bound = (goal.share if goal.share is not None and not goal.shows_time else goal.limit) * scale
    places, middle = [], []
    ceiling = _ceiling(sizing, goal, bound)
    for point, known in sizing.told().items():
        worst = worst_of(known, goal)
        if worst is None or math.isnan(worst.value):
            continue
        x = sizing.axes.amounts(point)[0].value
        value, lo, hi = (min(one * scale, ceiling) for one in worst.shown())
        state = known.verdict.state_of(goal)
        solid = known.stage == "confirm"
        panel.vlines(x, lo, hi, color=_COLOUR[state], linewidth=2 if solid else 1)
        panel.plot(
            x, value, marker=_MARK[state], markersize=7, linestyle="none", color=_COLOUR[state],
            markerfacecolor=_COLOUR[state] if solid else "white",
        )  # fmt: skip
        places.append(x)
        middle.append(value)
    panel.plot(places, middle, color=GREY, linewidth=0.8, zorder=0)
    panel.axhline(bound, color=COLOURS[6], linestyle="--", linewidth=1)
    if goal.unit != "share":
        panel.set_ylim(0, 1.05 * panel.get_ylim()[1])
    _whole(panel, sizing, -1)
    if ceiling < math.inf and max(middle, default=0.0) >= ceiling:
        panel.axhline(ceiling, color=GREY, linestyle=":", linewidth=0.8)
        panel.annotate(translate("never", lang), (1, ceiling), xycoords=("axes fraction", "data"), fontsize=8,
                       ha="right", va="bottom", color=GREY)  # fmt: skip
    unit = unit_name(goal.unit, lang) or ("%" if scale == 100 else "")
    panel.set_ylabel(unit, fontsize=9)
    title = goal_words(goal, sizing.infos, sizing.names, lang)
    panel.set_title(wrapped(title, TITLE_WIDE), fontsize=10, loc="left", linespacing=LINE_SPACING)
    panel.spines[["top", "right"]].set_visible(False)
    panel.tick_params(labelsize=8)


def _ceiling(sizing: Sizing, goal: Goal, bound: float) -> float:
    """Who is never called stands above all others, not a day away from them."""
    if not goal.shows_time:
        return math.inf
    ends = [
        end
        for known in sizing.told().values()
        if (worst := worst_of(known, goal)) is not None
        for end in worst.shown()
        if end < NEVER_CALLED_MIN
    ]
    return 1.15 * max([*ends, bound])


def _state_legend(panel: Axes, lang: Lang) -> None:
    for state in _STATES:
        label = state_word(state, lang)
        panel.plot([], [], marker=_MARK[state], linestyle="none", color=_COLOUR[state], label=label)
    panel.plot([], [], color=COLOURS[6], linestyle="--", linewidth=1, label=translate("target", lang))


def _map(sizing: Sizing, lang: Lang) -> Figure:
    """States over the last two numbers; of further ones as in the answer."""
    figure, axes = blank(8, 5)
    told = sizing.told()
    best = sizing.answer.best
    slice_ = (best or sizing.answer.box.last)[:-2]
    for point, known in told.items():
        if point[:-2] == slice_:
            y, x = (amount.value for amount in sizing.axes.amounts(point)[-2:])
            colour, solid = _COLOUR[known.state], known.stage == "confirm"
            axes.plot(
                x, y, marker=_MARK[known.state], markersize=9, linestyle="none", color=colour,
                markerfacecolor=colour if solid else "white",
            )  # fmt: skip
    if best is not None:
        y, x = (amount.value for amount in sizing.axes.amounts(best)[-2:])
        axes.plot(
            x, y, marker="o", markersize=17, linestyle="none", markerfacecolor="none", color=COLOURS[6],
            label=translate("the cheapest that holds", lang),
        )  # fmt: skip
    *others, down, across = sizing.axes.names
    axes.set_xlabel(across.full.text(lang), fontsize=9)
    axes.set_ylabel(down.full.text(lang), fontsize=9)
    if others:
        values = [
            Message("{factor} {value}", factor=name.full, value=axis.values[i])
            for name, axis, i in zip(others, sizing.axes.axes, slice_, strict=False)
        ]
        axes.set_title(wrapped(joined(values).text(lang), TITLE_WIDE), fontsize=10, loc="left")
    _whole(axes, sizing, -1)
    _whole(axes, sizing, -2)
    for state in _STATES:
        label = state_word(state, lang)
        axes.plot([], [], marker=_MARK[state], linestyle="none", color=_COLOUR[state], label=label)
    legend_below(figure, axes)
    return figure


def _whole(axes: Axes, sizing: Sizing, place: int) -> None:
    """Ticks at whole numbers only where all that were tried are."""
    if all(sizing.axes.amounts(point)[place].value.is_integer() for point in sizing.told()):
        whole_numbers(axes, upright=place == -2)
