"""What is said of satisfaction beside its figures: score and rate together, what decides them, who is heard,
who loses; and beside each table how far the model is calibrated.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from hallsim.metrics.catalogue.satisfaction import PREFIX, RATE, TITLES
from hallsim.report.tables.parts import part_name
from hallsim.report.wording.calibrated import calibration_line
from hallsim.report.wording.cautions import marked
from hallsim.report.wording.grid import Column, Grid, columns
from hallsim.report.wording.keys import label_of, name_of
from hallsim.report.wording.numbers import NOTHING, interval, number, percent
from hallsim.report.wording.sentences import GAIN_LABELS, lower, with_unit
from hallsim.scenario.satisfaction.items import OVERALL
from hallsim.study.opinions.calibration import FIRMS, KIND_WORDS
from hallsim.study.opinions.fairness import FEWEST
from hallsim.study.opinions.opinion_tables import OpinionTables
from hallsim.study.opinions.sensitivity import in_doubt
from hallsim.study.result import StudyResult, records
from hallsim.text.message import Lang, Message, joined, translate

CHANNEL_WORDS: Final = {
    "button": Message("button at the window"),
    "sms": Message("message after the case"),
    "phone": Message("phone"),
    "household": Message("household survey"),
    "supervisors": Message("lay supervisors"),
}
STAGE_WORDS: Final = {
    "dissatisfied": Message("dissatisfied"),
    "would": Message("would complain"),
    "knows": Message("know where"),
    "gets_through": Message("get through"),
    "believes": Message("complain"),
}
DIMENSION_WORDS: Final = {
    "group": Message("group"),
    "service": Message("service"),
    "office": Message("kind of office"),
    "age": Message("age"),
    "rural": Message("town or country"),
    "online": Message("able to file online"),
    "home": Message("home"),
}
PART_WORDS: Final = {
    "rural": Message("country"),
    "urban": Message("town"),
    "able_online": Message("able"),
    "not_online": Message("not able"),
}


def satisfaction_parts(study: StudyResult, lang: Lang) -> Iterator[Grid | str]:
    """Everything, for a page; nothing where no case ended."""
    found = study.opinions
    score = score_grid(study, lang)
    if found is None or not score.rows:
        return
    yield score
    yield from notes(found, lang)
    for grid in (sensitivity_grid(study, found, lang), heard_grid(study, found, lang)):
        if grid.rows:
            yield grid
    if len(found.heard):
        yield heard_note(lang)
    yield from sensitivity_sentences(study, found, lang)
    for grid in (complaints_grid(study, found, lang), walks_grid(study, found, lang)):
        if grid.rows:
            yield grid
    fairness = fairness_grid(study, found, lang)
    if fairness.rows:
        yield fairness
        yield translate(
            "The best and the worst served part of {n} people or more; among many, chance alone makes a gap.",
            lang,
            n=FEWEST,
        )
    yield from losers_sentences(study, found, lang)


def satisfaction_report(study: StudyResult, lang: Lang) -> Iterator[Grid | str]:
    """For the terminal: what is heard, what decides, who loses."""
    found = study.opinions
    if found is None:
        return
    heard = heard_grid(study, found, lang)
    if heard.rows:
        yield heard
        yield heard_note(lang)
        yield from notes(found, lang)
    yield from sensitivity_sentences(study, found, lang)
    yield from losers_sentences(study, found, lang)


def notes(found: OpinionTables, lang: Lang) -> list[str]:
    """How far the model is calibrated, for below every table that shows it."""
    return [calibration_line(found.notes, lang)]


def score_grid(study: StudyResult, lang: Lang) -> Grid:
    """Score and rate of every item, a row an item of citizens and of enterprises, a column a design."""
    rows = {(row.design, row.metric): row for row in records(study.summary)}
    names = [Column(name_of(study, "design", design, lang), right=True) for design in study.designs]
    title = translate("Satisfaction: score (0 to 100) / rate (very, fairly or basically satisfied)", lang)
    table = Grid(title=title, columns=[*columns(lang, "Who and what"), *names])
    known = {info.id: info for info in study.infos}
    for id in (f"{PREFIX}{of}{item}" for of in ("", FIRMS) for item in TITLES):
        cells = [_score_and_rate(rows, design, id) for design in study.designs]
        if id in known and any(cell != NOTHING for cell in cells):
            table.add(label_of(known[id], lang), *cells)
    return table


def _score_and_rate(rows: dict[tuple[str, str], Any], design: str, id: str) -> str:
    score, rate = rows.get((design, id)), rows.get((design, id + RATE))
    if score is None or rate is None or not score.n:
        return NOTHING
    text = f"{number(score.value, 'score')} / {percent(rate.value)}"
    return marked(text, score.caution or rate.caution)


def sensitivity_grid(study: StudyResult, found: OpinionTables, lang: Lang) -> Grid:
    """Differences from the base under what no survey tells: from the least to the greatest."""
    title = translate("Differences in satisfaction, slope ±50 %, weights ±20 %", lang)
    heads = columns(lang, "Design", "Metric") + columns(lang, "Difference", "Least to greatest", right=True)
    table = Grid(title=title, columns=heads)
    differences = {(row.design, row.metric): row for row in records(study.differences)}
    known = {info.id: info for info in study.infos}
    rows = found.sensitivity
    for design in study.designs[1:]:
        for metric in dict.fromkeys(rows["metric"]):
            own = rows[(rows["design"] == design) & (rows["metric"] == metric)]["difference"]
            row = differences.get((design, metric))
            if metric in known and row is not None and own.notna().any():
                info = known[metric]
                table.add(
                    name_of(study, "design", design, lang),
                    label_of(info, lang),
                    number(row.difference, info.unit, signed=True),
                    interval(own.min(), own.max(), info.unit, lang, signed=True),
                )
    return table


def sensitivity_sentences(study: StudyResult, found: OpinionTables, lang: Lang) -> Iterator[str]:
    """Whether the order of the designs survives."""
    known = {info.id: info for info in study.infos}
    for of in ("", FIRMS):
        metric = f"{PREFIX}{of}{OVERALL}"
        if metric not in known or not (found.sensitivity["metric"] == metric).any():
            continue
        label = label_of(known[metric], lang)
        depends = Message(
            "{label}: the order of the designs depends on slopes or weights that no survey tells.",
            label=label,
        )
        stays = Message(
            "{label}: the order of the designs stays the same with slopes ±50 % and weights ±20 %.",
            label=label,
        )
        yield (depends if in_doubt(found.sensitivity, study.designs, metric) else stays).text(lang)


def heard_grid(study: StudyResult, found: OpinionTables, lang: Lang) -> Grid:
    """What is said by each channel beside what is true."""
    title = _with_state(Message("What the hall hears, beside what people think (score / rate)"), found, lang)
    heads = columns(lang, "Design", "Channel") + columns(
        lang,
        "Asked",
        "Answered",
        "Heard",
        "True",
        "Heard minus true, points",
        "One survey, ±",
        right=True,
    )
    table = Grid(title=title, columns=heads)
    for row in records(found.heard):
        table.add(
            name_of(study, "design", row.design, lang),
            _of_kind(found.heard, CHANNEL_WORDS[row.channel], row.kind, lang),
            count(row.asked),
            count(row.answered) if row.channel != "supervisors" else NOTHING,
            f"{number(row.said_score)} / {percent(row.said_rate)}",
            f"{number(row.true_score)} / {percent(row.true_rate)}",
            f"{number(row.off, signed=True)} ({interval(row.lo, row.hi, '', lang, signed=True)})",
            number(row.sampling),
        )
    return table


def heard_note(lang: Lang) -> str:
    """What the last two columns of `heard_grid` are."""
    text = (
        "Heard minus true is of all replications together: what the channel does. One survey, over the weeks "
        "of one replication, is off by the last column more, since few answer (95 %)."
    )
    return translate(text, lang)


def _with_state(title: Message, found: OpinionTables, lang: Lang) -> str:
    """A title, how far the model behind the table is calibrated, and the mark of the note below."""
    state = joined(found.states)
    return Message("{label} ({state})", label=title, state=state).text(lang) + " *"


def count(n: float) -> str:
    """A number of people."""
    return f"{n:,.0f}"


def _of_kind(table: Any, what: Message, kind: str, lang: Lang) -> str:
    """What, and of whom where there are both."""
    if table["kind"].nunique() < 2:
        return what.text(lang)
    return translate("{what} ({who})", lang, what=what, who=KIND_WORDS[kind])


def complaints_grid(study: StudyResult, found: OpinionTables, lang: Lang) -> Grid:
    """The way to a complaint, a column a stage."""
    stages = [Column(words.text(lang), right=True) for words in STAGE_WORDS.values()]
    title = _with_state(Message("Complaints: from the dissatisfied to those who complain"), found, lang)
    table = Grid(title=title, columns=[*columns(lang, "Design", "Who"), *stages])
    rows = {(row.design, row.kind, row.stage): row for row in records(found.complaints)}
    for design, kind in dict.fromkeys((design, kind) for design, kind, _ in rows):
        cells = [rows[design, kind, stage] for stage in STAGE_WORDS]
        texts = [f"{count(cell.n)} ({percent(cell.share)})" for cell in cells]
        table.add(name_of(study, "design", design, lang), KIND_WORDS[kind].text(lang), *texts)
    return table


def walks_grid(study: StudyResult, found: OpinionTables, lang: Lang) -> Grid:
    """What those who walk the way find, and the whole were it as good as can be."""
    title = _with_state(
        Message("Walking the way: what most annoys, and the score were it removed"), found, lang
    )
    heads = columns(lang, "Design", "Problem") + columns(
        lang, "Walks", "Found", "True score", "Without it", right=True
    )
    table = Grid(title=title, columns=heads)
    for row in records(found.walks):
        if row.found:
            table.add(
                name_of(study, "design", row.design, lang),
                _of_kind(found.walks, TITLES[row.indicator], row.kind, lang),
                count(row.walked),
                count(row.found),
                number(row.true_score),
                number(row.score_without),
            )
    return table


def fairness_grid(study: StudyResult, found: OpinionTables, lang: Lang) -> Grid:
    """The gap between the best and the worst served part, a row a dimension and metric."""
    title = translate("Gaps between the best and the worst served", lang)
    names = [Column(name_of(study, "design", design, lang), right=True) for design in study.designs]
    table = Grid(title=title, columns=[*columns(lang, "By", "Metric"), *names])
    known = {info.id: info for info in study.infos}
    rows = {(row.dimension, row.metric, row.design): row for row in records(found.fairness)}
    for dimension, metric in dict.fromkeys((d, m) for d, m, _ in rows):
        cells = [_gap(study, rows.get((dimension, metric, design)), lang) for design in study.designs]
        table.add(DIMENSION_WORDS[dimension].text(lang), label_of(known[metric], lang), *cells)
    return table


def _gap(study: StudyResult, row: Any, lang: Lang) -> str:
    if row is None:
        return NOTHING
    return translate(
        "{gap}: {worst} {worst_value}, {best} {best_value}",
        lang,
        gap=with_unit(number(row.gap, row.unit, signed=True).lstrip("+"), row.unit, lang, difference=True),
        worst=who_name(study, row.dimension, row.worst, lang),
        worst_value=number(row.worst_value, row.unit),
        best=who_name(study, row.dimension, row.best, lang),
        best_value=number(row.best_value, row.unit),
    )


def who_name(study: StudyResult, dimension: str, key: str, lang: Lang) -> str:
    """What people call a part of the citizens."""
    if key in PART_WORDS and dimension in ("rural", "online"):
        return PART_WORDS[key].text(lang)
    return key if dimension == "age" else part_name(study, dimension, key, lang)


def losers_sentences(study: StudyResult, found: OpinionTables, lang: Lang) -> Iterator[str]:
    """Who loses though all together gain, a sentence a design and measure."""
    rows = found.losers
    for design, measure in dict.fromkeys(zip(rows["design"], rows["measure"], strict=True)):
        own = records(rows[(rows["design"] == design) & (rows["measure"] == measure)])
        yield translate(
            "{design}, {measure}: all together gain, but these lose: {who}.",
            lang,
            design=name_of(study, "design", design, lang),
            measure=lower(translate(GAIN_LABELS[measure], lang), lang),
            who=joined(who_name(study, row.dimension, row.key, lang) for row in own).text(lang),
        )
