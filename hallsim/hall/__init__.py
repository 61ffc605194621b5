"""The hall: the plan of a design and the engine that runs it."""

from hallsim.hall.engine import simulate
from hallsim.hall.plan import Plan, build_plan

__all__ = ["Plan", "build_plan", "simulate"]
