"""Whether the compiled engine is there: it is built with the package, where there is a compiler."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def core() -> ModuleType | None:
    """The extension; None where it was not built."""
    try:
        return import_module("hallsim.hall.compiled._core")
    except ImportError:
        return None


@cache
def why_not() -> str:
    """Why the extension is not there, in a few words; empty when it is."""
    try:
        import_module("hallsim.hall.compiled._core")
    except ModuleNotFoundError:
        return "it was not built with the package"
    except ImportError as error:
        return f"it cannot be loaded ({type(error).__name__})"
    return ""
