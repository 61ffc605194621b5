"""Runs asked for and told of: figures with intervals, and differences paired by replication."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from hallsim.metrics.definition.summand import MOST_UNSEEN, Summand
from hallsim.study.contributions import of_design, of_parts
from hallsim.study.folder.claim import claimed
from hallsim.study.inference.statistics import (
    LEVEL,
    Difference,
    Estimate,
    Pooled,
    difference_of,
    estimate_of,
    pooled,
)
from hallsim.study.runs.batch import Terms, missing, rows
from hallsim.study.runs.blocks import Block
from hallsim.study.runs.candidate import Candidate
from hallsim.study.runs.executors.protocol import Executor
from hallsim.study.runs.executors.serial import Serial
from hallsim.study.runs.journal import Journal
from hallsim.study.runs.row import Row
from hallsim.study.runs.wanted import Wanted
from hallsim.study.tables import limits_of

if TYPE_CHECKING:
    from hallsim.metrics.definition.dimensions import Dimension
    from hallsim.scenario.scenario import EngineAsked
    from hallsim.text.message import Both

Part = tuple["Dimension", str]
"""A part of the hall: ("hour", "9"), ("queue", "register"); hours and classes as texts of their numbers."""
Progress = Callable[[int, int], None]
"""Told (runs finished, runs wanted)."""


@dataclass(kw_only=True)
class Runs:
    """A study's runs, to be used in a `with`: they are made when asked for, once, and kept.

    Attributes:
        wanted: what is worked out of every run.
        folder: keeps them; the same question asked again goes on from there.  Nowhere when absent.
        executor: who runs; it stays the caller's, who closes it.
        seed: of every block; engine: see `hallsim compare`.

    Raises:
        InputError: another process works in the folder.
        RunError: it cannot be written, its journal is damaged, or all that is run fails.
    """

    seed: int
    wanted: Wanted
    folder: Path | None = None
    executor: Executor = field(default_factory=Serial)
    engine: EngineAsked = "auto"
    progress: Progress = field(default=lambda done, wanted: None)

    def __post_init__(self) -> None:
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            if self.folder is not None:
                stack.enter_context(claimed(self.folder))
            self.journal = stack.enter_context(Journal(self.folder))
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def of(
        self, candidates: Sequence[Candidate], block: Block, n: int | Mapping[str, int],
        wanted: Wanted | None = None,
    ) -> Found:  # fmt: skip
        """The first `n` replications of candidates in a block; what is missing is run.

        Args:
            n: of all, or of each by its key.
            wanted: instead of what is worked out otherwise.
        """
        for _ in self.rows(candidates, block, n, wanted):
            pass
        numbers = {c.key: range(n if isinstance(n, int) else n[c.key]) for c in candidates}
        return Found(self.journal, self.seed, block, numbers)

    def rows(
        self, candidates: Sequence[Candidate], block: Block, n: int | Mapping[str, int],
        wanted: Wanted | None = None,
    ) -> Iterator[Row]:  # fmt: skip
        """The same, run by run as they are made; whoever has seen enough may leave."""
        terms = Terms(seed=self.seed, wanted=wanted or self.wanted, engine=self.engine)
        numbers = {c.key: range(n if isinstance(n, int) else n[c.key]) for c in candidates}
        total = sum(map(len, numbers.values()))
        self.journal.note(candidates)
        wanting = missing(self.journal, candidates, block, numbers, terms)
        done = total - len(wanting)
        self.progress(done, total)
        if not wanting:
            return
        for row in rows(wanting, self.journal, self.executor, terms):
            done += 1
            self.progress(done, total)
            yield row


class Found:
    """What the runs of a block say of candidates; runs that failed are in nothing of it."""

    def __init__(self, journal: Journal, seed: int, block: Block, numbers: Mapping[str, range]) -> None:
        self.journal, self.seed, self.block, self.numbers = journal, seed, block, numbers
        self._rows = lru_cache(maxsize=32)(self._read)
        self._parts = lru_cache(maxsize=32)(self._parts_of)

    def replications(self, candidate: Candidate) -> tuple[int, ...]:
        """Those finished."""
        return tuple(row.replication for row in self._rows(candidate.key))

    def failures(self, candidate: Candidate) -> dict[int, Both]:
        """Why the others are not, by replication."""
        found = self.journal.failures(candidate.key, self.seed, self.block)
        return {number: why for number, why in found.items() if number in self.numbers[candidate.key]}

    def summands(self, candidate: Candidate, metric: str, part: Part | None = None) -> dict[int, Summand]:
        """What each finished replication adds to a metric, of the whole hall or of a part of it.

        Empty where no replication has the part.
        """
        numbers = self.replications(candidate)
        if part is None:
            found = of_design(self._results(candidate.key), "", metric)
        else:
            found = self._parts(candidate.key, part[0]).get(part[1], {}).get(metric, [])
        return dict(zip(numbers, found, strict=True)) if found else {}

    def parts(self, candidate: Candidate, dimension: Dimension) -> tuple[str, ...]:
        """The parts of a dimension, in the order of the design."""
        return tuple(self._parts(candidate.key, dimension))

    def pooled(self, candidate: Candidate, metric: str, part: Part | None = None) -> Pooled:
        """All replications together, before anything is said of their error."""
        return pooled(list(self.summands(candidate, metric, part).values()))

    def estimate(
        self, candidate: Candidate, metric: str, part: Part | None = None, level: float = LEVEL
    ) -> Estimate:
        """A figure with its interval; nan where a part was not watched for long enough to say."""
        pool = self.pooled(candidate, metric, part)
        hidden = part is not None and pool.unseen > MOST_UNSEEN
        return estimate_of(Pooled() if hidden else pool, level, _limits(metric))

    def difference(
        self, base: Candidate, other: Candidate, metric: str, part: Part | None = None, level: float = LEVEL
    ) -> Difference:
        """The figure of `other` minus that of `base`, paired over the replications both have finished."""
        of_base, of_other = (self.summands(candidate, metric, part) for candidate in (base, other))
        both = [number for number in of_base if number in of_other]
        pools = [pooled([of[number] for number in both]) for of in (of_base, of_other)]
        return difference_of(pools[0], pools[1], level, _limits(metric))

    def _read(self, key: str) -> list[Row]:
        return self.journal.rows(key, self.seed, self.block, self.numbers[key])

    def _results(self, key: str) -> list[dict[str, Any]]:
        """The rows as those of a study with one design."""
        return [{"designs": {"": row.ran.found}} for row in self._rows(key)]

    def _parts_of(self, key: str, dimension: Dimension) -> dict[str, dict[str, list[Summand]]]:
        return of_parts(self._results(key), "", dimension)


def _limits(metric: str) -> tuple[float, float]:
    from hallsim.metrics.registry import METRICS

    return limits_of(metric, METRICS[metric].unit)
