"""Laws applied to a tape, by kind of row. It knows no world, so an engine may use it too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hallsim.demand.tape import Int, Real, Tape
from hallsim.scenario.values.distribution import Distribution

Law = Distribution | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """Rows split by kind (group or service); `rows[k]` lists the rows of kind k in order."""

    of: Int
    rows: tuple[Int, ...]

    @classmethod
    def alike(cls, n: int) -> Kinds:
        """n rows of one kind."""
        return cls.split(np.zeros(n, np.int64), 1)

    @classmethod
    def split(cls, kind: Int, n_kinds: int) -> Kinds:
        """Split rows by their kind, 0 <= kind < n_kinds."""
        if n_kinds == 1:
            return cls(of=kind, rows=(np.arange(len(kind), dtype=np.int64),))
        order = np.argsort(kind, kind="stable").astype(np.int64)
        ends = np.cumsum(np.bincount(kind, minlength=n_kinds))
        return cls(of=kind, rows=tuple(np.split(order, ends[:-1])))


def durations_ms(
    tape: Tape, what: str, kinds: Kinds, laws: Sequence[Law], workday_ms: int, none: int = 0
) -> Int:
    """(n,) int64 ms: every row's value of its kind's law, `none` where the kind has none."""
    values = np.full(tape.n, none, dtype=np.int64)
    for law, rows, drawn in drawn_values(tape, what, kinds, laws):
        values[rows] = law.to_ms(drawn, workday_ms)
    return values


def drawn_values(
    tape: Tape, what: str, kinds: Kinds, laws: Sequence[Law]
) -> list[tuple[Distribution, Int, Real]]:
    """(law, rows, values in the law's unit) for every kind that has a law and rows.

    Values are quantiles of one uniform each; the i-th row of a kind takes the i-th value of a sequence.
    """
    random = np.array([law is not None and law.sequence is None and not law.is_constant for law in laws])
    u = tape.uniforms(what, None if random.all() else random[kinds.of]) if random.any() else np.zeros(tape.n)
    found = []
    for law, rows in zip(laws, kinds.rows, strict=True):
        if law is None or not len(rows):
            continue
        if law.sequence is not None:
            values = np.array(law.sequence, dtype=np.float64)[np.arange(len(rows)) % len(law.sequence)]
        else:
            values = law.quantile(u if len(rows) == tape.n else u[rows])
        found.append((law, rows, values))
    return found
