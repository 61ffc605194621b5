"""The answer of `hallsim size`: sentences, tables, the curve with the target's line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from hallsim.report.answer import Answer, Chart, Section
from hallsim.report.figures.sizing import sizing_chart
from hallsim.report.wording.calibrated import calibration_line
from hallsim.report.wording.grid import Column, Grid, columns
from hallsim.report.wording.numbers import NOTHING, number, percent
from hallsim.report.wording.sentences import MOST_ASKED, doubt_line, settings_lines
from hallsim.report.wording.targets import figure_words, goal_words, part_words, state_words
from hallsim.report.wording.titles import words_in
from hallsim.study.sizing.sizing import worst_of
from hallsim.text.message import SEMICOLON, Lang, joined, translate

if TYPE_CHECKING:
    from hallsim.study.sizing.grid import Point
    from hallsim.study.sizing.search import Judged
    from hallsim.study.sizing.sizing import Sizing
    from hallsim.study.targets.goal import Goal
    from hallsim.study.targets.judge import Reading

_MOST_ROWS: Final = 60
_LOST: Final = 0.01
"""Share not served from which a mean wait is told to leave something out."""
_MEANS: Final = ("wait_mean", "ticket_wait_mean")


def sizing_answer(sizing: Sizing, lang: Lang) -> Answer:
    """The answer in one language."""
    design = sizing.names.get("design", {}).get(sizing.axes.design)
    title = words_in(sizing.title, lang) or sizing.name
    return Answer(
        title=f"{title} · {words_in(design, lang) if design else sizing.axes.design}",
        headline=list(_headline(sizing, lang)),
        settings=[*settings_lines(sizing.settings, lang), *_asked(sizing, lang)],
        sections=list(_sections(sizing, lang)),
        notes=list(_notes(sizing, lang)),
        tables={"sizing": sizing.table()},
        manifest=sizing.manifest,
    )


def _asked(sizing: Sizing, lang: Lang) -> Iterator[str]:
    varied = ", ".join(f"{axis.path}={axis.said.partition('=')[2]}" for axis in sizing.axes.axes)
    yield translate("Varied: {paths}", lang, paths=varied)
    for goal in sizing.goals:
        text = "Target: {goal} ({confidence} sure)"
        sure = percent(goal.target.confidence)
        yield translate(text, lang, goal=_goal(sizing, goal, lang), confidence=sure)


def _goal(sizing: Sizing, goal: Goal, lang: Lang) -> str:
    return goal_words(goal, sizing.infos, sizing.names, lang)


def _headline(sizing: Sizing, lang: Lang) -> Iterator[str]:
    yield from _what_holds(sizing, lang)
    for goal in sizing.doubted:
        yield translate(
            "In doubt: {goal} is a bound on the level of a score that nobody's answers stand behind, so that "
            "the number may as well be another. Fit the model with hallsim fit-satisfaction, or "
            "bound a wait.",
            lang, goal=_goal(sizing, goal, lang),
        )  # fmt: skip


def _what_holds(sizing: Sizing, lang: Lang) -> Iterator[str]:
    answer = sizing.answer
    if answer.best is None:
        yield from _nothing_holds(sizing, lang)
        return
    yield _enough(sizing, answer.best, lang)
    beyond = answer.box.more(answer.best) if answer.ways.turned else answer.box.less(answer.best)
    for point in beyond:
        yield from _next_to_it(sizing, point, lang)
    rest = [point for point in sizing.tied if point not in beyond]
    by_slope = [point for point in rest if answer.judged[point].by_parameters]
    told = [sizing.axes.told(point) for point in rest if point not in by_slope]
    if told:
        yield translate("The noise does not tell of these either: {numbers}", lang, numbers=joined(told))
    if by_slope:
        told = [sizing.axes.told(point) for point in by_slope]
        text = "Slopes or weights that no survey tells decide of these too: {numbers}"
        yield translate(text, lang, numbers=joined(told))
    yield from _would_tell(sizing, lang)
    if not beyond:
        text = "It is the largest tried." if answer.ways.turned else "It is the smallest tried."
        yield translate(text, lang)
    if len(answer.box.sizes) > 1 and len(answer.frontier) > 1:
        listed = joined([sizing.axes.told(point) for point in answer.frontier[:8]], SEMICOLON)
        yield translate(
            "Smallest combinations, as the search saw them (none can do with less of anything): {listed}",
            lang, listed=listed,
        )  # fmt: skip


def _enough(sizing: Sizing, best: Point, lang: Lang) -> str:
    known, name = sizing.answer.judged[best], sizing.axes.told(best)
    figures = joined([_figures(sizing, known, goal, lang) for goal in sizing.goals], SEMICOLON).text(lang)
    if len(sizing.answer.box.sizes) > 1:
        price = sizing.cost.get(best)
        total = sum(amount.value for amount in sizing.axes.amounts(best))
        if price is not None:
            text = "The cheapest combination that holds: {number} (cost of the hall {price} yuan). {figures}"
            return translate(text, lang, number=name, price=number(price), figures=figures)
        text = "The cheapest combination that holds: {number} ({total} in all). {figures}"
        return translate(text, lang, number=name, total=f"{total:g}", figures=figures)
    path = sizing.axes.axes[0].path
    if sizing.answer.ways.turned:
        text = "{number} is the largest that holds ({path}). {figures}"
    else:
        text = "{number} is enough ({path}). {figures}"
    return translate(text, lang, number=name, path=path, figures=figures)


def _figures(sizing: Sizing, known: Judged, goal: Goal, lang: Lang) -> str:
    """`Wait, 90th percentile ≤ 15 min: 13.3 (12.0–14.8), met`."""
    worst = worst_of(known, goal)
    if worst is None:
        return translate("{goal}: nobody was seen", lang, goal=_goal(sizing, goal, lang))
    figure = figure_words(worst, lang)
    part = _part(sizing, known, goal, worst, lang)
    state = state_words(known.verdict.of(goal), lang)
    if part:
        text = "{goal}: {figure} at worst ({part}), {state}"
        return translate(text, lang, goal=_goal(sizing, goal, lang), figure=figure, part=part, state=state)
    return translate(
        "{goal}: {figure}, {state}", lang, goal=_goal(sizing, goal, lang), figure=figure, state=state
    )


def _part(sizing: Sizing, known: Judged, goal: Goal, worst: Reading, lang: Lang) -> str:
    """Which of several parts it is."""
    several = len(known.verdict.of(goal)) > 1
    return part_words(worst.scope, worst.part, sizing.names, lang) if several else ""


def _next_to_it(sizing: Sizing, point: Point, lang: Lang) -> Iterator[str]:
    known, name = sizing.answer.judged.get(point), sizing.axes.told(point)
    if known is None:
        return
    worst = known.verdict.worst
    if known.by_parameters:
        text = "{number} may do as well: slopes or weights that no survey tells decide it. {figures}"
    elif known.state == "tied":
        text = "{number} may do as well: after {n} replications the noise does not tell. {figures}"
    else:
        text = "{number} is not enough. {figures}"
        if sizing.answer.ways.turned:
            text = "{number} is too much. {figures}"
    figures = "" if worst is None else _figures(sizing, known, worst.goal, lang)
    yield translate(text, lang, number=name, n=known.n, figures=figures)


def _would_tell(sizing: Sizing, lang: Lang) -> Iterator[str]:
    """How much longer it takes."""
    n = sizing.would_tell
    if n is not None and n <= MOST_ASKED:
        text = (
            "About {n} replications would probably tell: the same command with -n {command} goes on from"
            " these runs"
        )
        yield translate(text, lang, n=f"{n:,}", command=str(n))
    elif n is not None:
        text = "It would take more than {n} replications to tell: the figure lies on the bound"
        yield translate(text, lang, n=f"{MOST_ASKED:,}")


def _nothing_holds(sizing: Sizing, lang: Lang) -> Iterator[str]:
    answer = sizing.answer
    top = answer.box.first if answer.ways.turned else answer.box.last
    known = answer.judged.get(top)
    tied = [sizing.axes.told(point) for point, one in answer.judged.items() if one.state == "tied"]
    by_slope = [one for one in answer.judged.values() if one.by_parameters]
    if tied:
        text = "No number tried surely holds; {tied} may: after {n} replications the noise does not tell."
        if len(by_slope) == len(tied):
            text = (
                "No number tried surely holds; {tied} may: slopes (±50 %) or weights (±20 %) that no survey "
                "tells decide it."
            )
        yield translate(text, lang, tied=joined(tied), n=answer.schedule.most)
        yield from _would_tell(sizing, lang)
    else:
        yield translate("No number tried holds.", lang)
    if answer.ways.falling:
        goals = joined([_goal(sizing, goal, lang) for goal in answer.ways.falling]).text(lang)
        text = "More makes this target worse while it helps another, so that no number holds both: {goals}"
        yield translate(text, lang, goals=goals)
    for point in dict.fromkeys((*answer.judged, *([top] if known else []))):
        one = answer.judged[point]
        worst = one.verdict.worst
        if worst is not None:
            text = "With {number}: {figures}"
            yield translate(
                text, lang, number=sizing.axes.told(point), figures=_figures(sizing, one, worst.goal, lang)
            )
    for said in sizing.binds:
        yield translate("What binds: {what}", lang, what=said)


def _sections(sizing: Sizing, lang: Lang) -> Iterator[Section]:
    yield Section(
        heading=translate("What comes of each number", lang),
        parts=[_table(sizing, lang)],
        charts=[
            Chart(
                "sizing",
                translate(_MAP if len(sizing.axes.axes) > 1 else _CAPTION, lang),
                partial(sizing_chart, sizing),
            )
        ],
    )
    best = sizing.answer.best
    if best is not None and len(sizing.answer.judged[best].verdict.readings) > len(sizing.goals):
        heading = translate("Each part with {number}", lang, number=sizing.axes.told(best))
        yield Section(heading=heading, parts=[_parts(sizing, best, lang)])


_CAPTION: Final = (
    "Each number tried with the interval that it is judged by, in the part where it is worst; full marks are "
    "judgements, hollow ones what the search saw, the dashed line is the target."
)


_MAP: Final = (
    "The combinations tried; full marks are judgements, hollow ones what the search saw. Of further numbers "
    "those of the answer."
)


def _table(sizing: Sizing, lang: Lang) -> Grid:
    grid = Grid(
        columns=[
            *[Column(name.short.text(lang), right=True) for name in sizing.axes.names],
            *[Column(_goal(sizing, goal, lang)) for goal in sizing.goals],
            *columns(lang, "Not served", right=True),
            *(columns(lang, "Cost of the hall, yuan", right=True) if sizing.cost else []),
            *columns(lang, "Seen by", right=True),
        ]
    )
    told = sizing.told()
    for point, known in list(told.items())[:_MOST_ROWS]:
        cells = []
        for goal in sizing.goals:
            worst = worst_of(known, goal)
            if worst is None:  # what more makes worse is not searched by
                cells.append(NOTHING)
                continue
            part = _part(sizing, known, goal, worst, lang)
            state = state_words(known.verdict.of(goal), lang)
            cells.append(" · ".join(filter(None, [figure_words(worst, lang), part, state])))
        seen = "judged, {n}" if known.stage == "confirm" else "search, {n}"
        grid.add(
            *[value for _, value in sizing.axes.factors(point)],
            *cells,
            percent(sizing.lost[point]),
            *([number(sizing.cost[point])] if sizing.cost else []),
            translate(seen, lang, n=known.n),
            bold=point == sizing.answer.best,
        )
    return grid


def _parts(sizing: Sizing, best: Point, lang: Lang) -> Grid:
    grid = Grid(
        columns=[
            *columns(lang, "Target", "Part"),
            *columns(lang, "Figure", "People", right=True),
            *columns(lang, "State"),
        ]
    )
    for reading in sizing.answer.judged[best].verdict.readings:
        grid.add(
            goal_words(reading.goal, sizing.infos, sizing.names, lang, placed=False),
            part_words(reading.scope, reading.part, sizing.names, lang),
            figure_words(reading, lang),
            f"{reading.people:,.0f}",
            state_words([reading], lang),
        )
    return grid


def _notes(sizing: Sizing, lang: Lang) -> Iterator[str]:
    answer = sizing.answer
    text = (
        "{runs} runs; every number with as many replications as one is judged by at most would be "
        "{exhaustive}. Found on citizens of their own, judged on others, looked at after {n} replications."
    )
    if answer.runs >= answer.exhaustive:
        text = (
            "{runs} runs: of so few numbers and replications, looking for one first takes no fewer than"
            " judging every number ({exhaustive}). Found on citizens of their own, judged on others, looked"
            " at after {n} replications."
        )
    looks = ", ".join(map(str, answer.schedule.looks))
    yield translate(text, lang, runs=f"{answer.runs:,}", exhaustive=f"{answer.exhaustive:,}", n=looks)
    if any(goal.share is not None for goal in sizing.goals):
        text = "Who leaves, is turned away or misses the call counts as never called."
        yield translate(text, lang)
    lost = max((sizing.lost[p] for p in (answer.best,) if p is not None), default=0.0)
    if lost >= _LOST and any(goal.metric in _MEANS for goal in sizing.goals):
        text = "In a mean wait who leaves counts until leaving: {lost} are not served, which shortens it."
        yield translate(text, lang, lost=percent(lost))
    if sizing.opinions:
        yield calibration_line(sizing.opinions, lang)
    if sizing.thin:
        parts = joined(
            dict.fromkeys(part_words(scope, part, sizing.names, lang) for scope, part in sizing.thin)
        ).text(lang)
        yield translate("Too few people to judge by, and left out: {parts}", lang, parts=parts)
    for point, doubts in sizing.doubts.items():
        for doubt in doubts:
            yield doubt_line(sizing.axes.told(point).text(lang), doubt, lang)
    if sizing.failed:
        yield translate("{n} runs could not be finished and are left out.", lang, n=sizing.failed)
