"""Which of several names somebody meant: alike in letters, in parts, in what the parts mean, in Chinese."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from hallsim.synonyms import own_part, rows_of

_MAX_WORD: Final = 80
_ALIKE: Final = 0.6
_MISSPELT: Final = 0.84
"""How alike a word and a name are where nothing but a slip of the hand can lie between them."""
_MOST_COMPARED: Final = 12
"""Names compared letter by letter: of more, those that share most pairs of letters with the word."""

_MOST_LOOKED_AT: Final = 1_000
"""Names counted by the pairs they share; pairs that most names have tell little."""

_PARTS: Final = re.compile(r"[\W_]+")


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like `word`, whatever its case, or None when nothing is close."""
    return _nearest(word[:_MAX_WORD].casefold(), tuple(choices))


@lru_cache(maxsize=4096)
def _nearest(word: str, choices: tuple[str, ...]) -> str | None:
    index = _index(choices)
    if word in index.by_folded:
        return index.by_folded[word]
    own = _own(word)
    if own in index.by_own:
        return index.by_own[own]
    found = difflib.get_close_matches(word, _compared(word, index), n=1, cutoff=_ALIKE)
    if found and difflib.SequenceMatcher(None, word, found[0]).ratio() >= _MISSPELT:
        return index.by_folded[found[0]]
    said = _in_part(word, index) or next(iter(found), None)
    if said is not None:
        return index.by_folded[said]
    said = next((choice for parts, choice in index.by_own.items() if _says(own, parts)), None)
    return said or _translated(word, index)


def _in_part(word: str, index: _Index) -> str | None:
    """The first name that begins with the word, else that ends with it, as a part: `wait` of `wait_mean`."""
    names = list(index.by_folded)[::-1]  # as they were given
    begins = (name for name in names if name.startswith(word) and _PARTS.match(name, len(word)))
    ends = (name for name in names if name.endswith(word) and _PARTS.split(name)[-1] == word)
    return next(begins, None) or next(ends, None)


def _translated(word: str, index: _Index) -> str | None:
    """Of a word that is not English the name that means it, by the longest word known in it."""
    if word.isascii():
        return None
    rows = [(len(known), row) for row in rows_of(word) for known in row.others.split() if known in word]
    for _, row in sorted(rows, key=lambda one: -one[0]):
        for own in row.own.split():
            if own in index.by_folded:
                return index.by_folded[own]
    return None


class _Index(NamedTuple):
    """Names by what they are looked up by; of those that share it the first."""

    by_folded: Mapping[str, str]
    by_own: Mapping[tuple[str, ...], str]
    by_pair: Mapping[str, list[str]]
    """Names in lower case by each pair of neighbouring letters."""


@lru_cache(maxsize=64)
def _index(choices: tuple[str, ...]) -> _Index:
    by_folded = {choice.casefold(): choice for choice in reversed(choices)}
    by_own = {own: choice for choice in reversed(choices) if (own := _own(choice.casefold()))}
    by_pair: dict[str, list[str]] = {}
    for choice in dict.fromkeys(choice.casefold() for choice in choices):
        for pair in _pairs(choice):
            by_pair.setdefault(pair, []).append(choice)
    return _Index(by_folded, dict(reversed(by_own.items())), by_pair)


def _own(word: str) -> tuple[str, ...]:
    """The parts of a name in the program's own words, in alphabetical order."""
    return tuple(sorted(own_part(part) for part in _PARTS.split(word) if part))


def _says(parts: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether one of two names says most of the other: `mean_wait_minutes` of `wait_mean`."""
    both = len(set(parts) & set(others))
    return both >= 2 and 3 * both >= 2 * max(len(parts), len(others))


def _compared(word: str, index: _Index) -> list[str]:
    """The names, in lower case, that are worth comparing with the word: those with its rarest pairs first."""
    if len(index.by_folded) <= _MOST_COMPARED:
        return list(index.by_folded)
    shared: Counter[str] = Counter()
    looked_at = 0
    for names in sorted((index.by_pair.get(pair, []) for pair in _pairs(word)), key=len):
        if looked_at and looked_at + len(names) > _MOST_LOOKED_AT:
            break
        looked_at += len(names)
        shared.update(names)
    return [name for name, _ in shared.most_common(_MOST_COMPARED)]


def _pairs(word: str) -> set[str]:
    framed = f" {word} "
    return {framed[i : i + 2] for i in range(len(framed) - 1)}
