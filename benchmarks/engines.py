"""hallsim's engines by name, and why one of them cannot be had here."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from benchmarks.outcome import NotHereError
from hallsim.hall import Engine, EngineInput
from hallsim.hall.compiled.availability import why_not
from hallsim.hall.compiled.coverage import not_covered
from hallsim.hall.engines import MODULES
from hallsim.hall.engines import engine as by_name
from hallsim.text.message import EMPTY

if TYPE_CHECKING:
    from hallsim.hall.engines import EngineName

REFERENCE, COMPILED = MODULES
REPEATS = 9
"""How often what takes milliseconds is timed; the median counts."""


def engine(name: str) -> Engine:
    """An engine by name.

    Raises:
        NotHereError: it was not built.
    """
    if name == COMPILED and why_not() != EMPTY:
        raise NotHereError(str(why_not()))
    return by_name(cast("EngineName", name))


def check_covers(name: str, given: EngineInput) -> None:
    """Refuse what an engine does not cover yet.

    Raises:
        NotHereError: it does not, with the key that asks for more.
    """
    key = not_covered(given) if name == COMPILED else None
    if key is not None:
        raise NotHereError(f"the compiled engine does not cover {key} yet")


def available() -> list[str]:
    """The names of the engines that are there, the reference first."""
    return [REFERENCE] if why_not() != EMPTY else [REFERENCE, COMPILED]
