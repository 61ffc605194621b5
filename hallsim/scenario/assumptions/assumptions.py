"""What the numbers of a scenario rest on, and how an assumption moves them within its range."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from hallsim.errors import Place, Position, Problem, problem
from hallsim.scenario.assumptions.assignments import Assignment, amount_spot, is_law, is_whole, written_at
from hallsim.scenario.assumptions.paths import PathError, Spot, find, leaves
from hallsim.scenario.assumptions.titles import title_of
from hallsim.scenario.language.findings import Findings
from hallsim.scenario.parsing.located import Located, value_place
from hallsim.scenario.scenario import Scenario
from hallsim.scenario.values.amounts import Amount, read_amount
from hallsim.scenario.values.ranges import Inline, Range, RangeError, hold, read_range
from hallsim.scenario.world.calendar import length_ms
from hallsim.scenario.world.evidence import Evidence
from hallsim.text.message import Message, joined

Kind = Literal["given", "fitted", "assumed"]
Moves = Literal["nothing", "sets", "scales"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What one number, or several that move together, rest on.

    Attributes:
        name: as in `evidence`; the path of a number that carries its range itself.
        paths: what it speaks of, as paths; `spots` the numbers found there.
        stated: the number as the scenario has it; None where there are several, 1 for a factor.
        range: what is plausible, in the unit of `stated`; None where nothing is varied.
        whole: whether the number is a count.
        title: for people; of a number that carries its range, made of the titles on the way to it.
        to: metrics it was fitted to.
    """

    name: str
    kind: Kind
    moves: Moves
    paths: tuple[str | tuple[str, ...], ...]
    spots: tuple[Spot, ...]
    stated: Amount | None
    range: Range | None
    whole: bool = False
    title: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)
    to: tuple[str, ...] = ()
    place: Place | None = None

    @property
    def is_varied(self) -> bool:
        """Whether it has a range to be tried out."""
        return self.range is not None

    def value(self, share: float) -> float:
        """The number at `share` (0 to 1) of the range, as it is written into the file."""
        assert self.range is not None
        assert self.stated is not None
        lo, hi = self.range.lo, self.range.hi
        if self.whole:  # each count of the range has the same part of it
            return float(min(hi, math.floor(lo + share * (hi - lo + 1))))
        return self.stated.moved(lo + share * (hi - lo)).value

    def assignments(self, value: float) -> list[Assignment]:
        """What makes the scenario one in which the assumption has this value."""
        if self.moves == "scales":
            return [Assignment(path=path, factor=value) for path in self.paths]
        assert self.stated is not None
        text = Amount(float(value), self.stated.unit).text()
        return [Assignment(path=path, text=text) for path in self.paths]


def bases(
    scenario: Scenario, inline: Sequence[Inline], tree: Located, is_assigned: bool, findings: Findings
) -> tuple[Basis, ...]:
    """Every basis in the order of the file: numbers with their own range, then `evidence`.

    Args:
        inline: the ranges taken out of the tree.
        tree: with short spellings written out, before `based_on`; `findings.tree` is the one after it.
        is_assigned: whether numbers may have been set or scaled since they were written.
    """
    found = [
        _of_inline(one, spot, scenario, is_assigned, findings)
        for one, spot in _placed(inline, tree, findings)
    ]
    found += [_of_evidence(name, entry, findings) for name, entry in scenario.evidence.items()]
    sound = [basis for basis in found if basis is not None]
    _named_twice(sound, findings)
    _fitted_to(scenario, findings)
    _warm_up_of_worlds(scenario, findings)
    return tuple(sound)


def fitted_figures(scenario: Scenario) -> frozenset[str]:
    """Figures that numbers of the scenario were fitted to."""
    told = {metric for entry in scenario.evidence.values() for metric in entry.to}
    marked = {metric for metric, figure in scenario.figures.items() if figure.use == "fitted"}
    return frozenset((told | marked) & set(scenario.figures))


def _placed(inline: Sequence[Inline], tree: Located, findings: Findings) -> Iterator[tuple[Inline, Spot]]:
    """Where each number with a range stands once short spellings are written out."""
    spots = {spot.node.place.position: spot for spot in leaves(tree) if spot.node is not None}
    for one in inline:
        found = spots.get(one.place.position)
        if found is None:
            findings.problems.append(_cannot_stand(one.place))
        else:
            yield one, replace(found, part=one.part)


