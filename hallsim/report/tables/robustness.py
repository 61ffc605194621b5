"""Whether the answer holds over the ranges of what is assumed: tables for the terminal, words, the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hallsim.report.tables.differences import counted
from hallsim.report.wording.amounts import amount_text, short_name
from hallsim.report.wording.grid import Grid, columns
from hallsim.report.wording.keys import chosen, label_of, name_of, with_population
from hallsim.report.wording.numbers import NOTHING, interval, number
from hallsim.report.wording.sentences import HEADLINE, lower, with_unit
from hallsim.report.wording.titles import words_in
from hallsim.study.inference.verdicts import NOT_SERVED
from hallsim.study.result import MetricInfo, StudyResult
from hallsim.study.robust.factors import Factor
from hallsim.study.robust.robustness import Answer, Robustness, answers
from hallsim.text.message import SEMICOLON, Lang, Message, joined, spaced, translate

PARTS = ("better in {x}", "practically the same in {x}", "worse in {x}", "not comparable in {x}")
TURNS = {
    True: "turns when “{factor}” exceeds {value}",
    False: "turns when “{factor}” falls below {value}",
}
CELLS = {True: "{factor}; turns above {value}", False: "{factor}; turns below {value}"}
"""How numbers of worlds and turning points are said (keys of the catalogue)."""

_MOST_WHYS: Final = 3
"""Worlds that cannot be run, of which it is told why."""
_DIGITS = 3  # of a turning point: its error is seldom smaller

Thresholds = Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An answer in words; `who` is compared."""

    metric: str
    who: str
    better: str
    same: str
    worse: str
    difference: str
    turning: str
    kind: str


def robust_report(
    study: StudyResult, lang: Lang, thresholds: Thresholds | None = None
) -> Iterator[Grid | str]:
    """What the terminal shows: a table a design, a sentence a design, how the worlds were made."""
    found = study.robustness
    if found is None:
        return
    told = _answers(study, found, thresholds)
    for design, rows in _tables(study, told, lang):
        numbers = columns(lang, "Better", "Same", "Worse", "Difference", right=True)
        title = translate(
            "{design} against {base} in {n} plausible worlds",
            lang,
            design=design,
            base=name_of(study, "design", found.base, lang),
            n=len(found.worlds),
        )
        table = Grid(
            title=title, columns=[*columns(lang, "Metric"), *numbers, *columns(lang, "Depends most on")]
        )
        for row in rows:
            metric = with_population(row.metric, row.who, lang)
            table.add(metric, row.better, row.same, row.worse, row.difference, row.turning)
        yield table
    for sentence in _sentences(study, told, lang):
        yield "• " + sentence
    if note := _fewer_sentence(study, told, lang):
        yield note
    yield worlds_sentence(found, lang)


def robust_context(
    study: StudyResult, lang: Lang, thresholds: Thresholds | None = None
) -> dict[str, Any] | None:
    """What the page's part shows; None when no worlds were run."""
    found = study.robustness
    if found is None:
        return None
    told = _answers(study, found, thresholds)
    return {
        "n": len(found.worlds),
        "tables": _tables(study, told, lang),
        "sentences": _sentences(study, told, lang),
        "fewer": _fewer_sentence(study, told, lang),
        "how": worlds_sentence(found, lang),
        "factors": [
            (
                factor_name(factor, lang),
                factor.name,
                _value(factor, factor.stated, lang),
                f"{_value(factor, factor.lo, lang)} … {_value(factor, factor.hi, lang)}",
            )
            for factor in found.factors
        ],
    }


def robust_sentences(study: StudyResult, lang: Lang, thresholds: Thresholds | None = None) -> list[str]:
    """For every design the answer on the first metric that has one: in how many worlds, and what turns it.

    Before it stands who is not served, where that is the same way in every world: the other metric counts
    those who are.
    """
    found = study.robustness
    return [] if found is None else _sentences(study, _answers(study, found, thresholds), lang)


