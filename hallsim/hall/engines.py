"""The two engines by name, and which of them a run gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, cast

from hallsim.errors import RunError
from hallsim.hall.compiled.availability import why_not
from hallsim.hall.compiled.coverage import NOT_COVERED, not_covered
from hallsim.hall.contract import Engine, EngineInput
from hallsim.hall.records import Records
from hallsim.scenario.scenario import EngineAsked
from hallsim.text.message import EMPTY, Message

EngineName = Literal["reference", "compiled"]
MODULES = {"reference": "hallsim.hall.reference.engine", "compiled": "hallsim.hall.compiled.engine"}


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine.

    Attributes:
        why_not: what speaks against the compiled one; empty where it runs, or where nobody asked for it.
        key: that of the scenario which it does not cover; empty when it is not there at all.
    """

    engine: EngineName
    why_not: Message = EMPTY
    key: str = ""


def engine(name: EngineName) -> Engine:
    """An engine by its name."""
    return cast("Engine", import_module(MODULES[name]).run)


def known_beforehand(asked: EngineAsked) -> Choice | None:
    """The choice where it is the same for every run; None where a run decides."""
    if asked == "reference":
        return Choice("reference")
    if why_not() != EMPTY:
        return Choice("reference", why_not())
    return None if NOT_COVERED else Choice("compiled")


def choice(given: EngineInput, asked: EngineAsked = "auto") -> Choice:
    """The compiled engine where it is there and covers the run, else the reference.

    It depends on nothing but the run: every process of a study chooses the same.
    """
    known = known_beforehand(asked)
    if known is not None:
        return known
    key = not_covered(given)
    if key is None:
        return Choice("compiled")
    return Choice("reference", Message("it does not cover {key} yet", key=key), key)


def by_choice(asked: EngineAsked = "auto", told: Callable[[EngineName], None] = lambda name: None) -> Engine:
    """An engine that is, run by run, the one of `choice`, and tells which.

    Raises:
        RunError: the compiled one is asked for and cannot run what it is given.
    """

    def run(given: EngineInput) -> Records:
        chosen = choice(given, asked)
        if asked == "compiled" and chosen.engine != asked:
            raise RunError(Message("the compiled engine cannot run: {why}", why=chosen.why_not))
        told(chosen.engine)
        return engine(chosen.engine)(given)

    return run
