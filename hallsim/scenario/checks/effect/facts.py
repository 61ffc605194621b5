"""What a world and a design hold, as far as keys depend on it to have an effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from hallsim.scenario.design.design import Design, Windows
from hallsim.scenario.design.desks import Desk
from hallsim.scenario.world.approval_steps import Step, desk_of
from hallsim.scenario.world.arrivals import Arrivals
from hallsim.scenario.world.service import ApprovalTree
from hallsim.scenario.world.tree_steps import has_parallel, steps_of
from hallsim.scenario.world.world import World


def unbending_share(world: World, source: Arrivals) -> float:
    """Part of a source's citizens who do not bend to the hall's hours."""
    bending = world.by_group("flexible")
    shares: list[float] = world.mix().groups_of(source).tolist()
    return sum(own * (1 - float(share)) for own, share in zip(shares, bending, strict=True))


@dataclass(frozen=True, kw_only=True)
class WorldFacts:
    """What a world holds."""

    world: World

    @cached_property
    def steps(self) -> list[Step]:
        """The steps that approvals name."""
        return [step for steps in self.steps_by_service.values() for step in steps]

    @cached_property
    def steps_by_service(self) -> dict[str, list[Step]]:
        """The same by service."""
        return {
            name: [service.steps[step] for step, _ in steps_of(service.approval) if step in service.steps]
            for name, service in self.world.services.items()
            if service.approval is not None
        }

    @cached_property
    def trees(self) -> list[ApprovalTree]:
        """The approvals."""
        return [s.approval for s in self.world.services.values() if s.approval is not None]

    def has_documents(self) -> bool:
        """Whether a document may be missing."""
        return any(s.documents.required and s.documents.missing for s in self.world.services.values())

    def has_limits(self) -> bool:
        """Whether a matter has a limit."""
        return any(s.decision == "promised" and s.limit is not None for s in self.world.services.values())

    def has_peak_days(self) -> bool:
        """Whether a source brings more on some days than on others."""
        return any(
            factor > 1
            for source in self.world.arrivals
            for factor in (*source.weekdays.values(), *source.dates.values(), source.after_holiday)
        )

    def may_bring_several(self) -> bool:
        """Whether a citizen may bring more than one matter."""
        bundles = any(
            share and n != "1" for g in self.world.groups.values() for n, share in g.matters.items()
        )
        errands = any(errand.share for errand in self.world.errands.values())
        return bundles or errands or any(any(g.errands.values()) for g in self.world.groups.values())

    def comes_again(self) -> bool:
        """Whether anybody may come a second time about a matter."""
        return self.world.max_visits() > 1 or any(step.returns for step in self.steps) or self.collects()

    def collects(self) -> bool:
        """Whether a certificate is collected on a visit of its own."""
        return any(s.collect is not None for s in self.world.services.values())


@dataclass(frozen=True, kw_only=True)
class Facts(WorldFacts):
    """What a design of a world holds."""

    design: Design

    def groups(self) -> Iterator[Windows]:
        """All groups of windows, those of offices too."""
        yield from self.design.windows.values()
        for office in self.design.offices.values():
            yield from office.windows.values()

    def desks(self) -> Iterator[Desk]:
        """All desks, those of offices too."""
        yield from self.design.desks.values()
        for office in self.design.offices.values():
            yield from office.desks.values()

    def has_auxiliary(self) -> bool:
        """Whether somebody at a window may not decide."""
        unnamed = (clerk for windows in self.groups() for clerk in windows.clerks)
        return any(clerk.auxiliary for clerk in (*unnamed, *self.design.clerks.values()))

    def has_tenure(self) -> bool:
        """Whether anybody's months at the window are known."""
        unnamed = (clerk for windows in self.groups() for clerk in windows.clerks)
        known = any(c.tenure_months is not None for c in (*unnamed, *self.design.clerks.values()))
        return known or self.design.tenure.stay_months is not None

    def is_anybody_absent(self) -> bool:
        """Whether clerks or officers are absent on some days."""
        return self.design.absence.share > 0 or any(desk.absence.share for desk in self.desks())

    def has_branches(self) -> bool:
        """Whether steps of an approval run side by side."""
        mode = self.design.approval.mode
        return mode in ("parallel", "stages", "lines") or (
            mode == "as_written" and any(has_parallel(tree) for tree in self.trees)
        )

    def used_desks(self) -> set[str]:
        """Names of the desks to which some work leads."""
        named = {
            desk_of(step, self.world.services[name].department)
            for name, steps in self.steps_by_service.items()
            for step in steps
        }
        if self.design.online is not None and self.design.online.review is not None:
            named.add(self.design.online.review.desk)
        if self.design.pre_review is not None:
            named.add(self.design.pre_review.desk)
        if self.design.authority is not None or (
            self.design.pre_review is not None and self.design.pre_review.desk is None
        ):
            named |= {service.department for service in self.world.services.values()}
        return {desk for desk in named if desk is not None}
