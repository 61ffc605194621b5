"""A study file with its scenario: what is run, once all names and paths in it are known to be right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hallsim.scenario.load import LoadedScenario
from hallsim.scenario.study_file.model import StudyFile
from hallsim.scenario.study_file.read import WrittenStudy
from hallsim.scenario.targets.target import Target
from hallsim.study.experiment.points import Levels, Point, points_of


@dataclass(frozen=True, slots=True)
class Varied:
    """A factor: what it may be, and the paths that take its value; `in_world` tells which half it moves.

    `stated`: what stands in the scenario, where it is one number.
    """

    levels: Levels
    paths: tuple[str, ...]
    in_world: bool
    stated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedStudy:
    """What is to be run.

    Attributes:
        written: the study file, or what a command line came to.
        source: its scenario, with what is set for the whole study.
        designs: the base first.
        metrics: told, the first one first; targets: those of the study, else of the scenario.
    """

    written: WrittenStudy
    source: LoadedScenario = field(repr=False)
    designs: tuple[str, ...]
    worlds: tuple[str, ...]
    factors: tuple[Varied, ...]
    points: tuple[Point, ...]
    metrics: tuple[str, ...]
    targets: tuple[Target, ...]

    @property
    def study(self) -> StudyFile:
        """What the file says."""
        return self.written.study

    @property
    def name(self) -> str:
        """The file's, without folder and ending."""
        return self.written.path.stem

    @property
    def path(self) -> Path:
        """The file."""
        return self.written.path

    @property
    def seed(self) -> int:
        """Of every stream."""
        return self.source.scenario.run.seed if self.study.seed is None else self.study.seed

    @property
    def replications(self) -> int:
        """Of every point, where no precision is asked for."""
        given = self.study.replications
        return self.source.scenario.run.replications if given is None else given

    @property
    def most_runs(self) -> int:
        """Runs at most, before any is made."""
        precision = self.study.precision
        each = precision.budget if precision is not None else self.replications
        n = len(self.points) * len(self.designs) * len(self.worlds)
        return n * each + (n * self.study.confirm if self.study.confirm else 0)


def made_points(study: StudyFile, factors: Mapping[str, Levels], seed: int) -> tuple[Point, ...]:
    """The points of a study whose factors are known."""
    asked = study.points
    return tuple(points_of(asked.kind, list(factors.values()), n=asked.n or 0, seed=seed, rows=asked.rows))
