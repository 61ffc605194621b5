"""YAML 1.2 core scalars: `09:30`, `no` and `2026-03-02` are text; `true` is a bool; `010` is ten."""

from __future__ import annotations

import math
import re

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_SPECIAL = re.compile(r"([-+]?)\.(?:(inf|Inf|INF)|nan|NaN|NAN)")
_INT = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_MAX_DIGITS = 40


def core_scalar(text: str) -> str | int | float | bool | None:
    """The value of a plain (unquoted) scalar.  OverflowError for a number no computation here can hold."""
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    # No number starts with another character; most scalars end here.
    if text[0] not in "+-.0123456789":
        return text
    if _SPECIAL.fullmatch(text):
        return float(text.replace(".", "", 1))
    whole, based = _INT.fullmatch(text), _BASED.fullmatch(text)
    if not (whole or based or _FLOAT.fullmatch(text)):
        return text
    if len(text) > _MAX_DIGITS:
        raise OverflowError("too many digits")
    if whole or based:
        return int(text) if whole else int(text, 0)
    number = float(text)
    if math.isinf(number):
        raise OverflowError("too large")
    return number


def lenient_scalar(text: str) -> str | int | float | bool | None:
    """The same, but a number that no computation can hold stays text: whoever reads it refuses it."""
    try:
        return core_scalar(text)
    except OverflowError:
        return text
