"""Targets and figures of them in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from hallsim.metrics.catalogue.waits import NEVER_CALLED_MIN
from hallsim.report.wording.numbers import NOTHING, number, unit_after_number, with_interval
from hallsim.report.wording.station_names import name_in
from hallsim.report.wording.titles import words_in
from hallsim.report.wording.weekday_names import weekday_name
from hallsim.study.result import MetricInfo, Words
from hallsim.study.targets.goal import Goal, Scope
from hallsim.study.targets.judge import Reading, State, decided_by_parameters, together
from hallsim.text.counted import counted
from hallsim.text.message import COMMA, Lang, Message, joined, translate

STATES: Final[Mapping[State, Message]] = {
    "met": Message("met"), "not_met": Message("not met"), "tied": Message("tied"),
}  # fmt: skip
_EACH: Final[Mapping[str, Message]] = {
    "hour": Message("in each hour"), "weekday": Message("on each weekday"),
    "station": Message("at each station"), "group": Message("for each group"),
    "service": Message("for each service"),
    "department": Message("for each department"), "office": Message("at each kind of office"),
}  # fmt: skip
Names = Mapping[str, Mapping[str, Words]]


BY_PARAMETERS: Final = Message("not settled (depends on the slope or weights assumed)")


def state_word(state: State, lang: Lang) -> str:
    """met, not met or tied."""
    return STATES[state].text(lang)


def state_words(readings: Sequence[Reading], lang: Lang) -> str:
    """met, not met or tied, of readings that are all wanted; not settled where it rests on assumed slopes."""
    if decided_by_parameters(readings):
        return BY_PARAMETERS.text(lang)
    return state_word(together([one.state for one in readings]), lang)


def goal_words(
    goal: Goal, infos: Mapping[str, MetricInfo], names: Names, lang: Lang, *, placed: bool = True
) -> str:
    """`Wait, 90th percentile ≤ 15 min, in each hour`, or without where it holds."""
    hold = goal.target.hold
    if goal.share is not None and not goal.shows_time:
        said = translate(
            "{share} called within {time}",
            lang,
            share=_amount(goal.share, "share", lang),
            time=_amount(goal.limit, "min", lang),
        )
    else:
        sign = "≤" if hold.at_most else "≥"
        said = f"{words_in(infos[goal.metric].label, lang)} {sign} {_amount(goal.limit, goal.unit, lang)}"
    where = [
        _EACH[scope.kind] if scope.part is None else part_words(scope, scope.part, names, lang)
        for scope in goal.scopes
        if scope.kind is not None
    ]
    return joined([said, *where], COMMA).text(lang) if where and placed else said


def _amount(value: float, unit: str, lang: Lang) -> str:
    plain = f"{value * 100:g}%" if unit == "share" else f"{value:g}"
    after = "" if unit == "share" else unit_after_number(unit, lang)
    return counted(f"{plain} {after}") if after else plain


def part_words(scope: Scope, part: str, names: Names, lang: Lang) -> str:
    """A part as people call it: 10:00, Monday, the title of a station."""
    if scope.dimension is None:
        return ""
    if scope.dimension == "hour":
        return f"{int(part):02d}:00"
    if scope.dimension == "weekday":
        return weekday_name(part, lang)
    if scope.kind == "station":
        return name_in(names.get("station", {}), part, lang)
    words = names.get(str(scope.dimension), {}).get(part)
    return (words_in(words, lang) if words else "") or part


def figure_words(reading: Reading, lang: Lang) -> str:
    """What is read of a target, with its interval; who is never called has no time."""
    value, lo, hi = reading.shown()
    if math.isnan(value):
        return NOTHING
    unit = reading.goal.unit
    if not reading.goal.shows_time:
        return with_interval(value, lo, hi, unit)
    if value >= NEVER_CALLED_MIN:
        return translate("never", lang)
    if hi >= NEVER_CALLED_MIN:
        return translate("{value} ({lo} or never)", lang, value=number(value, unit), lo=number(lo, unit))
    return with_interval(value, lo, hi, unit)
