"""What a study says in words, each difference with its uncertainty."""

from __future__ import annotations

import math
from typing import Any

from hallsim.errors import Lang
from hallsim.report.keys import HEADLINE, chosen, label_of, name_of
from hallsim.report.messages import translate
from hallsim.report.numbers import apart, interval, number, percent, unit_name
from hallsim.study.result import MetricInfo, StudyResult, records

VERDICTS = {
    "better": "better",
    "worse": "worse",
    "lower": "lower",
    "higher": "higher",
    "unclear": "no clear difference",
    "equal": "equal",
    "unknown": "too few replications",
}
"""How the verdicts of the differences table are said (keys of the catalogue)."""

UNENDED, MOST_UNENDED = "unended_share", 0.05
"""Above this share of matters without an end, figures of the ended ones are called biased."""

GAIN_LABELS = {
    "wait": "Waiting",
    "time_in_hall": "Time in the hall",
    "visits": "Visits for the matter",
    "lead_time": "Time to the certificate",
    "served": "Served at all",
}
"""How the measures of the gains table are called (keys of the catalogue)."""


def with_unit(text: str, unit: str, lang: Lang, *, difference: bool = False) -> str:
    """A number and its unit."""
    word = unit_name(unit, lang, difference=difference)
    return f"{text} {word}" if word else text


def verdict(row: Any, lang: Lang) -> str:
    """The verdict of a row of the differences table."""
    return translate(VERDICTS[row.verdict], lang)


def headline(study: StudyResult, lang: Lang) -> list[str]:
    """A few sentences for every design other than the base."""
    sentences = []
    rows = {(row.design, row.metric): row for row in records(study.differences)}
    for design in study.designs:
        if design == study.base:
            continue
        parts = [
            change_sentence(info, rows[design, info.id], lang)
            for info in chosen(study, HEADLINE, 4)
            if (design, info.id) in rows
        ]
        if parts:
            name = name_of(study, "design", design, lang)
            sentences.append(
                translate("{design}: {changes}.", lang, design=name, changes=_joined(parts, lang))
            )
    return sentences


def change_sentence(info: MetricInfo, row: Any, lang: Lang) -> str:
    """One change with the interval of the difference, or that there is none to be seen."""
    label = label_of(info, lang)
    if lang == "en":
        label = label[:1].lower() + label[1:]
    gap = interval(row.lo, row.hi, info.unit, lang, signed=True)
    base, design = apart(row.base_mean, row.design_mean, info.unit)
    values = {
        "label": label,
        "base": base,
        "design": with_unit(design, info.unit, lang),
        "gap": with_unit(gap, info.unit, lang, difference=True),
    }
    if math.isnan(row.difference):
        return translate("{label} could not be compared", lang, label=label)
    if row.verdict == "unknown":
        return translate("{label} {base} against {design} (one replication: no interval)", lang, **values)
    if row.verdict == "equal":
        return translate("{label} unchanged at {design}", lang, **values)
    if row.verdict == "unclear":
        return translate("no clear difference in {label} (difference {gap})", lang, **values)
    relative = percent(row.relative, signed=True)
    text = "{label} down from {base} to {design} ({relative}; difference {gap})"
    if row.difference > 0:
        text = "{label} up from {base} to {design} ({relative}; difference {gap})"
    return translate(text, lang, relative=relative, **values)


def gain_sentences(study: StudyResult, lang: Lang) -> list[str]:
    """For every design: of all citizens, who waits less, who longer; who comes more often."""
    sentences = []
    rows = study.gains[study.gains["dimension"] == "all"]
    for row in records(rows):
        if row.measure not in ("wait", "visits"):
            continue
        sentences.append(
            translate(
                "{design}, {measure}: better for {better}, worse for {worse}, about the same for {equal} of"
                " the pairs (mean change {mean}).",
                lang,
                design=name_of(study, "design", row.design, lang),
                measure=_lower(translate(GAIN_LABELS[row.measure], lang), lang),
                better=percent(row.better),
                worse=percent(row.worse),
                equal=percent(row.equal),
                mean=with_unit(number(row.mean_difference, row.unit, signed=True), row.unit, lang),
            )
        )
    return sentences


def replications_sentence(study: StudyResult, lang: Lang) -> str:
    """How many replications stand behind the numbers, and which are missing."""
    text = translate(
        "{n} replications, seed {seed}; the same citizens meet every design; intervals are 95% t intervals"
        " over replications.",
        lang,
        n=len(study.replications),
        seed=study.seed,
    )
    if study.failed:
        failed = ", ".join(str(r) for r in study.failed)
        text += " " + translate("Not finished: replications {failed}.", lang, failed=failed)
    return text


def unended_sentence(study: StudyResult, lang: Lang) -> str:
    """A warning where runs stopped before enough of their matters had ended; empty where they had."""
    shares = {row.design: row.mean for row in records(study.summary) if row.metric == UNENDED}
    many = [
        f"{name_of(study, 'design', design, lang)} {percent(shares[design])}"
        for design in study.designs
        if shares.get(design, 0.0) > MOST_UNENDED
    ]
    if not many:
        return ""
    return translate(
        "Matters that had not ended when the run stopped: {shares}. Lead times, trips and shares of ended"
        " matters are biased; `ending: drain` lets every matter end.",
        lang,
        shares=("、" if lang == "zh" else ", ").join(many),
    )


def _joined(parts: list[str], lang: Lang) -> str:
    return ("；" if lang == "zh" else "; ").join(parts)


def _lower(text: str, lang: Lang) -> str:
    return text[:1].lower() + text[1:] if lang == "en" else text
