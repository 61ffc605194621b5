"""The differences between designs as tables: primary metrics judged together, the rest described."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from hallsim.report.wording.cautions import marked
from hallsim.report.wording.grid import Grid, columns
from hallsim.report.wording.keys import (
    key_metrics,
    label_of,
    label_with_unit,
    name_of,
    quoted,
    with_population,
)
from hallsim.report.wording.numbers import NOTHING, interval, number, percent
from hallsim.report.wording.sentences import verdict, with_unit
from hallsim.report.wording.titles import words_in
from hallsim.study.inference.best import STANDINGS
from hallsim.study.result import MetricInfo, StudyResult, records
from hallsim.text.message import Lang, joined, spaced, translate


def judged_rows(study: StudyResult, design: str) -> list[tuple[MetricInfo, Any]]:
    """The primary metrics of a design that could be compared, in the study's order."""
    infos = {info.id: info for info in study.infos}
    rows = [row for row in records(study.differences) if row.design == design and row.primary and row.n]
    return [(infos[row.metric], row) for row in rows]


def described_rows(study: StudyResult, design: str) -> list[tuple[MetricInfo, Any]]:
    """The other key metrics of a design that could be compared."""
    rows = {row.metric: row for row in records(study.differences) if row.design == design}
    return [
        (info, rows[info.id])
        for info in key_metrics(study)
        if info.id in rows and not rows[info.id].primary and rows[info.id].n
    ]


def compared_metrics(study: StudyResult, design: str) -> list[MetricInfo]:
    """The metrics of both tables of a design."""
    return [info for info, _ in (*judged_rows(study, design), *described_rows(study, design))]


def thresholds_of(study: StudyResult) -> dict[tuple[str, str], float]:
    """The smallest difference that matters, by design (it may be a part of what is compared) and metric."""
    return {(row.design, row.metric): row.threshold for row in records(study.differences)}


def judged_cells(info: MetricInfo, row: Any, lang: Lang) -> list[str]:
    """Metric and whom it counts, base, design, difference, simultaneous interval, what matters, verdict."""
    return [
        counted_label(info, lang),
        number(row.base_value, info.unit),
        number(row.design_value, info.unit),
        number(row.difference, info.unit, signed=True),
        interval(row.family_lo, row.family_hi, info.unit, lang, signed=True),
        _matters_from(info, row, lang),
        verdict(row, lang),
    ]


def _matters_from(info: MetricInfo, row: Any, lang: Lang) -> str:
    scale = 100 if info.unit == "share" else 1
    return with_unit(f"{row.threshold * scale:.3g}", info.unit, lang, difference=True)


def described_cells(info: MetricInfo, row: Any, lang: Lang) -> list[str]:
    """Metric and whom it counts, base, design, difference (marked where it flatters), its own interval,
    relative change.
    """
    return [
        counted_label(info, lang),
        number(row.base_value, info.unit),
        number(row.design_value, info.unit),
        marked(number(row.difference, info.unit, signed=True), row.reason),
        interval(row.lo, row.hi, info.unit, lang, signed=True),
        percent(row.relative, signed=True) if info.unit != "share" else NOTHING,
    ]


@dataclass(frozen=True, slots=True)
class Counted:
    """A metric with its unit, and whom a comparison of two designs counts."""

    label: str
    who: str


def counted(info: MetricInfo, lang: Lang) -> Counted:
    """The metric and whom a comparison of two designs counts."""
    return Counted(label_with_unit(info, lang, difference=True), words_in(info.compared, lang))


def counted_label(info: MetricInfo, lang: Lang) -> str:
    """Both in one text."""
    told = counted(info, lang)
    return with_population(told.label, told.who, lang)


def at_once_sentence(study: StudyResult, lang: Lang) -> str:
    """What the intervals beside verdicts hold; empty where there are none."""
    if not study.differences["family_lo"].notna().any():
        return ""
    return translate(
        "Intervals beside a verdict are simultaneous: with 95% confidence those of all designs and primary"
        " metrics hold at once.",
        lang,
    )


def judged_headings(lang: Lang) -> list[str]:
    """Headings of `judged_cells`."""
    headings = (
        "Metric",
        "Base",
        "Design",
        "Difference",
        "Simultaneous 95% interval",
        "Matters from",
        "Verdict",
    )
    return [translate(heading, lang) for heading in headings]


