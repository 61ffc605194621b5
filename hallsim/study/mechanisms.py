"""Which figures mean something in a study: those whose mechanism one of its designs has.

A share that is 0 since there is no such thing in the hall is no finding; judged, it would read as
*practically the same* and make every other verdict stricter.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from hallsim.metrics.definition.mechanism import Mechanism
from hallsim.metrics.definition.summand import added
from hallsim.metrics.registry import METRICS
from hallsim.scenario.world.tree_steps import has_race
from hallsim.study.contributions import Replications, of_design

if TYPE_CHECKING:
    from hallsim.scenario.design.design import Design
    from hallsim.scenario.design.desks import Desk
    from hallsim.scenario.scenario import Scenario
    from hallsim.scenario.world.approval_steps import Step
    from hallsim.scenario.world.service import ApprovalTree
    from hallsim.scenario.world.world import World
    from hallsim.study.result import MetricInfo


def meaningful(
    infos: Sequence[MetricInfo], scenario: Scenario, designs: Sequence[str], results: Replications
) -> tuple[MetricInfo, ...]:
    """The metrics whose mechanism some of the designs have, or whose event was seen all the same.

    A figure known of the real hall stays, to stand beside the model's.
    """
    return tuple(
        info
        for info in infos
        if info.id in scenario.figures
        or has_mechanism(info.id, scenario, designs)
        or any(_seen(results, design, info.id) for design in designs)
    )


def has_mechanism(metric: str, scenario: Scenario, designs: Sequence[str]) -> bool:
    """Whether the hall has what a metric counts, under at least one of the designs."""
    needs = METRICS[metric].needs
    return needs is None or any(HAS[needs](scenario.world, scenario.designs[design]) for design in designs)


def _seen(results: Replications, design: str, metric: str) -> bool:
    parts = of_design(results, design, metric)
    total = added(parts).value if parts else math.nan
    return not math.isnan(total) and total != 0


def _steps(world: World) -> Iterator[Step]:
    for service in world.services.values():
        yield from service.steps.values()


def _trees(world: World) -> Iterator[ApprovalTree]:
    return (service.approval for service in world.services.values() if service.approval is not None)


def _desks(design: Design) -> Iterator[Desk]:
    yield from design.desks.values()
    for office in design.offices.values():
        yield from office.desks.values()


def _any_group(world: World, key: str) -> bool:
    """Whether citizens, or those of a group, have a habit."""
    return any(bool(getattr(who, key)) for who in (world.citizens, *world.groups.values()))


def _approves(world: World, design: Design) -> bool:
    return any(service.decision == "promised" or service.approval for service in world.services.values())


def _errs(world: World, design: Design) -> bool:
    return any(service.correction for service in world.services.values()) or any(
        group.generalist.error or group.generalist.error_per_service for group in design.windows.values()
    )


def _pays(world: World, design: Design) -> bool:
    return design.approval.payments == "visit" and any(step.kind == "payment" for step in _steps(world))


HAS: Mapping[Mechanism, Callable[[World, Design], bool]] = {
    "agents": lambda world, design: bool(design.agents),
    "answers from afar": lambda world, design: (
        design.hotline is not None or design.online is not None or design.progress_query > 0
    ),
    "appointments": lambda world, design: design.appointments is not None,
    "approvals": _approves,
    "authority": lambda world, design: design.authority is not None,
    "calling": lambda world, design: design.calling is not None,
    "catalogue": lambda world, design: bool(design.catalogue),
    "collecting": lambda world, design: any(s.collect is not None for s in world.services.values()),
    "corrections": _errs,
    "couriers": lambda world, design: (
        design.authority is not None or any(office.courier is not None for office in design.offices.values())
    ),
    "covers": lambda world, design: design.absence.share > 0,
    "deemed approval": lambda world, design: design.limits.deemed is not None,
    "documents": lambda world, design: any(
        s.documents.required and s.documents.missing for s in world.services.values()
    ),
    "enquiries": lambda world, design: any(s.kind == "enquiry" for s in world.services.values()),
    "enterprises": lambda world, design: any(g.kind == "enterprises" for g in world.groups.values()),
    "home service": lambda world, design: design.home_service is not None,
    "hotline": lambda world, design: design.hotline is not None,
    "inspections": lambda world, design: any(desk.site is not None for desk in _desks(design)),
    "kiosks": lambda world, design: design.kiosks is not None,
    "leaving": lambda world, design: _any_group(world, "patience") or _any_group(world, "balk_at"),
    "limit of visits": lambda world, design: world.citizens.max_visits is not None,
    "meetings": lambda world, design: any(desk.meets is not None for desk in _desks(design)),
    "officers": lambda world, design: any(True for _ in _desks(design)) or design.home_service is not None,
    "payments": _pays,
    "refusals": lambda world, design: any(step.refuses for step in _steps(world)),
    "sending back": lambda world, design: any(step.returns for step in _steps(world)),
    "stop": lambda world, design: world.calendar.ending == "stop",
    "warnings": lambda world, design: design.limits.warn is not None,
    "withdrawing": lambda world, design: (
        design.approval.on_refusal == "cancel"
        and (any(step.refuses for step in _steps(world)) or any(map(has_race, _trees(world))))
    ),
}
"""Whether a hall has a mechanism, as world and design say."""
