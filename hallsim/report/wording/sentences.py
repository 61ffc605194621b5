"""What a study says in words, each difference with its uncertainty."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hallsim.errors import Problem
from hallsim.report.wording.cautions import SERVES_FEWER, caution_of, cautions_sentence, marked
from hallsim.report.wording.keys import chosen, in_sentence, key_metrics, label_of, name_of
from hallsim.report.wording.numbers import NOTHING, apart, interval, number, percent, unit_after_number
from hallsim.study.inference.simultaneous import alpha_of_look
from hallsim.study.inference.verdicts import N_ARRIVALS, NOT_SERVED, REASONS, WORDS
from hallsim.study.result import MetricInfo, StudyResult, records
from hallsim.text.counted import counted
from hallsim.text.message import SEMICOLON, Lang, joined, translate

HEADLINE = (
    "time_in_hall_mean",
    "not_served_share",
    "wait_mean",
    "visits_per_matter",
    "lead_first_visit_mean",
)
"""Metrics told in words at the top, in this order."""

UNENDED, MOST_UNENDED = "unended_share", 0.05
"""Above this share of matters without an end, figures of the ended ones are called biased."""

MOST_NAMED = 4
"""Figures that differ though nobody fares otherwise, named in words."""

ENOUGH = 2
"""Replications from which there is an interval."""

GAIN_LABELS = {
    "wait": "Waiting, all visits of a citizen",
    "time_in_hall": "Time in the hall, all visits of a citizen",
    "visits": "Visits for a case",
    "lead_time": "Time to the certificate of a case",
    "satisfaction": "Satisfaction with a case *",
    "served": "Served at all",
}
"""How the measures of the gains table are called (keys of the catalogue)."""

GAINS_COUNT = (
    "Who gains and who loses: the same citizen under both designs, one to one; waiting and time in the hall"
    " of those served under both, visits and time to the certificate of the cases done under both,"
    " satisfaction of the cases that ended under both, served at all of all citizens. Less than a minute, a"
    " tenth of a working day of the time to the certificate, or a point of satisfaction counts as the same."
)
"""Whom the gains table counts (a key of the catalogue)."""


def settings_lines(settings: Iterable[str], lang: Lang) -> list[str]:
    """What is otherwise than in the scenario's file, a line each."""
    return [translate("What if: {setting}", lang, setting=setting) for setting in settings]


def doubt_line(name: str, doubt: Problem, lang: Lang) -> str:
    """What looks unintended with a value that was tried."""
    return translate("With {name}: {said}; {advice}", lang, name=name, said=doubt.said, advice=doubt.advice)


MOST_ASKED = 10_000
"""Replications: to more nobody is advised."""


def with_unit(text: str, unit: str, lang: Lang, *, difference: bool = False) -> str:
    """A number and its unit."""
    word = unit_after_number(unit, lang, difference=difference)
    return f"{text}{word}" if word.startswith("/") else counted(f"{text} {word}".rstrip())


def verdict(row: Any, lang: Lang, *, why: bool = True) -> str:
    """The verdict of a row of the differences table, with its reason (and what might settle it)."""
    if not row.verdict:
        return translate("described", lang)
    if is_identical(row):
        return translate("identical in every run", lang)
    word = WORDS[row.verdict].text(lang)
    if not (why and row.reason):
        return word
    reason = REASONS[row.reason].text(lang)
    if row.needed:
        text = (
            "about {n} replications might tell"
            if row.needed <= MOST_ASKED
            else "more than {n} replications would be needed: replications do not tell"
        )
        more = translate(text, lang, n=f"{min(row.needed, MOST_ASKED):,}")
        reason = joined([reason, more], SEMICOLON).text(lang)
    return translate("{word} ({reason})", lang, word=word, reason=reason)


def is_identical(row: Any) -> bool:
    """Whether a difference is none at all, in each of several replications."""
    return bool(row.n >= ENOUGH and row.difference == 0 and row.se == 0 and row.lo == 0 == row.hi)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """What a design does, in a few phrases, each with the verdict it carries ("" where it carries none)."""

    design: str
    phrases: list[tuple[str, str]]

    def sentence(self, lang: Lang) -> str:
        """All of it as one sentence."""
        changes = _joined([text for text, _ in self.phrases], lang)
        return translate("{design}: {changes}.", lang, design=self.design, changes=changes)


def headlines(study: StudyResult, lang: Lang) -> list[Headline]:
    """For every design other than the base: what it does to time in the hall, who loses, then the rest."""
    found = []
    rows = {(row.design, row.metric): row for row in records(study.differences)}
    gains = {(row.design, row.measure): row for row in records(study.gains) if row.dimension == "all"}
    for design in study.designs:
        if design == study.base:
            continue
        phrases: list[tuple[str, str]] = []
        for info in [] if does_the_same(study, design) else _told_first(study, design, rows):
            row = rows.get((design, info.id))
            if row is None or math.isnan(row.difference):
                continue
            phrases.append((change_sentence(info, row, lang, guarded=True), row.verdict))
            if info.id == "time_in_hall_mean" and (design, "time_in_hall") in gains:
                pair = gains[design, "time_in_hall"], gains.get((design, "served"))
                phrases.append((_who_loses(*pair, lang), ""))
        if does_the_same(study, design):
            phrases = _nobody_fares_otherwise(study, design, lang)
        if phrases:
            name = in_sentence(name_of(study, "design", design, lang), lang)
            found.append(Headline(design=name, phrases=phrases))
    return found


