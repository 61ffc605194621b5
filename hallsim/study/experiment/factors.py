"""Factors of a study file: whether their paths and values mean something, and which half they move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hallsim.errors import InputError, Place, Problem, WordedError, problem
from hallsim.scenario.assumptions.assignments import amount_spot, is_whole, written_at
from hallsim.scenario.assumptions.paths import PathError, Spot
from hallsim.scenario.load import LoadedScenario
from hallsim.scenario.study_file.model import MOST_POINTS, Factor
from hallsim.scenario.study_file.read import WrittenStudy
from hallsim.scenario.values.amounts import Amount, read_amount
from hallsim.scenario.whatif.heard import unheard_values
from hallsim.scenario.whatif.overlap import overlaps
from hallsim.scenario.whatif.settings import read_moves
from hallsim.scenario.whatif.short_paths import spots_at
from hallsim.scenario.whatif.variation import Variation
from hallsim.study.effort import FEWER_POINTS, FEWER_SWEPT, too_many
from hallsim.study.experiment.loaded import Varied
from hallsim.study.experiment.points import Levels, n_points
from hallsim.text.message import Message

OPTION = "factor"
"""What stands before a path and its value where a message names both."""


def factors_of(written: WrittenStudy, source: LoadedScenario, problems: list[Problem]) -> dict[str, Varied]:
    """The factors that are right; what is wrong is told in `problems`, each at its place in the file."""
    found = {}
    for name, factor in written.study.factors.items():
        told = len(problems)
        spots = list(_spots(written, source, name, factor, problems))
        if spots:
            _section(written, name, spots, problems)
        _values(written, source, name, factor, problems)
        if len(problems) == told:
            in_world = str(spots[0].loc[0]) in ("world", "worlds")
            found[name] = Varied(_levels(name, factor, spots), factor.path, in_world, _stated(spots))
    _twice(written, problems)
    if not problems:
        problems += _overruled(written, source)
    if not problems:
        _points(written, source, found, problems)
    return found


def _overruled(written: WrittenStudy, source: LoadedScenario) -> list[Problem]:
    """What is set and varied; what stands between the points, where one is moved at a time, is not."""
    if written.study.points.kind not in ("grid", "latin_hypercube"):
        return []
    found = []
    for name, factor in written.study.factors.items():
        tried = factor.values or (tuple(factor.range) if factor.range is not None else ())
        for path in factor.path if tried else ():
            place = written.place_of("factors", name)
            wrong = overlaps(source, [Variation(place.file, path, tried[:1])])
            found += [replace(one, place=place) for one in wrong]
    return found


def _spots(
    written: WrittenStudy, source: LoadedScenario, name: str, factor: Factor, problems: list[Problem]
) -> Iterator[Spot]:
    for i, path in enumerate(factor.path):
        try:
            yield from spots_at(source.tree, path)
        except PathError as error:
            problems.append(error.at(written.value_place("factors", name, "path", i), "factor.path"))


def _section(written: WrittenStudy, name: str, spots: list[Spot], problems: list[Problem]) -> None:
    """A factor moves the world or the designs: one that moves both could not tell which did it."""
    sections = {"world" if spot.loc[0] in ("world", "worlds") else str(spot.loc[0]) for spot in spots}
    if sections in ({"world"}, {"designs"}):
        return
    said = Message("'{path}' is no part of a world or of a design", path=name)
    if len(sections) > 1:
        said = Message("the paths of '{name}' lead into the world and into designs", name=name)
    problems.append(
        problem(
            written.place_of("factors", name),
            "factor.section",
            said,
            Message("vary what stands in world or in designs; set: sets anything once"),
        )
    )


def _values(
    written: WrittenStudy, source: LoadedScenario, name: str, factor: Factor, problems: list[Problem]
) -> None:
    """Whether there is what the points need, and whether each value can be read."""
    kind, place = written.study.points.kind, written.place_of("factors", name)
    if factor.values is not None and factor.range is not None:
        said = Message("'{name}' has values and a range", name=name)
        problems.append(problem(place, "factor.both", said, Message("write one of the two")))
        return
    if kind == "rows":
        return
    if factor.values is None and factor.range is None:
        said = Message("'{name}' says no values", name=name)
        advice = Message("write values: 4..8, or range: 0.8..1.2")
        problems.append(problem(place, "factor.values", said, advice))
        return
    span = factor.range
    tried = factor.values if span is None else tuple(span)
    for i, value in enumerate(tried or ()):
        where = ("values", i) if span is None else ("range",)
        wrong = _unreadable(source, factor.path, value)
        problems += [replace(p, place=written.value_place("factors", name, *where)) for p in wrong]


def _unreadable(source: LoadedScenario, paths: tuple[str, ...], value: str) -> list[Problem]:
    problems: list[Problem] = []
    for path in paths:
        try:
            spots_at(source.tree, path)
        except PathError:
            continue  # told already
        read_moves(source, f"{path}={value}", problems, OPTION)
    return problems


def unheard_factors(
    written: WrittenStudy, source: LoadedScenario, designs: Sequence[str], worlds: Sequence[str]
) -> list[Problem]:
    """Factors of designs or worlds that the study leaves out: they would move nothing."""
    found = []
    for name, factor in written.study.factors.items():
        tried = factor.values or (tuple(factor.range) if factor.range is not None else ())
        place = written.place_of("factors", name)
        wrong = [
            unheard_values(source, f"{OPTION} {name}", path, tried, designs, worlds)
            for path in (factor.path if tried else ())
        ]
        if wrong and all(wrong):
            found += [replace(one, place=place) for one in wrong[0]]
    return found


def row_problems(written: WrittenStudy, source: LoadedScenario) -> Iterator[Problem]:
    """What is wrong with values that explicit rows name."""
    factors = written.study.factors
    for i, row in enumerate(written.study.points.rows):
        for name, value in row.items():
            if name in factors:
                for wrong in _unreadable(source, factors[name].path, value):
                    yield replace(wrong, place=written.value_place("points", "rows", i, name))


def _levels(name: str, factor: Factor, spots: list[Spot]) -> Levels:
    return Levels(
        name=name, values=factor.values or (), span=factor.range, n=factor.levels,
        whole=factor.range is not None and not factor.range.before and _is_count(spots[0]),
    )  # fmt: skip


def _is_count(spot: Spot) -> bool:
    found = _amount(spot)
    return found is not None and is_whole(*found)


def _amount(spot: Spot) -> tuple[Spot, Amount] | None:
    """The number at a spot; None where there is none."""
    try:
        spot = amount_spot(spot)
    except WordedError:
        return None
    amount = read_amount(written_at(spot))
    return None if amount is None else (spot, amount)


def _stated(spots: list[Spot]) -> str:
    """What the scenario says where a factor is, if it is the same number everywhere."""
    found = {amount[1].text() if (amount := _amount(spot)) is not None else "" for spot in spots}
    return found.pop() if len(found) == 1 else ""


def _twice(written: WrittenStudy, problems: list[Problem]) -> None:
    """One path, one factor: which of two values would hold is anybody's guess."""
    first: dict[str, str] = {}
    for name, factor in written.study.factors.items():
        for i, path in enumerate(factor.path):
            other = first.setdefault(path, name)
            if other != name:
                problems.append(
                    problem(
                        written.value_place("factors", name, "path", i),
                        "factor.twice",
                        Message("'{path}' is varied by '{other}' too", path=path, other=other),
                        Message("write all its values in one factor"),
                    )
                )


