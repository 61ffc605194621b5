"""What is said of a roster: what it costs beside others, who is needed when, how promises are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from hallsim.report.roster.data import need_hours
from hallsim.report.roster.words import n_people, names_of, times, unit_of
from hallsim.report.tables.load_advice import day_name
from hallsim.report.wording.grid import Column, Grid, columns
from hallsim.report.wording.numbers import NOTHING, number, with_interval
from hallsim.roster.confirm import Tried
from hallsim.roster.next_clerk import Step
from hallsim.roster.periods import most_at_once, on_duty
from hallsim.roster.plan import MANY, Roster
from hallsim.roster.robust import NAMES
from hallsim.roster.targets import listed
from hallsim.study.result import Words
from hallsim.text.message import Lang, Message, translate

Titles = dict[str, Words]
_MOST_NAMED = 3
"""Groups of windows that are named where a roster needs more than there are: those that lack most."""
_MOST_MARGINAL = 10
_OFTEN = 0.1
_MOVES = {
    "add": Message("Add"),
    "remove": Message("Remove"),
    "move": Message("Move"),
}


def compared(roster: Roster, lang: Lang) -> Grid:
    """The roster beside the design's own and beside as many people all day as at the busiest time."""
    grid = Grid(
        columns=[
            *columns(lang, "Roster", "Promises"),
            *columns(lang, "Paid hours a week", "Yuan a week", right=True),
        ],
        title=translate("What it costs", lang),
    )
    grid.add(translate("Found", lang), _kept(roster.best, lang), *_costs(roster.best), bold=True)
    grid.add(translate("As the design has it", lang), _kept(roster.own, lang), *_costs(roster.own))
    yuan, hours = roster.flat
    text = translate("As many all day as at the busiest time", lang)
    grid.add(text, translate("not run", lang), number(hours), number(yuan))
    hours = need_hours(roster)
    text = translate("The need alone, if anybody came for a period", lang)
    grid.add(text, translate("kept in the search", lang), number(hours), NOTHING)
    return grid


def _costs(tried: Tried) -> tuple[str, str]:
    return number(tried.paid_h), number(tried.cost)


def _kept(tried: Tried, lang: Lang) -> str:
    n = tried.n_promised
    if not tried.holds:
        return translate("broken in {n} of {all} periods", lang, n=tried.n_broken, all=n)
    if tried.n_unshown:
        return translate("not shown in {n} of {all} periods", lang, n=tried.n_unshown, all=n)
    return translate("kept in every period", lang)


def fewer_than_needed(roster: Roster, lang: Lang) -> str:
    """Why fewer may be on duty than are needed."""
    if roster.asked.budget is not None or not roster.best.holds:
        return translate(
            "Needed are the fewest people found with whom every period holds, if anybody came for a single "
            "period.",
            lang,
        )
    return translate(
        "Needed are the fewest people found with whom every period holds, if anybody came for a single "
        "period. Where shifts bring more in one period, fewer than these may do in another: the promise is "
        "kept with those on duty.",
        lang,
    )


def single_runs(lang: Lang) -> str:
    """Why a promise that is kept is missed in some runs."""
    return translate(
        "A promise is kept when it holds over all runs together. In a single run, as long as the calendar, "
        "chance may make a period miss it; counted are the periods missed in more than one of ten runs.",
        lang,
    )


def needs(roster: Roster, titles: Titles, lang: Lang) -> Iterator[Grid]:
    """Station by station, who is needed and who is there, by period and weekday."""
    periods, names = roster.frame.periods, names_of(roster, titles, lang)
    there = on_duty(roster.frame.stations, periods, roster.best.staffing, least=False)
    for s, name in enumerate(names):
        grid = _by_period(roster, translate("{station}: needed / on duty", lang, station=name), lang)
        for p in range(periods.n):
            cells = [
                f"{roster.need[s, w, p]} / {there[s, w, p]:.3g}"
                if there[s, w, p] or roster.need[s, w, p]
                else NOTHING
                for w in range(len(periods.weekdays))
            ]
            if any(cell != NOTHING for cell in cells):
                grid.add(periods.name(p), *cells)
        yield grid


def kept(roster: Roster, titles: Titles, lang: Lang) -> Iterator[Grid]:
    """Promise by promise and station by station, the figure with its interval, by period and weekday."""
    periods, names = roster.frame.periods, names_of(roster, titles, lang)
    for found in roster.best.judgements:
        for s in roster.frame.holds_at(found.target):
            words = found.target.words().text(lang)
            title = translate("{station}: {promise}", lang, station=names[s], promise=words)
            grid = _by_period(roster, title, lang)
            for p in range(periods.n):
                cells = []
                for w in range(len(periods.weekdays)):
                    at = (s, w, p)
                    if not found.n[at]:
                        cells.append(NOTHING)
                        continue
                    mark = "" if found.judged[at] else " ?"
                    mark = mark if found.holds[at] else " ✗"
                    value, lo, hi = (float(end[at]) for end in (found.value, found.lo, found.hi))
                    cells.append(with_interval(value, lo, hi, unit_of(found.target)) + mark)
                if any(cell != NOTHING for cell in cells):
                    grid.add(periods.name(p), *cells)
            yield grid


