"""A good scenario with one mistake: what it must be told."""

from __future__ import annotations

import pytest

from hallsim.errors import InputError, Problem
from hallsim.scenario.load import load_text


def problems(text: str) -> tuple[Problem, ...]:
    """Everything that is wrong with a scenario; something is."""
    with pytest.raises(InputError) as caught:
        load_text(text, "hall.yaml")
    return caught.value.problems


def told_once(good: str, old: str, new: str, place: str, message: str, remedy: str) -> None:
    """The mistake `new` in place of `old` is one problem, told in both languages; arguments as of `told`."""
    assert len(told(good, old, new, place, message, remedy)) == 1


def told(good: str, old: str, new: str, place: str, message: str, remedy: str) -> tuple[Problem, ...]:
    """All problems of the mistake `new` in place of `old`; one of them is told so, in both languages.

    Args:
        place: how line and column begin.
        message: a part of it; or parts one of which must be there, separated by ``|``.
    """
    assert old in good
    found = problems(good.replace(old, new, 1))
    parts = message.split("|")
    so = [p for p in found if any(part in p.message for part in parts) and remedy in p.remedy]
    assert [str(p.place).startswith(f"hall.yaml:{place}") for p in so] == [True], found
    return found
