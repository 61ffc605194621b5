"""What a world and a design hold, as far as keys depend on it to have an effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from hallsim.scenario.design.design import Design, Windows
from hallsim.scenario.design.desks import Desk
from hallsim.scenario.design.disciplines import DISCIPLINES
from hallsim.scenario.serving.office_design import halls
from hallsim.scenario.world.approval_steps import Step, desk_of
from hallsim.scenario.world.arrivals import Arrivals
from hallsim.scenario.world.citizens import Punctuality
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
    designs: tuple[Design, ...] = ()

    def halls(self) -> Iterator[Design]:
        """The main hall and the offices of every design."""
        for design in self.designs:
            for _, hall in halls(design):
                yield hall

    def anybody(self, name: str) -> bool:
        """Whether a key of citizens says anything for any group."""
        return any(self.world.by_group(name))

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

    def has_notices(self) -> bool:
        """Whether a notice may name some of several documents (or there are none: that is told apart)."""
        several = any(s.documents.required > 1 and s.documents.missing for s in self.world.services.values())
        return several or not self.has_documents() or any(design.packages for design in self.designs)

    def has_rejections(self) -> bool:
        """Whether a visit may be rejected: a document is missing, or an error is found."""
        errors = any(service.correction for service in self.world.services.values())
        return self.has_documents() or errors or any(map(_errs, self.designs))

    def closes(self) -> bool:
        """Whether some hall closes, so that somebody may come while it is closed."""
        return not self.designs or any(not hall.opening.always for hall in self.halls())

    def may_mistake_the_window(self) -> bool:
        """Whether some design has several queues in which services may be lodged."""
        return not self.designs or any(_has_several_queues(design) for design in self.designs)

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


def _errs(design: Design) -> bool:
    """Whether windows of a design make errors of their own."""
    tenure = design.tenure.start_error > 0 or design.tenure.weary_error > 0
    return tenure or any(
        spec.generalist.error > 0 or spec.generalist.error_per_service > 0
        for _, hall in halls(design)
        for spec in hall.windows.values()
    )


def _has_several_queues(design: Design) -> bool:
    """Whether the main hall may have several: one group of like windows for all has one."""
    spec = next(iter(design.windows.values()))
    alike = not (spec.only or spec.helps or spec.clerks or spec.staff) and spec.lines == "ticket"
    return len(design.windows) > 1 or not alike


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

    def has_tickets(self) -> bool:
        """Whether people wait by number anywhere, not in lines at the windows."""
        return any(windows.lines == "ticket" for windows in self.groups())

    def has_classes_at_desks(self) -> bool:
        """Whether a desk goes by class."""
        return any(DISCIPLINES[desk.discipline].by_class for desk in self.desks())

    def is_always_staffed(self) -> bool:
        """Whether no window ever ends a shift or goes away."""
        hall = self.design
        comes_and_goes = any(
            w.shifts or w.hours or w.on_duty or w.breaks or w.training or w.tide for w in self.groups()
        )
        opening = hall.opening.always and all(o.opening is None for o in hall.offices.values())
        away = comes_and_goes or hall.absence.share > 0 or hall.outages is not None
        return opening and not away

    def misses_the_slot(self, way: Literal["early", "late"]) -> bool:
        """Whether somebody who booked may come before the slot, or after it."""
        rules: list[Punctuality] = self.world.by_group("punctuality")
        return any(getattr(rule, way) or rule.sd for rule in rules)

    def cases_of(self, services: tuple[str, ...]) -> bool:
        """Whether any of these services (all, when none is named) is a case."""
        named = services or tuple(self.world.services)
        return any(s in self.world.services and self.world.services[s].kind == "case" for s in named)

    def cases(self) -> list[str]:
        """The services that are cases."""
        return [name for name, service in self.world.services.items() if service.kind == "case"]

    def require_documents(self, name: str) -> bool:
        """Whether a service, if there is one of this name, requires documents."""
        return name in self.world.services and self.world.services[name].documents.required > 0

    def collects_later(self) -> bool:
        """Whether a certificate of a promised service is collected."""
        return any(s.collect is not None and s.decision == "promised" for s in self.world.services.values())

    def have_limits(self, names: tuple[str, ...]) -> bool:
        """Whether a promised service of these has a limit."""
        known = [self.world.services[name] for name in names if name in self.world.services]
        return any(service.decision == "promised" and service.limit is not None for service in known)

    def has_bookers(self) -> bool:
        """Whether anybody books."""
        return self.design.appointments is not None and self.anybody("books")

    def are_officers_paid(self) -> bool:
        """Whether anybody sits at a desk or at a meeting."""
        sit = any(
            not desk.is_unlimited and (desk.meets is None or desk.meets.members) for desk in self.desks()
        )
        return sit or self.design.authority is not None

    def powers_are_partial(self) -> bool:
        """Whether some matters have not entered the hall, or may not be decided there."""
        rule = self.design.authority
        return rule is not None and (
            any(rule.entered(name) < 1 or rule.decided(name) < 1 for name in self.cases())
            or any(windows.decides is not None for windows in self.groups())
        )

    def has_branches(self) -> bool:
        """Whether steps of an approval run side by side."""
        mode = self.design.approval.mode
        return mode in ("parallel", "stages", "lines") or (
            mode == "as_written" and any(has_parallel(tree) for tree in self.trees)
        )

    def used_desks(self) -> set[str]:
        """Names of the desks to which some work leads."""
        named: set[str | None] = {
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
