"""Whether the designs of a study meet the targets of the scenario, in the whole and by hour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hallsim.report.wording.grid import Column, Grid, columns
from hallsim.report.wording.keys import name_of
from hallsim.report.wording.numbers import NOTHING, percent
from hallsim.report.wording.targets import figure_words, goal_words, part_words, state_word
from hallsim.study.targets.judge import worst_reading
from hallsim.study.targets.of_runs import is_empty
from hallsim.text.message import SEMICOLON, Lang, joined, spaced, translate

if TYPE_CHECKING:
    from hallsim.study.result import StudyResult
    from hallsim.study.targets.goal import Goal
    from hallsim.study.targets.judge import Reading, Verdict


def target_report(study: StudyResult, lang: Lang, *, hours: bool) -> Iterator[Grid | str]:
    """A row a target and a column a design, with what makes it so; the hours of each; nothing without
    targets.
    """
    found = study.targets
    if found is None:
        return
    infos = {info.id: info for info in study.infos}
    titles = [Column(name_of(study, "design", design, lang)) for design in study.designs]
    title = "" if hours else translate("Targets", lang)  # the page has it as a heading
    grid = Grid(title=title, columns=[*columns(lang, "Target"), *titles])
    for goal in found.goals:
        cells = [_cell(study, found.verdicts[design], goal, lang) for design in study.designs]
        grid.add(goal_words(goal, infos, study.names, lang), *cells)
    yield grid
    yield _note(study, lang)
    if not hours:
        return
    for goal in dict.fromkeys(one.goal for verdict in found.hours.values() for one in verdict.readings):
        yield _hours(study, goal, lang)


def _cell(study: StudyResult, verdict: Verdict, goal: Goal, lang: Lang) -> str:
    worst = worst_reading(verdict.of(goal))
    if worst is None:
        return NOTHING
    if is_empty(worst.summands):
        return translate("not applicable", lang)
    part = part_words(worst.scope, worst.part, study.names, lang)
    state = state_word(verdict.state_of(goal), lang)
    return " · ".join(filter(None, [figure_words(worst, lang), part, state]))


def _note(study: StudyResult, lang: Lang) -> str:
    assert study.targets is not None
    sure = ", ".join(dict.fromkeys(percent(goal.target.confidence) for goal in study.targets.goals))
    text = (
        "met: the whole interval ({sure} sure) keeps the target; not met: none of it does; tied: the noise "
        "does not tell. Who leaves, is turned away or misses the call counts as never called."
    )
    told = translate(text, lang, sure=sure)
    return spaced([told, _how_sure(study, lang)], lang) if ", " in sure else told


def _how_sure(study: StudyResult, lang: Lang) -> str:
    """Which target is held to which confidence."""
    assert study.targets is not None
    infos = {info.id: info for info in study.infos}
    by_sure: dict[str, list[str]] = {}
    for goal in study.targets.goals:
        words = goal_words(goal, infos, study.names, lang)
        by_sure.setdefault(percent(goal.target.confidence), []).append(
            translate("'{name}'", lang, name=words)
        )
    several = [
        translate("{sure} for {targets}", lang, sure=sure, targets=joined(words).text(lang))
        for sure, words in by_sure.items()
    ]
    return translate("How sure: {told}.", lang, told=joined(several, SEMICOLON).text(lang))


def _hours(study: StudyResult, goal: Goal, lang: Lang) -> Grid:
    assert study.targets is not None
    infos = {info.id: info for info in study.infos}
    found: dict[str, dict[str, Reading]] = {}
    for design, verdict in study.targets.hours.items():
        for one in verdict.of(goal):
            found.setdefault(one.part, {})[design] = one
    titles = [Column(name_of(study, "design", design, lang)) for design in study.designs]
    grid = Grid(title=goal_words(goal, infos, study.names, lang), columns=[*columns(lang, "Hour"), *titles])
    for part in sorted(found, key=int):
        grid.add(
            f"{int(part):02d}:00", *[_at_hour(found[part].get(design), lang) for design in study.designs]
        )
    return grid


def _at_hour(reading: Reading | None, lang: Lang) -> str:
    if reading is None:
        return NOTHING
    return f"{figure_words(reading, lang)} · {state_word(reading.state, lang)}"
