"""Assumptions as a robust study varies them, and the one that turns an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """An assumption: what is stated, from `lo` to `hi` in `unit`; `multiplies` what is written.

    `designs`: those whose own numbers it moves; None where it moves the world, and so every design.
    """

    name: str
    title: Words
    stated: float
    lo: float
    hi: float
    unit: str = ""
    multiplies: bool = False
    designs: frozenset[str] | None = None

    def bears_on(self, *designs: str) -> bool:
        """Whether it can make a difference to any of them."""
        return self.designs is None or not self.designs.isdisjoint(designs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """The assumption that decides most about a difference.

    Attributes:
        factor: its name.
        at_lo, at_hi: the fitted difference at the ends of its range, all others as stated.
        at: where the fitted difference is zero, all others as stated; None where that is not inside the
            range, or not known to a quarter of it.
        se: standard error of `at`.
        r2: share of the variation over the worlds that the fit explains, corrected for its terms.
    """

    factor: str
    at_lo: float
    at_hi: float
    at: float | None
    se: float
    r2: float
