"""What the compiled engine does not cover yet: the one list, by the key that asks for it.

Whoever writes a mechanism takes its row out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from hallsim.hall.contract import EngineInput
from hallsim.hall.decisions.model import Decisions
from hallsim.hall.plan.model import Plan
from hallsim.hall.plan.operations import Approve, Delay, Op, Transport, Until, every

Asks = Callable[[Plan, Decisions], bool]
"""Whether a plan and its decisions ask for a mechanism."""


def _every_operation(plan: Plan) -> Iterator[Op]:
    for way in plan.itineraries:
        yield from every(way.ops())


def _step_results(plan: Plan, decisions: Decisions) -> bool:
    return decisions.steps is not None or any(isinstance(op, Approve) for op in _every_operation(plan))


def _deemed(plan: Plan, _: Decisions) -> bool:
    return any(isinstance(op, Until) and op.limit is not None for op in _every_operation(plan))


def _holds(plan: Plan, _: Decisions) -> bool:
    return any(isinstance(op, Delay) and op.hold is not None for op in _every_operation(plan))


def _bureaus(plan: Plan, _: Decisions) -> bool:
    return plan.network is None and any(isinstance(op, Transport) for op in _every_operation(plan))


NOT_COVERED: Final[Mapping[str, Asks]] = MappingProxyType(
    {
        "desks.meets": lambda plan, _: bool(plan.meetings),
        "desks.site": lambda plan, _: any(server.travel_ms is not None for server in plan.servers),
        "approval.results": _step_results,
        "approval.holds": _holds,
        "limits": lambda plan, _: plan.limits is not None,
        "limits.deemed": _deemed,
        "authority": _bureaus,
    }
)
"""By the key of a scenario that asks for it; for whoever reads docs/engines.md too."""


def not_covered(given: EngineInput) -> str | None:
    """The first key that keeps a run on the reference; None when the compiled engine runs it."""
    return next((key for key, asks in NOT_COVERED.items() if asks(given.plan, given.decisions)), None)
