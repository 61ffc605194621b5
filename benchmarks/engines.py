"""hallsim's engines by name, and why one of them cannot be had here."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from benchmarks.outcome import NotHereError
from hallsim.hall import Engine, EngineInput
from hallsim.hall.reference.engine import run as reference

REFERENCE, COMPILED = "reference", "compiled"
REPEATS = 9
"""How often what takes milliseconds is timed; the median counts."""
COMPILED_PACKAGE = "hallsim.hall.compiled"


def engine(name: str) -> Engine:
    """An engine by name.

    Raises:
        NotHereError: it is not there, or was not built.
    """
    if name == REFERENCE:
        return reference
    try:
        why_not = import_module(f"{COMPILED_PACKAGE}.availability").why_not()
    except ImportError as error:
        raise NotHereError(str(error)) from error
    if why_not:
        raise NotHereError(why_not)
    return cast("Engine", import_module(f"{COMPILED_PACKAGE}.engine").run)


def check_covers(name: str, given: EngineInput) -> None:
    """Refuse what an engine does not cover yet.

    Raises:
        NotHereError: it does not, with the key that asks for more.
    """
    if name == COMPILED:
        key = import_module(f"{COMPILED_PACKAGE}.coverage").not_covered(given)
        if key is not None:
            raise NotHereError(f"the compiled engine does not cover {key} yet")


def available() -> list[str]:
    """The names of the engines that are there, the reference first."""
    try:
        engine(COMPILED)
    except NotHereError:
        return [REFERENCE]
    return [REFERENCE, COMPILED]
