"""A station over the week: the need, who is rostered, the slack between, and how the promise is kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from hallsim.report.answer import Chart
from hallsim.report.figures.canvas import COLOURS, GREY, panels, whole_numbers
from hallsim.report.roster.words import bound_text, names_of
from hallsim.report.tables.load_advice import day_name
from hallsim.roster.periods import on_duty
from hallsim.roster.plan import Roster
from hallsim.study.result import Words
from hallsim.text.message import Lang, translate

if TYPE_CHECKING:
    from hallsim.report.figures.canvas import Axes, Figure

Real = NDArray[np.float64]
MOST_STATIONS: Final = 6
_SHORTEST: Final = 4.6


def charts(roster: Roster, titles: Mapping[str, Words], lang: Lang) -> list[Chart]:
    """A figure for each of the stations with most people."""
    peak = roster.need.sum(axis=(1, 2))
    stations = sorted(np.argsort(-peak, kind="stable")[:MOST_STATIONS].tolist())
    names = names_of(roster, titles, lang)
    return [
        Chart(
            name=f"roster_{roster.frame.stations[s].name.replace('.', '_')}",
            caption=translate(
                "{station}: people needed and on duty; below, the promise by period of taking the ticket",
                lang,
                station=names[s],
            ),
            draw=partial(_draw, roster, s, names[s]),
        )
        for s in stations
    ]


def _draw(roster: Roster, s: int, name: str, lang: Lang) -> Figure:
    periods = roster.frame.periods
    figure, axes = panels(2.3 * len(periods.weekdays) + 0.7, _SHORTEST, 2, len(periods.weekdays))
    mean = on_duty(roster.frame.stations, periods, roster.best.staffing, least=False)[s]
    edges = np.append(periods.starts_ms, periods.starts_ms[-1] + periods.by_ms) / 3_600_000
    for w, day in enumerate(periods.weekdays):
        upper, lower = axes[0][w], axes[1][w]
        _people(upper, edges, roster.need[s, w].astype(np.float64), mean[w], roster.offered.load[s, w], lang)
        upper.set_title(day_name(day, lang), loc="left", fontsize=10)
        _promises(lower, roster, s, w, edges)
        lower.set_xticks([hour for hour in range(0, 25, 2) if edges[0] <= hour <= edges[-1]])
        lower.xaxis.set_major_formatter(lambda hour, _: f"{int(hour):02d}")
    axes[0][0].set_ylabel(translate("People", lang))
    axes[1][0].set_ylabel(_unit(roster, s, lang))
    axes[0][0].set_ylim(bottom=0)
    whole_numbers(axes[0][0], upright=True)
    handles, labels = axes[0][0].get_legend_handles_labels()
    more, more_labels = axes[1][0].get_legend_handles_labels()
    figure.legend(
        handles + more, labels + more_labels, frameon=False, fontsize=8, loc="outside lower center", ncols=5
    )
    figure.suptitle(name, x=0.01, ha="left", fontsize=11)
    return figure


def _people(axes: Axes, edges: Real, need: Real, there: Real, load: Real, lang: Lang) -> None:
    axes.stairs(need, edges, fill=True, color=COLOURS[5], alpha=0.55, label=translate("needed", lang))
    slack = np.maximum(there, need)
    axes.stairs(
        slack, edges, baseline=need, fill=True, color="#d1d5db", alpha=0.8, label=translate("slack", lang)
    )
    axes.stairs(
        there, edges, baseline=None, color=COLOURS[0], linewidth=1.6, label=translate("on duty", lang)
    )
    axes.stairs(
        load, edges, baseline=None, color=COLOURS[1], linewidth=1.0, linestyle=":",
        label=translate("work offered", lang),
    )  # fmt: skip


def _promises(axes: Axes, roster: Roster, s: int, w: int, edges: Real) -> None:
    """The first promise of the station, with its interval, and its bound."""
    k = first_target(roster, s)
    if k is None:
        return
    found = roster.best.judgements[k]
    scale = 1.0 if found.target.kind == "mean_wait" else 100.0
    at, judged = (edges[:-1] + edges[1:]) / 2, found.judged[s, w]
    value = found.value[s, w][judged] * scale
    low, high = found.lo[s, w][judged] * scale, found.hi[s, w][judged] * scale
    errors = np.maximum(0.0, np.stack([value - low, high - value]))
    good = found.holds[s, w][judged]
    for which, colour in ((good, COLOURS[2]), (~good, COLOURS[1])):
        axes.errorbar(
            at[judged][which], value[which], yerr=errors[:, which], fmt="o", ms=3, lw=1.2, color=colour
        )
    axes.axhline(found.target.bound * scale, color=GREY, linewidth=1, linestyle="--")
    if scale > 1 and len(low):
        axes.set_ylim(min(float(low.min()), 100 * found.target.bound) - 3, 101)


def first_target(roster: Roster, s: int) -> int | None:
    """The number of the first promise made to a station."""
    return next((k for k, t in enumerate(roster.frame.targets) if s in roster.frame.holds_at(t)), None)


def _unit(roster: Roster, s: int, lang: Lang) -> str:
    k = first_target(roster, s)
    return "" if k is None else bound_text(roster.frame.targets[k], lang)
