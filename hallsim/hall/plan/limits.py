"""Limits as a design sets them: promised working days, and what follows when they are nearly over or over."""

from __future__ import annotations

from math import floor

from hallsim.hall.plan.model import LimitRule
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.service import Service
from hallsim.scenario.world.world import World


def promised_workdays(world: World, design: Design) -> tuple[int, ...]:
    """The limit of every service in working days, compressed (halves up, at least one); 0 without one."""
    return tuple(_promised(name, service, design) for name, service in world.services.items())


def _promised(name: str, service: Service, design: Design) -> int:
    if not service.limit or not _applies(design, name):
        return service.limit or 0
    return max(1, floor(service.limit * design.limits.factor + 0.5))


def limit_rule(world: World, design: Design, by_due: bool) -> LimitRule | None:
    """What an engine must watch; None when nothing depends on a limit.

    Args:
        by_due: whether files wait by the end of their limit anywhere, at an office or a bureau too.
    """
    rule = design.limits
    if rule.warn is None and rule.deemed is None and not by_due:
        return None
    workdays = promised_workdays(world, design)
    warn = tuple(
        -1 if rule.warn is None or not days or not _applies(design, name) else _part(rule.warn, days)
        for name, days in zip(world.services, workdays, strict=True)
    )
    return LimitRule(workdays=workdays, warn=warn, drop=rule.after_deemed == "drop")


def _part(share: float, workdays: int) -> int:
    """Whole working days of a share of a limit, rounded down."""
    return floor(share * workdays + 1e-9)


def may_be_deemed(name: str, service: Service, design: Design) -> bool:
    """Whether a matter of a service may count as approved because its limit is over."""
    promised = service.decision == "promised" and bool(service.limit)
    return promised and design.limits.deemed is not None and _applies(design, name)


def deemed_after(name: str, service: Service, design: Design) -> int:
    """Working days from acceptance after which it counts as approved."""
    return _part(design.limits.deemed or 0.0, _promised(name, service, design))


def _applies(design: Design, service: str) -> bool:
    return not design.limits.services or service in design.limits.services
