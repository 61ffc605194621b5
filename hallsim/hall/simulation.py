"""From a world, a design and its citizens to a trace: lay out, decide, run, write down."""

from __future__ import annotations

from hallsim.demand.demand import Demand
from hallsim.hall.build_trace import build_trace
from hallsim.hall.contract import Engine, EngineInput
from hallsim.hall.decisions.resolve import read_tapes
from hallsim.hall.decisions.staffing.staff import staff
from hallsim.hall.plan.build import build_plan
from hallsim.hall.plan.model import Plan
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World
from hallsim.trace.model import Trace


def engine_input(world: World, design: Design, demand: Demand, plan: Plan | None = None) -> EngineInput:
    """All that an engine is given: everything is decided here, nothing in the run.

    Args:
        plan: of this world and design, shared by several replications of it; built when absent.

    Raises:
        ValueError: the design does not fit the world.
    """
    plan = build_plan(world, design) if plan is None else plan
    staffing = staff(plan, design, demand)
    return EngineInput(plan=plan, decisions=read_tapes(world, design, demand, plan, staffing))


def simulate(
    world: World,
    design: Design,
    demand: Demand,
    design_name: str = "design",
    engine: Engine | None = None,
    plan: Plan | None = None,
) -> Trace:
    """Run a design over a demand: a deterministic function, the same for the same arguments.

    Args:
        demand: drawn from the same world (``hallsim.demand.generate``).
        engine: one that keeps the contract, the reference when absent.
        plan: see `engine_input`.

    Returns:
        The trace, not audited (``hallsim.audit.audit``).

    Raises:
        ValueError: the design does not fit the world.
    """
    given = engine_input(world, design, demand, plan)
    if engine is None:
        from hallsim.hall.reference.engine import run as reference

        engine = reference
    return build_trace(given, engine(given), design_name)
