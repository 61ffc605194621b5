"""One self-contained page: the answer in words, the tables, the figures, how to read them.

The one owner of Jinja2.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from hallsim.errors import Place, key_path
from hallsim.report.figures.canvas import Format
from hallsim.report.figures.study import CHARTS
from hallsim.report.tables import differences
from hallsim.report.tables.by_value import by_value_grids
from hallsim.report.tables.given import given_figures
from hallsim.report.tables.parts import part_tables
from hallsim.report.tables.robustness import robust_context
from hallsim.report.tables.satisfaction import notes, satisfaction_parts
from hallsim.report.tables.study import gain_cells, gain_rows
from hallsim.report.tables.targets import target_report
from hallsim.report.wording import sentences
from hallsim.report.wording.cautions import cell
from hallsim.report.wording.engines import engines_sentence
from hallsim.report.wording.grid import Grid
from hallsim.report.wording.keys import chosen, key_metrics, label_with_unit, name_of
from hallsim.report.wording.notes import notes_on_differences, notes_on_figures
from hallsim.report.wording.titles import title_of, words_in
from hallsim.study.result import ByValue, MetricInfo, StudyResult, records
from hallsim.text.message import Lang, translate


def page(
    study: StudyResult,
    figures: Mapping[str, Mapping[Format, bytes]],
    lang: Lang,
) -> str:
    """The report as HTML, with style and figures inside."""
    return rendered(
        "report.html.j2",
        lang,
        title=title_of(study, lang),
        settings=sentences.settings_lines(study.settings, lang),
        by_value=by_value_context(study, study.by_value, figures.get(BY_VALUE), lang),
        headlines=sentences.headlines(study, lang),
        whom=sentences.whom_words_count(study, lang),
        at_once=differences.at_once_sentence(study, lang),
        gains_count=translate(sentences.GAINS_COUNT, lang),
        gains_in_words=sentences.gain_sentences(study, lang),
        warnings=sentences.warnings_of(study, lang),
        doubts=_doubts(study, lang),
        replications=sentences.replications_sentence(study, lang),
        engines=engines_sentence(study, lang),
        base=name_of(study, "design", study.base, lang),
        designs=[name_of(study, "design", design, lang) for design in study.designs],
        targets=[(isinstance(p, Grid), p) for p in target_report(study, lang, hours=True)],
        key_rows=key_rows(study, lang),
        key_notes=notes_on_figures(study, _told_of(study), lang),
        judged_headings=differences.judged_headings(lang),
        described_headings=differences.described_headings(lang),
        difference_tables=_difference_tables(study, lang),
        best=differences.best_grid(study, lang) if len(study.best) else None,
        best_note=differences.best_note(study, lang),
        parts=part_tables(study, lang),
        gain_tables=_gain_tables(study, lang),
        figures=[
            (translate(CHARTS[name].caption, lang), base64.b64encode(files["svg"]).decode())
            for name, files in figures.items()
            if name != BY_VALUE
        ],
        robust=robust_context(study, lang, differences.thresholds_of(study)),
        given=list(given_figures(study, lang)),
        satisfaction=list(satisfaction_parts(study, lang)),
        opinion_notes=_opinion_notes(study, lang),
        metric_help=[
            (label_with_unit(i, lang), words_in(i.counted, lang), words_in(i.help, lang))
            for i in _told_of(study)
        ],
        manifest=manifest_rows(study.manifest, lang),
    )


def rendered(template: str, lang: Lang, **values: Any) -> str:
    """A template of ours with its values; words, style and language are there in each."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    env = Environment(
        loader=PackageLoader("hallsim.report"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    style = resources.files("hallsim.report").joinpath("templates/report.css").read_text(encoding="utf-8")
    return env.get_template(template).render(
        lang=lang, style=style, t=lambda text, **words: translate(text, lang, **words), **values
    )


BY_VALUE = "by_value"
"""The figure that stands with its tables, not with the others."""


def by_value_context(
    study: StudyResult, found: ByValue | None, figure: Mapping[Format, bytes] | None, lang: Lang
) -> dict[str, Any] | None:
    """What the page tells of each value tried; None where nothing was."""
    if found is None:
        return None
    parts = list(by_value_grids(study, found, lang))
    heading = "What comes of each value" if found.paths else "World by world"
    return {
        "heading": translate(heading, lang),
        "figures": [] if figure is None else [base64.b64encode(figure["svg"]).decode()],
        "tables": [part for part in parts if isinstance(part, Grid)],
        "notes": [part for part in parts if isinstance(part, str)],
    }


def manifest_rows(manifest: Mapping[str, Any], lang: Lang) -> list[tuple[str, str]]:
    """How it was made, for people: what the program itself needs to tell it again is left out."""
    told = {key: value for key, value in manifest.items() if key not in ("asked", "by_world")}
    return [(_named(key, lang), _METHODS.get(text, text)) for key, text in _flat(told) if text]


def _opinion_notes(study: StudyResult, lang: Lang) -> list[str]:
    """How far the model of satisfaction is calibrated, for below what shows it."""
    shown = any(info.is_opinion for info in key_metrics(study))
    return notes(study.opinions, lang) if shown and study.opinions is not None else []


def _told_of(study: StudyResult) -> list[MetricInfo]:
    """Every metric the page tells of: those of the key table, then those only in words, judged, given."""
    key = [info.id for info in key_metrics(study)]
    primary = study.differences.loc[study.differences["primary"], "metric"]
    given = [figure.metric for figure in study.figures]
    return chosen(study, tuple(dict.fromkeys((*key, *sentences.HEADLINE, *primary, *given))))


def _doubts(study: StudyResult, lang: Lang) -> list[tuple[str, str, str]]:
    """(place, what, remedy) of what looks unintended; a file's folder is no business of the reader's."""
    return [
        (
            f"{_short(d.place)}  {key_path(d.place.path)}" if d.place else "",
            d.said.text(lang),
            d.advice.text(lang),
        )
        for d in study.doubts
    ]


def _short(place: Place) -> str:
    return str(place) if place.said else f"{Path(place.file).name}:{place.line}"


def key_rows(study: StudyResult, lang: Lang) -> list[tuple[str, str, list[str]]]:
    """Label, whom it counts, and a cell a design of every key metric."""
    rows = {(row.design, row.metric): row for row in records(study.summary)}
    table = []
    for info in key_metrics(study):
        texts = [cell(rows.get((design, info.id)), info.unit) for design in study.designs]
        table.append((label_with_unit(info, lang), words_in(info.counted, lang), texts))
    return table


def _difference_tables(study: StudyResult, lang: Lang) -> list[dict[str, Any]]:
    """For every design other than the base: judged rows as (cells, verdict), described rows as cells."""
    return [
        {
            "design": name_of(study, "design", design, lang),
            "judged": [
                (differences.counted(info, lang), differences.judged_cells(info, row, lang)[1:], row.verdict)
                for info, row in differences.judged_rows(study, design)
            ],
            "described": [
                (differences.counted(info, lang), differences.described_cells(info, row, lang)[1:])
                for info, row in differences.described_rows(study, design)
            ],
            "notes": notes_on_differences(study, design, differences.compared_metrics(study, design), lang),
        }
        for design in study.designs
        if design != study.base and sentences.what_differs(study, design)
    ]


def _gain_tables(study: StudyResult, lang: Lang) -> list[tuple[str, list[dict[str, Any]]]]:
    tables = []
    for design in study.designs:
        if design != study.base and not sentences.does_the_same(study, design):
            rows = [
                {
                    "cells": gain_cells(study, row, lang),
                    "bar": [round(100 * share, 2) for share in (row.better, row.equal, row.worse)],
                }
                for row in gain_rows(study, design, 12)
            ]
            tables.append((name_of(study, "design", design, lang), rows))
    return tables


MANIFEST = {
    "study": "Study", "set": "What if", "designs": "Designs", "base": "Base", "replications": "Replications",
    "failed": "Not finished", "worlds": "Worlds", "varied": "Varied", "told": "Told of", "seed": "Seed",
    "engines": "Engine of {name}", "inputs_sha256": "SHA-256 of {name}", "versions": "Version of {name}",
    "fingerprint": "Fingerprint", "method": "Method", "factors": "Guesses moved", "factor": "Guess moved",
    "metrics": "Metrics", "indifference": "Difference that does not matter", "probability": "Probability",
    "command": "Command", "vary": "Varied", "targets": "Targets", "design": "Design", "world": "World",
    "looks": "Looked at after replications", "metric": "Metric", "failed_worlds": "Worlds not finished",
}  # fmt: skip
"""How the keys of the manifest are called on the page (keys of the catalogue)."""


_METHODS = {"kn": "KN (Kim & Nelson 2001)", "ocba": "OCBA (Chen et al. 2000)"}


def _named(key: str, lang: Lang) -> str:
    head, _, name = key.partition(".")
    return translate(MANIFEST[head], lang, name=name) if head in MANIFEST else key


def _flat(manifest: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in manifest.items():
        if isinstance(value, Mapping):
            rows += _flat(value, f"{prefix}{key}.")
        else:
            texts = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
            # the name of a design with its values has commas
            rows.append((prefix + key, ("; " if any("," in one for one in texts) else ", ").join(texts)))
    return rows
