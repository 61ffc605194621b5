"""Limits as a design sets them: promised working days, and what follows when they run short or are over.

The one place that says when a limit, or a share of it, has passed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

from hallsim.scenario.calendar import WorkingCalendar
from hallsim.scenario.design import Design
from hallsim.scenario.limit_clock import Stop, due_day
from hallsim.scenario.service import Service
from hallsim.scenario.world import World
from hallsim.units import MS_PER_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRule:
    """What is watched while files are under way; days are whole working days after the day of acceptance.

    Attributes:
        workdays: by service, the promised limit; 0 without one.
        warn: by service, after how many days files are warned; -1 never.
        drop: what is not examined then is dropped, else finished.
    """

    workdays: tuple[int, ...]
    warn: tuple[int, ...]
    drop: bool


def promised_workdays(world: World, design: Design) -> tuple[int, ...]:
    """The limit of every service in working days, compressed (halves up, at least one); 0 without one."""
    return tuple(_promised(name, service, design) for name, service in world.services.items())


def _promised(name: str, service: Service, design: Design) -> int:
    if not service.limit or not _applies(design, name):
        return service.limit or 0
    return max(1, floor(service.limit * design.limits.factor + 0.5))


def limit_rule(world: World, design: Design, by_due: bool) -> LimitRule | None:
    """What the engine must watch; None when nothing depends on a limit.

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


def end_of_day(calendar: WorkingCalendar, accepted_ms: int, days: int, stops: Iterable[Stop] = ()) -> int:
    """The midnight that ends the n-th counting day after the day of acceptance (for n = 0, that day)."""
    day = due_day(calendar, accepted_ms, days, stops) if days else accepted_ms // MS_PER_DAY
    return (day + 1) * MS_PER_DAY


def may_be_deemed(name: str, service: Service, design: Design) -> bool:
    """Whether a matter of a service may count as approved because its limit is over."""
    promised = service.decision == "promised" and bool(service.limit)
    return promised and design.limits.deemed is not None and _applies(design, name)


def deemed_after(name: str, service: Service, design: Design) -> int:
    """Working days from acceptance after which it does."""
    return _part(design.limits.deemed or 0.0, _promised(name, service, design))


def _applies(design: Design, service: str) -> bool:
    return not design.limits.services or service in design.limits.services
