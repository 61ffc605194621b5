"""Tables of a study for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hallsim.report.tables.by_value import by_value_grids
from hallsim.report.tables.differences import (
    at_once_sentence,
    best_grid,
    best_note,
    compared_metrics,
    difference_grids,
    thresholds_of,
)
from hallsim.report.tables.given import given_table
from hallsim.report.tables.robustness import robust_report
from hallsim.report.tables.satisfaction import notes as opinion_notes
from hallsim.report.tables.satisfaction import satisfaction_report
from hallsim.report.tables.targets import target_report
from hallsim.report.wording.cautions import caution_of, cell, marked
from hallsim.report.wording.engines import engines_sentence
from hallsim.report.wording.grid import Column, Grid, columns
from hallsim.report.wording.keys import key_metrics, label_with_population, name_of
from hallsim.report.wording.notes import notes_on_differences, notes_on_figures
from hallsim.report.wording.numbers import number, percent
from hallsim.report.wording.sentences import (
    GAIN_LABELS,
    GAINS_COUNT,
    does_the_same,
    headline,
    replications_sentence,
    settings_lines,
    warnings_of,
    what_differs,
    whom_words_count,
    with_unit,
)
from hallsim.report.wording.titles import title_of
from hallsim.study.inference.verdicts import NOT_SERVED
from hallsim.study.result import StudyResult, records
from hallsim.text.message import Lang, translate

if TYPE_CHECKING:
    import pandas as pd

_LARGEST_GAINS = 6
_DESIGNS_ACROSS = 4
_MOST_SLICES = 12


def run_report(study: StudyResult, lang: Lang) -> Iterator[Grid | str]:
    """What `hallsim run` prints for one file: a table of the designs."""
    yield from head(study, lang)
    yield from varied_tables(study, lang)
    yield from design_tables(study, lang)
    yield from target_report(study, lang, hours=False)
    yield from breakdown_tables(study, lang)
    if study.figures:
        yield given_table(study, lang)
    yield from _notes(study, lang)


def compare_report(study: StudyResult, lang: Lang) -> Iterator[Grid | str]:
    """What `hallsim compare` prints: the designs, the differences, who gains and who loses, in words."""
    yield from head(study, lang)
    yield from varied_tables(study, lang)
    yield from design_tables(study, lang)
    yield from target_report(study, lang, hours=False)
    if study.figures:
        yield given_table(study, lang)
    for design in study.designs:
        if design != study.base and what_differs(study, design):
            yield from difference_grids(study, design, lang)
            yield from notes_on_differences(study, design, compared_metrics(study, design), lang)
        if design != study.base and not does_the_same(study, design):
            yield gain_table(study, design, lang)
    if len(study.best):
        yield best_grid(study, lang)
        yield best_note(study, lang)
    if len(study.designs) > 1:
        for sentence in headline(study, lang):
            yield "• " + sentence
        if whom := whom_words_count(study, lang):
            yield whom
            yield translate(GAINS_COUNT, lang)
        if at_once := at_once_sentence(study, lang):
            yield at_once
    yield from satisfaction_report(study, lang)
    yield from robust_report(study, lang, thresholds_of(study))
    yield from _notes(study, lang)


def varied_tables(study: StudyResult, lang: Lang) -> Iterator[Grid | str]:
    """What comes of each value tried; nothing where nothing is varied."""
    if study.by_value is not None:
        yield from by_value_grids(study, study.by_value, lang)


def design_tables(study: StudyResult, lang: Lang) -> Iterator[Grid | str]:
    """Key metrics with intervals, a column a design; several tables when they do not fit; why some lack."""
    rows = {(row.design, row.metric): row for row in records(study.summary)}
    for first in range(0, len(study.designs), _DESIGNS_ACROSS):
        across = study.designs[first : first + _DESIGNS_ACROSS]
        names = [Column(name_of(study, "design", design, lang), right=True) for design in across]
        table = Grid(columns=[*columns(lang, "Metric"), *names])
        for info in key_metrics(study):
            texts = [cell(rows.get((design, info.id)), info.unit) for design in across]
            table.add(label_with_population(info, lang), *texts)
        yield table
    yield from notes_on_figures(study, key_metrics(study), lang)


def breakdown_tables(study: StudyResult, lang: Lang) -> Iterator[Grid]:
    """Mean waits of visits (and who leaves) by group and by service, where there are a few of them."""
    for kind, heading, rows in (
        ("group", "Waiting by group", study.by_group),
        ("service", "Waiting by service", study.by_service),
    ):
        keys = list(dict.fromkeys(row.key for row in records(rows)))
        if 1 < len(keys) <= _MOST_SLICES:
            yield _slices(study, kind, heading, keys, rows, lang)


def _slices(
    study: StudyResult, kind: str, heading: str, keys: list[str], rows: pd.DataFrame, lang: Lang
) -> Grid:
    across = study.designs[:_DESIGNS_ACROSS]
    found = {(row.design, row.key, row.metric): row for row in records(rows)}
    names = [Column(name_of(study, "design", design, lang), right=True) for design in across]
    table = Grid(columns=[*columns(lang, heading), *names])
    shown = (
        ("wait_mean", "{name}, min", "min"),
        ("left_share", "{name}, left", "share"),
        (NOT_SERVED, "{name}, not served", "share"),
    )
    for metric, label, unit in shown:
        cells = {key: [found.get((design, key, metric)) for design in across] for key in keys}
        if unit == "share" and not any(c and c.value for row in cells.values() for c in row):
            continue
        for key, row in cells.items():
            texts = [cell(c, unit) for c in row]
            table.add(translate(label, lang, name=name_of(study, kind, key, lang)), *texts)
    return table


def gain_table(study: StudyResult, design: str, lang: Lang) -> Grid:
    """Who gains and who loses: all citizens, then the groups and services whose waiting changes most."""
    numbers = columns(lang, "Better", "Same", "Worse", "Mean change", right=True)
    title = translate(
        "{design}: who gains, who loses (the same citizens one to one)",
        lang,
        design=name_of(study, "design", design, lang),
    )
    table = Grid(title=title, columns=[*columns(lang, "Who", "What"), *numbers])
    for row in gain_rows(study, design):
        table.add(*gain_cells(study, row, lang))
    return table


def gain_cells(study: StudyResult, row: Any, lang: Lang) -> list[str]:
    """Who, what, better, same, worse, mean change with its unit."""
    everybody = row.dimension == "all"
    # of a score more is better; the table of gains counts what is lost of it
    change = -row.mean_difference if row.unit == "score" else row.mean_difference
    mean = with_unit(number(change, row.unit, signed=True), row.unit, lang)
    return [
        translate("Everybody", lang) if everybody else name_of(study, row.dimension, row.key, lang),
        translate(GAIN_LABELS[row.measure], lang),
        marked(percent(row.better), "" if row.measure == "served" else caution_of(study, row.design)),
        percent(row.equal),
        percent(row.worse),
        "" if row.measure == "served" else mean,
    ]


def gain_rows(study: StudyResult, design: str, largest: int = _LARGEST_GAINS) -> list[Any]:
    """Rows of the gains table worth showing: all citizens, and the slices whose waiting changes most."""
    rows = [row for row in records(study.gains) if row.design == design]
    everybody = [row for row in rows if row.dimension == "all"]
    told = ("group", "service")
    slices = [row for row in rows if row.dimension in told and row.measure == "wait"]
    n_keys = {d: len({row.key for row in slices if row.dimension == d}) for d in told}
    # a hall with one group or one service has nobody to tell apart
    slices = [row for row in slices if n_keys[row.dimension] > 1]
    slices.sort(key=lambda row: (-abs(row.mean_difference), row.dimension, row.key))
    return everybody + slices[:largest]


def head(study: StudyResult, lang: Lang) -> Iterator[str]:
    """The title, and what is otherwise than in the file."""
    yield title_of(study, lang)
    yield from settings_lines(study.settings, lang)


def _notes(study: StudyResult, lang: Lang) -> Iterator[str]:
    yield " ".join(filter(None, (replications_sentence(study, lang), engines_sentence(study, lang))))
    for warning in warnings_of(study, lang):
        yield "! " + warning
    if study.opinions is not None and any(info.is_opinion for info in key_metrics(study)):
        yield from opinion_notes(study.opinions, lang)
