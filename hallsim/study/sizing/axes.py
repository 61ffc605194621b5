"""What is varied to hold targets: numbers by their paths, each from the smallest to the largest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hallsim.errors import InputError, Place, Problem, problem
from hallsim.scenario.values.amounts import Amount, read_amount
from hallsim.scenario.whatif.overlap import overlaps
from hallsim.scenario.whatif.path_names import PathName, path_names
from hallsim.scenario.whatif.settings import new_doubts, with_settings
from hallsim.scenario.whatif.variation import OPTION, Steps, Variation, read_variations
from hallsim.study.runs.candidate import Candidate, candidate_of
from hallsim.study.sizing.grid import Box, Point
from hallsim.text.message import Both, Message, joined

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario


@dataclass(frozen=True, slots=True)
class Axis:
    """A path and its values in rising order, as they are written; what they come to is known when asked
    for.
    """

    said: str
    path: str
    values: Sequence[str] | Steps


@dataclass(frozen=True)
class Axes:
    """All that is varied, of a design in a world; the longest axis last, along which is bisected."""

    source: LoadedScenario
    design: str
    world: str
    axes: tuple[Axis, ...]

    @property
    def box(self) -> Box:
        """The grid of their combinations."""
        return Box(tuple(len(axis.values) for axis in self.axes))

    @cached_property
    def names(self) -> tuple[PathName, ...]:
        """What each axis is called."""
        return path_names(self.source, [axis.path for axis in self.axes])

    @cached_property
    def _known(self) -> dict[Point, Candidate]:
        return {}

    def candidate(self, point: Point) -> Candidate:
        """The hall at a point.  InputError where the scenario cannot be so."""
        if point not in self._known:
            self._known[point] = candidate_of(
                self.source, self.design, self.world, self.factors(point), name=self.name(point)
            )
        return self._known[point]

    def factors(self, point: Point) -> tuple[tuple[str, str], ...]:
        """Paths and values."""
        return tuple((axis.path, axis.values[i]) for axis, i in zip(self.axes, point, strict=True))

    def doubts(self, point: Point) -> tuple[Problem, ...]:
        """What looks unintended at a point and does not as written: breaks that its windows cannot take."""
        return new_doubts(self.source, [f"{path}={value}" for path, value in self.factors(point)])

    def name(self, point: Point) -> str:
        """The point in English, as candidates are called."""
        return self.told(point).en

    def told(self, point: Point) -> Both:
        """`8`, or `count 8, time 1.2` where there are several."""
        values = [value for _, value in self.factors(point)]
        if len(values) == 1:
            return Both(values[0], values[0])
        told = [
            Message("{factor} {value}", factor=name.short, value=value)
            for name, value in zip(self.names, values, strict=True)
        ]
        return joined(told)

    def amounts(self, point: Point) -> tuple[Amount, ...]:
        """The numbers that the values of a point come to."""
        moved = with_settings(self.source, [f"{path}={value}" for path, value in self.factors(point)], OPTION)
        told = moved.written.settings[len(self.source.written.settings) :]
        found = {setting.path: read_amount(setting.after) for setting in told}
        several = list(found.values())
        return tuple(
            next((a for path, a in found.items() if a and path.endswith(axis.path)), None)
            or several[i]
            or Amount(float(i))
            for i, axis in enumerate(self.axes)
        )


def axes_of(source: LoadedScenario, design: str | None, world: str, varied: Sequence[str]) -> Axes:
    """What `--vary` says, in a design: the one named, else the first whose hall it changes.

    Raises:
        InputError: paths and values that are none, a value that is no number, or a path that changes nothing.
    """
    problems: list[Problem] = []
    variations = read_variations(varied, problems)
    for variation in variations:
        _first_and_last(source, variation, problems)
    problems += overlaps(source, variations) if not problems else []
    if problems:
        raise InputError(problems)
    several = tuple(sorted((_rising(source, one) for one in variations), key=lambda axis: len(axis.values)))
    designs = [design] if design is not None else list(source.scenario.designs)
    still: list[Axis] = []
    for name in designs:
        axes = Axes(source, name, world, several)
        still = [axis for i, axis in enumerate(several) if not _moves(axes, i)]
        if not still:
            return axes
    raise InputError([_still(axis, designs, source) for axis in still])


def _moves(axes: Axes, i: int) -> bool:
    """Whether the hall is another at both ends of an axis."""
    if len(axes.axes[i].values) == 1:
        return True
    alone = Axes(axes.source, axes.design, axes.world, (axes.axes[i],))
    return alone.candidate((0,)).key != alone.candidate((len(alone.axes[0].values) - 1,)).key


def _still(axis: Axis, designs: Sequence[str], source: LoadedScenario) -> Problem:
    others = [name for name in source.scenario.designs if name not in designs]
    return problem(
        _place(axis.said),
        "size.still",
        Message(
            "'{path}' changes nothing in {designs}: its smallest and its largest value make the same hall",
            path=axis.path,
            designs=", ".join(designs),
        ),
        Message("name another design with --design: {others}", others=", ".join(others))
        if others
        else Message("vary what the design has"),
    )


def _first_and_last(source: LoadedScenario, variation: Variation, problems: list[Problem]) -> None:
    """Whether the ends can be set: of a long range none other is looked at before it is run."""
    for i in dict.fromkeys((0, len(variation.values) - 1)):
        try:
            _set_to(source, variation, i)
        except InputError as error:
            problems.extend(error.problems)
            return


def _set_to(source: LoadedScenario, variation: Variation, i: int) -> Amount | None:
    """The number that a value comes to; None where it is no number."""
    moved = with_settings(source, [f"{variation.path}={variation.values[i]}"], OPTION)
    return read_amount(moved.written.settings[-1].after)


def _rising(source: LoadedScenario, variation: Variation) -> Axis:
    values = variation.values
    if isinstance(values, Steps):
        return Axis(variation.said, variation.path, values)
    amounts = [_set_to(source, variation, i) for i in range(len(values))]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts) or any(one.within(known[0].unit) is None for one in known):
        raise InputError(
            problem(
                _place(variation.said),
                "size.number",
                Message("these values are no numbers of one kind, so that none is the smallest"),
                Message("vary a number: --vary windows.NAME.count=4..12"),
            )
        )
    sizes = [same.value for one in known if (same := one.within(known[0].unit)) is not None]
    order = sorted(range(len(values)), key=lambda i: sizes[i])
    return Axis(variation.said, variation.path, tuple(values[i] for i in order))


def _place(said: str) -> Place:
    return Place(file=said, line=1, column=1, said=True)
