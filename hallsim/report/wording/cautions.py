"""Figures that flatter who serves fewer people: marked where they stand, and told under the tables."""

from __future__ import annotations

from typing import Any

from hallsim.report.wording.keys import name_of
from hallsim.report.wording.numbers import percent, with_interval
from hallsim.study.inference.verdicts import NOT_SERVED
from hallsim.study.result import StudyResult, records
from hallsim.text.message import Lang, joined, translate

MARK = " †"
SERVES_FEWER = ("serves_fewer", "base_serves_fewer")
"""Reasons for which a difference says little."""


def cell(row: Any, unit: str) -> str:
    """A figure with its interval, marked where it flatters; a dash where there is none."""
    return "–" if row is None else marked(with_interval(row.value, row.lo, row.hi, unit), row.caution)


def marked(text: str, caution: str) -> str:
    """The text with the mark where there is a caution."""
    return text + MARK if caution else text


def caution_of(study: StudyResult, design: str) -> str:
    """Whether a design serves clearly fewer people than the base, as its differences tell."""
    rows = study.differences
    found = rows[(rows["design"] == design) & (rows["reason"] == SERVES_FEWER[0])]
    return SERVES_FEWER[0] if len(found) else ""


def cautions_sentence(study: StudyResult, lang: Lang) -> str:
    """What the mark says, and what part of the citizens each design serves; empty where nothing is marked."""
    tables = (
        study.summary,
        study.by_group,
        study.by_service,
        study.by_hour,
        study.by_weekday,
        study.by_office,
    )
    reasons = study.differences["reason"].isin(SERVES_FEWER) if len(study.differences) else ()
    if not (any(reasons) or any((table["caution"] != "").any() for table in tables if len(table))):
        return ""
    lost = {row.design: row.value for row in records(study.summary) if row.metric == NOT_SERVED}
    shares = [
        f"{name_of(study, 'design', design, lang)} {percent(lost[design])}"
        for design in study.designs
        if design in lost
    ]
    return translate(
        "Marked †: a figure that seems good under a design that serves clearly fewer people than another, so"
        " that those it serves say little; left out (–) where it serves not half as many."
        " Not served: {shares}.",
        lang,
        shares=joined(shares).text(lang),
    )
