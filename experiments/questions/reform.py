"""E09: what must have been true of a hall that went from 75 windows and waits of 10 min to 34 and 5 (E09.md).

    python -m experiments.questions.reform

Worlds are drawn from wide ranges of all that is not told (volume, work, Mondays, patience, what a generalist
costs) and kept where both waits come out (approximate Bayesian computation by rejection: Beaumont 2019,
Annual Review of Statistics 6:379-403); the ranges are no prior that anybody holds: what is kept is a range,
not a probability.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

import hallsim.api as hs
from experiments.questions.studies.gallery import ENDINGS, GALLERY, Section, picture, renew_sections
from hallsim.report.figures.canvas import blank, render
from hallsim.report.wording.titles import words_in
from hallsim.text.message import Lang

if TYPE_CHECKING:
    from hallsim.report.figures.canvas import Figure
    from hallsim.study.robust.robustness import Robustness, World

HERE: Final = Path(__file__).parent
SCENARIO: Final = HERE.parents[1] / "scenarios" / "j_city_e09_reform.yaml"
FILE: Final = HERE / "E09_reform.csv"
AFTER: Final = "unified"
BEFORE_MIN, AFTER_MIN, TOLERANCE = 10.0, 5.0, 0.25
MOST_LOST: Final = 0.1
"""Of the citizens: where more leave or are turned away, those who stay say little of the wait."""
_HEAD: Final = """# E09: From 75 windows to 34, and from 10 minutes to 5: what must have been true before?

`scenarios/j_city_e09_reform.yaml`, {n} worlds of one week; `python -m experiments.questions.reform`.
A reform is told to have gone from 75 windows of departments to 34 unified ones and from waits of about 10 min
to about 5; neither volume nor service times are told. Kept are worlds in which the mean wait is 10 min before
and 5 after, each to within a quarter, and no more than a tenth of the people go unserved.

