"""Whether the compiled engine is there: it is built with the package, where there is a compiler."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import ModuleType

from hallsim.text.message import EMPTY, Message


@cache
def _found() -> tuple[ModuleType | None, Message]:
    try:
        return import_module("hallsim.hall.compiled._core"), EMPTY
    except ModuleNotFoundError:
        return None, Message("it was not built with the package")
    except ImportError as error:
        return None, Message("it cannot be loaded ({kind})", kind=type(error).__name__)


def core() -> ModuleType | None:
    """The extension; None where it was not built."""
    return _found()[0]


def why_not() -> Message:
    """Why the extension is not there, in a few words; empty when it is."""
    return _found()[1]
