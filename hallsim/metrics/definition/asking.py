"""What a trace does not hold and opinions need: the satisfaction model, who is who, and chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hallsim.demand.streams import Stream
from hallsim.scenario.satisfaction.model import Satisfaction

if TYPE_CHECKING:
    from hallsim.scenario.scenario import Scenario
    from hallsim.scenario.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A group of citizens, as those who ask see it; `online` is the share able to file online."""

    name: str
    kind: str = "citizens"
    age: str | None = None
    rural: bool | None = None
    online: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How opinions are made of a trace.

    Attributes:
        said: the model and its parameters.
        groups: by the trace's groups; where there are none, all are citizens of whom nothing is known.
        stream: of the run, so that the same citizens answer under every design.
    """

    said: Satisfaction = field(default_factory=Satisfaction)
    groups: tuple[Who, ...] = ()
    stream: Stream = (0, 0, "main")

    def of(self, group: int) -> Who:
        """A group by its number."""
        return self.groups[group] if group < len(self.groups) else Who(name="")


def asking_of(scenario: Scenario, seed: int = 0, replication: int = 0) -> Asking:
    """How opinions are made of a run of a scenario."""
    return asking_in(scenario.satisfaction, scenario.world, (seed, replication, "main"))


def asking_in(said: Satisfaction, world: World, stream: Stream) -> Asking:
    """How opinions are made of a run of a world."""
    online = world.by_group("online")
    groups = [
        Who(name=name, kind=group.kind, age=group.age, rural=group.rural, online=online[i])
        for i, (name, group) in enumerate(world.groups.items())
    ]
    return Asking(
        said=said,
        groups=tuple(groups) or (Who(name="", online=online[0]),),
        stream=stream,
    )
