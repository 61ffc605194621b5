"""Whether the compiled engine is there: it is built with the package, where there is a compiler."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import ModuleType

Words = tuple[str, str]
"""English and Chinese."""


@cache
def _found() -> tuple[ModuleType | None, Words]:
    try:
        return import_module("hallsim.hall.compiled._core"), ("", "")
    except ModuleNotFoundError:
        return None, ("it was not built with the package", "安装时未构建")
    except ImportError as error:
        kind = type(error).__name__
        return None, (f"it cannot be loaded ({kind})", f"无法加载（{kind}）")


def core() -> ModuleType | None:
    """The extension; None where it was not built."""
    return _found()[0]


def why_not() -> Words:
    """Why the extension is not there, in a few words; empty when it is."""
    return _found()[1]
