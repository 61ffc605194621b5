"""Amounts of a scenario, and the paths where they stand, as people read them."""

from __future__ import annotations

from hallsim.scenario.values.amounts import Amount
from hallsim.text.counted import counted
from hallsim.text.message import Lang, Message

_SECTIONS = ("world.", "designs.")
_UNITS = (
    "ms",
    "s",
    "min",
    "h",
    "days",
    "weeks",
    "workdays",
    "per ms",
    "per s",
    "per min",
    "per hour",
    "per day",
    "per week",
)


def short_name(name: str) -> str:
    """A path without the section of the file."""
    return next((name.removeprefix(s) for s in _SECTIONS if name.startswith(s)), name)


def amount_text(value: float, unit: str, lang: Lang, *, factor: bool = False) -> str:
    """A number of an assumption as people read it: `1.15`, `×1.2`, `5.8%`, `20 min`, `20 分钟`."""
    shown = Amount(value, unit).text()
    if unit in _UNITS:
        shown = shown.removesuffix(unit) + Message(unit, "after a number").text(lang)
    return "×" * factor + counted(shown)
