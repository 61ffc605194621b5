"""Which of several names somebody meant: alike in letters, in parts, or in what the parts mean."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from hallsim.synonyms import own_part

_MAX_WORD: Final = 80
_ALIKE: Final = 0.6
_MOST_COMPARED: Final = 12
"""Names compared letter by letter: of more, those that share most pairs of letters with the word."""

_PARTS: Final = re.compile(r"[\W_]+")


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like `word`, whatever its case, or None when nothing is close."""
    return _nearest(word[:_MAX_WORD].casefold(), tuple(choices))


@lru_cache(maxsize=4096)
def _nearest(word: str, choices: tuple[str, ...]) -> str | None:
    by_folded = {choice.casefold(): choice for choice in choices}
    if word in by_folded:
        return by_folded[word]
    own = _own(word)
    meant = [folded for folded in by_folded if _own(folded) == own] if own else []
    if meant:
        return by_folded[meant[0]]
    found = difflib.get_close_matches(word, _compared(word, choices), n=1, cutoff=_ALIKE)
    if found:
        return by_folded[found[0]]
    return next((by_folded[folded] for folded in by_folded if _says(own, _own(folded))), None)


def _own(word: str) -> tuple[str, ...]:
    """The parts of a name in the program's own words, in alphabetical order."""
    return tuple(sorted(own_part(part) for part in _PARTS.split(word) if part))


def _says(parts: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether one of two names says most of the other: `mean_wait_minutes` of `wait_mean`."""
    both = len(set(parts) & set(others))
    return both >= 2 and 3 * both >= 2 * max(len(parts), len(others))


def _compared(word: str, choices: tuple[str, ...]) -> list[str]:
    """The choices, in lower case, that are worth comparing with the word."""
    if len(choices) <= _MOST_COMPARED:
        return [choice.casefold() for choice in choices]
    index = _pairs_of(choices)
    shared = Counter(choice for pair in _pairs(word) for choice in index.get(pair, ()))
    # ties by the order of the choices
    best = sorted(shared, key=lambda i: (-shared[i], i))[:_MOST_COMPARED]
    return [choices[i].casefold() for i in best]


@lru_cache(maxsize=64)
def _pairs_of(choices: tuple[str, ...]) -> Mapping[str, list[int]]:
    """Which choices have each pair of neighbouring letters."""
    index: dict[str, list[int]] = {}
    for i, choice in enumerate(choices):
        for pair in _pairs(choice.casefold()):
            index.setdefault(pair, []).append(i)
    return index


def _pairs(word: str) -> set[str]:
    framed = f" {word} "
    return {framed[i : i + 2] for i in range(len(framed) - 1)}
