"""The figures of a study: waiting and queues over the day, utilisation, lead times, differences."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from hallsim.report.figures.by_value import response_curves
from hallsim.report.figures.canvas import (
    GREY,
    GRID,
    LINE_SPACING,
    TITLE_WIDE,
    Format,
    blank,
    clock_axis,
    legend_below,
    render,
    style,
    whole_numbers,
    wrapped,
)
from hallsim.report.figures.days import days_of_designs, has_days
from hallsim.report.figures.robustness import has_worlds, plausible_worlds
from hallsim.report.tables.parts import part_name
from hallsim.report.wording.cautions import SERVES_FEWER
from hallsim.report.wording.keys import key_metrics, label_of, name_of
from hallsim.report.wording.station_names import station_name
from hallsim.study.result import StudyResult, records
from hallsim.text.message import Lang, joined, translate

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.report.figures.canvas import Axes, Figure

_MOST_WINDOWS = 60
_MOST_BESIDE = 3  # designs whose names stand inside a figure
_MOST_NAMED = 40  # bars side by side, all designs together
_WIDEST, _LEAST_REACH = 10.0, 0.5  # of a change and its interval, as parts of the base
_TALLEST = 2.0  # of an axis, as parts of the highest value: wider intervals would flatten every other one
_FEW_TICKETS = 0.002  # of the day's tickets: the mean of a bin with fewer says nothing


def waiting_over_day(study: StudyResult, lang: Lang) -> Figure:
    """Mean wait of the tickets issued in each half hour, a line a design."""
    table = study.by_time
    total = table.groupby("design")["n_tickets"].transform("sum")
    # a gap in the line, not a point left out of it: nothing is known of a closed lunch
    told = (table["n_tickets"] > 0) & (table["n_tickets"] >= _FEW_TICKETS * total)
    table = table.assign(mean_wait_min=table["mean_wait_min"].where(told))
    figure, axes = blank(8, 3.6)
    _lines_over_day(study, table, "mean_wait_min", axes, lang)
    _legend(study, figure, axes)
    axes.set_ylabel(translate("Mean wait, min", lang))
    axes.set_title(
        translate(
            "Waiting of tickets over the day, by time of taking the ticket (tables by hour count visits)",
            lang,
        ),
        loc="left",
        fontsize=11,
    )
    return figure


def queue_over_day(study: StudyResult, lang: Lang) -> Figure:
    """Mean number of people waiting at each time of day, all queues together."""
    table = study.by_time
    busy = table.loc[(table["mean_waiting"] > 0.005) | (table["n_tickets"] > 0), "clock_min"]
    table = table[table["clock_min"].between(busy.min(), busy.max())]
    figure, axes = blank(8, 3.6)
    _lines_over_day(study, table, "mean_waiting", axes, lang)
    _legend(study, figure, axes)
    axes.set_ylabel(translate("People waiting", lang))
    axes.set_title(translate("Queue length over the day, all queues together", lang), loc="left", fontsize=11)
    return figure


def _lines_over_day(study: StudyResult, table: pd.DataFrame, column: str, axes: Axes, lang: Lang) -> None:
    step = _bin_minutes(study.by_time)
    for i, design in enumerate(study.designs):
        rows = table[table["design"] == design]
        middle = (rows["clock_min"] + step / 2) / 60
        label = name_of(study, "design", design, lang)
        axes.plot(middle, rows[column], label=label, linewidth=2, marker="o", markersize=3, **style(i))
    axes.set_ylim(bottom=0)
    clock_axis(axes)
    axes.set_xlabel(translate("Time of day", lang))


def waiting_by_weekday(study: StudyResult, lang: Lang) -> Figure:
    """Mean wait of the visits of each weekday with its interval, the designs side by side."""
    table = _weekday_waits(study)
    days = list(dict.fromkeys(table["key"]))
    figure, axes = blank(8, 3.6)
    for i, design in enumerate(study.designs):
        rows = table[table["design"] == design]
        beside = (i - (len(study.designs) - 1) / 2) * 0.6 / len(study.designs)
        x = [days.index(key) + beside for key in rows["key"]]
        label, colour = name_of(study, "design", design, lang), style(i)["color"]
        axes.vlines(x, rows["lo"], rows["hi"], color=colour, linewidth=1.8)
        axes.plot(x, rows["value"], "o", color=colour, label=label)
    axes.set_xticks(range(len(days)), [part_name(study, "weekday", key, lang) for key in days])
    axes.set_ylim(0, max(1.0, min(_TALLEST * float(table["value"].max()), 1.05 * float(table["hi"].max()))))
    axes.set_ylabel(translate("Mean wait, min", lang))
    axes.set_title(translate("Waiting by weekday, with 95% intervals", lang), loc="left", fontsize=11)
    if len(study.designs) > 1:
        legend_below(figure, axes)
    return figure


def utilisation(study: StudyResult, lang: Lang) -> Figure:
    """Utilisation of every window, sorted, a panel of bars a design."""
    table = _window_utilisation(study)
    figure, axes = blank(8, 5)
    axes.remove()
    panels = figure.subplots(1, len(study.designs), sharey=True, squeeze=False)[0]
    for i, (panel, design) in enumerate(zip(panels, study.designs, strict=True)):
        own = table[table["design"] == design].sort_values("value", ascending=False, kind="stable")
        title = wrapped(name_of(study, "design", design, lang), _panel_wide(study))
        panel.set_title(title, fontsize=8, linespacing=LINE_SPACING)
        _bars(study, panel, own, style(i)["color"], lang)
    panels[0].set_ylim(0, max(100.0, float(table["value"].max()) * 105))
    panels[0].set_ylabel(translate("Utilisation, %", lang))
    figure.suptitle(translate("Utilisation by window (dashed: mean)", lang), x=0.01, ha="left", fontsize=11)
    return figure


def _panel_wide(study: StudyResult) -> int:
    """Latin letters that fit above and below a panel."""
    return max(16, 84 // len(study.designs))


def _bars(study: StudyResult, panel: Axes, table: pd.DataFrame, colour: str, lang: Lang) -> None:
    """The windows of a design, busiest first; each with its name where there is room, else the two ends."""
    n = len(table)
    every = max(1, math.ceil(n / _MOST_WINDOWS))
    shown = table.iloc[::every]
    panel.bar(range(len(shown)), shown["value"] * 100, color=colour, width=0.85)
    panel.axhline(float(table["value"].mean()) * 100 if n else 0.0, color=GREY, linewidth=1, linestyle="--")
    one, several = translate("1 window", lang), translate("{n} windows, busiest first", lang, n=n)
    label = wrapped(one if n == 1 else several, _panel_wide(study))
    panel.set_xlabel(label, fontsize=8, linespacing=LINE_SPACING)
    named = (
        range(len(shown)) if len(shown) * len(study.designs) <= _MOST_NAMED else sorted({0, len(shown) - 1})
    )
    names = [station_name(study, shown["key"].iloc[bar], lang) for bar in named]
    panel.set_xticks(list(named), names, rotation=90, fontsize=7)
    panel.spines[["top", "right"]].set_visible(False)
    panel.tick_params(labelsize=8)
    panel.grid(axis="y", color=GRID, linewidth=0.8)
    panel.set_axisbelow(True)


def lead_times(study: StudyResult, lang: Lang) -> Figure:
    """Share of the cases in hand within so many working days from the first visit."""
    figure, axes = blank(8, 3.6)
    for i, design in enumerate(study.designs):
        rows = study.lead_times[study.lead_times["design"] == design].sort_values("workdays")
        within = [0.0, *(rows["share"].cumsum() * 100)]
        label = name_of(study, "design", design, lang)
        # a case of lead time d whole days is in hand within d + 1
        days = [0, *(rows["workdays"] + 1)]
        # between whole days nothing is known: a step would say that nobody is done before the first
        axes.plot(days, within, marker="o", markersize=3, label=label, linewidth=2, **style(i))
    axes.set_ylim(0, 103)
    axes.set_xlim(left=0)
    whole_numbers(axes)
    axes.set_xlabel(translate("Working days from the first visit, counted in whole days", lang))
    axes.set_ylabel(translate("Certificates in hand, % of finished cases", lang))
    axes.set_title(translate("Time to the certificate", lang), loc="left", fontsize=11)
    _legend(study, figure, axes)
    return figure


def differences(study: StudyResult, lang: Lang) -> Figure:
    """Relative change of every key metric with its own interval; hollow where that of the difference
    includes 0. What lies beyond the axis is an arrow at its end; what has no interval is a dot alone.
    """
    rows = _forest_rows(study)
    infos = [info for info in key_metrics(study) if any(row.metric == info.id for row in rows)]
    ids = [info.id for info in infos]
    others = [design for design in study.designs if design != study.base]
    furthest = _furthest(rows)
    figure, axes = blank(8, 1.6 + 0.28 * len(ids) * max(1, len(others) ** 0.5))
    for j, design in enumerate(others):
        offset = (j - (len(others) - 1) / 2) * 0.7 / max(1, len(others))
        colour = style(study.designs.index(design))["color"]
        axes.plot([], [], "o", color=colour, label=name_of(study, "design", design, lang))
        for row in rows:
            if row.design == design:
                _forest_row(axes, row, ids.index(row.metric) + offset, colour, furthest)
    axes.axvline(0, color=GREY, linewidth=1)
    axes.set_yticks(range(len(ids)), [label_of(info, lang) for info in infos])
    axes.invert_yaxis()
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel("\n".join([translate("Change, % of the base", lang), *_without_change(study, lang)]))
    base = name_of(study, "design", study.base, lang)
    title = translate(
        "Change against {base}; each 95% interval holds by itself, not all at once (hollow: includes 0)",
        lang,
        base=base,
    )
    figure.suptitle(wrapped(title, TITLE_WIDE), x=0.01, ha="left", fontsize=11, linespacing=LINE_SPACING)
    if len(others) > 1:
        legend_below(figure, axes)
    return figure


def _forest_row(axes: Axes, row: Any, y: float, colour: str, furthest: float) -> None:
    """A dot and its interval, as far as the axis goes."""
    ends = [min(end, furthest) * 100 for end in (row.relative_lo, row.relative_hi)]
    axes.plot(ends, [y, y], color=colour, linewidth=1.8)
    clear = row.lo > 0 or row.hi < 0
    beyond = row.relative > furthest
    axes.plot(
        min(row.relative, furthest) * 100, y, ">" if beyond else "o", markersize=7 if beyond else 5,
        color=colour, markerfacecolor=colour if clear else "white", clip_on=False,
    )  # fmt: skip


def _forest_rows(study: StudyResult) -> list[Any]:
    known = {info.id for info in key_metrics(study)}
    return [
        row
        for row in records(study.differences)
        if row.metric in known and row.reason not in SERVES_FEWER and math.isfinite(row.relative)
    ]


def _furthest(rows: Sequence[Any]) -> float:
    """Where the axis ends: an interval wider than tenfold would flatten every other one."""
    wide = [row for row in rows if row.relative_hi - row.relative_lo > _WIDEST or row.relative > _WIDEST]
    ends = [max(row.relative, row.relative_hi) for row in rows if row not in wide]
    return max([_LEAST_REACH, *ends]) if wide else math.inf


def _without_change(study: StudyResult, lang: Lang) -> list[str]:
    """A line on the metrics that change, though not by any part of the base."""
    rows = records(study.differences)
    found = {row.metric for row in rows if math.isnan(row.relative) and abs(row.difference) > 0}
    labels = [label_of(info, lang) for info in key_metrics(study) if info.id in found]
    if not labels:
        return []
    text = translate(
        "Not drawn for every design, as the base has 0 or less: {labels}", lang, labels=joined(labels)
    )
    return [wrapped(text, TITLE_WIDE)]


def _window_utilisation(study: StudyResult) -> pd.DataFrame:
    table = study.by_window
    return table[(table["metric"] == "utilisation_mean") & table["value"].notna()]


def _response(study: StudyResult, lang: Lang) -> Figure:
    assert study.by_value is not None
    return response_curves(study, study.by_value, lang)


def _has_times(study: StudyResult) -> bool:
    return not study.by_time.empty


def _weekday_waits(study: StudyResult) -> pd.DataFrame:
    table = study.by_weekday
    return table[(table["metric"] == "wait_mean") & table["value"].notna()]


def _has_weekdays(study: StudyResult) -> bool:
    return _weekday_waits(study)["key"].nunique() > 1


def _has_windows(study: StudyResult) -> bool:
    return not _window_utilisation(study).empty


def _has_lead_times(study: StudyResult) -> bool:
    return not study.lead_times.empty and bool(study.lead_times["workdays"].max() > 0)


def _has_differences(study: StudyResult) -> bool:
    return not study.differences.empty and bool(_forest_rows(study))


def _bin_minutes(table: pd.DataFrame) -> float:
    clocks = sorted(set(table["clock_min"]))
    return float(clocks[1] - clocks[0]) if len(clocks) > 1 else 30.0


def _legend(study: StudyResult, figure: Figure, axes: Axes) -> None:
    """Beside the lines where there is room for a few names."""
    if len(study.designs) > _MOST_BESIDE:
        legend_below(figure, axes)
    elif len(study.designs) > 1:
        axes.legend(frameon=False, fontsize=9, loc="best")


# ---------------------------------------------------------------------- all of them


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure of the page.

    Attributes:
        caption: English, in the catalogue.
        draw: draws it.
        has_data: whether a study has anything to draw.
    """

    caption: str
    draw: Callable[[StudyResult, Lang], Figure]
    has_data: Callable[[StudyResult], bool]


CHARTS: Final[Mapping[str, Chart]] = MappingProxyType(
    {
        "by_value": Chart("What comes of each value", _response, lambda study: study.by_value is not None),
        "waiting_over_day": Chart("Waiting over the day", waiting_over_day, _has_times),
        "queue_over_day": Chart("Queue length over the day", queue_over_day, _has_times),
        "waiting_by_weekday": Chart("Waiting by weekday", waiting_by_weekday, _has_weekdays),
        "utilisation": Chart("Utilisation by window", utilisation, _has_windows),
        "lead_times": Chart("Time to the certificate", lead_times, _has_lead_times),
        "days": Chart("Where the days go", days_of_designs, has_days),
        "robustness": Chart("Differences in plausible worlds", plausible_worlds, has_worlds),
        "differences": Chart("Differences with intervals", differences, _has_differences),
    }
)
"""Every figure by the name of its file, in the order of the page."""


def all_figures(study: StudyResult, lang: Lang) -> dict[str, dict[Format, bytes]]:
    """Every figure the study has data for, by name, as SVG and PNG bytes."""
    return {
        name: render(partial(chart.draw, study), lang)
        for name, chart in CHARTS.items()
        if chart.has_data(study)
    }
