"""What the compiled engine does not cover yet: the one list, by the key that asks for it.

Whoever writes a mechanism takes its row out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from hallsim.hall.contract import EngineInput
from hallsim.hall.decisions.model import Decisions
from hallsim.hall.plan.model import Plan

Asks = Callable[[Plan, Decisions], bool]
"""Whether a plan and its decisions ask for a mechanism."""


NOT_COVERED: Final[Mapping[str, Asks]] = MappingProxyType({})
"""By the key of a scenario that asks for it; for whoever reads docs/engines.md too."""


def not_covered(given: EngineInput) -> str | None:
    """The first key that keeps a run on the reference; None when the compiled engine runs it."""
    return next((key for key, asks in NOT_COVERED.items() if asks(given.plan, given.decisions)), None)
