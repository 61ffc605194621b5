"""Which engine runs each design of a study, and which ones have run it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, get_args

from hallsim.errors import InputError, problem, unknown_name
from hallsim.scenario.scenario import EngineAsked, Scenario
from hallsim.text.message import Message

if TYPE_CHECKING:
    from hallsim.hall.engines import Choice

ANOTHER: Final = Message(
    "choose --engine auto or reference; docs/engines.md says how the compiled one is built"
)
ENGINES: tuple[EngineAsked, ...] = get_args(EngineAsked)


def asked_engine(scenario: Scenario, engine: str | None) -> EngineAsked:
    """The engine asked for, the scenario's own when absent.  InputError for an unknown one."""
    if engine is None:
        return scenario.run.engine
    known = next((name for name in ENGINES if name == engine), None)
    if known is None:
        raise InputError(unknown_name(str(engine), ENGINES, Message("engine")))
    return known


def choices(
    scenario: Scenario, designs: Sequence[str], seed: int, engine: str | None = None
) -> dict[str, Choice]:
    """The choice of every design, as its first replication makes it.

    Args:
        engine: see `asked_engine`.

    Raises:
        InputError: the compiled engine is asked for and cannot run one of them.
    """
    from hallsim.demand.generate import generate
    from hallsim.hall import engine_input
    from hallsim.hall.engines import choice, known_beforehand

    world, asked = scenario.world, asked_engine(scenario, engine)
    known = known_beforehand(asked)
    if known is not None:
        found = dict.fromkeys(designs, known)
    else:
        demand = generate(world, seed, 0)
        found = {name: choice(engine_input(world, scenario.designs[name], demand), asked) for name in designs}
    if asked == "compiled":
        _refuse(found)
    return found


def _refuse(found: Mapping[str, Choice]) -> None:
    for design, chosen in found.items():
        if chosen.engine != "compiled":
            raise cannot_run(chosen.why_not, design if chosen.key else "")


def cannot_run(why_not: Message, design: str = "", advice: Message = ANOTHER) -> InputError:
    """That the compiled engine is asked for and cannot run, and why."""
    said = Message("the compiled engine cannot run: {why}", why=why_not)
    if design:
        said = Message("design {design}: the compiled engine cannot run: {why}", design=design, why=why_not)
    return InputError(problem(None, "engine.compiled", said, advice))


def engines_of(results: Sequence[Mapping[str, Any]], designs: Sequence[str]) -> dict[str, str]:
    """By design, the engine that has run it; where there are several, with the replications of each."""
    told = {}
    for design in designs:
        ran: dict[str, list[int]] = {}
        for result in results:
            ran.setdefault(result.get("engines", {}).get(design, "reference"), []).append(
                result["replication"]
            )
        several = (f"{name} ({', '.join(map(str, numbers))})" for name, numbers in sorted(ran.items()))
        told[design] = next(iter(ran)) if len(ran) == 1 else ", ".join(several)
    return told
