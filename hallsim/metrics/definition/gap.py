"""How far two means over what has ended lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from hallsim.audit.spans import Int
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.split import Split
from hallsim.metrics.definition.statistic import whole_of
from hallsim.metrics.definition.summand import added
from hallsim.metrics.definition.weighed import Weighed, WeighedMean


@dataclass(frozen=True, slots=True, eq=False)
class Apart:
    """A contribution to each of two means; the figure is the one less the other."""

    one: Weighed
    other: Weighed

    @property
    def value(self) -> float:
        """The one mean less the other; nan where either is of nothing."""
        return self.one.value - self.other.value

    @property
    def n(self) -> float:
        """Rows of the smaller side."""
        return min(self.one.n, self.other.n)

    @property
    def unseen(self) -> float:
        """The larger of the shares that were not watched for long enough."""
        return max(self.one.unseen, self.other.unseen)

    def __add__(self, more: Self) -> Apart:
        return Apart(self.one + more.one, self.other + more.other)

    def __sub__(self, less: Self) -> Apart:
        return Apart(self.one - less.one, self.other - less.other)

    @staticmethod
    def together(parts: Sequence[Apart]) -> Apart:
        """All of them."""
        return Apart(added([part.one for part in parts]), added([part.other for part in parts]))

    def plain(self) -> list[Any]:
        """Both contributions."""
        return [self.one.plain(), self.other.plain()]


@dataclass(frozen=True, slots=True)
class Gap:
    """One mean less another, of the same rows."""

    one: WeighedMean
    other: WeighedMean
    same_as: None = None

    def whole(self, s: Sample, rows: Int) -> Apart:
        """One part that holds every row."""
        return self.parts(s, rows, whole_of(s, rows))[0]

    def parts(self, s: Sample, rows: Int, split: Split) -> list[Apart]:
        """By part."""
        both = self.one.parts(s, rows, split), self.other.parts(s, rows, split)
        return [Apart(one, other) for one, other in zip(*both, strict=True)]

    def restore(self, plain: Sequence[Any]) -> Apart:
        """From both contributions."""
        return Apart(self.one.restore(plain[0]), self.other.restore(plain[1]))