def headline(study: StudyResult, lang: Lang) -> list[str]:
    """The same as sentences, one a design."""
    return [told.sentence(lang) for told in headlines(study, lang)]


def does_the_same(study: StudyResult, design: str) -> bool:
    """Whether nobody fares otherwise than under the base: citizen by citizen, and in any figure of people.

    What a model takes them to feel about it is no part of that, nor is what the hall spends.
    """
    rows = study.differences[study.differences["design"] == design]
    pairs = study.gains[(study.gains["design"] == design) & (study.gains["measure"] != "satisfaction")]
    of_people = [info.id for info in study.infos if info.of_people and not info.is_opinion]
    known = rows.loc[rows["metric"].isin(of_people), "difference"].dropna()
    return bool(len(known) and len(pairs)) and bool((known == 0).all() and (pairs["equal"] == 1).all())


def what_differs(study: StudyResult, design: str) -> list[tuple[MetricInfo, Any]]:
    """The figures of a design that are not the base's, those of the key table first."""
    rows = {row.metric: row for row in records(study.differences) if row.design == design and row.difference}
    ordered = dict.fromkeys([info.id for info in key_metrics(study)] + [info.id for info in study.infos])
    return [(study.info(m), rows[m]) for m in ordered if m in rows and not math.isnan(rows[m].difference)]


def _nobody_fares_otherwise(study: StudyResult, design: str, lang: Lang) -> list[tuple[str, str]]:
    """One phrase where nothing differs, else one more that names what does."""
    differs = what_differs(study, design)
    if not differs:
        return [(translate("does the same as the base: no figure of any citizen differs", lang), "same")]
    named = [change_sentence(info, row, lang, guarded=True) for info, row in differs[:MOST_NAMED]]
    if len(differs) > MOST_NAMED:
        named.append(translate("and {n} more figures", lang, n=len(differs) - MOST_NAMED))
    return [
        (translate("does the same as the base for every citizen", lang), "same"),
        (translate("what differs: {what}", lang, what=_joined(named, lang)), ""),
    ]


def _told_first(study: StudyResult, design: str, rows: dict[tuple[str, str], Any]) -> list[MetricInfo]:
    """What the words at the top tell of: the usual metrics, then the primary ones of the study's own.

    Who is not served comes first where that is settled: the others count those who are.
    """
    primary = [m for (d, m), row in rows.items() if d == design and row.primary and m not in HEADLINE]
    infos = chosen(study, (*HEADLINE, *primary))[: len(HEADLINE) + len(primary)]
    served = rows.get((design, NOT_SERVED))
    if served is not None and served.verdict in ("better", "worse"):
        infos.sort(key=lambda info: info.id != NOT_SERVED)
    return infos


def whom_words_count(study: StudyResult, lang: Lang) -> str:
    """Whom the words at the top count, and why the base has other figures in the tables; empty without."""
    if not headlines(study, lang) or all(does_the_same(study, d) for d in study.designs if d != study.base):
        return ""
    return translate(
        "Time in the hall, visits per case and lead times are compared here over the people served (the cases"
        " done) under both designs, waits over all visits that drew a ticket, who is not served over all"
        " citizens; so the base's figure can differ from design to design, and from that of all it serves.",
        lang,
    )


def _who_loses(row: Any, served: Any, lang: Lang) -> str:
    """Among those served under both designs, and what part of all citizens they are."""
    return translate(
        "of the citizens served under both ({share} of all) {worse} lose a minute or more there and {better}"
        " gain one",
        lang,
        share=percent(row.n / served.n) if served is not None and served.n else NOTHING,
        worse=percent(row.worse),
        better=percent(row.better),
    )


def change_sentence(info: MetricInfo, row: Any, lang: Lang, *, guarded: bool = False) -> str:
    """One change with its verdict and the interval behind it.

    `guarded`: with the reason where the interval is clear and the verdict is not, as fewer are served.
    """
    label = lower(label_of(info, lang), lang)
    base, design = apart(row.base_value, row.design_value, info.unit)
    judged = bool(row.primary)
    gap = interval(
        *((row.family_lo, row.family_hi) if judged else (row.lo, row.hi)), info.unit, lang, signed=True
    )
    values = {
        "label": label,
        "base": base,
        "design": with_unit(design, info.unit, lang),
        "gap": with_unit(gap, info.unit, lang, difference=True),
        "verdict": verdict(row, lang, why=guarded and row.reason in SERVES_FEWER),
    }
    if math.isnan(row.difference):
        return translate("{label} could not be compared", lang, label=label)
    if row.n < ENOUGH:
        return translate("{label} {base} against {design} (one replication: no interval)", lang, **values)
    if not judged:
        text = translate("{label} {base} → {design} (difference {gap})", lang, **values)
        return marked(text, row.reason)
    return translate("{label} {base} → {design}: {verdict} (difference {gap})", lang, **values)


