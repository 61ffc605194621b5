"""A candidate: a design in a world, with the values tried in it; its key is a hash of what decides its
numbers.
"""

from __future__ import annotations

import hashlib
import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

from hallsim.scenario.design.design import Design
from hallsim.scenario.satisfaction.model import Satisfaction
from hallsim.scenario.scenario import WORLD, Scenario
from hallsim.scenario.whatif.question import Question
from hallsim.scenario.whatif.variation import Values
from hallsim.scenario.world.world import World

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario

_DIGITS: Final = 20
"""Hexadecimal digits of a key: two among a million candidates meet with a chance of 10^-12."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A world, a design or a model of satisfaction as it travels to whoever runs it: by its key, which
    decides its numbers.
    """

    key: str
    packed: bytes = field(compare=False, repr=False)

    def restored(self) -> Any:
        """The model; of the last few nothing is read twice."""
        return _restored(self)


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidate:
    """A design in a world; equal to itself only, `key` tells whether two give the same numbers.

    Attributes:
        name: as it stands in tables, the same for nobody else in a study.
        scenario: with the world in place of the world of the file; `variant` is the design's name there.
        design, world: names in the file; factors: (path, value) of what is otherwise than there.
    """

    name: str
    scenario: Scenario = field(repr=False)
    variant: str
    design: str
    world: str = WORLD
    factors: Values = ()

    @cached_property
    def world_spec(self) -> Spec:
        """Its world, without what it is called."""
        return spec_of(self.scenario.world)

    @cached_property
    def design_spec(self) -> Spec:
        """Its design, without what it is called."""
        return spec_of(self.scenario.designs[self.variant])

    @cached_property
    def opinion_spec(self) -> Spec:
        """Its model of satisfaction."""
        return spec_of(self.scenario.satisfaction)

    @property
    def wait_target_min(self) -> float:
        """The wait that counts as short."""
        return self.scenario.run.wait_target_min

    @cached_property
    def key(self) -> str:
        """A hash of all that decides its numbers, but for seed, block, replication and versions."""
        specs = self.world_spec, self.design_spec, self.opinion_spec
        return mark_of(" ".join([*(spec.key for spec in specs), repr(self.wait_target_min)]))


def candidates_of(question: Question) -> tuple[Candidate, ...]:
    """The variants of a question, world by world; in several worlds a name begins with that of its world."""
    several = len(question.cells) > 1
    return tuple(
        Candidate(
            name=f"{cell.name}: {variant.name}" if several else variant.name,
            scenario=cell.scenario, variant=variant.name, design=variant.design, world=cell.world,
            factors=(*cell.values, *variant.values),
        )
        for cell in question.cells
        for variant in cell.variants
    )  # fmt: skip


def candidate_of(
    source: LoadedScenario, design: str, world: str = WORLD, factors: Values = (), name: str = ""
) -> Candidate:
    """A design of a scenario in one of its worlds, with values set by their paths.

    Raises:
        InputError: paths and values that are none, or what the scenario cannot be with them.
    """
    from hallsim.scenario.whatif.settings import with_settings

    told = [f"{path}={value}" for path, value in factors]
    moved = with_settings(source, told)
    return Candidate(
        name=name or ", ".join([*([] if world == WORLD else [world]), design, *told]),
        scenario=moved.scenario.in_world(world), variant=design, design=design, world=world, factors=factors,
    )  # fmt: skip


def distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    """One of each key: two names for the same numbers are run once."""
    return list({candidate.key: candidate for candidate in reversed(candidates)}.values())[::-1]


def mark_of(text: str) -> str:
    """The hash of a text that keys are made of."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A model as a key of a cache: the very same object, since to compare what it holds costs as much as to
    hash it.
    """

    model: World | Design | Satisfaction

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.model is other.model

    def __hash__(self) -> int:
        return id(self.model)


def spec_of(model: World | Design | Satisfaction) -> Spec:
    """A model as it travels and is kept, without what it is called."""
    return _spec(_Same(model))


@lru_cache(maxsize=128)
def _spec(same: _Same) -> Spec:
    """Candidates share worlds and designs: each is hashed and packed once."""
    model = same.model
    if "title" in type(model).model_fields:
        model = model.model_copy(update={"title": None})
    return Spec(mark_of(repr(model)), zlib.compress(pickle.dumps(model), 1))


@lru_cache(maxsize=256)
def _restored(spec: Spec) -> Any:
    return pickle.loads(zlib.decompress(spec.packed))