def _sentences(study: StudyResult, told: Sequence[Answer], lang: Lang) -> list[str]:
    by_design: dict[str, list[Answer]] = {}
    for answer in told:
        own = by_design.setdefault(answer.design, [])
        if not own:
            own.append(answer)
        elif answer.metric == NOT_SERVED and _kind(answer) != "unclear":
            own.insert(0, answer)
    sentences = [answer_sentence(study, answer, lang) for own in by_design.values() for answer in own]
    if study.robustness is None:
        return sentences
    return sentences + [
        translate(
            "{design}: no figure shown here differs from the base in any of {n} plausible worlds.",
            lang,
            design=name_of(study, "design", design, lang),
            n=len(study.robustness.worlds),
        )
        for design in study.robustness.designs
        if design not in by_design and design != study.robustness.base
    ]


def _fewer_sentence(study: StudyResult, told: Sequence[Answer], lang: Lang) -> str:
    """Where worlds are neither better, same nor worse, as one of two designs serves clearly fewer people."""
    withheld = [a for a in told if a.fewer]
    if not withheld:
        return ""
    parts = [
        translate(
            "{design}: {label} ({n})",
            lang,
            design=name_of(study, "design", a.design, lang),
            label=lower(label_of(study.info(a.metric), lang), lang),
            n=a.fewer,
        )
        for a in withheld
    ]
    return translate(
        "Not counted as better or worse, since in these worlds one of the two serves clearly fewer people, so"
        " that those it serves say little (number of worlds): {parts}.",
        lang,
        parts=joined(parts, SEMICOLON).text(lang),
    )


def answer_sentence(study: StudyResult, answer: Answer, lang: Lang) -> str:
    """`Unified: wait better in 9, worse in 3 of 12 plausible worlds (…); turns when … exceeds 1.27.`"""
    info = study.info(answer.metric)
    label = label_of(info, lang)
    told = Message(
        "{design}: {label} {verdict} ({gap})",
        design=name_of(study, "design", answer.design, lang),
        label=lower(label, lang),
        verdict=_verdict(answer, lang),
        gap=with_unit(_span(answer, info, lang), info.unit, lang, difference=True),
    )
    turns = turning_words(study, answer, lang)
    if turns:
        return translate("{told}; {turns}.", lang, told=told, turns=turns)
    return translate("{told}.", lang, told=told)


def turning_words(study: StudyResult, answer: Answer, lang: Lang) -> str:
    """What the answer depends on most, and where it turns; or that no fit tells, if worlds disagree."""
    turning, factor = answer.turning, _factor(study, answer)
    if turning is None or factor is None:
        if answer.better and answer.worse:
            return translate("what turns it cannot be told from these worlds; more may tell", lang)
        return ""
    name = factor_name(factor, lang)
    at = _at(answer)
    if at is not None:
        text = TURNS[at > factor.stated]
        return translate(text, lang, factor=name, value=_value(factor, float(f"{at:.{_DIGITS}g}"), lang))
    unit = study.info(answer.metric).unit
    return translate(
        "depends most on “{factor}” ({first} at {lo}, {last} at {hi})",
        lang,
        factor=name,
        first=number(turning.at_lo, unit, signed=True),
        lo=_value(factor, factor.lo, lang),
        last=number(turning.at_hi, unit, signed=True),
        hi=_value(factor, factor.hi, lang),
    )


def _turning_cell(study: StudyResult, answer: Answer, lang: Lang) -> str:
    """The same in a table; the bare name where nothing turns."""
    factor, at = _factor(study, answer), _at(answer)
    if factor is None:
        return NOTHING
    name = factor_name(factor, lang)
    if at is None:
        return name
    return translate(
        CELLS[at > factor.stated], lang, factor=name, value=_value(factor, float(f"{at:.{_DIGITS}g}"), lang)
    )


def _at(answer: Answer) -> float | None:
    """Where it turns, told only where worlds lie on both sides."""
    return answer.turning.at if answer.turning is not None and answer.better and answer.worse else None


def _factor(study: StudyResult, answer: Answer) -> Factor | None:
    """What the answer depends on most."""
    if study.robustness is None or answer.turning is None:
        return None
    return next(factor for factor in study.robustness.factors if factor.name == answer.turning.factor)


