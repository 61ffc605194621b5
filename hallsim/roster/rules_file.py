"""The file of shifts and contracts: read strictly, with the place of whatever is wrong in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from hallsim.errors import InputError, Place, Problem, problem, unknown_name
from hallsim.likeness import nearest
from hallsim.roster.rules import ALL, Contract, Rules, ShiftBreak, default_rules
from hallsim.roster.stations import Station
from hallsim.roster.variants import Variant, at_stations, default_contracts, variants_of
from hallsim.scenario.language.model_errors import problems_of
from hallsim.scenario.language.reader import parse_yaml
from hallsim.scenario.language.shorthand import spelled_as
from hallsim.scenario.parsing.located import Located, place_of, to_plain
from hallsim.scenario.parsing.source import read_source
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY, MS_PER_HOUR, MS_PER_MIN

_STEP_MS: Final = 5 * MS_PER_MIN
_MOST_ALTERNATE: Final = 4
"""Days of a week that can be worked with one between them free."""
Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class RulesFile:
    """Rules and where they were written; `tree` is None for those that hold without a file."""

    rules: Rules
    tree: Located | None = None

    def place(self, *loc: str | int) -> Place | None:
        """Where a value was written."""
        return None if self.tree is None else place_of(self.tree, loc)


def read_rules(path: Path | None, stations: Sequence[Station] = ()) -> RulesFile:
    """The rules of a file; those that hold without one when there is none.  InputError for a wrong file."""
    days = [spans for station in stations for spans in station.hours if spans]
    usual = default_rules([(spans[0][0], spans[-1][1]) for spans in days]) if days else None
    if path is None:
        assert usual is not None, "a roster has stations, and each has hours"
        return RulesFile(usual)
    name = str(path)
    file = rules_of_text(read_source(path, name), name)
    if file.rules.shifts or usual is None:
        return file
    return RulesFile(file.rules.model_copy(update={"shifts": usual.shifts}), file.tree)


def rules_of_text(text: str, name: str) -> RulesFile:
    """The rules of a text, without shifts where it has none.  InputError with all that is wrong."""
    tree = spelled_as(parse_yaml(text, name), Rules)
    if not isinstance(tree.value, dict):
        raise InputError(
            problem(
                tree.place,
                "rules.root",
                Message("this file has no rules of a roster"),
                Message("begin with {example}", example="shifts: {full: {length: 8 h}}"),
            )
        )
    try:
        return RulesFile(Rules.model_validate(to_plain(tree)), tree)
    except ValidationError as error:
        raise InputError(problems_of(error, tree, Rules)) from None


def checked_rules(
    path: Path | None, stations: Sequence[Station], weekdays: Sequence[int], by_ms: int
) -> RulesFile:
    """The rules of a file, checked; InputError with all that is wrong, unreadable keys and names alike."""
    try:
        file = read_rules(path, stations)
    except InputError as error:
        rest = _readable(path)
        if rest is None:
            raise
        raise InputError([*error.problems, *_names(rest, stations), *_minutes(rest)]) from None
    check_rules(file, stations, weekdays, by_ms)
    return file


def _readable(path: Path | None) -> RulesFile | None:
    """The rules without the keys that cannot be read; None where others may lean on one of these."""
    if path is None:
        return None
    try:
        tree = spelled_as(parse_yaml(read_source(path, str(path)), str(path)), Rules)
    except InputError:
        return None
    plain = to_plain(tree)
    try:
        Rules.model_validate(plain)
    except ValidationError as error:
        locs = [detail["loc"] for detail in error.errors(include_url=False, include_context=False)]
        if not all(_removed(plain, loc) for loc in locs):
            return None
    try:
        return RulesFile(Rules.model_validate(plain), tree)
    except ValidationError:
        return None


def _removed(plain: Any, loc: Sequence[str | int]) -> bool:
    """Take away the key at `loc`; False for a section, on which others lean, or where there is none."""
    for part in loc[:-1]:
        plain = plain.get(part) if isinstance(plain, dict) else None
    if len(loc) < 3 and (loc[-1] in Rules.model_fields or nearest(str(loc[-1]), Rules.model_fields)):
        return False
    return isinstance(plain, dict) and plain.pop(loc[-1], plain) is not plain


def check_rules(file: RulesFile, stations: Sequence[Station], weekdays: Sequence[int], by_ms: int) -> None:
    """InputError for names that stand for nothing, and for rules that contradict each other."""
    problems = [*_names(file, stations), *_minutes(file)]
    if not problems:
        problems = [*_shifts(file, stations, weekdays, by_ms), *_contracts(file, stations, weekdays, by_ms)]
    if problems:
        raise InputError(problems)


def _names(file: RulesFile, stations: Sequence[Station]) -> Iterable[Problem]:
    rules = file.rules
    for name, contract in rules.contracts.items():
        for i, shift in enumerate(contract.shifts):
            if shift != ALL and shift not in rules.shifts:
                place = file.place("contracts", name, "shifts", i)
                yield unknown_name(shift, rules.shifts, Message("shift"), place)
    contracts = list(rules.contracts or default_contracts(stations))
    for name, clerk in rules.clerks.items():
        if clerk.contract not in contracts:
            place = file.place("clerks", name, "contract")
            yield unknown_name(clerk.contract, contracts, Message("contract"), place)
    known = list(dict.fromkeys([ALL, *(n for one in stations for n in (one.name, one.group))]))
    for loc, words in _station_words(rules):
        for i, word in enumerate(words):
            if word not in known:
                place = file.place(*loc, i) if loc[0] != "windows" else file.place("windows", word)
                yield unknown_name(word, known, Message("group of windows or desk"), place)


def _station_words(rules: Rules) -> Iterable[tuple[Loc, Sequence[str]]]:
    yield ("windows",), tuple(rules.windows)
    for name, shift in rules.shifts.items():
        yield ("shifts", name, "stations"), shift.stations
    for name, contract in rules.contracts.items():
        yield ("contracts", name, "stations"), contract.stations
    for name, clerk in rules.clerks.items():
        yield ("clerks", name, "stations"), clerk.stations or ()


def _minutes(file: RulesFile) -> Iterable[Problem]:
    """Shifts and breaks begin and end on whole five minutes, and hours of breaks on the day they begin."""
    for name, shift in file.rules.shifts.items():
        if shift.pause is not None and _over_midnight(shift.pause):
            yield problem(
                file.place("shifts", name, "pause", "between"),
                "shift.break_hours",
                Message("the hours of the break of shift '{name}' end before they begin", name=name),
                Message("write the earlier time first, such as 11:00-14:00"),
            )
        times: list[tuple[Loc, int]] = [(("length",), shift.length)]
        times += [(("starts", i), at) for i, at in enumerate(shift.starts)]
        if shift.pause is not None:
            times.append((("pause", "length"), shift.pause.length))
        for loc, at in times:
            if at % _STEP_MS:
                yield problem(
                    file.place("shifts", name, *loc),
                    "shift.minutes",
                    Message("shifts and breaks last whole five minutes"),
                    Message("round it to five minutes"),
                )


def _over_midnight(pause: ShiftBreak) -> bool:
    return any(end > MS_PER_DAY for spans in pause.between.by_weekday for _, end in spans)


def _shifts(
    file: RulesFile, stations: Sequence[Station], weekdays: Sequence[int], by_ms: int
) -> Iterable[Problem]:
    """Shifts that fit into no opening, and breaks that fit into no shift."""
    for name, shift in file.rules.shifts.items():
        alone = file.rules.model_copy(update={"shifts": {name: shift}})
        if any(variants_of(alone, s, day, by_ms) for s in stations for day in weekdays):
            continue
        free = alone.model_copy(update={"shifts": {name: shift.model_copy(update={"pause": None})}})
        if any(variants_of(free, s, day, by_ms) for s in stations for day in weekdays):
            yield problem(
                file.place("shifts", name, "pause"),
                "shift.pause",
                Message("the break of shift '{name}' lies within none of its shifts", name=name),
                Message("widen the hours of the break, or add beginnings"),
            )
        else:
            yield problem(
                file.place("shifts", name),
                "shift.nowhere",
                Message(
                    "shift '{name}' of {length} fits into the hours of no station",
                    name=name,
                    length=_in_hours(shift.length),
                ),
                Message("shorten it, or let it begin earlier"),
            )


def _contracts(
    file: RulesFile, stations: Sequence[Station], weekdays: Sequence[int], by_ms: int
) -> Iterable[Problem]:
    rules = file.rules
    for name, contract in rules.contracts.items():
        shifts = {n: s for n, s in rules.shifts.items() if ALL in contract.shifts or n in contract.shifts}
        alone = rules.model_copy(update={"shifts": shifts})
        here = [v for s in stations for day in weekdays for v in variants_of(alone, s, day, by_ms)]
        yield from _hours(file, name, contract, [v.paid_ms for v in here], min(contract.days, len(weekdays)))
        yield from _rest(file, name, contract, here)
    for name, clerk in rules.clerks.items():
        yield from _owed(file, name, stations, weekdays, by_ms)
        if clerk.off >= set(weekdays):
            yield problem(
                file.place("clerks", name, "off"),
                "clerk.off",
                Message("'{name}' is free on every day that is worked", name=name),
                Message("leave them out"),
            )


def _hours(
    file: RulesFile, name: str, contract: Contract, paid: Sequence[int], days: int
) -> Iterable[Problem]:
    """Hours of a week that no shifts of the contract add up to."""
    most = contract.hours + contract.overtime
    if contract.least > most:
        yield problem(
            file.place("contracts", name, "least"),
            "contract.least",
            Message(
                "'{name}' works at least {least} a week, but at most {most}",
                name=name,
                least=_in_hours(contract.least),
                most=_in_hours(most),
            ),
            Message("lower least, or raise hours or overtime"),
        )
    elif paid and max(paid) * days < contract.least:
        yield problem(
            file.place("contracts", name, "least"),
            "contract.days",
            Message(
                "'{name}' works at least {least} a week, but {days} days of at most {longest} are {most}",
                name=name,
                least=_in_hours(contract.least),
                days=days,
                longest=_in_hours(max(paid)),
                most=_in_hours(max(paid) * days),
            ),
            Message("lower least, or give longer shifts or more days"),
        )
    elif paid and min(paid) > most:
        yield problem(
            file.place("contracts", name, "hours"),
            "contract.short",
            Message("the shortest shift of '{name}' is longer than its hours of a week", name=name),
            Message("raise hours, or give shorter shifts"),
        )


def _owed(
    file: RulesFile, name: str, stations: Sequence[Station], weekdays: Sequence[int], by_ms: int
) -> Iterable[Problem]:
    """Hours that somebody by name is owed, but that their own days and stations do not add up to."""
    rules = file.rules
    clerk = rules.clerks[name]
    contract = rules.contracts.get(clerk.contract, Contract())
    shifts = {n: s for n, s in rules.shifts.items() if ALL in contract.shifts or n in contract.shifts}
    alone = rules.model_copy(update={"shifts": shifts})
    skills = contract.stations if clerk.stations is None else clerk.stations
    able = at_stations(skills, stations)
    here = [s for s in stations if s.name in able]
    longest = [
        max((v.paid_ms for s in here for v in variants_of(alone, s, day, by_ms)), default=0)
        for day in weekdays
        if day not in clerk.off
    ]
    most = sum(sorted(longest)[-contract.days :])
    whole = not clerk.off and clerk.stations is None  # told of the contract
    if most < contract.least and not whole and longest:
        yield problem(
            file.place("clerks", name),
            "clerk.least",
            Message(
                "'{name}' is owed at least {least} a week, but {days} days of the shifts that they may work "
                "are {most} at most",
                name=name,
                least=_in_hours(contract.least),
                days=min(contract.days, len(longest)),
                most=_in_hours(most),
            ),
            Message("lower least, give longer shifts, or more days or stations"),
        )


def _rest(file: RulesFile, name: str, contract: Contract, shifts: Sequence[Variant]) -> Iterable[Problem]:
    """A rest after which nothing of the next day can be worked, but more days than every other."""
    if not shifts or contract.days <= _MOST_ALTERNATE:
        return
    longest = MS_PER_DAY + max(v.come for v in shifts) - min(v.go for v in shifts)
    if contract.rest > longest:
        yield problem(
            file.place("contracts", name, "rest"),
            "contract.rest",
            Message(
                "with a rest of {rest} nobody of '{name}' works two days running, but it has {days} days",
                rest=_in_hours(contract.rest),
                name=name,
                days=contract.days,
            ),
            Message("shorten the rest, or write days: {most}", most=_MOST_ALTERNATE),
        )


def refuse_uncovered(file: RulesFile, holes: Sequence[tuple[Station, str, str]]) -> None:
    """InputError for hours that are needed and in which no shift of anybody lies.

    Args:
        holes: (station, weekday, span) in words.
    """
    problems = []
    for station in dict.fromkeys(station for station, _, _ in holes):
        mine = [(day, span) for other, day, span in holes if other is station]
        day, span = mine[0]
        problems.append(
            problem(
                file.place("shifts"),
                "shift.hole",
                Message(
                    "no shift that anybody may work covers {span} on {day} at '{station}' ({n} such spans)",
                    span=span,
                    day=day,
                    station=station.name,
                    n=len(mine),
                ),
                Message("add a beginning or a shift that covers it, or people who may work there then"),
            )
        )
    if problems:
        raise InputError(problems)


def _in_hours(ms: int) -> Message:
    """Hours, however many: weeks of work are not told in days of 24 h."""
    return Message("{hours} h", hours=f"{ms / MS_PER_HOUR:g}")
