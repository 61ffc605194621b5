"""The hall as a function of its guesses: outcomes at points of the unit cube, the same citizens at each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from hallsim.errors import InputError
from hallsim.scenario.scenario import WORLD
from hallsim.study.inference.verdicts import NOT_SERVED
from hallsim.study.robust.shortened import shortened
from hallsim.study.runs.blocks import MAIN
from hallsim.study.runs.candidate import Candidate
from hallsim.study.runs.runs import Runs
from hallsim.study.sensitivity.levers import Lever, moved
from hallsim.study.sensitivity.outcome import Outcome, Told, all_designs, told
from hallsim.text.message import Both, Message

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario
    from hallsim.scenario.scenario import Scenario

Real = NDArray[np.float64]

_TOGETHER: Final = 64
"""Points whose scenarios are in memory at once: that of a city takes a few hundred thousand bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """A scenario whose levers are moved; every point takes `n` replications of each design.

    `short`: over as many weeks as plausible worlds are measured (`run.robust`), not as many as a study.
    """

    source: LoadedScenario
    levers: tuple[Lever, ...]
    outcomes: tuple[Outcome, ...]
    n: int
    world: str = WORLD
    short: bool = True

    @property
    def beside(self) -> tuple[Outcome, ...]:
        """Of each outcome, who is not served: a mean of fewer people can be flattered by it."""
        return tuple(Outcome(NOT_SERVED, one.design, one.base) for one in self.outcomes)

    def values(self, share: Sequence[float]) -> tuple[float, ...]:
        """The numbers that the levers have at a point."""
        return tuple(lever.value(float(x)) for lever, x in zip(self.levers, share, strict=True))

    def at(self, runs: Runs, plan: Real, dead: dict[str, Both] | None = None) -> list[tuple[Told, ...]]:
        """By point, (n points, n levers) of the unit cube, the outcomes in their order, then those `beside`.

        Args:
            dead: takes the points of which no run can be finished, with why; they have no outcome.  One that
                cannot be run ends all where it is absent.

        Raises:
            InputError: a point at which the scenario cannot be.
            RunError: as `Runs`.
        """
        rows = [self.values(point) for point in plan]
        return self.at_values(runs, rows, dead)

    def at_values(
        self, runs: Runs, rows: Sequence[Sequence[float]], dead: dict[str, Both] | None = None
    ) -> list[tuple[Told, ...]]:
        """The same by the numbers of the levers."""
        found: list[tuple[Told, ...]] = []
        for first in range(0, len(rows), _TOGETHER):
            found += self._together(runs, rows[first : first + _TOGETHER], dead)
        return found

    def _together(
        self, runs: Runs, rows: Sequence[Sequence[float]], dead: dict[str, Both] | None
    ) -> Iterator[tuple[Told, ...]]:
        points = [self._candidates(row) for row in rows]
        several = [one for point in points for one in point.values()]
        known = runs.of(several, MAIN, self.n, some_may_fail=dead is not None)
        for one in several:
            if dead is not None and not known.replications(one):
                dead[one.name] = next(iter(known.failures(one).values()))
        for point in points:
            yield tuple(told(known, point, outcome) for outcome in (*self.outcomes, *self.beside))

    def _candidates(self, row: Sequence[float]) -> dict[str, Candidate]:
        scenario = self._scenario(row)
        factors = tuple((lever.name, lever.text(x)) for lever, x in zip(self.levers, row, strict=True))
        said = ", ".join(f"{name}={text}" for name, text in factors)
        return {
            design: Candidate(
                name=f"{design}, {said}", scenario=scenario, variant=design, design=design, world=self.world,
                factors=factors,
            )
            for design in all_designs(self.outcomes)
        }  # fmt: skip

    def _scenario(self, row: Sequence[float]) -> Scenario:
        try:
            scenario = moved(self.source, self.levers, row).scenario.in_world(self.world)
        except InputError as error:
            said = ", ".join(
                f"{lever.name}={lever.text(x)}" for lever, x in zip(self.levers, row, strict=True)
            )
            raise InputError(
                [
                    replace(p, said=Message("with {settings}: {said}", settings=said, said=p.said))
                    for p in error.problems
                ]
            ) from None
        return shortened(scenario) if self.short else scenario
