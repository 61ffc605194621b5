"""The figures of a study: waiting and queues over the day, utilisation, lead times, differences."""

from __future__ import annotations

import math
from textwrap import fill
from typing import TYPE_CHECKING, Any

from hallsim.errors import Lang
from hallsim.report.canvas import GREY, GRID, Format, blank, clock_axis, render, style
from hallsim.report.cautions import SERVES_FEWER
from hallsim.report.keys import key_metrics, label_of, name_of
from hallsim.report.messages import translate
from hallsim.report.robustness_figure import has_worlds, plausible_worlds
from hallsim.study.result import StudyResult, records

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.report.canvas import Axes, Figure

_MOST_WINDOWS = 60
_FEW_TICKETS = 0.002  # of the day's tickets: the mean of a bin with fewer says nothing


def all_figures(study: StudyResult, lang: Lang) -> dict[str, dict[Format, bytes]]:
    """Every figure the study has data for, by name, as SVG and PNG bytes."""
    drawings = {
        "waiting_over_day": (waiting_over_day, not study.by_time.empty),
        "queue_over_day": (queue_over_day, not study.by_time.empty),
        "utilisation": (utilisation, not _window_utilisation(study).empty),
        "lead_times": (lead_times, not study.lead_times.empty and study.lead_times["workdays"].max() > 0),
        "robustness": (plausible_worlds, has_worlds(study)),
        "differences": (differences, not study.differences.empty and bool(_forest_rows(study))),
    }
    return {
        name: render(lambda shown, draw=draw: draw(study, shown), lang)  # type: ignore[misc]
        for name, (draw, has_data) in drawings.items()
        if has_data
    }


def waiting_over_day(study: StudyResult, lang: Lang) -> Figure:
    """Mean wait of the tickets issued in each half hour, a line a design."""
    table = study.by_time[study.by_time["n_tickets"] > 0]
    total = table.groupby("design")["n_tickets"].transform("sum")
    table = table[table["n_tickets"] >= _FEW_TICKETS * total]
    figure, axes = blank(8, 3.6)
    _lines_over_day(study, table, "mean_wait_min", axes, lang)
    axes.set_ylabel(translate("Mean wait, min", lang))
    axes.set_title(
        translate("Waiting over the day, by time of taking the ticket", lang), loc="left", fontsize=11
    )
    return figure


def queue_over_day(study: StudyResult, lang: Lang) -> Figure:
    """Mean number of people waiting at each time of day, all queues together."""
    table = study.by_time
    busy = table.loc[(table["mean_waiting"] > 0.005) | (table["n_tickets"] > 0), "clock_min"]
    table = table[table["clock_min"].between(busy.min(), busy.max())]
    figure, axes = blank(8, 3.6)
    _lines_over_day(study, table, "mean_waiting", axes, lang)
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
    _legend(study, axes)


def utilisation(study: StudyResult, lang: Lang) -> Figure:
    """Utilisation of every window, sorted, a panel of bars a design."""
    table = _window_utilisation(study)
    figure, axes = blank(8, 3.6)
    axes.remove()
    panels = figure.subplots(1, len(study.designs), sharey=True, squeeze=False)[0]
    for i, (panel, design) in enumerate(zip(panels, study.designs, strict=True)):
        values = table.loc[table["design"] == design, "value"].sort_values(ascending=False).to_numpy()
        shown = values if len(values) <= _MOST_WINDOWS else values[:: math.ceil(len(values) / _MOST_WINDOWS)]
        panel.bar(range(len(shown)), shown * 100, color=style(i)["color"], width=0.85)
        mean = float(values.mean()) * 100 if len(values) else 0.0
        panel.axhline(mean, color=GREY, linewidth=1, linestyle="--")
        panel.set_title(
            _wrapped(name_of(study, "design", design, lang), len(study.designs), lang), fontsize=8
        )
        panel.set_xlabel(translate("{n} windows, busiest first", lang, n=len(values)), fontsize=8)
        panel.set_xticks([])
        panel.spines[["top", "right"]].set_visible(False)
        panel.tick_params(labelsize=8)
        panel.grid(axis="y", color=GRID, linewidth=0.8)
        panel.set_axisbelow(True)
    panels[0].set_ylim(0, max(100.0, float(table["value"].max()) * 105))
    panels[0].set_ylabel(translate("Utilisation, %", lang))
    figure.suptitle(translate("Utilisation by window (dashed: mean)", lang), x=0.01, ha="left", fontsize=11)
    return figure