def _of_inline(
    one: Inline, spot: Spot, scenario: Scenario, is_assigned: bool, findings: Findings
) -> Basis | None:
    stated = read_amount(written_at(spot))
    stated = stated.within(one.stated.unit) if stated is not None else None
    # what a short spelling makes of a number (`batch: 3`) is another one
    if stated is None or (not is_assigned and stated != one.stated):
        findings.problems.append(_cannot_stand(one.place))
        return None
    whole = is_whole(spot, stated)
    try:
        hold(one.range, stated, whole=whole)
    except RangeError as error:
        findings.problems.append(error.at(one.place, "range"))
        return None
    path = tuple(map(str, (*spot.loc, *([] if spot.part is None else [spot.part]))))
    return Basis(
        name=spot.dotted,
        kind="assumed",
        moves="sets",
        paths=(path,),
        spots=(spot,),
        stated=stated,
        range=one.range,
        whole=whole,
        title=title_of(scenario, spot),
        place=one.place,
    )


def _of_evidence(name: str, entry: Evidence, findings: Findings) -> Basis | None:
    loc = ("evidence", name)
    if not _sound_keys(entry, loc, findings):
        return None
    moves: Moves = "sets" if entry.sets else "scales" if entry.scales else "nothing"
    key = moves if moves != "nothing" else "values"
    paths: tuple[str, ...] = getattr(entry, key)
    spots = [
        _spots(path, (*loc, key, i), findings, whole_laws=moves != "sets") for i, path in enumerate(paths)
    ]
    if any(found is None for found in spots):
        return None
    flat = tuple({(spot.loc, spot.part): spot for found in spots for spot in found or ()}.values())
    stated, given, whole = None, None, False
    try:
        stated = _stated(moves, flat, entry.scales)
        given = read_range(entry.range, stated) if entry.range and stated else None
        if given is not None and stated is not None:
            whole = moves == "sets" and any(is_whole(spot, stated) for spot in flat)
            hold(given, stated, whole=whole)
    except RangeError as error:
        findings.problems.append(error.at(value_place(findings.tree, (*loc, "range")), "range"))
        return None
    if moves == "scales" and given is not None and given.lo <= 0:
        findings.wrong_value(
            (*loc, "range"),
            "evidence.factor",
            Message("a factor must be above 0"),
            Message("write for example 0.8..1.6"),
        )
        return None
    return Basis(
        name=name,
        kind=entry.kind,
        moves=moves,
        paths=paths,
        spots=flat,
        stated=stated,
        range=given,
        whole=whole,
        title=entry.title.model_dump() if entry.title else {},
        source=entry.source.model_dump() if entry.source else {},
        to=entry.to,
        place=value_place(findings.tree, loc),
    )


def _sound_keys(entry: Evidence, loc: tuple[str, ...], findings: Findings) -> bool:
    """Whether the keys of an entry go together; the first that does not is told."""
    named = [key for key in ("values", "sets", "scales") if getattr(entry, key)]
    moving = [key for key in named if key != "values"]
    if not named:
        findings.problem(
            loc,
            "evidence.nothing",
            Message("'{name}' speaks of no number", name=loc[1]),
            Message("write values, sets or scales with the paths of its numbers"),
        )
    elif len(named) > 1:
        findings.problem(
            (*loc, named[1]),
            "evidence.both",
            Message("{named} are given for one assumption", named=joined(named, Message(" and "))),
            Message("keep one, or make two of it"),
        )
    elif moving and entry.kind != "assumed":
        findings.problem(
            (*loc, moving[0]),
            "evidence.moved",
            Message("what is {kind} is not moved", kind=entry.kind),
            Message("write values instead, or kind: assumed"),
        )
    elif moving and entry.range is None:
        findings.problem(
            (*loc, moving[0]),
            "evidence.range",
            Message("{moving} needs a range", moving=moving[0]),
            Message("write for example range: 1.0..1.5"),
        )
    elif entry.range is not None and not moving:
        findings.problem(
            (*loc, "range"),
            "evidence.range",
            Message("a range needs numbers to move"),
            Message("write sets or scales in place of values, with kind: assumed"),
        )
    elif entry.to and entry.kind != "fitted":
        findings.problem(
            (*loc, "to"),
            "evidence.to",
            Message("only what is fitted is fitted to something; this is {kind}", kind=entry.kind),
            Message("write kind: fitted, or remove it"),
        )
    else:
        return True
    return False


