"""Selecting the best of many designs by runs with the same citizens."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from hallsim.errors import InputError, Problem, RunError, problem
from hallsim.study.inference.statistics import Difference, Estimate
from hallsim.study.inference.verdicts import NOT_SERVED, serves_few
from hallsim.study.named_metrics import refuse_without_value
from hallsim.study.runs.blocks import CONFIRM, SEARCH
from hallsim.study.runs.candidate import Candidate
from hallsim.study.runs.runs import Found, Runs
from hallsim.study.selection import kn, ocba
from hallsim.study.selection.saved import times_as_many
from hallsim.text.message import Both, Message

if TYPE_CHECKING:
    import pandas as pd

Real = NDArray[np.float64]
Method = Literal["kn", "ocba"]
METHODS: tuple[Method, ...] = ("kn", "ocba")

_AHEAD: Final = 5
"""Replications asked for at a time, so that several processes have something to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """What was selected, and what it is like with citizens who had no part in the selection.

    Attributes:
        candidates: in the order asked.
        best: indices into them; several where the budget did not tell them apart.
        n: replications that each was given in the selection.
        probability: stated before (kn), or estimated (ocba).
        n_confirmed: fresh replications of every candidate that `figures` and `differences` rest on.
        figures: of each candidate; `differences` those from the first of the best, None for itself.
        lost: the share not served, by candidate.
        few: indices of those left out, as they serve not half as many people as another.
        saved: by candidate, how many times as many replications citizens of one's own would have taken.
        doubts: of the best, what looks unintended with the values tried and does not as written.
        dead: candidates of which some run cannot be finished, and why; they are none of `candidates`.
    """

    method: Method
    metric: str
    candidates: tuple[Candidate, ...]
    best: tuple[int, ...]
    n: tuple[int, ...]
    probability: float
    indifference: float
    n_confirmed: int
    figures: tuple[Estimate, ...]
    differences: tuple[Difference | None, ...]
    lost: tuple[Estimate, ...]
    saved: tuple[float, ...]
    few: frozenset[int] = frozenset()
    doubts: Mapping[int, tuple[Problem, ...]] = field(default_factory=dict)
    dead: tuple[tuple[Candidate, Both], ...] = ()
    manifest: Mapping[str, Any] = field(default_factory=dict)

    @property
    def n_runs(self) -> int:
        """Of the selection."""
        return sum(self.n)

    def table(self) -> pd.DataFrame:
        """A row a candidate."""
        import pandas as pd

        paths = list(dict.fromkeys(path for c in self.candidates for path, _ in c.factors))
        rows = [
            (
                c.name, c.design, *[dict(c.factors).get(path, "") for path in paths],
                i in self.best, self.n[i],
                *((math.nan, math.nan, math.nan) if i in self.few else (e.value, e.lo, e.hi)),
                *(
                    (0.0, math.nan, math.nan) if d is None
                    else (math.nan, math.nan, math.nan) if i in self.few
                    else (d.value, d.lo, d.hi)
                ),
                self.lost[i].value, self.saved[i],
            )
            for i, (c, e, d) in enumerate(
                zip(self.candidates, self.figures, self.differences, strict=True)
            )
        ]  # fmt: skip
        columns = [
            "candidate", "design", *paths, "selected", "n", "value", "lo", "hi", "behind", "behind_lo",
            "behind_hi", "not_served_share", "times_as_many_apart",
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)