def _points(
    written: WrittenStudy, source: LoadedScenario, found: dict[str, Varied], problems: list[Problem]
) -> None:
    asked = written.study.points
    levels = [varied.levels for varied in found.values()]
    n = n_points(asked.kind, levels, n=asked.n or 0, n_rows=len(asked.rows))
    if n > MOST_POINTS:
        study, scenario = written.study, source.scenario
        n_each = len(study.designs or scenario.designs) * len(study.worlds or scenario.world_names())
        place = written.place_of("points")
        advice = FEWER_SWEPT if place.said else FEWER_POINTS
        each = study.replications if study.precision is None else study.precision.budget
        problems.append(too_many(place, "points.many", scenario, n, n_each, each, MOST_POINTS, advice))


def as_written(error: InputError, written: WrittenStudy, place_of_path: dict[str, Place]) -> InputError:
    """The problems of a point, each at the factor in the study file that brings it."""
    return InputError([_at_factor(wrong, place_of_path) for wrong in error.problems])


def _at_factor(wrong: Problem, place_of_path: dict[str, Place]) -> Problem:
    place = wrong.place
    if place is None or not place.said:
        return wrong
    path = place.file.removeprefix(f"{OPTION} ").partition("=")[0]
    if path not in place_of_path:
        return wrong
    said = Message("with {settings}: {said}", settings=place.file.removeprefix(f"{OPTION} "), said=wrong.said)
    return replace(wrong, place=place_of_path[path], said=said)