def described_headings(lang: Lang) -> list[str]:
    """Headings of `described_cells`."""
    headings = ("Metric", "Base", "Design", "Difference", "95% interval", "Change")
    return [translate(heading, lang) for heading in headings]


def difference_grids(study: StudyResult, design: str, lang: Lang) -> list[Grid]:
    """Both tables of one design for the terminal; without the one that would be empty."""
    base, name = (name_of(study, "design", d, lang) for d in (study.base, design))
    title = translate("{design} against {base}", lang, design=name, base=base)
    parts = (
        (title, judged_headings(lang), judged_rows(study, design), judged_cells),
        (
            translate("{title}: described, not judged", lang, title=title),
            described_headings(lang),
            described_rows(study, design),
            described_cells,
        ),
    )
    grids = []
    for heading, headings, rows, cells in parts:
        first, *rest = headings
        grid = Grid(title=heading, columns=[*columns(lang, first), *columns(lang, *rest, right=True)])
        for info, row in rows:
            grid.add(*cells(info, row, lang))
        if grid.rows:
            grids.append(grid)
    return grids


def best_grid(study: StudyResult, lang: Lang) -> Grid:
    """On each primary metric, which of the designs may be the best."""
    infos = {info.id: info for info in study.infos}
    names = [name_of(study, "design", design, lang) for design in study.designs]
    title = translate("Which design may be the best, all comparisons at once", lang)
    grid = Grid(title=title, columns=columns(lang, "Metric") + columns(lang, *names))
    rows = {(row.metric, row.design): row for row in records(study.best)}
    for metric in dict.fromkeys(study.best["metric"]):
        cells = [STANDINGS[rows[metric, design].standing].text(lang) for design in study.designs]
        grid.add(label_with_unit(infos[metric], lang), *cells)
    return grid


def best_note(study: StudyResult, lang: Lang) -> str:
    """Whom the designs are compared over, what *practically* means, and when one is not compared."""
    text = translate(
        "Each metric compares the people that the tables of differences name. Practically as good: behind the"
        " best by less than what matters.",
        lang,
    )
    told = [text, *_alike_in_every_run(study, lang), *_stricter_than_verdicts(study, lang)]
    if (study.best["standing"] == "serves_fewer").any():
        fewer = translate(
            "Clearly fewer: a hundredth or more fewer than under another design, with a 95% interval of its"
            " own that excludes 0. This withholds praise; it is no verdict.",
            lang,
        )
        told.append(fewer)
    return spaced(told, lang)


def _alike_in_every_run(study: StudyResult, lang: Lang) -> list[str]:
    """Designs that no run tells apart on any of the metrics of the table."""
    judged = study.metrics[study.metrics["metric"].isin(study.best["metric"])]
    values = judged.pivot_table(index=["metric", "replication"], columns="design", values="value")
    groups: dict[tuple[float, ...], list[str]] = {}
    for design in study.designs:
        if design in values:
            groups.setdefault(tuple(values[design].fillna(math.inf)), []).append(design)
    text = "Identical in every run, on all of these metrics: {names}."
    return [
        translate(text, lang, names=joined(quoted(study, group, lang)).text(lang))
        for group in groups.values()
        if len(group) > 1
    ]


def _stricter_than_verdicts(study: StudyResult, lang: Lang) -> list[str]:
    """Why a design may still be the best that a verdict finds worse than another."""
    rows = [row for row in records(study.differences) if row.verdict in ("better", "worse")]
    beaten = {(row.metric, study.base if row.verdict == "better" else row.design) for row in rows}
    open_ones = {(r.metric, r.design) for r in records(study.best) if r.standing == "may_be_best"}
    both = [
        with_population(label_of(study.info(metric), lang), quoted(study, [design], lang)[0], lang)
        for metric, design in sorted(beaten & open_ones)
    ]
    if not both:
        return []
    n = math.comb(len(study.designs), 2)
    text = (
        "A verdict compares with the base only; here all {n} pairs of designs are compared at once, which "
        "takes wider intervals. So what a verdict finds behind another may be the best here: {figures}. "
        "More replications settle it."
    )
    return [translate(text, lang, n=n, figures=joined(both).text(lang))]
