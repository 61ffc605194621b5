"""English of one thing: `1 run failed and is in no figure` where a message says `{n} runs failed and are …`.

The one owner of the singular, so that no message is written twice. Chinese has none.
"""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Final

_IRREGULAR: Final = {"people": "person", "processes": "process"}
NOUNS: Final = (
    "cells", "characters", "citizens", "clerks", "combinations", "comparisons", "days", "documents",
    "figures", "files", "groups", "hours", "levels", "matters", "minutes", "numbers", "officers", "offices",
    "others", "pairs", "parts", "people", "periods", "points", "processes", "replications", "rows",
    "rules", "runs", "servers", "spans", "trips", "values", "variants", "visits", "windows", "workdays",
    "worlds",
)  # fmt: skip
"""What is counted in messages: whatever stands behind a number there, a test holds it."""
LIKE: Final = (
    "broken", "exact", "failed", "finished", "fresh", "further", "more", "open", "other", "paid", "plausible",
    "rising", "such", "working",
)  # fmt: skip
"""Words that may stand between a number and what is counted."""
_VERBS: Final = {
    "are": "is", "were": "was", "have": "has", "do": "does", "go": "goes", "come": "comes", "break": "breaks",
    "keep": "keeps", "begin": "begins", "lie": "lies",
}  # fmt: skip
_BEHIND: Final = rf"(?P<like>(?:(?:{'|'.join(LIKE)}) )*)(?P<noun>{'|'.join(NOUNS)})\b"
_COUNTED: Final = re.compile(rf"(?P<number>\{{(?P<name>\w+)[^}}]*\}}) {_BEHIND}(?P<rest>[^.,;:({{]*)")
_THERE: Final = re.compile(r"\bthere are (?=\{(\w+)[^}]*\})")
_TOLD: Final = re.compile(rf"(?P<number>[+−]?1) {_BEHIND}")
_BEGINS: Final = re.compile(r"(?:^|[.!;:] |\b(?:but|until|if|when) )$")
"""Before a number that is what its sentence is about: the verb goes by it."""


def in_the_singular(english: str, ones: Set[str]) -> str:
    """A message, not filled in yet, where the placeholders `ones` are the number 1."""
    if not ones:
        return english
    told = _THERE.sub(lambda there: "there is " if there[1] in ones else there[0], english)

    def one(found: re.Match[str]) -> str:
        if found["name"] not in ones:
            return found[0]
        rest = found["rest"]
        if _BEGINS.search(told[: found.start()]):
            rest = re.sub(rf"\b({'|'.join(_VERBS)})\b", lambda verb: _VERBS[verb[0]], rest)
        return f"{found['number']} {found['like']}{singular(found['noun'])}{rest}"

    return _COUNTED.sub(one, told)


def counted(told: str) -> str:
    """An amount as it is read: `1 working days` is `1 working day`."""
    found = _TOLD.fullmatch(told)
    return f"{found['number']} {found['like']}{singular(found['noun'])}" if found else told


def singular(noun: str) -> str:
    """`run` of `runs`."""
    return _IRREGULAR.get(noun, noun.removesuffix("s"))
