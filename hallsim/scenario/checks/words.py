"""Checks of the words by which windows, clerks and offices name what they do: each has one meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hallsim.scenario.design.design import Design, Windows
from hallsim.scenario.language.findings import Findings, Loc
from hallsim.scenario.serving.claims import Work, window_work
from hallsim.scenario.world.world import World
from hallsim.text.message import Message, joined


def check_words(world: World, design: Design, loc: Loc, findings: Findings) -> None:
    """A word that names a department, a service or a stop must not name another with other work."""
    works = list(window_work(world))
    told: set[str] = set()
    for where, word in _words(design, loc):
        kinds = _meanings(world, works, word)
        if len(set(kinds.values())) < 2 or word in told:
            continue
        told.add(word)
        findings.problem(
            where,
            "word.ambiguous",
            Message(
                "'{word}' is the name of a {what}, which are not the same work",
                word=word,
                what=joined(map(Message, kinds), Message(" and of a ")),
            ),
            Message("rename one of them in the world"),
        )


def _meanings(world: World, works: Sequence[Work], word: str) -> dict[str, frozenset[str]]:
    """The work that a word names as a department, a service and a stop, as far as it is one."""
    counter = [work for work in works if not work.fallback]
    kinds = {
        "department": {w.title for w in counter if world.services[w.service].department == word},
        "service": {w.title for w in counter if w.service == word},
        "stop": {w.title for w in counter if w.title == f"{w.service}.{word}"},
    }
    return {kind: frozenset(titles) for kind, titles in kinds.items() if titles}


def _words(design: Design, loc: Loc) -> Iterator[tuple[Loc, str]]:
    yield from _words_of_windows(design.windows, (*loc, "windows"))
    for name, clerk in design.clerks.items():
        yield from _listed((*loc, "clerks", name, "knows"), clerk.knows)
    for name, office in design.offices.items():
        where = (*loc, "offices", name)
        yield from _listed((*where, "accepts"), office.accepts)
        yield from _listed((*where, "decides"), office.decides)
        yield from _words_of_windows(office.windows, (*where, "windows"))


def _words_of_windows(groups: Mapping[str, Windows], loc: Loc) -> Iterator[tuple[Loc, str]]:
    for group, windows in groups.items():
        where = (*loc, group)
        if not windows.serves:
            yield where, group
        for key in ("serves", "helps", "decides"):
            yield from _listed((*where, key), getattr(windows, key) or ())
        for i, clerk in enumerate(windows.clerks):
            yield from _listed((*where, "clerks", i, "knows"), clerk.knows)


def _listed(loc: Loc, words: Sequence[str]) -> Iterator[tuple[Loc, str]]:
    for i, word in enumerate(words):
        yield (*loc, i), word
