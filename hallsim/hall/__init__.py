"""The hall: the plan of a design and the engine that runs it, which is read only by who runs something."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hallsim.hall.build import build_plan
    from hallsim.hall.engine import simulate
    from hallsim.hall.plan import Plan

__all__ = ["Plan", "build_plan", "simulate"]


def __getattr__(name: str) -> Any:
    if name == "simulate":
        from hallsim.hall.engine import simulate

        return simulate
    if name == "build_plan":
        from hallsim.hall.build import build_plan

        return build_plan
    if name == "Plan":
        from hallsim.hall.plan import Plan

        return Plan
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
