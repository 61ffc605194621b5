"""The model against the hall's own figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hallsim.errors import Lang
from hallsim.report.grid import Column, Grid, columns
from hallsim.report.keys import label_with_unit, name_of, with_population
from hallsim.report.messages import translate, words_in
from hallsim.report.numbers import number, with_interval
from hallsim.study.result import StudyResult, records

USES = {"fitted": "fitted", "held_out": "held out"}
"""What a figure was used for, as it is said (keys of the catalogue): a fitted one validates nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFigure:
    """A figure known from the real hall beside the model's, and whom it counts."""

    label: str
    who: str
    given: str
    model: str
    source: str = ""
    use: str = ""


def given_figures(study: StudyResult, lang: Lang) -> Iterator[GivenFigure]:
    """What is known of the hall beside the base design's mean and interval."""
    infos = {info.id: info for info in study.infos}
    found = {row.metric: row for row in records(study.summary) if row.design == study.base}
    for figure in study.figures:
        info, row = infos[figure.metric], found[figure.metric]
        yield GivenFigure(
            label=label_with_unit(info, lang),
            who=words_in(info.counted, lang),
            given=number(figure.value, info.unit),
            model=with_interval(row.value, row.lo, row.hi, info.unit),
            source=words_in(figure.source, lang) if figure.source else "",
            use=translate(USES[figure.use], lang),
        )


def given_table(study: StudyResult, lang: Lang) -> Grid:
    """The same as a terminal table."""
    title = translate("Model against the hall's own figures", lang)
    base = name_of(study, "design", study.base, lang)
    given, source = columns(lang, "Given", right=True), columns(lang, "Use", "Source")
    table = Grid(title=title, columns=[*columns(lang, "Figure"), *given, Column(base, right=True), *source])
    for row in given_figures(study, lang):
        table.add(with_population(row.label, row.who, lang), row.given, row.model, row.use, row.source)
    return table