def gain_sentences(study: StudyResult, lang: Lang) -> list[str]:
    """For every design: of all citizens, who waits less, who longer; who comes more often."""
    sentences = []
    rows = study.gains[study.gains["dimension"] == "all"]
    for row in records(rows):
        if row.measure not in ("wait", "visits") or does_the_same(study, row.design):
            continue
        sentences.append(
            translate(
                "{design}, {measure}: better for {better}, worse for {worse}, about the same for {equal} of"
                " the pairs (mean change {mean}).",
                lang,
                design=in_sentence(name_of(study, "design", row.design, lang), lang),
                measure=lower(translate(GAIN_LABELS[row.measure], lang), lang),
                better=marked(percent(row.better), caution_of(study, row.design)),
                worse=percent(row.worse),
                equal=percent(row.equal),
                mean=with_unit(number(row.mean_difference, row.unit, signed=True), row.unit, lang),
            )
        )
    return sentences


def replications_sentence(study: StudyResult, lang: Lang) -> str:
    """How many replications stand behind the numbers, and which are missing."""
    text = translate(
        "{n} replications, seed {seed}; the same citizens meet every design; figures are of all people of the"
        " study together, intervals (95%) of how they vary between replications.",
        lang,
        n=len(study.replications),
        seed=study.seed,
    )
    if len(study.replications) == 1:
        text = translate(
            "1 replication, seed {seed}; the same citizens meet every design; no intervals.",
            lang,
            seed=study.seed,
        )
    if study.failed:
        failed = ", ".join(str(r) for r in study.failed)
        text += " " + translate("Not finished: replications {failed}.", lang, failed=failed)
    return text


def warnings_of(study: StudyResult, lang: Lang) -> list[str]:
    """What to know before relying on the numbers."""
    told = (
        nobody_sentence(study, lang),
        cautions_sentence(study, lang),
        precision_sentence(study, lang),
        looks_sentence(study, lang),
        unended_sentence(study, lang),
    )
    return [text for text in told if text]


def nobody_sentence(study: StudyResult, lang: Lang) -> str:
    """That nobody comes to any design; empty where somebody does."""
    coming = study.summary.loc[study.summary["metric"] == N_ARRIVALS, "value"]
    return translate("Nobody comes in this world.", lang) if len(coming) and (coming == 0).all() else ""


def looks_sentence(study: StudyResult, lang: Lang) -> str:
    """What it cost to look again with more replications; empty at the first look."""
    n = len(study.replications)
    earlier = [look for look in study.looks if look < n]
    if not earlier:
        return ""
    return translate(
        "Verdicts of this study were shown before, after {looks} replications. Looking again until one"
        " appears would make false ones, so this look is judged with an error of {alpha} for the family.",
        lang,
        looks=joined(map(str, earlier)).text(lang),
        alpha=percent(alpha_of_look(n, earlier)),
    )


def precision_sentence(study: StudyResult, lang: Lang) -> str:
    """Whether replications are long and many enough for the key figures, and what would mend it."""
    known = {info.id: info for info in key_metrics(study)}
    few = [row for row in records(study.summary) if row.warning == "few" and row.metric in known]
    if not few:
        return ""
    needed = max(row.needed for row in few)
    labels = list(dict.fromkeys(label_of(known[row.metric], lang) for row in few))
    return translate(
        "Replications are too few or too short for: {labels}. Their intervals may cover less "
        "than 95%; {needed}"
        " replications of this length, or {factor} times longer ones, would mend it.",
        lang,
        labels=joined(labels).text(lang),
        needed=f"{needed:,}",
        factor=math.ceil(needed / max(len(study.replications), 1)),
    )


def unended_sentence(study: StudyResult, lang: Lang) -> str:
    """A warning where runs stopped before enough of their matters had ended; empty where they had."""
    shares = {row.design: row.value for row in records(study.summary) if row.metric == UNENDED}
    many = [
        f"{in_sentence(name_of(study, 'design', design, lang), lang)} {percent(shares[design])}"
        for design in study.designs
        if shares.get(design, 0.0) > MOST_UNENDED
    ]
    if not many:
        return ""
    return translate(
        "Matters that had not ended when the run stopped: {shares}. Lead times, trips and shares of ended"
        " matters are estimates from those seen to their end; `ending: drain` lets every matter end.",
        lang,
        shares=joined(many).text(lang),
    )


def _joined(parts: list[str], lang: Lang) -> str:
    return joined(parts, SEMICOLON).text(lang)


def lower(text: str, lang: Lang) -> str:
    """A label inside a sentence."""
    return text[:1].lower() + text[1:] if lang == "en" else text
