"""The answer to `hallsim bottleneck` in one language."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hallsim.report.answer import Answer, Chart, Section
from hallsim.report.bottleneck.sentences import headline, is_alone, notes
from hallsim.report.bottleneck.tables import (
    gains_grid,
    service_name,
    services_grid,
    services_of,
    settings_grid,
    split_grid,
    steps_grid,
    tables,
)
from hallsim.report.bottleneck.words import with_station
from hallsim.report.figures import days as figures
from hallsim.report.wording.day_parts import step_name
from hallsim.report.wording.keys import label_with_unit
from hallsim.report.wording.sentences import settings_lines
from hallsim.report.wording.titles import words_in
from hallsim.study.bottleneck.files_in_work import STATES
from hallsim.text.message import Lang, translate

if TYPE_CHECKING:
    from hallsim.report.figures.canvas import Figure
    from hallsim.study.bottleneck.result import Bottleneck


def answer(b: Bottleneck, lang: Lang) -> Answer:
    """Sentences, tables and figures."""
    design = b.names.get("design", {}).get(b.design)
    title = [words_in(b.title, lang) or b.name, words_in(design, lang) if design else b.design]
    world = words_in(b.world, lang)
    return Answer(
        title=" · ".join([*title, *([world] if world else [])]),
        headline=headline(b, lang),
        settings=settings_lines(b.settings, lang),
        sections=[*_days(b, lang), *_files(b, lang), *_one_more(b, lang)],
        notes=notes(b, lang),
        tables=tables(b),
        manifest=b.manifest,
    )


def _days(b: Bottleneck, lang: Lang) -> list[Section]:
    if b.split is None or not b.split.has_days:
        return []
    caption = translate("The lead time in its parts: all cases, the services that take most days.", lang)
    note = translate(
        "Each instant of a case has one part, so the parts add up to the lead time. Working days of the"
        " world: nights and days not worked take none. Where steps run in parallel an officer at work goes"
        " before a wait, and a desk's queue before a meeting.", lang,
    )  # fmt: skip
    section = Section(
        heading=translate("Where the days go", lang),
        parts=[split_grid(b.split, lang)],
        charts=[Chart("lead_time", caption, partial(_lead_time, b))],
    )
    more = [services_grid(b, lang)] if len(services_of(b)) > 1 else []
    return [section, Section(parts=[*more, note], printed=False)]


def _lead_time(b: Bottleneck, lang: Lang) -> Figure:
    assert b.split is not None
    found = services_of(b)
    bars = [(translate("All cases", lang), {part: e.value for part, e in b.split.parts.items()})]
    if len(found) > 1:
        bars += [
            (service_name(b, name, lang), {part: e.value for part, e in split.parts.items()})
            for name, split in found.items()
        ]
    return figures.stacked_parts(bars, translate("Where the days go", lang), lang)


def _files(b: Bottleneck, lang: Lang) -> list[Section]:
    if not b.steps or b.files is None:
        return []
    caption = translate(
        "Files at each step of the approvals, mean of {n} replications, with those back with the citizen for"
        " a correction or a fee; a case whose steps run in parallel is at several of them.",
        lang, n=b.files.n_replications,
    )  # fmt: skip
    chart = Chart("files_in_work", caption, partial(_files_over_time, b))
    return [
        Section(
            heading=translate("Files in work", lang),
            parts=[steps_grid(b, lang)],
            charts=[chart],
        )
    ]


def _files_over_time(b: Bottleneck, lang: Lang) -> Figure:
    assert b.files is not None
    table, cases = b.files.steps, b.files.cases
    total = table.assign(files=table[list(STATES)].sum(axis=1))
    by_step = {str(step): list(own["files"]) for step, own in total.groupby("step", sort=False)}
    named: dict[str, list[float]] = {}
    for step, numbers in by_step.items():
        name = step_name(b.names, step, lang, alone=is_alone(b))
        before = named.get(name, [0.0] * len(numbers))
        named[name] = [one + more for one, more in zip(before, numbers, strict=True)]
    return figures.files_over_time(list(cases["date"]), named, list(cases["cases"]), b.files.n_warm_up, lang)


def _one_more(b: Bottleneck, lang: Lang) -> list[Section]:
    if not b.gains:
        return []
    caption = translate("What one more of each would change.", lang)
    return [
        Section(
            heading=translate("What one more would bring", lang),
            parts=[gains_grid(b, lang)],
            charts=[Chart("one_more", caption, partial(_gains, b))],
        ),
        Section(parts=[settings_grid(b, lang)], printed=False),
    ]


def _gains(b: Bottleneck, lang: Lang) -> Figure:
    scale = 100 if b.metric.unit == "share" else 1
    rows = [
        (
            with_station(b, gain.addition, lang), gain.difference.value * scale, gain.verdict.lo * scale,
            gain.verdict.hi * scale,
        )
        for gain in b.gains
    ]  # fmt: skip
    return figures.gains(rows, label_with_unit(b.metric, lang, difference=True), lang)
