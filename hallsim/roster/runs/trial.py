"""What is run: a hall, and a roster of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hallsim.roster.counts import Frame
from hallsim.roster.stations import Staffing
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World

if TYPE_CHECKING:
    from hallsim.scenario.scenario import EngineAsked

ORDINARY: Final = ""
"""The world and the design as they are."""


@dataclass(frozen=True, kw_only=True)
class Hall:
    """What is run: a world, a design, and what is measured.

    Attributes:
        others: other worlds and designs by a name, in which a roster may be run too.
    """

    world: World
    design: Design
    frame: Frame
    seed: int
    engine: EngineAsked = "auto"
    others: Mapping[str, tuple[World, Design]] = field(default_factory=dict)

    def of(self, name: str) -> tuple[World, Design]:
        """A world and a design."""
        return self.others[name] if name else (self.world, self.design)


@dataclass(frozen=True, slots=True)
class Trial:
    """A roster, and the name of the world and the design under which it is run."""

    staffing: Staffing
    under: str = ORDINARY
