"""`hallsim breakeven`: the value of a guess at which two designs are equally good."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from hallsim.report.answer import Answer, Chart, Section
from hallsim.report.figures.sensitivity import difference_along
from hallsim.report.wording.grid import Grid, columns
from hallsim.report.wording.numbers import interval, number
from hallsim.report.wording.outcomes import Names, names_in
from hallsim.report.wording.sentences import settings_lines
from hallsim.scenario.load import LoadedScenario
from hallsim.study.inference.verdicts import SERVED_MATTERS
from hallsim.study.sensitivity.break_even import Gap
from hallsim.study.sensitivity.even import Even
from hallsim.study.sensitivity.outcome import Told
from hallsim.text.message import Lang, joined, translate

_LOST = 0.005
"""More of its people left without service: a mean over the others is told with care."""


def break_even_answer(found: Even, source: LoadedScenario, lang: Lang) -> Answer:
    """The answer in a language."""
    names = names_in(source.scenario, lang, source.name)
    draw = partial(difference_along, found, source.scenario)
    caption = translate("The difference along the guess, of the same citizens", lang)
    return Answer(
        title=translate("Where do two designs break even? {title}", lang, title=names.title),
        settings=settings_lines(map(str, source.written.settings), lang),
        headline=_sentences(found, names),
        sections=[Section(parts=[_grid(found, names)], charts=[Chart("break_even", caption, draw)])],
        notes=[
            translate(
                "{points} values tried, {n} replications each, the same citizens at every value. The interval"
                " of the break-even holds the values at which the 95% interval of the difference holds zero.",
                lang, points=len(found.found.gaps), n=found.n,
            )
        ],
        tables={"break_even": found.table()},
        manifest=found.manifest,
    )  # fmt: skip


def _grid(found: Even, names: Names) -> Grid:
    lang, info = names.lang, names.infos[found.outcome.metric]
    grid = Grid(
        title=names.outcome(found.outcome),
        columns=[
            *columns(lang, "Value tried"),
            *columns(lang, "Difference", "95% interval", "Not served: difference", right=True),
        ],
    )
    for gap in found.found.gaps:
        grid.add(
            names.guessed(found.lever, gap.x), number(gap.value, info.unit, signed=True),
            interval(gap.lo, gap.hi, info.unit, lang, signed=True),
            number(found.lost[gap.x].value, "share", signed=True),
        )  # fmt: skip
    return grid


def _sentences(found: Even, names: Names) -> list[str]:
    lang, lever, outcome = names.lang, found.lever, found.outcome
    assert outcome.base is not None
    words = {
        "guess": names.guess(lever),
        "design": names.design(outcome.design),
        "base": names.design(outcome.base),
        "lo": names.guessed(lever, lever.lo),
        "hi": names.guessed(lever, lever.hi),
        "metric": names.label(outcome.metric),
    }
    if found.found.verdict == "unknown":
        return [translate("{metric} has no value at an end of the range", lang, **words)]
    if found.found.verdict == "same":
        return [translate("{metric}: {design} and {base} are the same at every value tried", lang, **words)]
    if found.found.verdict == "tied":
        text = "{metric}: noise does not tell the two apart anywhere from {lo} to {hi} of “{guess}”"
        return [translate(text, lang, **words)]
    if found.found.verdict == "unsettled":
        text = (
            "{metric}: whether {design} and {base} break even from {lo} to {hi} of “{guess}” cannot be told"
        )
        return [translate(text, lang, **words), *_where(found, names, words)]
    if found.found.verdict != "found" and (fewer := _serves_fewer(found, names)):
        text = (
            "{metric}: neither is called better from {lo} to {hi} of “{guess}”: the one that seems so "
            "({fewer}) leaves up to {lost} pp more of its people without service"
        )
        lost = number(max(abs(gap.value) for gap in found.lost.values()) * 100)
        return [translate(text, lang, **words, fewer=fewer, lost=lost), *_no_difference(found, names)]
    if found.found.verdict != "found":
        lower = (found.found.verdict == "second") == (names.infos[outcome.metric].better != "higher")
        text = (
            "{metric}: {design} is better than {base} all the way from {lo} to {hi} of “{guess}”"
            if lower
            else "{metric}: {base} is better than {design} all the way from {lo} to {hi} of “{guess}”"
        )
        return [translate(text, lang, **words), *_no_difference(found, names)]
    return [
        *_there(found, names, words),
        *_no_difference(found, names),
        *_cost(found.lost_there, names, words),
    ]


def _serves_fewer(found: Even, names: Names) -> str:
    """The design that has the better figure at both ends although it clearly serves fewer people there; empty
    where there is none, or where who is not served is part of the figure.
    """
    outcome, info = found.outcome, names.infos[found.outcome.metric]
    assert outcome.base is not None
    design_better = (found.found.verdict == "second") == (info.better != "higher")
    sign = 1 if design_better else -1
    gaps = [(sign * told.value, sign * (told.lo if sign > 0 else told.hi)) for told in found.lost.values()]
    if not info.misses or not any(value >= SERVED_MATTERS and end > 0 for value, end in gaps):
        return ""
    return names.design(outcome.design if design_better else outcome.base)


def _where(found: Even, names: Names, words: dict[str, str]) -> list[str]:
    """Which design is better by more than noise at which of the values tried, and where that is not told."""
    lang, lower = names.lang, names.infos[found.outcome.metric].better != "higher"
    told = []
    for design, sign in ((words["design"], -1 if lower else 1), (words["base"], 1 if lower else -1)):
        values = _values(found, names, lambda gap, sign=sign: gap.sign == sign)  # type: ignore[misc]
        text = (
            "{design} is better by more than noise at {values}"
            if values
            else "{design} is better by more than noise at no value tried"
        )
        told.append(translate(text, lang, design=design, values=values))
    untold = _values(found, names, lambda gap: gap.is_untold)
    if untold:
        text = (
            "noise does not tell the two apart at {values}: ask for more replications (-n) or a wider range"
        )
        told.append(translate(text, lang, values=untold))
    most = max(found.lost.values(), key=lambda one: abs(one.value), default=Told())
    return [*told, *_no_difference(found, names), *_cost(most, names, words)]


def _no_difference(found: Even, names: Names) -> list[str]:
    values = _values(found, names, lambda gap: gap.is_nothing)
    text = "no difference at all at {values}"
    return [translate(text, names.lang, values=values)] if values else []


def _values(found: Even, names: Names, chosen: Callable[[Gap], bool]) -> str:
    """The values tried of some kind; those that follow each other from the first to the last of them."""
    runs: list[list[str]] = [[]]
    for gap in found.found.gaps:
        if chosen(gap):
            runs[-1].append(names.guessed(found.lever, gap.x))
        elif runs[-1]:
            runs.append([])
    spans = [
        translate("{lo} to {hi}", names.lang, lo=run[0], hi=run[-1]) if len(run) > 1 else run[0]
        for run in runs
        if run
    ]
    return joined(spans).text(names.lang)


def _there(found: Even, names: Names, words: dict[str, str]) -> list[str]:
    lang, lever = names.lang, found.lever
    end = next(gap.sign for gap in reversed(found.found.gaps) if gap.sign)
    better = (end < 0) == (names.infos[found.outcome.metric].better != "higher")
    text = "{metric}: {design} and {base} break even at {x} of “{guess}”{interval}"
    beyond = "{design} is better above it" if better else "{design} is better below it"
    low, high = found.found.lo, found.found.hi
    shown = [names.guessed(lever, v) if math.isfinite(v) else ("−∞" if v < 0 else "∞") for v in (low, high)]
    between = translate(" ({lo} to {hi})", lang, lo=shown[0], hi=shown[1])
    told = [
        translate(text, lang, **words, x=names.guessed(lever, found.found.x), interval=between),
        translate(beyond, lang, **words),
    ]
    if lever.stated is not None:
        said = "as stated it is {value}"
        told.append(translate(said, lang, value=names.guessed(lever, lever.stated)))
    return told


def _cost(lost: Told, names: Names, words: dict[str, str]) -> list[str]:
    if math.isnan(lost.value) or abs(lost.value) < _LOST or lost.lo <= 0 <= lost.hi:
        return []
    more, fewer = ("design", "base") if lost.value > 0 else ("base", "design")
    shown = number(abs(lost.value) * 100)
    text = (
        "there, {more} leaves {lost} pp more of its people without service than {fewer}; they are in no mean"
    )
    told = {"more": words[more], "fewer": words[fewer], "lost": shown}
    return [translate(text, names.lang, **told)]
