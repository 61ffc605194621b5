"""Whether the designs of a study meet the targets of the scenario, in the whole and part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from hallsim.report.wording.grid import Column, Grid, columns
from hallsim.report.wording.keys import name_of
from hallsim.report.wording.numbers import NOTHING, percent
from hallsim.report.wording.targets import figure_words, goal_words, part_words, state_words
from hallsim.scenario.values.weekdays import WEEKDAYS
from hallsim.study.targets.judge import worst_reading
from hallsim.study.targets.of_runs import is_empty
from hallsim.text.message import SEMICOLON, Lang, Message, joined, spaced, translate

if TYPE_CHECKING:
    from hallsim.study.result import StudyResult
    from hallsim.study.targets.goal import Goal, Scope
    from hallsim.study.targets.judge import Reading, Verdict

_WHERE: Final = Message("Where")
_HEADS: Final[Mapping[str, Message]] = {
    "hour": Message("Hour"), "weekday": Message("Weekday"), "station": Message("Station"),
    "group": Message("Group"), "service": Message("Service"), "department": Message("Department"),
    "office": Message("Office"),
}  # fmt: skip


def target_report(study: StudyResult, lang: Lang, *, hours: bool) -> Iterator[Grid | str]:
    """A row a target and a column a design, and why those are missed that surely are; where all is shown,
    each part of what is to hold in several and the hours of the others; nothing without targets.
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
    yield from _why(study, lang)
    yield _note(study, lang)
    if not hours:
        return
    for goal in found.goals:
        readings = {design: verdict.of(goal) for design, verdict in found.verdicts.items()}
        if any(len(several) > 1 for several in readings.values()):
            yield _parts(study, goal, readings, lang)
    for goal in dict.fromkeys(one.goal for verdict in found.hours.values() for one in verdict.readings):
        readings = {design: verdict.of(goal) for design, verdict in found.hours.items()}
        yield _parts(study, goal, readings, lang)


def _why(study: StudyResult, lang: Lang) -> Iterator[str]:
    """What makes a target missed, where it is missed by most."""
    assert study.targets is not None
    infos = {info.id: info for info in study.infos}
    for design, missed in study.targets.why.items():
        for goal, (_, why) in missed.items():
            words = goal_words(goal, infos, study.names, lang)
            told = translate("'{target}' is missed: {why}.", lang, target=words, why=why)
            if len(study.designs) > 1:
                name = name_of(study, "design", design, lang)
                told = translate("{name}: {told}", lang, name=name, told=told)
            yield told


def _cell(study: StudyResult, verdict: Verdict, goal: Goal, lang: Lang) -> str:
    worst = worst_reading(verdict.of(goal))
    if worst is None:
        return NOTHING
    if is_empty(worst.summands):
        return translate("not applicable", lang)
    part = part_words(worst.scope, worst.part, study.names, lang)
    state = state_words(verdict.of(goal), lang)
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


def _parts(study: StudyResult, goal: Goal, readings: Mapping[str, Sequence[Reading]], lang: Lang) -> Grid:
    """A row a part in which a target is to hold: an hour, a weekday, a station ..."""
    infos = {info.id: info for info in study.infos}
    found: dict[tuple[Scope, str], dict[str, Reading]] = {}
    for design, several in readings.items():
        for one in several:
            found.setdefault((one.scope, one.part), {})[design] = one
    titles = [Column(name_of(study, "design", design, lang)) for design in study.designs]
    kinds = {scope.kind for scope, _ in found}
    head = _HEADS.get(str(next(iter(kinds))), _WHERE) if len(kinds) == 1 else _WHERE
    grid = Grid(title=goal_words(goal, infos, study.names, lang), columns=[Column(head.text(lang)), *titles])
    for scope, part in _in_order(found):
        cells = [_in_part(found[scope, part].get(design), lang) for design in study.designs]
        grid.add(part_words(scope, part, study.names, lang) or translate("the whole hall", lang), *cells)
    return grid


def _in_order(found: Iterable[tuple[Scope, str]]) -> list[tuple[Scope, str]]:
    """Hours by the clock and weekdays by the week; the others as they come."""
    places = {day: i for i, day in enumerate(WEEKDAYS)}
    return sorted(found, key=lambda one: int(one[1]) if one[0].dimension == "hour" else places.get(one[1], 0))


def _in_part(reading: Reading | None, lang: Lang) -> str:
    if reading is None:
        return NOTHING
    return f"{figure_words(reading, lang)} · {state_words([reading], lang)}"
