"""The hall: the plan of a design, what is decided before a run, and the engines; loaded when used."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hallsim.hall.contract import Engine, EngineInput
    from hallsim.hall.engine_check import cases_of, check_engine
    from hallsim.hall.plan.build import build_plan
    from hallsim.hall.plan.model import Plan
    from hallsim.hall.records import Records
    from hallsim.hall.simulation import engine_input, simulate

__all__ = [
    "Engine", "EngineInput", "Plan", "Records", "build_plan", "cases_of", "check_engine", "engine_input",
    "simulate",
]  # fmt: skip
_WHERE = {
    "Engine": "contract", "EngineInput": "contract", "Plan": "plan.model", "Records": "records",
    "build_plan": "plan.build", "cases_of": "engine_check", "check_engine": "engine_check",
    "engine_input": "simulation", "simulate": "simulation",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
