"""Promises that no roster can keep, told before any roster is searched: what binds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hallsim.errors import InputError, Place, Problem, problem
from hallsim.roster.counts import Counts, Frame
from hallsim.roster.judge import Judgement, judge
from hallsim.roster.periods import may_staff
from hallsim.roster.rules_file import RulesFile
from hallsim.roster.targets import Target, place_of
from hallsim.scenario.design.design import Design
from hallsim.scenario.values.weekdays import WEEKDAYS
from hallsim.text.message import Both, Message
from hallsim.units import MS_PER_DAY, duration_words

Int = NDArray[np.int64]


def refuse_unknown_stations(targets: Sequence[Target], frame: Frame) -> None:
    """InputError for promises made to stations that there are not, or at which nobody follows a roster."""
    from hallsim.errors import unknown_name

    known = dict.fromkeys(n for station in frame.stations for n in (station.name, station.group))
    problems: list[Problem] = []
    for target in targets:
        place = place_of(target.said)
        for name in target.stations:
            if name not in known:
                problems.append(unknown_name(name, known, Message("group of windows or desk"), place))
        if not problems and not frame.holds_at(target):
            kind = Message("desk") if target.of_desks else Message("window")
            problems.append(
                problem(
                    place,
                    "target.nowhere",
                    Message("there is no {kind} at which this could hold", kind=kind),
                    Message("name stations of the design with people who follow a roster"),
                )
            )
    if problems:
        raise InputError(problems)


def refuse_always(design: Design, name: str) -> None:
    """InputError for a hall that never closes."""
    if design.opening.always:
        raise InputError(
            problem(
                None,
                "roster.always",
                Message(
                    "the hall of '{design}' is open on days off too, on which shifts do not hold: no roster "
                    "staffs it then",
                    design=name,
                ),
                Message("write opening: 00:00-24:00, and the days under working_days of the calendar"),
            )
        )


def refuse_night(frame: Frame, design: str) -> None:
    """InputError for stations that are open past midnight: a roster is made for each day of the calendar."""
    problems = [
        problem(
            None,
            "roster.night",
            Message(
                "'{station}' of '{design}' is open past midnight, and a roster is made from midnight to "
                "midnight",
                station=station.name,
                design=design,
            ),
            Message("write its hours so that they end at midnight, as [00:00-04:00, 20:00-24:00]"),
        )
        for station in frame.stations
        if any(end > MS_PER_DAY for spans in station.hours for _, end in spans)
    ]
    if problems:
        raise InputError(problems)


def refuse_nobody(counts: Sequence[Counts], frame: Frame, confidence: float) -> None:
    """InputError for promises made to nobody: they would be kept by a hall without anybody."""
    problems = [
        problem(
            place_of(found.target.said),
            "target.nobody",
            Message("nobody comes to whom this is promised: no run has any of them"),
            Message("name a station to which people come, or write who comes (arrivals)"),
        )
        for found in judge(counts, frame, confidence)
        if not found.n.any()
    ]
    if problems:
        raise InputError(problems)


def refuse_hopeless(
    counts: Sequence[Counts],
    frame: Frame,
    confidence: float,
    people: Int,
    most: Int,
    file: RulesFile,
) -> None:
    """InputError where a promise is broken although as many people are there as could ever help.

    Args:
        people: (stations, weekdays, periods) how many were there.
        most: (stations,) how many the windows allow.
    """
    open_to = may_staff(frame.stations, frame.periods)
    problems = []
    for found in judge(counts, frame, confidence):
        for s in frame.holds_at(found.target):
            broken = np.argwhere(~found.holds[s])
            if len(broken):
                problems.append(_told(found, s, broken, frame, open_to, people, most, file, len(counts)))
    if problems:
        raise InputError(problems)


def _told(
    found: Judgement,
    s: int,
    broken: Int,
    frame: Frame,
    open_to: NDArray[np.bool_],
    people: Int,
    most: Int,
    file: RulesFile,
    n: int,
) -> Problem:
    w, p = broken[0].tolist()
    station, place = frame.stations[s], place_of(found.target.said)
    value, bound = float(found.value[s, w, p]), found.target.bound
    at: dict[str, Any] = {
        "station": station.name,
        "day": WEEKDAYS[frame.periods.weekdays[w]],
        "span": frame.periods.name(p),
        "several": len(broken),
        "people": int(people[s, w, p]),
        "value": in_words(found.target, value),
    }
    keeps = value <= bound if found.target.at_most else value >= bound
    if keeps or (open_to[s, w, p] and not found.judged[s, w, p]):
        low, high = (in_words(found.target, float(end[s, w, p])) for end in (found.lo, found.hi))
        return _unproven(place, at, low, high, n)
    said = Message(
        "no roster keeps this at '{station}' on {day} {span} ({several} such periods): with {people} there "
        "it is {value}",
        **at,
    )
    if not open_to[s, w, p]:
        return problem(
            place,
            "target.closed",
            said,
            Message("nobody may serve then: open earlier, or issue tickets later"),
        )
    if people[s, w, p] >= most[s]:
        where: Place | None = file.place("windows", station.group) or place
        return problem(
            where,
            "target.windows",
            said,
            Message("there are no more windows: raise the number under windows, or promise less"),
        )
    return problem(
        place,
        "target.elsewhere",
        said,
        Message(
            "what keeps them waiting is not the number of people: the doors, the way to the window, another "
            "station before it, or a promise that the world does not allow"
        ),
    )


def _unproven(place: Place, at: Mapping[str, Any], low: Both, high: Both, n: int) -> Problem:
    """The figure keeps it, but its interval does not; or too few came to tell."""
    said = Message(
        "{n} replications do not show that this can be kept at '{station}' on {day} {span} ({several} such "
        "periods): with {people} there it is {value}, but from {low} to {high}",
        n=n,
        low=low,
        high=high,
        **at,
    )
    advice = Message("search with more: raise --search; or promise less, or by longer periods")
    return problem(place, "target.unproven", said, advice)


def in_words(target: Target, value: float) -> Both:
    """A figure as the promise counts it."""
    if target.kind == "mean_wait":
        return duration_words(round(value * 60) * 1000)
    return Both(f"{100 * value:.3g}%", f"{100 * value:.3g}%")