| how the 75 windows lay | worlds kept | visits a day | busy before | busy after | work | generalist factor |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
"""


def kept(found: Robustness, design: str) -> list[World]:
    """The worlds in which both waits come out, with a design for the hall before."""
    targets = {design: BEFORE_MIN, AFTER: AFTER_MIN}
    return [
        world
        for world in found.worlds
        if all(
            abs(world.metrics[name]["wait_mean"] / wait - 1) <= TOLERANCE
            and world.metrics[name]["not_served_share"] <= MOST_LOST
            for name, wait in targets.items()
        )
    ]


def told(found: Robustness) -> pd.DataFrame:
    """before, kept, and of those kept least and most of visits a day, utilisation, work, generalist."""
    return pd.DataFrame(list(_rows(found)))


def _rows(found: Robustness) -> Iterator[dict[str, str | float]]:
    for design in found.designs:
        if design == AFTER:
            continue
        worlds = kept(found, design)
        row: dict[str, str | float] = {"before": design, "kept": len(worlds), "worlds": len(found.worlds)}
        values = {
            "visits_per_day": [world.metrics[design]["visits_per_day"] for world in worlds],
            "busy_before": [world.metrics[design]["utilisation_mean"] for world in worlds],
            "busy_after": [world.metrics[AFTER]["utilisation_mean"] for world in worlds],
            "work": [world.factors["work"] for world in worlds],
            "generalist": [world.factors["generalist"] for world in worlds],
        }
        nothing = float("nan")
        for name, several in values.items():
            row |= {f"{name}_lo": min(several, default=nothing), f"{name}_hi": max(several, default=nothing)}
        yield row


def _line(row: pd.Series, title: str) -> str:
    shown = {"visits_per_day": "{:,.0f}", "busy_before": "{:.0%}", "busy_after": "{:.0%}"}
    names = (*shown, "work", "generalist")
    spans = [_span(row, name, shown.get(name, "{:.2f}")) for name in names]
    return f"| {title} | {row['kept']} of {row['worlds']} | {' | '.join(spans)} |"


def _span(row: pd.Series, name: str, shown: str) -> str:
    lo, hi = float(row[f"{name}_lo"]), float(row[f"{name}_hi"])
    return "–" if lo != lo else f"{shown.format(lo)}–{shown.format(hi)}"


_READING: Final[dict[Lang, str]] = {
    "en": "Where the 75 windows wait about 10 minutes, 34 unified ones wait under 3 in every world tried, "
    "and hardly at all in most: joining alone would have taken more of the waiting away than is told. "
    "The 5 minutes that were left must have come of something else, as we read it: "
    "more visitors, or windows that were not all staffed.",
    "zh": "凡75个窗口约等10分钟的情形，34个综合窗口的等候都不到3分钟，多数几乎不等："
    "仅合并窗口，等候的减少就会超过所说的。"
    "我们的解读：剩下的5分钟必另有原因，例如来人增多，或窗口未全部开放。",
}
_CHANGES: Final[dict[Lang, str]] = {
    "en": "Work that the reform took away at the same time (fewer documents, filing "
    "online), which is not told.",
    "zh": "改革同时减少的工作（材料减少、网办），未见说明。",
}
_TITLES: Final[dict[Lang, str]] = {
    "en": "E09: From 75 windows to 34, and from 10 minutes to 5: what must have been true?",
    "zh": "E09: 窗口由75个减至34个、等候由10分钟降至5分钟：此前须是怎样？",
}
_LINES: Final[dict[Lang, str]] = {
    "en": "- {design}: both waits come out in {kept} of {worlds} worlds{spans}.",
    "zh": "- {design}：{worlds}个设想情形中{kept}个两者同时出现{spans}。",
}
_SPANS: Final[dict[Lang, str]] = {
    "en": ", with {visits} visits a day, windows {before} busy before and {after} after, generalist factor "
    "{factor}",
    "zh": "：日均{visits}人次，改革前窗口忙碌{before}，改革后{after}，综合窗口用时系数{factor}",
}


def _section(found: pd.DataFrame, rows: Robustness, lang: Lang) -> Section:
    titles = hs.titles(hs.load(SCENARIO))["design"]
    figure = render(partial(_figure, rows), lang)["svg"]
    drawn = picture("E09_reform", _TITLES[lang][5:], figure, GALLERY, lang)
    lines = []
    for _, row in found.iterrows():
        spans = ""
        if row["kept"]:
            spans = _SPANS[lang].format(
                visits=_span(row, "visits_per_day", "{:,.0f}"), before=_span(row, "busy_before", "{:.0%}"),
                after=_span(row, "busy_after", "{:.0%}"), factor=_span(row, "generalist", "{:.2f}"),
            )  # fmt: skip
        design = words_in(titles[str(row["before"])], lang)
        lines.append(_LINES[lang].format(design=design, kept=row["kept"], worlds=row["worlds"], spans=spans))
    body = "\n\n".join(["\n".join(lines), _READING[lang]])
    return Section(asked=_TITLES[lang][5:], picture=drawn, told=body, change=_CHANGES[lang])


def _figure(found: Robustness, lang: Lang) -> Figure:
    """The mean wait after against that before in every world, a mark for how the windows lay; a cross: "
    "told."""
    titles = hs.titles(hs.load(SCENARIO))["design"]
    figure, axes = blank(7, 4.5)
    after = [world.metrics[AFTER]["wait_mean"] for world in found.worlds]
    for design, mark in zip([one for one in found.designs if one != AFTER], "osv", strict=True):
        before = [world.metrics[design]["wait_mean"] for world in found.worlds]
        axes.plot(before, after, mark, markersize=4, alpha=0.6, label=words_in(titles[design], lang))
    axes.plot([BEFORE_MIN], [AFTER_MIN], "x", color="black", markersize=12, markeredgewidth=2)
    axes.set_xlim(0, 30)
    axes.set_ylim(0, 30)
    axes.set_xlabel({"en": "Mean wait with 75 windows, min", "zh": "75个窗口时的平均等候，分钟"}[lang])
    axes.set_ylabel({"en": "Mean wait with 34 unified, min", "zh": "34个综合窗口时的平均等候，分钟"}[lang])
    axes.legend()
    return figure


def main(n: int = 80) -> None:
    """Run, going on where an earlier call stopped, and write."""
    source = hs.load(SCENARIO)
    folder = HERE.parents[1] / "results" / "experiments" / "E09_reform"
    folder.mkdir(parents=True, exist_ok=True)
    found = hs.robustness(hs.plausible_worlds(source, n=n), out=folder, resume=True)
    table = told(found)
    table.to_csv(FILE, index=False, float_format="%.4g", lineterminator="\n")
    titles = hs.titles(source)["design"]
    lines = [_line(row, titles[str(row["before"])]["en"]) for _, row in table.iterrows()]
    text = _HEAD.format(n=len(found.worlds)) + "\n".join(lines) + "\n"
    (HERE / "E09.md").write_text(text, encoding="utf-8")
    sections: dict[Lang, Section] = {lang: _section(table, found, lang) for lang in ENDINGS}
    renew_sections("E09_reform", sections)


if __name__ == "__main__":
    main()
