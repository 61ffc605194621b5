"""The trials of a study: each design in each world at each point, made and checked like a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hallsim.errors import InputError, Problem, problem
from hallsim.scenario.load import LoadedScenario
from hallsim.scenario.scenario import WORLD
from hallsim.scenario.whatif.doubts import doubts_of_values
from hallsim.scenario.whatif.settings import with_settings
from hallsim.study.experiment.factors import OPTION, as_written
from hallsim.study.experiment.loaded import LoadedStudy, Varied
from hallsim.study.experiment.points import Point, n_points
from hallsim.study.runs.candidate import Candidate
from hallsim.text.message import Message

Surroundings = tuple[str, Point]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Trial:
    """A design in a world with values of the factors, as far as they change anything there.

    Attributes:
        number: in the tables, from 1.
        given: the values that are of the world: nobody in the hall can choose them.
    """

    number: int
    world: str
    design: str
    values: Point
    given: Point
    candidate: Candidate

    @property
    def surroundings(self) -> Surroundings:
        """The world and the values given there: only trials that share them can be chosen among."""
        return self.world, self.given

    def value(self, factor: str) -> str:
        """The value of a factor; empty where it is as in the scenario, or changes nothing."""
        return dict(self.values).get(factor, "")


@dataclass(frozen=True, slots=True)
class Trials:
    """Every trial once, and which one stands for a design in a world at a point of the study.

    `doubts`: what looks unintended with values of the factors.
    """

    all: tuple[Trial, ...]
    at: Mapping[tuple[str, str, Point], Trial]
    doubts: tuple[Problem, ...] = ()


def trials_of(study: LoadedStudy) -> Trials:
    """The trials of a study, world by world, point by point, the base first.

    Raises:
        InputError: what the scenario cannot be at a point, at the factor in the study file that brings it.
    """
    try:
        return _Maker(study).made()
    except InputError as error:
        written = study.written
        places = {
            path: written.place_of("factors", varied.levels.name)
            for varied in study.factors
            for path in varied.paths
        }
        raise as_written(error, written, places) from None


def _fewer(study: LoadedStudy) -> Iterator[Problem]:
    """Points asked for that are the same again, and so are run once."""
    asked, points = study.study.points, len(study.points)
    n = n_points(
        asked.kind, [varied.levels for varied in study.factors], n=asked.n or 0, n_rows=len(asked.rows)
    )
    if n > points:
        yield problem(
            study.written.place_of("points"),
            "points.same",
            Message("of {n} points {same} are the same as others: {left} are run",
                    n=n, same=n - points, left=points),
            Message("list more values, or give a stretch such as 0.5..2; ask for fewer points otherwise"),
        )  # fmt: skip


class _Maker:
    def __init__(self, study: LoadedStudy) -> None:
        self.study = study
        self.factors = {varied.levels.name: varied for varied in study.factors}
        self.loads: dict[Point, LoadedScenario] = {(): study.source}
        self.moved = {name: self._moved_by(varied) for name, varied in self.factors.items()}

    def made(self) -> Trials:
        study = self.study
        found: dict[tuple[str, str, Point], Trial] = {}
        at: dict[tuple[str, str, Point], Trial] = {}
        for world in study.worlds:
            for point in study.points:
                for design in study.designs:
                    values = tuple(
                        (name, value) for name, value in point if self._is_moved(name, world, design)
                    )
                    key = (world, design, values)
                    if key not in found:
                        found[key] = self._trial(len(found) + 1, world, design, values)
                    at[world, design, point] = found[key]
        doubts = (*_fewer(study), *doubts_of_values(study.source, self.loads))
        return Trials(tuple(found.values()), at, doubts)

    def _is_moved(self, name: str, world: str, design: str) -> bool:
        return (world if self.factors[name].in_world else design) in self.moved[name]

    def _trial(self, number: int, world: str, design: str, values: Point) -> Trial:
        told = [f"{name}={value}" for name, value in values]
        in_front = [world] if len(self.study.worlds) > 1 or world != WORLD else []
        candidate = Candidate(
            name=", ".join([*in_front, design, *told]),
            scenario=self._load(values).scenario.in_world(world),
            variant=design,
            design=design,
            world=world,
            factors=tuple((path, value) for name, value in values for path in self.factors[name].paths),
        )
        given = tuple(value for value in values if self.factors[value[0]].in_world)
        return Trial(
            number=number, world=world, design=design, values=values, given=given, candidate=candidate
        )

    def _load(self, values: Point) -> LoadedScenario:
        """The scenario with values in it: those of the world first, which many points share."""
        if values not in self.loads:
            of_world = tuple(v for v in values if self.factors[v[0]].in_world)
            ground = self._load(of_world) if of_world not in ((), values) else self.study.source
            rest = values if ground is self.study.source else [v for v in values if v not in of_world]
            self.loads[values] = with_settings(ground, self._texts(rest), OPTION)
        return self.loads[values]

    def _texts(self, values: Sequence[tuple[str, str]]) -> list[str]:
        return [f"{path}={value}" for name, value in values for path in self.factors[name].paths]

    def _moved_by(self, varied: Varied) -> frozenset[str]:
        """The worlds, or the designs, that a factor changes: tried with its first and last value."""
        name, source = varied.levels.name, self.study.source
        values = list(dict.fromkeys(v for point in self.study.points for n, v in point if n == name))
        loads = [self._load(((name, value),)) for value in dict.fromkeys([*values[:1], *values[-1:]])]
        if varied.in_world:
            return frozenset(
                world
                for world in self.study.worlds
                if any(_world(one, world) != _world(source, world) for one in loads)
            )
        designs = source.scenario.designs
        return frozenset(
            design
            for design in self.study.designs
            if any(one.scenario.designs[design] != designs[design] for one in loads)
        )


def _world(source: LoadedScenario, name: str) -> object:
    return source.scenario.in_world(name).world
