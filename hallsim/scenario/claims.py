"""Which groups of windows name a word under serves or helps, found without asking every group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from hallsim.scenario.design import Windows

SERVES: Final = 0
HELPS: Final = 1


class Claims:
    """The words of some groups of windows; one that lists none under serves serves what its name says."""

    def __init__(self, windows: Mapping[str, Windows]) -> None:
        self._groups = tuple(windows)
        self._ranks: dict[frozenset[str], dict[str, int]] = {}
        self._of_word: dict[str, dict[int, int]] = {}  # word: number of the group: SERVES or HELPS
        for number, (group, spec) in enumerate(windows.items()):
            for word in spec.helps:
                self._of_word.setdefault(word, {})[number] = HELPS
            for word in spec.serves or (group,):
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

    def serving(self, words: frozenset[str]) -> list[str]:
        """The groups that name one of the words under serves, in their order."""
        return [group for group, rank in self.ranks(words).items() if rank == SERVES]

    def taking(self, words: frozenset[str]) -> list[str]:
        """The groups that name one of the words under serves or helps, in their order."""
        return list(self.ranks(words))
