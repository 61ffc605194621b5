"""A scenario without its unreadable keys, so that the cross-checks can still tell what else is wrong."""

from __future__ import annotations

import copy
from typing import Any, Final

from pydantic import ValidationError

from hallsim.likeness import nearest
from hallsim.scenario.language.keys import model_at
from hallsim.scenario.scenario import Scenario

_ROUNDS: Final = 3
# Keys on which cross-checks lean: without them a check would report what is not wrong.
_LEANED_ON: Final = frozenset(
    {
        "hallsim", "world", "designs", "calendar", "days", "weeks", "length", "warm_up", "services",
        "groups", "arrivals", "departments", "windows", "desks", "department", "share", "per_day", "rate",
        "rates", "interval", "times", "service", "group", "steps", "approval", "step", "serial",
        "parallel", "join", "desk", "work", "elapsed", "route", "name", "serves", "helps",
        "based_on", "count", "shifts", "officers", "stages", "mode", "matters", "batch", "capacity",
    }
)  # fmt: skip


def salvage(plain: dict[str, Any], error: ValidationError, context: dict[str, Any]) -> Scenario | None:
    """`plain` without the keys the models refuse, or None when a cross-check could lean on one of these."""
    plain = copy.deepcopy(plain)
    for _ in range(_ROUNDS):
        for detail in error.errors(include_url=False, include_context=False):
            loc = tuple(part for part in detail["loc"] if part != "[key]")
            if detail["type"] == "missing" or not _harmless(loc) or not _remove(plain, loc):
                return None
        try:
            return Scenario.model_validate(plain, context=context)
        except ValidationError as again:
            error = again
    return None


def _harmless(loc: tuple[str | int, ...]) -> bool:
    """Whether no check leans on the key at `loc`, or on the one it was probably meant to be."""
    owner = model_at(loc[:-1])
    name = loc[-1] if loc else 0
    if owner is None or not isinstance(name, str):
        return False
    meant = name if name in owner.model_fields else nearest(name, owner.model_fields)
    return meant is None or meant not in _LEANED_ON


def _remove(plain: Any, loc: tuple[str | int, ...]) -> bool:
    """Take the key at `loc` away; False when there is none."""
    for part in loc[:-1]:
        if isinstance(plain, dict):
            plain = plain.get(part)
        elif isinstance(plain, list) and isinstance(part, int):
            plain = plain[part] if part < len(plain) else None
    if not isinstance(plain, dict) or loc[-1] not in plain:
        return False
    del plain[loc[-1]]
    return True
