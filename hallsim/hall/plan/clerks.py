"""Who staffs which window, and how fast and how well they work."""

from __future__ import annotations

from dataclasses import dataclass

from hallsim.hall.plan.model import Plan
from hallsim.scenario.design.design import Design, Windows
from hallsim.scenario.design.people import NamedClerk, Tenure

ORDINARY = NamedClerk()
PLACE = "/"
"""In the name of a server, before its place where a clerk has several visitors or files at once."""
KIOSK = "kiosk"
"""The kind of a window at which nobody sits."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Whoever staffs one window."""

    clerk: NamedClerk
    name: str  # of a named clerk, else empty


def seat_clerks(windows: Windows, design: Design, n_windows: int) -> tuple[Seat, ...]:
    """Seat a group's clerks at its windows in the order listed; the rest are ordinary clerks."""
    people = [Seat(design.clerks[name], name) for name in windows.staff]
    people += [Seat(clerk, "") for clerk in windows.clerks for _ in range(clerk.count)]
    people += [Seat(ORDINARY, "")] * (n_windows - len(people))
    return tuple(people[:n_windows])


def tenure_factor(tenure: Tenure, months: float | None) -> float:
    """Factor on the work: learning falls linearly to 1, weariness is a step."""
    if months is None:
        return 1.0
    factor = 1.0 + (tenure.start_factor - 1.0) * _inexperience(tenure, months)
    return factor * (tenure.weary_factor if _is_weary(tenure, months) else 1.0)


def tenure_error(tenure: Tenure, months: float | None) -> float:
    """Further probability of an error, by the same curve."""
    if months is None:
        return 0.0
    learning = tenure.start_error * _inexperience(tenure, months)
    return 1 - (1 - learning) * (1 - (tenure.weary_error if _is_weary(tenure, months) else 0.0))


def _inexperience(tenure: Tenure, months: float) -> float:
    return max(0.0, 1.0 - months / tenure.learning_months) if tenure.learning_months else 0.0


def _is_weary(tenure: Tenure, months: float) -> bool:
    return tenure.weary_after_months is not None and months >= tenure.weary_after_months


def time_factor(windows: Windows, design: Design, clerk: NamedClerk, n_services: int) -> float:
    """Factor on the work of every ticket at a window whose clerk serves a number of services."""
    general = windows.generalist
    beyond = min(n_services, general.most or n_services) - 1
    factor = general.time * (1.0 + general.time_per_service * max(beyond, 0))
    factor *= tenure_factor(design.tenure, clerk.tenure_months)
    if windows.training is not None:
        factor *= windows.training.time
    return factor / (windows.speed * clerk.speed)


def error_share(windows: Windows, design: Design, clerk: NamedClerk, n_services: int) -> float:
    """Further probability that a visit to this window must be repeated because of an error."""
    general = windows.generalist
    beyond = min(n_services, general.most or n_services) - 1
    share = min(1.0, general.error + general.error_per_service * max(beyond, 0))
    further = tenure_error(design.tenure, clerk.tenure_months)
    return 1 - (1 - share) * (1 - further) if further else share


def clerk_of(plan: Plan, index: int) -> str:
    """The name by which a clerk's tapes are found: their own, else that of the window."""
    server = plan.servers[index]
    return f"clerk/{server.clerk}" if server.clerk else f"window/{server.name.partition(PLACE)[0]}"
