"""One self-contained page: the answer in words, the tables, the figures, how to read them.

The one owner of Jinja2.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from importlib import resources
from typing import Any

from hallsim.errors import Lang
from hallsim.report import sentences
from hallsim.report.canvas import Format
from hallsim.report.given import given_figures
from hallsim.report.keys import key_metrics, label_of, label_with_unit, name_of
from hallsim.report.messages import translate, words_in
from hallsim.report.numbers import interval, number, percent, plus_minus, unit_name
from hallsim.report.robustness import robust_context
from hallsim.report.tables import gain_cells, gain_rows
from hallsim.study.result import StudyResult, records

FIGURE_TITLES = {
    "waiting_over_day": "Waiting over the day",
    "queue_over_day": "Queue length over the day",
    "utilisation": "Utilisation by window",
    "lead_times": "Time to the certificate",
    "differences": "Differences with intervals",
    "robustness": "Differences in plausible worlds",
}


def page(
    study: StudyResult,
    figures: Mapping[str, Mapping[Format, bytes]],
    lang: Lang,
) -> str:
    """The report as HTML, with style and figures inside."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    env = Environment(
        loader=PackageLoader("hallsim.report"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    style = resources.files("hallsim.report").joinpath("templates/report.css").read_text(encoding="utf-8")
    return env.get_template("report.html.j2").render(
        lang=lang,
        style=style,
        t=lambda text, **values: translate(text, lang, **values),
        title=words_in(study.title, lang) or study.name,
        headline=sentences.headline(study, lang),
        gains_in_words=sentences.gain_sentences(study, lang),
        unended=sentences.unended_sentence(study, lang),
        replications=sentences.replications_sentence(study, lang),
        base=name_of(study, "design", study.base, lang),
        designs=[name_of(study, "design", design, lang) for design in study.designs],
        key_rows=_key_rows(study, lang),
        difference_tables=_difference_tables(study, lang),
        gain_tables=_gain_tables(study, lang),
        figures=[
            (translate(FIGURE_TITLES[name], lang), base64.b64encode(files["svg"]).decode())
            for name, files in figures.items()
        ],
        robust=robust_context(study, lang),
        given=list(given_figures(study, lang)),
        uncalibrated=any(not info.calibrated for info in key_metrics(study)),
        metric_help=[
            (label_of(i, lang), unit_name(i.unit, lang), words_in(i.help, lang)) for i in key_metrics(study)
        ],
        manifest=_flat(study.manifest),
    )


def _key_rows(study: StudyResult, lang: Lang) -> list[tuple[str, list[str]]]:
    rows = {(row.design, row.metric): row for row in records(study.summary)}
    table = []
    for info in key_metrics(study):
        cells = [rows.get((design, info.id)) for design in study.designs]
        texts = [plus_minus(c.mean, c.half_width, info.unit) if c is not None else "–" for c in cells]
        table.append((label_with_unit(info, lang), texts))
    return table


def _difference_tables(study: StudyResult, lang: Lang) -> list[tuple[str, list[dict[str, str]]]]:
    infos = {info.id: info for info in key_metrics(study)}
    tables = []
    for design in study.designs:
        if design == study.base:
            continue
        found = {row.metric: row for row in records(study.differences) if row.design == design}
        rows = [_difference_row(infos[m], found[m], lang) for m in infos if m in found]
        tables.append((name_of(study, "design", design, lang), rows))
    return tables


def _difference_row(info: Any, row: Any, lang: Lang) -> dict[str, str]:
    return {
        "metric": label_with_unit(info, lang, difference=True),
        "difference": number(row.difference, info.unit, signed=True),
        "interval": interval(row.lo, row.hi, info.unit, lang, signed=True),
        "relative": percent(row.relative, signed=True) if info.unit != "share" else "–",
        "better": percent(row.better_share) if info.better != "neutral" else "–",
        "verdict": sentences.verdict(row, lang),
        "kind": row.verdict,
    }


def _gain_tables(study: StudyResult, lang: Lang) -> list[tuple[str, list[dict[str, Any]]]]:
    tables = []
    for design in study.designs:
        if design != study.base:
            rows = [
                {
                    "cells": gain_cells(study, row, lang),
                    "bar": [round(100 * share, 2) for share in (row.better, row.equal, row.worse)],
                }
                for row in gain_rows(study, design, 12)
            ]
            tables.append((name_of(study, "design", design, lang), rows))
    return tables


def _flat(manifest: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in manifest.items():
        if isinstance(value, Mapping):
            rows += _flat(value, f"{prefix}{key}.")
        else:
            rows.append(
                (prefix + key, ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))
            )
    return rows