def _by_period(roster: Roster, title: str, lang: Lang) -> Grid:
    days = [Column(day_name(day, lang), right=True) for day in roster.frame.periods.weekdays]
    return Grid(columns=[*columns(lang, "Period"), *days], title=title)


def worth(roster: Roster, titles: Titles, lang: Lang) -> Grid:
    """Where one person more brings most, and where one is missed least."""
    grid = Grid(
        columns=[
            *columns(lang, "Station", "Period"),
            *columns(lang, "One more: late, hours waited", "One less: late, hours waited", right=True),
        ],
        title=translate("What one person more or less does in a week, on every weekday in that period", lang),
    )
    names, periods = names_of(roster, titles, lang), roster.frame.periods
    more, less = roster.marginal.more, roster.marginal.less
    value = np.nan_to_num(-(more.missed + more.wait_h), nan=-np.inf)
    order = np.argsort(-value, axis=None, kind="stable")[:_MOST_MARGINAL]
    for s, p in sorted(zip(*np.unravel_index(order, value.shape), strict=True)):
        if np.isfinite(value[s, p]):
            grid.add(
                names[s],
                periods.name(int(p)),
                _effect(more.missed[s, p], more.wait_h[s, p], lang),
                _effect(less.missed[s, p], less.wait_h[s, p], lang),
            )
    return grid


def _effect(missed: float, wait_h: float, lang: Lang) -> str:
    if np.isnan(missed):
        return NOTHING
    return translate(
        "{missed}, {hours} h", lang, missed=number(missed, signed=True), hours=number(wait_h, signed=True)
    )


def steps(roster: Roster, titles: Titles, lang: Lang) -> Grid:
    """The next clerk to add, to remove, and the move of one."""
    grid = Grid(
        columns=[
            *columns(lang, "Next", "Shift"),
            *columns(lang, "Yuan a week", "Late a week", "Hours waited a week", "Left a week", right=True),
            *columns(lang, "Promises"),
        ],
        title=translate("The next clerk", lang),
    )
    for step in roster.steps:
        held = (
            translate("broken in {periods} more", lang, periods=Message("{n} periods", n=step.n_broken))
            if step.n_broken
            else translate("broken in none more", lang)
        )
        signed = [number(v, signed=True) for v in (step.cost, step.missed, step.wait_h, step.left)]
        grid.add(_MOVES[step.move].text(lang), step_words(roster, step, titles, lang), *signed, held)
    return grid


def step_words(roster: Roster, step: Step, titles: Titles, lang: Lang) -> str:
    """`08:30-12:30 at Counter`, and for a move from what to what."""
    names = names_of(roster, titles, lang)
    gone, come = (
        translate(
            "{times} at {station}", lang, times=times(duties[0].variant), station=names[duties[0].station]
        )
        if duties
        else ""
        for duties in (step.gone, step.come)
    )
    return f"{gone} → {come}" if gone and come else gone or come


def risks(roster: Roster, lang: Lang) -> Grid:
    """World by world, how often promises are missed."""
    grid = Grid(
        columns=[
            *columns(lang, "If", "Promise"),
            *columns(lang, "Periods missed in single runs", "Worst period", "missed in", right=True),
        ],
        title=translate("If it comes otherwise, {n} runs each", lang, n=roster.chances[0].n),
    )
    for found in roster.chances:
        for k, target in enumerate(roster.frame.targets):
            missed = found.missed[k]
            judged = ~np.isnan(missed)
            if not judged.any():
                continue
            s, w, p = np.unravel_index(int(np.nanargmax(missed)), missed.shape)
            worst = (
                f"{day_name(roster.frame.periods.weekdays[int(w)], lang)} {roster.frame.periods.name(int(p))}"
            )
            top = float(missed[s, w, p])
            grid.add(
                NAMES[found.name].text(lang),
                target.words().text(lang),
                translate(
                    "{n} of {all}", lang, n=int((missed[judged] > _OFTEN).sum()), all=int(judged.sum())
                ),
                worst if top > 0 else NOTHING,
                number(top, "share"),
            )
    return grid


