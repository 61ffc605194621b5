"""`hallsim sensitivity`: which guess decides the answer, in words, tables and figures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from hallsim.report.answer import Answer, Chart, Section
from hallsim.report.figures.sensitivity import morris_plot, sobol_bars, tornado
from hallsim.report.wording.grid import Grid, columns
from hallsim.report.wording.numbers import interval, number
from hallsim.report.wording.outcomes import Names, names_in
from hallsim.report.wording.sentences import settings_lines
from hallsim.study.inference.verdicts import NOT_SERVED
from hallsim.study.sensitivity.indices import Effects, Shares
from hallsim.study.sensitivity.levers import Lever
from hallsim.study.sensitivity.outcome import Outcome, Told
from hallsim.study.sensitivity.sensitivity import Moved, Sensitivity
from hallsim.text.message import Lang, Message, joined, translate

_FEW = 3
"""Guesses that a sentence names."""
_LOST = 0.005
"""A change in the share not served that is told beside a mean over the others."""
_BENT = 0.5
"""sigma / mu* from which an effect is told to depend on where the others stand."""


def sensitivity_answer(found: Sensitivity, lang: Lang) -> Answer:
    """The answer in a language."""
    scenario = found.hall.source.scenario
    names = names_in(scenario, lang, found.hall.source.name)
    title = names.title
    return Answer(
        title=translate("Which guess decides the answer? {title}", lang, title=title),
        settings=settings_lines(map(str, found.hall.source.written.settings), lang),
        headline=[
            *(text for outcome in found.outcomes for text in _sentences(found, outcome, names)),
            *_dead(found, lang),
        ],
        sections=[_section(found, outcome, names, i) for i, outcome in enumerate(found.outcomes)],
        notes=_notes(found, lang),
        tables=found.tables(),
        manifest=found.manifest,
    )


def _dead(found: Sensitivity, lang: Lang) -> list[str]:
    """The points that cannot be run, and why the first of them cannot."""
    if not found.dead:
        return []
    first, why = next(iter(found.dead.items()))
    text = "Not to be run: {trials}. Every run of {first} fails, the first one so: {why}"
    told = joined(found.dead, Message("; ")).text(lang)
    return [translate(text, lang, trials=told, first=first, why=why)]


def _section(found: Sensitivity, outcome: Outcome, names: Names, i: int) -> Section:
    lang = names.lang
    part: Grid
    if found.method == "morris":
        caption, draw = "Mean absolute effect of each guess, and how unlike its effects are", morris_plot
        part = _effects_grid(found.effects(outcome), names, outcome)
    elif found.method == "sobol":
        caption, draw = "How much of the variation each guess makes", sobol_bars
        part = _shares_grid(found.shares(outcome), names)
    else:
        caption, draw = "From one end of each range to the other, all else as stated", tornado
        part = _moved_grid(found.moved(outcome), names, outcome)
    name = found.method.replace("-", "_") + (f"_{i + 1}" if len(found.outcomes) > 1 else "")
    return Section(
        heading=names.outcome(outcome),
        parts=[part, translate("as stated: {value}", lang, value=_value(found, outcome, names))],
        charts=[Chart(name, translate(caption, lang), partial(draw, found, outcome))],
    )


def _value(found: Sensitivity, outcome: Outcome, names: Names) -> str:
    stated: Told = found.stated[found.outcomes.index(outcome)]
    return names.interval(outcome, stated.value, stated.lo, stated.hi)


def _moved_grid(rows: Sequence[Moved], names: Names, outcome: Outcome) -> Grid:
    lang, info = names.lang, names.infos[outcome.metric]
    grid = Grid(
        columns=[
            *columns(lang, "Guess", "Lower end", "Upper end"),
            *columns(
                lang,
                "Figure at the lower",
                "Figure at the upper",
                "Change",
                "95% interval",
                "Not served: change" if outcome.base is None else "Not served: change of the difference",
                right=True,
            ),
        ]
    )
    signed = outcome.base is not None
    for row in rows:
        grid.add(
            names.guess(row.lever), names.guessed(row.lever, row.lever.lo),
            names.guessed(row.lever, row.lever.hi),
            number(row.at_lo, info.unit, signed=signed), number(row.at_hi, info.unit, signed=signed),
            number(row.change, info.unit, signed=True),
            interval(row.lo, row.hi, info.unit, lang, signed=True), number(row.lost, "share", signed=True),
            bold=row.certain,
        )  # fmt: skip
    return grid


def _effects_grid(rows: Sequence[tuple[Lever, Effects]], names: Names, outcome: Outcome) -> Grid:
    lang, unit = names.lang, names.infos[outcome.metric].unit
    grid = Grid(
        columns=[
            *columns(lang, "Guess", "Range"),
            *columns(lang, "Mean absolute effect", "±", "Mean effect", "Spread of effects", right=True),
        ]
    )
    for lever, e in rows:
        grid.add(
            names.guess(lever), _range(lever, names), *(number(v, unit) for v in (e.mu_star, e.half_width)),
            number(e.mu, unit, signed=True), number(e.sigma, unit),
        )  # fmt: skip
    return grid


def _shares_grid(rows: Sequence[tuple[Lever, Shares]], names: Names) -> Grid:
    lang = names.lang
    heads = columns(lang, "Alone", "±", "With the others", "±", right=True)
    grid = Grid(columns=[*columns(lang, "Guess", "Range"), *heads])
    for lever, s in rows:
        numbers = (s.first, s.first_half_width, s.total, s.total_half_width)
        grid.add(names.guess(lever), _range(lever, names), *(number(v, "share") for v in numbers))
    return grid


def _range(lever: Lever, names: Names) -> str:
    return f"{names.guessed(lever, lever.lo)} … {names.guessed(lever, lever.hi)}"


def _sentences(found: Sensitivity, outcome: Outcome, names: Names) -> list[str]:
    if found.method == "morris":
        return _of_effects(found.effects(outcome), outcome, names)
    if found.method == "sobol":
        return _of_shares(found.shares(outcome), outcome, names)
    return _of_moved(found.moved(outcome), outcome, names)


def _of_moved(rows: Sequence[Moved], outcome: Outcome, names: Names) -> list[str]:
    lang = names.lang
    seen = [row for row in rows if row.certain]
    if not seen:
        text = "{outcome}: no guess moves it by more than noise"
        return [translate(text, lang, outcome=names.outcome(outcome))]
    first = seen[0]
    told = [
        translate(
            "{outcome}: “{guess}” decides most: {at_lo} at {lo}, {at_hi} at {hi}", lang,
            outcome=names.outcome(outcome), guess=names.guess(first.lever),
            at_lo=names.value(outcome, first.at_lo), lo=names.guessed(first.lever, first.lever.lo),
            at_hi=names.value(outcome, first.at_hi), hi=names.guessed(first.lever, first.lever.hi),
        )
    ]  # fmt: skip
    turning = [names.guess(row.lever) for row in seen if row.turns]
    if outcome.base is not None:
        text = (
            "which of the two is better turns within the range of: {guesses}"
            if turning
            else "no guess alone turns which of the two is better"
        )
        told.append(translate(text, lang, guesses=joined(turning).text(lang)))
    if abs(first.lost) > _LOST and outcome.metric != NOT_SERVED:
        text = (
            "from the one end to the other {lost} pp more or fewer are not served: they are in no mean"
            if outcome.base is None
            else "from the one end to the other the difference between the two in who is not served changes"
            " by {lost} pp: they are in no mean"
        )
        lost = number(first.lost * 100, signed=True)
        told.append(translate(text, lang, lost=lost))
    silent = [names.guess(row.lever) for row in rows if not row.certain]
    if silent:
        text = "cannot be told from noise: {guesses}"
        told.append(translate(text, lang, guesses=joined(silent).text(lang)))
    return told


def _of_effects(rows: Sequence[tuple[Lever, Effects]], outcome: Outcome, names: Names) -> list[str]:
    lang = names.lang
    known = [(lever, e) for lever, e in rows if e.mu_star > max(0.0, e.half_width)]
    if not known:
        return [_nothing(outcome, names)]
    named = [
        translate(
            "“{guess}” ({value})",
            lang,
            guess=names.guess(lever),
            value=names.value(Outcome(outcome.metric, outcome.design), e.mu_star),
        )
        for lever, e in known[:_FEW]
    ]
    told = [
        translate(
            "{outcome}: it depends most on {guesses}",
            lang,
            outcome=names.outcome(outcome),
            guesses=joined(named).text(lang),
        )
    ]
    bent = [names.guess(lever) for lever, e in known[:_FEW] if e.sigma > _BENT * e.mu_star]
    if bent:
        text = "how much depends on where the other guesses stand (or is not straight) for: {guesses}"
        told.append(translate(text, lang, guesses=joined(bent).text(lang)))
    return told


def _of_shares(rows: Sequence[tuple[Lever, Shares]], outcome: Outcome, names: Names) -> list[str]:
    lang = names.lang
    known = [(lever, s) for lever, s in rows if s.total > max(0.0, s.total_half_width)]
    if not known:
        return [_nothing(outcome, names)]
    named = [
        translate(
            "“{guess}” ({value})",
            lang,
            guess=names.guess(lever),
            value=number(min(1.0, max(0.0, s.total)), "share"),
        )
        for lever, s in known[:_FEW]
    ]
    text = "{outcome}: of its variation over the ranges these take part in most: {guesses}"
    return [translate(text, lang, outcome=names.outcome(outcome), guesses=joined(named).text(lang))]


def _nothing(outcome: Outcome, names: Names) -> str:
    text = "{outcome}: so few points tell of no guess that it matters; ask for more with --points"
    return translate(text, names.lang, outcome=names.outcome(outcome))


def _notes(found: Sensitivity, lang: Lang) -> list[str]:
    n, points = found.hall.n, len(found.told)
    told = [
        translate(
            "{points} points, {n} replications each, the same citizens at every point; intervals at 95%.",
            lang, points=points, n=n,
        )
    ]  # fmt: skip
    if found.method == "sobol":
        told.append(
            translate(
                "Shares are of the variation over the ranges, every value as likely as another, for these"
                " citizens; their intervals are of the points drawn. What is below zero or above"
                " 100% is noise of few points: ask for more with --points.",
                lang,
            )
        )
    elif found.method == "morris":
        told.append(
            translate(
                "Effects are for the whole of a range, in the unit of the figure; a spread as large as the"
                " mean says that the effect is not the same everywhere.",
                lang,
            )
        )
    return told