def select(
    candidates: Sequence[Candidate],
    runs: Runs,
    metric: str,
    *,
    lower: bool,
    misses: bool,
    method: Method,
    probability: float,
    indifference: float,
    budget: int | None,
    n_confirm: int,
) -> Selected:
    """Select the best candidate on a metric, then look at all of them with fresh citizens.

    A replication's figure is that of its own period; the best is the one with the smallest (or largest)
    mean of them.

    Args:
        lower: smaller is better.
        misses: serving fewer people can flatter: who serves not half as many as another is not selected.
        budget: replications of one candidate (kn), runs of all together (ocba).

    Raises:
        InputError: a candidate that has no figure, of which nothing can be said.
        RunError: as `Runs`; or one candidate alone can be run.
    """
    dead = _dead(candidates, runs)
    candidates = [one for one in candidates if one.key not in dead]
    left_out = tuple(dead.values())
    if len(candidates) < 2:
        raise _one_alone(*left_out[0])
    few = _few(candidates, runs) if misses else frozenset[int]()
    kept = [i for i in range(len(candidates)) if i not in few]
    figures = _Figures([candidates[i] for i in kept], runs, metric, 1.0 if lower else -1.0)
    k, n = len(kept), dict.fromkeys(range(len(candidates)), kn.FIRST)
    best: tuple[int, ...] = (0,)
    told = probability
    if k == 1:
        pass  # nothing is left to be compared
    elif method == "kn":
        found = kn.select(figures.of, k, indifference, 1 - probability, step=_AHEAD, budget=budget)
        best = found.best
        n |= {kept[i]: found.dropped.get(i, found.n_replications) for i in range(k)}
    else:
        spent = ocba.allocate(figures.one, k, budget or k * 5 * kn.FIRST, step=_AHEAD * max(1, k // 2))
        best, told = (spent.best,), spent.probability
        n |= dict(zip(kept, spent.n, strict=True))
    return _confirmed(
        candidates, runs, metric, tuple(kept[i] for i in best), n_confirm, method=method, probability=told,
        indifference=indifference, n=tuple(n.values()), few=few, dead=left_out,
    )  # fmt: skip


def _dead(candidates: Sequence[Candidate], runs: Runs) -> dict[str, tuple[Candidate, Both]]:
    """By key, who cannot be selected: a run among the first cannot be finished, and why."""
    found = runs.of(candidates, SEARCH, kn.FIRST, some_may_fail=True)
    whys = [(one, next(iter(found.failures(one).values()), None)) for one in candidates]
    return {one.key: (one, why) for one, why in whys if why is not None}


def _one_alone(dead: Candidate, why: Both) -> RunError:
    return RunError(
        Message(
            "fewer than two candidates can be run; of {name} runs fail, the first one so: {why}",
            name=dead.name, why=why,
        )
    )  # fmt: skip


def _few(candidates: Sequence[Candidate], runs: Runs) -> frozenset[int]:
    """Those that serve not half as many people as another, by the replications that all have at first."""
    found = runs.of(candidates, SEARCH, kn.FIRST)
    served = [1 - found.estimate(one, NOT_SERVED).value for one in candidates]
    most = max((x for x in served if math.isfinite(x)), default=math.nan)
    return frozenset(i for i, x in enumerate(served) if serves_few(x, most))


def _confirmed(
    candidates: Sequence[Candidate], runs: Runs, metric: str, best: tuple[int, ...], n_confirm: int,
    **told: Any,
) -> Selected:  # fmt: skip
    found = runs.of(candidates, CONFIRM, n_confirm)
    first = candidates[best[0]]
    seen = [found.difference(first, c, metric) if c is not first else None for c in candidates]
    values = [_values(found, c, metric, range(n_confirm)) for c in candidates]
    return Selected(
        metric=metric,
        candidates=tuple(candidates),
        best=best,
        n_confirmed=n_confirm,
        figures=tuple(found.estimate(c, metric) for c in candidates),
        differences=tuple(seen),
        lost=tuple(found.estimate(c, NOT_SERVED) for c in candidates),
        saved=tuple(times_as_many(values[best[0]], own) if c is not first else math.nan
                    for c, own in zip(candidates, values, strict=True)),
        **told,
    )  # fmt: skip


class _Figures:
    """The figures of single replications as the procedures want them: smaller is better."""

    def __init__(self, candidates: Sequence[Candidate], runs: Runs, metric: str, sign: float) -> None:
        self.candidates, self.runs, self.metric, self.sign = candidates, runs, metric, sign

    def of(self, designs: Sequence[int], replications: Sequence[int]) -> Real:
        """(n designs, n replications)."""
        asked = [self.candidates[i] for i in designs]
        found = self.runs.of(asked, SEARCH, max(replications) + 1)
        return np.array([self._signed(found, one, replications) for one in asked])

    def one(self, design: int, replications: Sequence[int]) -> list[float]:
        """Of one design."""
        return [float(value) for value in self.of([design], replications)[0]]

    def _signed(self, found: Found, candidate: Candidate, replications: Sequence[int]) -> list[float]:
        values = _values(found, candidate, self.metric, replications)
        if all(math.isnan(value) for value in values):
            refuse_without_value({self.metric: None})
        if any(math.isnan(value) for value in values):
            raise InputError(
                problem(
                    None,
                    "select.no_value",
                    Message(
                        "{design} has no {metric} in some replication, so it cannot be compared",
                        design=candidate.name, metric=self.metric,
                    ),
                    Message("name another metric, or more weeks (world.calendar.weeks)"),
                )
            )  # fmt: skip
        return [self.sign * value for value in values]


def _values(found: Found, candidate: Candidate, metric: str, replications: Sequence[int]) -> list[float]:
    summands = found.summands(candidate, metric)
    return [summands[r].value if r in summands else math.nan for r in replications]
