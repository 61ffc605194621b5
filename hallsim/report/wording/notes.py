"""Why a figure is missing or has no interval: below the table that shows it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from hallsim.report.wording.keys import in_sentence, label_of, name_of, with_population
from hallsim.study.inference.statistics import warning_text_of
from hallsim.study.result import MetricInfo, StudyResult, records
from hallsim.text.message import Lang, joined, translate

_TOLD_ELSEWHERE = ("", "few")
"""Too few replications are told for all figures together."""


def notes_on_figures(study: StudyResult, infos: Sequence[MetricInfo], lang: Lang) -> list[str]:
    """Of the figures of the designs."""
    return _notes(study, study.designs, records(study.summary), infos, lang)


def notes_on_differences(
    study: StudyResult, design: str, infos: Sequence[MetricInfo], lang: Lang
) -> list[str]:
    """Of the differences of one design from the base, those that are left out."""
    rows = [r for r in records(study.differences) if math.isnan(r.difference) and r.warning != "nothing"]
    return _notes(study, (design,), rows, infos, lang)


def _notes(
    study: StudyResult, designs: Sequence[str], rows: Sequence[Any], infos: Sequence[MetricInfo], lang: Lang
) -> list[str]:
    """A sentence for every reason, with the metrics it is of, and the designs where it is not of all."""
    n_all = len(study.replications)
    labels = {info.id: label_of(info, lang) for info in infos}
    found: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        if row.design not in designs or row.metric not in labels or row.warning in _TOLD_ELSEWHERE:
            continue
        if row.warning == "single" and n_all == 1:
            continue  # no figure has an interval, which is said of the study
        reason = warning_text_of(row.warning, row.needed, n_all, getattr(row, "people", math.nan), lang)
        found.setdefault(reason, {}).setdefault(row.design, []).append(labels[row.metric])
    told = []
    for reason, by_design in found.items():
        alike: dict[str, list[str]] = {}
        for design, several in by_design.items():
            alike.setdefault(joined(several).text(lang), []).append(design)
        for figures, of in alike.items():
            names = joined(in_sentence(name_of(study, "design", design, lang), lang) for design in of).text(
                lang
            )
            whose = figures if len(of) == len(designs) else with_population(figures, names, lang)
            told.append(translate("{figures}: {reason}.", lang, figures=whose, reason=reason))
    return told
