"""What the compiled engine does not cover yet: the one list, by the key that asks for it.

Whoever writes a mechanism takes its row out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from hallsim.hall.contract import EngineInput
from hallsim.hall.decisions.model import Decisions
from hallsim.hall.plan.model import Plan

Asks = Callable[[Plan, Decisions], bool]
"""Whether a plan and its decisions ask for a mechanism."""


def _bundles(_: Plan, decisions: Decisions) -> bool:
    return bool(np.any(np.diff(decisions.drawn.matter_start) != 1))


NOT_COVERED: Final[Mapping[str, Asks]] = MappingProxyType(
    {
        "services_per_visit": _bundles,
        "rule.interrupt": lambda plan, _: any(queue.interrupt != "none" for queue in plan.queues),
        "calling": lambda plan, _: plan.calling is not None,
        "lines": lambda plan, _: bool(plan.lines),
        "tide": lambda plan, _: any(server.tide is not None for server in plan.servers),
        "idle_work": lambda _, decisions: bool(decisions.idle_work),
        "offices": lambda plan, _: plan.network is not None,
        "agents": lambda _, decisions: decisions.agent is not None,
        "home_service": lambda _, decisions: decisions.at_home is not None,
        "packages": lambda _, decisions: decisions.package is not None,
    }
)
"""By the key of a scenario that asks for it; for whoever reads docs/engines.md too."""


def not_covered(given: EngineInput) -> str | None:
    """The first key that keeps a run on the reference; None when the compiled engine runs it."""
    return next((key for key, asks in NOT_COVERED.items() if asks(given.plan, given.decisions)), None)