def _spots(
    path: str, loc: tuple[str | int, ...], findings: Findings, *, whole_laws: bool
) -> list[Spot] | None:
    """The numbers (and laws) that a path names; None with the reason among the problems."""
    tree = findings.tree
    try:
        found = [amount_spot(spot) for spot in find(tree, path)]
        unwritten = [spot for spot in found if spot.node is None]
        if unwritten:
            raise PathError(
                Message("'{path}' matches nothing that is written", path=path),
                Message("write the number there"),
            )
        for spot in found:
            if spot.loc[0] not in ("world", "worlds", "designs"):
                raise PathError(
                    Message("'{dotted}' is no number of the world or of a design", dotted=spot.dotted),
                    Message("begin the path with world. or designs."),
                )
            law = whole_laws and spot.part is None and is_law(spot.loc)
            if not law and read_amount(written_at(spot)) is None:
                shown = str(written_at(spot))[:40]
                raise PathError(
                    Message(
                        "'{dotted}' is '{shown}', no number that could move", dotted=spot.dotted, shown=shown
                    ),
                    Message(
                        "name a number, a share or a duration; of a law one parameter, such as counter.mean"
                    ),
                )
    except PathError as error:
        findings.problems.append(error.at(value_place(tree, loc), "evidence.path"))
        return None
    return found


def _stated(moves: Moves, spots: Iterable[Spot], scaled: Sequence[str]) -> Amount | None:
    """The number all spots have in common; 1 for a factor.  RangeError when `sets` names different ones."""
    if scaled:
        return Amount(1.0)
    amounts = dict.fromkeys(read_amount(written_at(spot)) for spot in spots)
    if len(amounts) == 1:
        return next(iter(amounts))
    if moves == "nothing":
        return None
    shown = ", ".join(amount.text() for amount in amounts if amount is not None)
    raise RangeError(
        Message("the numbers that are set together are not the same: {shown}", shown=shown),
        Message("write the same number, or use scales"),
    )


def _named_twice(found: Sequence[Basis], findings: Findings) -> None:
    """One number, one basis: a law as a whole counts as each of its parameters."""
    owners: dict[Position, list[tuple[str | None, str]]] = {}
    told = set()
    for basis in found:
        for spot in basis.spots:
            if spot.node is None:
                continue
            others = owners.setdefault(spot.node.place.position, [])
            rivals = [
                name
                for part, name in others
                if (part is None) != (spot.part is None) or (name != basis.name and part == spot.part)
            ]
            if rivals and basis.name not in told:
                told.add(basis.name)
                itself = rivals[0] == spot.dotted
                other = Message("its own range") if itself else rivals[0]
                findings.problems.append(
                    problem(
                        basis.place,
                        "evidence.twice",
                        Message(
                            "'{dotted}' is named twice, also by {other}", dotted=spot.dotted, other=other
                        ),
                        Message("keep one of the two"),
                    )
                )
            others.append((spot.part, basis.name))


def _fitted_to(scenario: Scenario, findings: Findings) -> None:
    for name, entry in scenario.evidence.items():
        for i, metric in enumerate(entry.to):
            if metric not in scenario.figures:
                findings.unknown(("evidence", name, "to", i), metric, Message("figure"), scenario.figures)
            elif scenario.figures[metric].use == "held_out":
                findings.wrong_value(
                    ("figures", metric, "use"),
                    "figures.use",
                    Message(
                        "'{name}' was fitted to {metric}, so that it is not held out",
                        name=name,
                        metric=metric,
                    ),
                    Message("write use: fitted"),
                )


def _warm_up_of_worlds(scenario: Scenario, findings: Findings) -> None:
    robust, whole = scenario.run.robust, length_ms(scenario.world.calendar)
    if robust.weeks is None and robust.warm_up is not None and robust.warm_up >= whole:
        findings.problem(
            ("run", "robust", "warm_up"),
            "robust.warm_up",
            Message("a warm-up that long leaves nothing of the calendar to measure"),
            Message("shorten it, or write weeks"),
        )


def _cannot_stand(place: Place) -> Problem:
    return problem(
        place,
        "range.place",
        Message("a number with a range cannot stand here"),
        Message("write the number alone"),
    )
