"""The model against the hall's own figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hallsim.report.tables.parts import part_name
from hallsim.report.wording.grid import Column, Grid, columns
from hallsim.report.wording.keys import label_with_unit, name_of, with_population
from hallsim.report.wording.numbers import NOTHING, number, with_interval
from hallsim.report.wording.titles import words_in
from hallsim.study.result import KnownFigure, StudyResult, records
from hallsim.text.message import Lang, translate

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
    for figure in study.figures:
        info, row = infos[figure.metric], figure_row(study, figure)
        part = part_name(study, figure.dimension, figure.key, lang)
        yield GivenFigure(
            label=label_with_unit(info, lang) + (f" · {part}" if part else ""),
            who=words_in(info.counted, lang),
            given=number(figure.value, info.unit),
            model=NOTHING if row is None else with_interval(row.value, row.lo, row.hi, info.unit),
            source=words_in(figure.source, lang) if figure.source else "",
            use=translate(USES[figure.use], lang),
        )


def figure_row(study: StudyResult, figure: KnownFigure) -> Any:
    """What the base design has for a figure; None where nobody was seen in the part it is of."""
    table = study.parts(figure.dimension) if figure.dimension else study.summary
    own = table[(table["design"] == study.base) & (table["metric"] == figure.metric)]
    if figure.dimension:
        own = own[own["key"] == figure.key]
    return next(iter(records(own)), None)


def given_table(study: StudyResult, lang: Lang) -> Grid:
    """The same as a terminal table."""
    title = translate("Model against the hall's own figures", lang)
    base = name_of(study, "design", study.base, lang)
    given, source = columns(lang, "Given", right=True), columns(lang, "Use", "Source")
    table = Grid(title=title, columns=[*columns(lang, "Figure"), *given, Column(base, right=True), *source])
    for row in given_figures(study, lang):
        table.add(with_population(row.label, row.who, lang), row.given, row.model, row.use, row.source)
    return table