def headline(roster: Roster, titles: Titles, lang: Lang) -> Sequence[str]:
    """The answer in sentences."""
    n = roster.asked.n
    said = [
        _found(roster, lang),
        translate(
            "Judged by {n} fresh replications, each period by itself with {confidence} confidence.",
            lang, n=n, confidence=f"{100 * roster.asked.confidence:.12g}%",
        ),
    ]  # fmt: skip
    said.append(_own(roster, lang))
    if beyond := _beyond_the_design(roster):
        stations = [roster.frame.stations[s] for s in beyond]
        rule = ", ".join(f"{station.name}: {len(station.own)}" for station in stations)
        said += more_windows(roster, titles, lang)
        said.append(
            translate(
                "To keep to the windows that there are, write windows: {rule} into the file of --shifts.",
                lang, rule=f"{{{rule}}}",
            )
        )  # fmt: skip
    if roster.short_h > 0.01:
        said.append(
            translate(
                "Of the need, {hours} hours a week are covered by nobody under these rules or this money.",
                lang, hours=number(roster.short_h),
            )
        )  # fmt: skip
    if roster.from_own:
        said.append(
            translate("It was made out of the design's own roster, whose hours no contract limits.", lang)
        )
    for step in roster.steps:
        if step.move != "move":
            said.append(_step_sentence(roster, step, titles, lang))
    return said


def more_windows(roster: Roster, titles: Titles, lang: Lang) -> Iterator[str]:
    """Where the roster needs more windows than the design has, and nobody has said how many may be."""
    names, beyond = names_of(roster, titles, lang), _beyond_the_design(roster)
    most = sorted(beyond, key=lambda s: len(roster.frame.stations[s].own) - beyond[s])[:_MOST_NAMED]
    for s in most:
        text = "It needs {needed} windows at '{station}' at once, where the design has {there}."
        yield translate(
            text, lang, needed=beyond[s], station=names[s], there=len(roster.frame.stations[s].own)
        )
    if others := len(beyond) - len(most):
        text = "At {n} other groups too it needs more windows at once than the design has."
        yield translate(text, lang, n=others)


def _beyond_the_design(roster: Roster) -> dict[int, int]:
    """By number of the station, how many windows are needed, where the design has fewer and no rule says."""
    found = {}
    for s, station in enumerate(roster.frame.stations):
        needed = most_at_once(roster.best.staffing[station.name])
        if needed > len(station.own) and not station.is_desk and roster.market.most[s] >= MANY:
            found[s] = needed
    return found


def _found(roster: Roster, lang: Lang) -> str:
    best = roster.best
    said: dict[str, Any] = {
        "people": n_people(roster), "hours": number(best.paid_h), "promise": listed(roster.frame.targets),
        "yuan": number(best.cost),
    }  # fmt: skip
    if not best.holds:
        return translate(
            "{people} people with {hours} paid hours a week break the promise ({promise}) in {periods}, "
            "for {yuan} yuan a week: nothing better was found under these rules.",
            lang, periods=Message("{n} periods", n=best.n_broken), **said,
        )  # fmt: skip
    if best.n_unshown:
        return translate(
            "{people} people with {hours} paid hours a week break the promise ({promise}) in no period, for "
            "{yuan} yuan a week; but in {n} of {all} periods too few came to show that it is kept: raise "
            "the number of replications (-n), or promise less.",
            lang, n=best.n_unshown, all=best.n_promised, **said,
        )  # fmt: skip
    return translate(
        "{people} people with {hours} paid hours a week keep the promise ({promise}) in every period, "
        "for {yuan} yuan a week.",
        lang, **said,
    )  # fmt: skip


def _own(roster: Roster, lang: Lang) -> str:
    best, own = roster.best, roster.own
    yuan = number(own.cost)
    if not own.holds:
        return translate(
            "The roster of the design costs {yuan} yuan a week and breaks it in {periods}.",
            lang, yuan=yuan, periods=Message("{n} periods", n=own.n_broken),
        )  # fmt: skip
    if own.n_unshown:
        return translate(
            "The roster of the design is not shown to keep it in {periods}, for {yuan} yuan a week.",
            lang, yuan=yuan, periods=Message("{n} periods", n=own.n_unshown),
        )  # fmt: skip
    if not best.holds or (own.cost < best.cost and roster.asked.budget is None):
        return translate(
            "The roster of the design keeps it, for {yuan} yuan a week, but not under these rules or this "
            "money.",
            lang, yuan=yuan,
        )  # fmt: skip
    return translate("The roster of the design keeps it too, for {yuan} yuan a week.", lang, yuan=yuan)


def _step_sentence(roster: Roster, step: Step, titles: Titles, lang: Lang) -> str:
    shift = step_words(roster, step, titles, lang)
    missed, hours = number(abs(step.missed)), number(abs(step.wait_h))
    if step.move == "add":
        return translate(
            "The next clerk to add: {shift}; {missed} fewer late and {hours} hours less waited a week.",
            lang, shift=shift, missed=missed, hours=hours,
        )  # fmt: skip
    if not step.n_broken:
        return translate(
            "The next clerk to remove: {shift}; {missed} more late and {hours} hours more waited a week, and "
            "no promise broken in the search.",
            lang, shift=shift, missed=missed, hours=hours,
        )  # fmt: skip
    return translate(
        "The next clerk to remove: {shift}; {missed} more late and {hours} hours more waited a week, and "
        "promises broken in {periods} more.",
        lang, shift=shift, missed=missed, hours=hours, periods=Message("{n} periods", n=step.n_broken),
    )  # fmt: skip