def worlds_sentence(found: Robustness, lang: Lang) -> str:
    """How the worlds were made, and what they are not."""
    text = translate(
        "{n} plausible worlds: each takes a value from the range of every assumption ({k} in all), spread"
        " evenly; every design meets the same citizens in it (replications: {r}). Worlds are not"
        " probabilities, and what has no range is not tried.",
        lang,
        n=len(found.worlds),
        k=len(found.factors),
        r=found.replications,
    )
    told = [text]
    if found.weeks is not None:
        told.append(translate("Measured weeks in each world: {weeks}.", lang, weeks=found.weeks))
    if found.failed:
        failed = ", ".join(map(str, found.failed))
        told.append(translate("Not finished: worlds {failed}.", lang, failed=failed))
        told += [
            translate("World {i} cannot be run: {why}.", lang, i=i, why=why)
            for i, why in list(found.failed.items())[:_MOST_WHYS]
            if why.en  # unknown of one whose process died
        ]
    if found.empty:
        empty = ", ".join(map(str, found.empty))
        told.append(translate("Nobody comes in worlds {empty}.", lang, empty=empty))
    return spaced(told, lang)


def robust_metrics(study: StudyResult) -> list[MetricInfo]:
    """The metrics whose answers are shown: the scenario's own, else the usual and the primary ones.

    Only those with a better side.
    """
    primary = study.differences.loc[study.differences["primary"], "metric"]
    infos = chosen(study, study.key_metrics or tuple(dict.fromkeys((*HEADLINE, *primary))))
    return [info for info in infos if info.better != "neutral"]


def factor_name(factor: Factor, lang: Lang) -> str:
    """The title of an assumption, else its path."""
    return words_in(factor.title, lang) or short_name(factor.name)


def _tables(study: StudyResult, told: Sequence[Answer], lang: Lang) -> list[tuple[str, list[Shown]]]:
    tables: dict[str, list[Shown]] = {}
    for answer in told:
        info = study.info(answer.metric)
        told_of = counted(info, lang)
        row = Shown(
            metric=told_of.label,
            who=told_of.who,
            better=str(answer.better),
            same=str(answer.same),
            worse=str(answer.worse),
            difference=_span(answer, info, lang),
            turning=_turning_cell(study, answer, lang),
            kind=_kind(answer),
        )
        tables.setdefault(name_of(study, "design", answer.design, lang), []).append(row)
    return list(tables.items())


def _answers(study: StudyResult, found: Robustness, thresholds: Thresholds | None) -> list[Answer]:
    """What can be told: neither a metric without a value in any world, nor a design that never differs."""
    infos = robust_metrics(study)
    sides, misses = {info.id: info.better for info in infos}, [info.id for info in infos if info.misses]
    paired = [info.id for info in infos if info.paired]
    known = [a for a in answers(found, sides, thresholds, misses, paired) if a.unknown < a.n]
    # a design that does the same as the base in every world is told of at the top
    differs = {a.design for a in known if a.lo or a.hi}
    return [a for a in known if a.design in differs]


def _verdict(answer: Answer, lang: Lang) -> str:
    """In how many worlds it is better, practically the same, worse."""
    parts = [
        translate(text, lang, x=x)
        for text, x in zip(PARTS, (answer.better, answer.same, answer.worse, answer.fewer), strict=True)
        if x
    ]
    return translate("{parts} of {n} plausible worlds", lang, parts=joined(parts), n=answer.n)


def _kind(answer: Answer) -> str:
    known = answer.n - answer.unknown
    if answer.better == known:
        return "better"
    return "worse" if answer.worse == known else "unclear"


def _value(factor: Factor, value: float, lang: Lang) -> str:
    return amount_text(value, factor.unit, lang, factor=factor.multiplies)


def _span(answer: Answer, info: MetricInfo, lang: Lang) -> str:
    """The smallest and the largest difference; one number where they are the same."""
    if answer.lo == answer.hi:
        return number(answer.lo, info.unit, signed=True)
    return interval(answer.lo, answer.hi, info.unit, lang, signed=True)