def _wrapped(title: str, n_panels: int, lang: Lang) -> str:
    """A title in lines that fit above one of several panels side by side."""
    wide = max(8, 84 // n_panels // (2 if lang == "zh" else 1))
    return fill(title, wide)


def lead_times(study: StudyResult, lang: Lang) -> Figure:
    """Share of the cases in hand within so many working days from the first visit."""
    figure, axes = blank(8, 3.6)
    for i, design in enumerate(study.designs):
        rows = study.lead_times[study.lead_times["design"] == design].sort_values("workdays")
        within = [0.0, *(rows["share"].cumsum() * 100)]
        label = name_of(study, "design", design, lang)
        # a case of lead time d whole days is in hand within d + 1
        days = [0, *(rows["workdays"] + 1)]
        axes.step(days, within, where="post", label=label, linewidth=2, **style(i))
    axes.set_ylim(0, 103)
    axes.set_xlim(left=0)
    axes.set_xlabel(translate("Working days from the first visit", lang))
    axes.set_ylabel(translate("Certificates in hand, % of finished cases", lang))
    axes.set_title(translate("Time to the certificate", lang), loc="left", fontsize=11)
    _legend(study, axes)
    return figure


def differences(study: StudyResult, lang: Lang) -> Figure:
    """Relative change of every key metric with its interval; hollow where that of the difference
    includes 0.
    """
    rows = _forest_rows(study)
    labels = list(dict.fromkeys(label for label, _ in rows))
    labels = [label_of(info, lang) for info in key_metrics(study) if info.id in labels]
    ids = [info.id for info in key_metrics(study) if info.id in {label for label, _ in rows}]
    others = [design for design in study.designs if design != study.base]
    figure, axes = blank(8, 1.2 + 0.28 * len(labels) * max(1, len(others) ** 0.5))
    for j, design in enumerate(others):
        offset = (j - (len(others) - 1) / 2) * 0.7 / max(1, len(others))
        colour = style(study.designs.index(design))["color"]
        first = True
        for metric, row in rows:
            if row.design != design:
                continue
            y = ids.index(metric) + offset
            clear = row.lo > 0 or row.hi < 0
            axes.plot([row.relative_lo * 100, row.relative_hi * 100], [y, y], color=colour, linewidth=1.8)
            axes.plot(
                row.relative * 100, y, "o", markersize=5, color=colour,
                markerfacecolor=colour if clear else "white",
                label=name_of(study, "design", design, lang) if first else None,
            )  # fmt: skip
            first = False
    axes.axvline(0, color=GREY, linewidth=1)
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(translate("Change, % of the base", lang))
    base = name_of(study, "design", study.base, lang)
    title = translate(
        "Change against {base}, with 95% intervals (hollow: the interval includes 0)", lang, base=base
    )
    figure.suptitle(title, x=0.01, ha="left", fontsize=11)
    _legend(study, axes, n=len(others))
    return figure


def _forest_rows(study: StudyResult) -> list[tuple[str, Any]]:
    known = {info.id for info in key_metrics(study)}
    return [
        (row.metric, row)
        for row in records(study.differences)
        if row.metric in known
        and row.reason not in SERVES_FEWER
        and math.isfinite(row.relative)
        and math.isfinite(row.relative_lo)
        # an interval wider than tenfold would flatten every other one
        and row.relative_hi - row.relative_lo < 10
    ]


def _window_utilisation(study: StudyResult) -> pd.DataFrame:
    table = study.by_window
    return table[(table["metric"] == "utilisation_mean") & table["value"].notna()]


def _bin_minutes(table: pd.DataFrame) -> float:
    clocks = sorted(set(table["clock_min"]))
    return float(clocks[1] - clocks[0]) if len(clocks) > 1 else 30.0


def _legend(study: StudyResult, axes: Axes, n: int | None = None) -> None:
    if (n or len(study.designs)) > 1:
        axes.legend(frameon=False, fontsize=9, loc="best")
