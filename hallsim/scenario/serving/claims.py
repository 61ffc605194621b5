"""Who serves what: the work at windows, the words that name it, and the groups of windows that claim it.

`all`, a department, a service and a stop of a route are words.  A group that lists none under `serves` serves
what its own name says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from hallsim.scenario.design.design import Windows
from hallsim.scenario.values.distribution import Distribution
from hallsim.scenario.world.service import Service
from hallsim.scenario.world.world import World

SERVES: Final = 0
HELPS: Final = 1
COLLECT: Final = "collect"


def words_of(name: str, service: Service) -> frozenset[str]:
    """The words that name a service."""
    return frozenset({"all", name, service.department})


def words_of_stop(name: str, stop: str) -> frozenset[str]:
    """The words that name a stop of a service's route, or the collecting, itself."""
    return frozenset({f"{name}.{stop}", stop})


def words_of_part(name: str, service: Service) -> frozenset[str]:
    """The words that name a service or a stop of its route."""
    return words_of(name, service).union(*(words_of_stop(name, stop.name) for stop in service.route))


def served_words(group: str, windows: Windows) -> tuple[str, ...]:
    """What a group of windows serves as its own."""
    return windows.serves or (group,)


def taken_words(group: str, windows: Windows) -> frozenset[str]:
    """What a group of windows serves or helps with."""
    return frozenset({*served_words(group, windows), *windows.helps})


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Work done at windows: the counter or a stop of a service, or collecting.

    Attributes:
        words: by which a group may claim it.
        by_name: those of them that name a stop itself.  Who claims it so is not outdone by who claims the
            whole service: it belongs to the groups that name it, where any does.
        fallback: words that count when nobody claims `words`: collecting goes to who serves the service.
        known_as: every word by which a clerk may know it.
    """

    loc: tuple[str | int, ...]
    title: str
    service: str
    words: frozenset[str]
    by_name: frozenset[str] = frozenset()
    fallback: frozenset[str] = frozenset()
    known_as: frozenset[str]
    law: Distribution

    @property
    def collects(self) -> bool:
        """Whether it is collecting."""
        return bool(self.fallback)


def window_work(world: World) -> Iterator[Work]:
    """Everything that some window must do: the counter or the stops of a route, then collecting."""
    for name, service in world.services.items():
        loc, common = ("world", "services", name), words_of(name, service)
        for i, stop in enumerate(service.route):
            by_name = words_of_stop(name, stop.name)
            yield Work(
                loc=(*loc, "route", i), title=f"{name}.{stop.name}", service=name, words=common | by_name,
                by_name=by_name, known_as=common | by_name, law=stop.work,
            )  # fmt: skip
        if not service.route:
            yield Work(loc=loc, title=name, service=name, words=common, known_as=common, law=service.counter)
        if service.collect is not None:
            words = words_of_stop(name, COLLECT)
            yield Work(
                loc=(*loc, COLLECT), title=f"{name}.{COLLECT}", service=name, words=words,
                fallback=words_of_part(name, service), known_as=words | common, law=service.collect,
            )  # fmt: skip


class Claims:
    """The words of some groups of windows, found without asking every group."""

    def __init__(self, windows: Mapping[str, Windows]) -> None:
        self._groups = tuple(windows)
        self._ranks: dict[frozenset[str], dict[str, int]] = {}
        self._of_word: dict[str, dict[int, int]] = {}  # word: number of the group: SERVES or HELPS
        for number, (group, spec) in enumerate(windows.items()):
            for word in spec.helps:
                self._of_word.setdefault(word, {})[number] = HELPS
            for word in served_words(group, spec):
                self._of_word.setdefault(word, {})[number] = SERVES

    def ranks(self, words: frozenset[str]) -> Mapping[str, int]:
        """The groups that name one of the words, in their order, each with SERVES or HELPS."""
        if words not in self._ranks:
            self._ranks[words] = self._ranks_of(words)
        return self._ranks[words]

    def _ranks_of(self, words: Iterable[str]) -> dict[str, int]:
        found: dict[int, int] = {}
        for word in words:
            for number, rank in self._of_word.get(word, {}).items():
                found[number] = min(rank, found.get(number, rank))
        return {self._groups[number]: found[number] for number in sorted(found)}

    def takers(self, work: Work) -> Mapping[str, int]:
        """The groups that take some work, in their order, each with SERVES or HELPS."""
        return self.ranks(work.by_name) or self.ranks(work.words) or self.ranks(work.fallback)

    def taking(self, words: frozenset[str]) -> list[str]:
        """The groups that name one of the words under serves or helps, in their order."""
        return list(self.ranks(words))
