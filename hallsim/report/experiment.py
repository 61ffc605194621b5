"""`hallsim study` and `hallsim sweep`: the answer with its tables, curves, heat maps and front."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from hallsim.report.answer import Answer, Chart, Section
from hallsim.report.figures.factor_curves import factor_curves
from hallsim.report.figures.front import front_figure
from hallsim.report.figures.heat_map import heat_map, heat_table, maps_of, pair_of
from hallsim.report.tables.trials import (
    MOST_FRONTS,
    differences_grid,
    expected_grids,
    front_grid,
    fronts_by_design,
    points_grid,
    targets_grid,
)
from hallsim.report.wording.sentences import settings_lines
from hallsim.report.wording.study_sentences import expectation_sentence, headline, notes
from hallsim.report.wording.trial_names import Names
from hallsim.study.experiment.experiment import Experiment
from hallsim.study.experiment.tables import tables_of
from hallsim.text.message import Lang, translate

if TYPE_CHECKING:
    import pandas as pd

_MOST_MAPS = 4


def experiment_answer(found: Experiment, manifest: Mapping[str, Any], lang: Lang) -> Answer:
    """The answer in a language; to be made, printed and saved while the journal is open."""
    names = Names(found, lang)
    study = found.study.study
    asked = [] if study.question is None else [study.question.get(lang)]
    read = [] if study.reading is None else [study.reading.get(lang)]
    turns = []
    if study.would_change is not None:
        turns = [translate("What would change the answer: {what}", lang, what=study.would_change.get(lang))]
    return Answer(
        title=names.title,
        headline=[*asked, *headline(names), *read, *turns],
        settings=settings_lines(map(str, found.study.source.written.settings), lang),
        sections=list(_sections(names)),
        notes=list(notes(names)),
        tables=_tables(found),
        manifest=manifest,
    )


def _sections(names: Names) -> Iterator[Section]:
    found, lang = names.found, names.lang
    heading = translate("Every point", lang)
    parts = list(points_grid(found, lang))
    if not found.study.factors and len(found.study.designs) > 1:
        parts.append(differences_grid(found, lang))
    yield Section(heading=heading, parts=parts, charts=list(_curves(names)))
    maps = list(_maps(names))
    if maps:
        yield Section(heading=translate("Two factors together", lang), charts=maps, printed=False)
    if found.fronts:
        grids = [front_grid(found, where, front, lang) for where, front in found.fronts.items()]
        if len(grids) > MOST_FRONTS:
            grids = [fronts_by_design(found, lang)]
        told = translate("What each point costs in one metric to be better in another", lang)
        chart = Chart("pareto", told, partial(front_figure, found))
        yield Section(
            heading=translate("What no other point is better than", lang), parts=grids, charts=[chart]
        )
    if found.goals:
        heading = translate("Targets", lang)
        yield Section(heading=heading, parts=[targets_grid(found, lang)])
    if found.expectations:
        sentences = [expectation_sentence(names, one) for one in found.expectations]
        heading = translate("What was expected", lang)
        parts = list(expected_grids(found, sentences, lang))
        yield Section(heading=heading, parts=parts, printed=False)


def _curves(names: Names) -> Iterator[Chart]:
    """A figure a factor that takes several values."""
    found, lang = names.found, names.lang
    for i, varied in enumerate(found.study.factors, start=1):
        name = varied.levels.name
        if len({trial.value(name) for trial in found.trials.all}) > 1:
            caption = translate("What {factor} does", lang, factor=names.factor(name))
            yield Chart(f"curve_{i}", caption, partial(factor_curves, found, name))


def _maps(names: Names) -> Iterator[Chart]:
    found, lang = names.found, names.lang
    pair = pair_of(found)
    if pair is None or not maps_of(found, pair):
        return
    for metric in found.study.metrics[:_MOST_MAPS]:
        caption = translate(
            "{metric} by {one} and {other}", lang,
            metric=names.label(metric), one=names.factor(pair[0]), other=names.factor(pair[1]),
        )  # fmt: skip
        yield Chart(f"heat_{metric}", caption, partial(heat_map, found, metric, pair))


def _tables(found: Experiment) -> dict[str, pd.DataFrame]:
    tables = tables_of(found)
    pair = pair_of(found)
    if pair is not None and maps_of(found, pair):
        for metric in found.study.metrics[:_MOST_MAPS]:
            tables[f"heat_{metric}"] = heat_table(found, metric, pair)
    return tables
