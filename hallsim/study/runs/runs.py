"""Runs asked for and told of: figures with intervals, and differences paired by replication."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Protocol, Self

from hallsim.errors import RunError
from hallsim.metrics.definition.summand import MOST_UNSEEN, Summand
from hallsim.study.contributions import of_design, of_parts
from hallsim.study.folder.claim import claimed
from hallsim.study.inference.limits import limits_of
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
from hallsim.study.runs.folder import refuse_foreign
from hallsim.study.runs.journal import Journal
from hallsim.study.runs.row import Row
from hallsim.study.runs.wanted import Wanted
from hallsim.text.message import Message

if TYPE_CHECKING:
    from hallsim.metrics.definition.dimensions import Dimension
    from hallsim.scenario.scenario import EngineAsked
    from hallsim.text.message import Both

Part = tuple["Dimension", str]
"""A part of the hall: ("hour", "9"), ("queue", "register"); hours and classes as texts of their numbers."""
_KEPT: Final = 4
"""Candidates whose rows stay unpacked: those asked for again and again, such as both of a difference."""
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
                refuse_foreign(self.folder)
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
        wanted: Wanted | None = None, *, some_may_fail: bool = False,
    ) -> Found:  # fmt: skip
        """The first `n` replications of candidates in a block; what is missing is run.

        Args:
            n: of all, or of each by its key.
            wanted: instead of what is worked out otherwise.
            some_may_fail: a candidate of which no run can be finished has no figures, and the others theirs.

        Raises:
            RunError: a candidate of which no run could be finished, so that it has no figure at all; where
                some may fail, when there is no other.
        """
        failed: dict[str, Both] = {}
        for row in self.rows(candidates, block, n, wanted):
            if row.ran.reason is not None:
                failed.setdefault(row.candidate, row.ran.reason)
        self._refuse_without_runs(candidates, block, failed, some_may_fail=some_may_fail)
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
        self.journal.note(candidates, self.seed, block, numbers)
        wanting = missing(self.journal, candidates, block, numbers, terms)
        done = total - len(wanting)
        self.progress(done, total)
        if not wanting:
            return
        for row in rows(wanting, self.journal, self.executor, terms):
            done += 1
            self.progress(done, total)
            yield row

    def _refuse_without_runs(
        self, candidates: Sequence[Candidate], block: Block, failed: Mapping[str, Both], *,
        some_may_fail: bool,
    ) -> None:  # fmt: skip
        known = self.journal.known
        dead = [one for one in candidates if one.key in failed and not known(one.key, self.seed, block)]
        if not dead or (some_may_fail and any(known(one.key, self.seed, block) for one in candidates)):
            return
        said = Message(
            "every run of {candidate} fails, the first one so: {reason}",
            candidate=dead[0].name, reason=failed[dead[0].key],
        )  # fmt: skip
        raise RunError(said)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a row says, unpacked."""

    replication: int
    wanted: Wanted
    found: Mapping[str, Any]


class Known(Protocol):
    """Whose numbers are looked up: a candidate, or what a journal tells of one."""

    @property
    def key(self) -> str:
        """That of `Candidate`."""


class Found:
    """What the runs of a block say of candidates; runs that failed are in nothing of it."""

    def __init__(self, journal: Journal, seed: int, block: Block, numbers: Mapping[str, range]) -> None:
        self.journal, self.seed, self.block, self.numbers = journal, seed, block, numbers
        self._rows = lru_cache(maxsize=_KEPT)(self._read)
        self._by = lru_cache(maxsize=32)(self._parts_of)

    def replications(self, candidate: Known) -> tuple[int, ...]:
        """Those finished."""
        return tuple(row.replication for row in self._rows(candidate.key))

    def failures(self, candidate: Known) -> dict[int, Both]:
        """Why the others are not, by replication."""
        found = self.journal.failures(candidate.key, self.seed, self.block)
        return {number: why for number, why in found.items() if number in self.numbers[candidate.key]}

    def summands(self, candidate: Known, metric: str, part: Part | None = None) -> dict[int, Summand]:
        """What each finished replication adds to a metric, of the whole hall or of a part of it.

        Empty where no replication has the part.
        """
        what = Wanted((metric,)) if part is None else Wanted(by=((part[0], (metric,)),))
        rows = [row for row in self._rows(candidate.key) if row.wanted.covers(what)]
        if part is None:
            found = of_design(_results(rows), "", metric)
        else:
            found = self._by(candidate.key, part[0], metric).get(part[1], [])
        return {row.replication: one for row, one in zip(rows, found, strict=True)} if found else {}

    def parts(self, candidate: Known, dimension: Dimension) -> tuple[str, ...]:
        """The parts of a dimension, in the order of the design."""
        return tuple(of_parts(_results(self._rows(candidate.key)), "", dimension))

    def by_variant(self, candidate: Known, metric: str) -> dict[str, float]:
        """A figure of satisfaction with each slope and weight that no survey tells; empty where unwanted."""
        from hallsim.study.opinions.sensitivity import by_variant

        rows = [row for row in self._rows(candidate.key) if metric in row.wanted.opinions]
        return by_variant(_results(rows), "", metric)

    def opinions(self, candidate: Known) -> list[Mapping[str, Any]]:
        """What each finished replication tells of satisfaction with those: `opinions`, and `opinions_by`."""
        return [row.found for row in self._rows(candidate.key)]

    def pooled(self, candidate: Known, metric: str, part: Part | None = None) -> Pooled:
        """All replications together, before anything is said of their error."""
        return pooled(list(self.summands(candidate, metric, part).values()))

    def estimate(
        self, candidate: Known, metric: str, part: Part | None = None, level: float = LEVEL
    ) -> Estimate:
        """A figure with its interval; nan where a part was not watched for long enough to say."""
        pool = self.pooled(candidate, metric, part)
        hidden = part is not None and pool.unseen > MOST_UNSEEN
        return estimate_of(Pooled() if hidden else pool, level, _limits(metric))

    def difference(
        self, base: Known, other: Known, metric: str, part: Part | None = None, level: float = LEVEL
    ) -> Difference:
        """The figure of `other` minus that of `base`, paired over the replications both have finished."""
        of_base, of_other = (self.summands(candidate, metric, part) for candidate in (base, other))
        both = [number for number in of_base if number in of_other]
        pools = [pooled([of[number] for number in both]) for of in (of_base, of_other)]
        return difference_of(pools[0], pools[1], level, _limits(metric))

    def _read(self, key: str) -> list[_Told]:
        rows = self.journal.rows(key, self.seed, self.block, self.numbers[key])
        return [_Told(row.replication, row.wanted, row.ran.found) for row in rows]

    def _parts_of(self, key: str, dimension: Dimension, metric: str) -> dict[str, list[Summand]]:
        """What each replication that knows the metric of parts adds to each of them."""
        what = Wanted(by=((dimension, (metric,)),))
        rows = [row for row in self._rows(key) if row.wanted.covers(what)]
        found = of_parts(_results(rows), "", dimension)
        return {part: metrics[metric] for part, metrics in found.items() if metric in metrics}


def _results(rows: Sequence[_Told]) -> list[dict[str, Any]]:
    """Rows as the replications of a study with one design."""
    return [{"designs": {"": row.found}} for row in rows]


def _limits(metric: str) -> tuple[float, float]:
    from hallsim.metrics.registry import METRICS

    return limits_of(metric, METRICS[metric].unit)
