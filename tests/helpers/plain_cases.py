"""Generated scenarios without what the compiled engine does not cover yet; the rest stays hostile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from experiments.same_records.cases import generate_cases
from hallsim.hall import EngineInput, engine_input
from hallsim.hall.compiled.coverage import not_covered
from hallsim.hall.engine_check import Case
from tests.property.strategies import Case as Generated

EVERYWHERE = {
    "authority", "discipline", "errands", "limits", "meets", "site",
}  # fmt: skip
"""Keys that ask for what is not covered. Whoever writes a mechanism takes its key out."""
IN_STEPS = {"again", "clock", "kind", "needed", "refuses", "returns"}


def plainer(value: Any, drop: frozenset[str] = frozenset(EVERYWHERE)) -> Any:
    """The same mapping without some keys, at any depth."""
    if isinstance(value, dict):
        inner = drop | IN_STEPS
        return {
            key: "fire" if key == "desk" else plainer(part, frozenset(inner) if key == "steps" else drop)
            for key, part in value.items()
            if key not in drop
        }
    return [plainer(part, drop) for part in value] if isinstance(value, list) else value


def given_of(case: dict[str, Any]) -> EngineInput | None:
    """What an engine is given for a generated case; None where the rest makes no scenario."""
    world = plainer(case["world"])
    world |= {"errands": {}}
    whole = Generated(world=world, design=plainer(case["design"]), seed=case["seed"])
    try:
        hall, how = whole.models()
        return engine_input(hall, how, whole.demand())
    except ValueError:
        return None


def plain_cases(n: int, seed: int) -> Iterator[Case]:
    """Those of `n` generated cases that are covered then."""
    for number, case in enumerate(generate_cases(n, seed)):
        given = given_of(case)
        if given is not None and not_covered(given) is None:
            yield f"generated {number}", given


def reasons(cases: Sequence[dict[str, Any]]) -> list[str | None]:
    """What keeps each case on the reference even so; empty where it makes no scenario."""
    found: list[str | None] = []
    for case in cases:
        given = given_of(case)
        found.append("" if given is None else not_covered(given))
    return found
