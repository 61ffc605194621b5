"""Whether promises hold, period by period: a share with a one-sided bound, replications as the unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hallsim.roster.counts import Counts, Frame
from hallsim.roster.targets import Target

Real = NDArray[np.float64]
Flags = NDArray[np.bool_]
_FEWEST: Final = 40
_POWER: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How a roster keeps one promise; arrays are (stations, weekdays, periods).

    Attributes:
        value: share (of a mean wait: minutes) of all replications together; nan where nobody came.
        lo, hi: a two-sided interval whose nearer end is what is judged with the stated confidence.
        n: tickets or files of all replications.
        judged: where the promise is made and enough came to show it.
        holds: whether the end of the interval keeps it, of too few to show it the figure itself; True where
            nobody came.
        margin: by how much that keeps the bound, negative where it does not; 0 where nobody came.
        alone: whether the period was judged by itself, not together with other thin ones.
    """

    target: Target
    value: Real
    lo: Real
    hi: Real
    n: Real
    judged: Flags
    holds: Flags
    margin: Real
    alone: Flags

    @property
    def is_unshown(self) -> Flags:
        """Where the promise is made and somebody came, but too few to show that it is kept."""
        return np.asarray((self.n > 0) & ~self.judged & self.holds)

    @property
    def is_broken(self) -> Flags:
        """Where the whole interval lies on the wrong side."""
        bound = self.target.bound
        wrong = self.lo > bound if self.target.at_most else self.hi < bound
        return np.asarray(self.judged & wrong)

    def chance(self, part: float, confidence: float) -> Real:
        """(stations, weekdays, periods) how likely all replications show the promise kept, of which this
        `part` was judged; 1 where too few came to tell.

        What is still to come varies about the figure so far as that does about the truth (predictive power of
        an interim look: Spiegelhalter, Freedman & Blackburn 1986, Controlled Clinical Trials 7:8-17).
        """
        from scipy.special import ndtr, ndtri

        far = np.abs((self.hi if self.target.at_most else self.lo) - self.value)
        room = (self.target.bound - self.value) * (1 if self.target.at_most else -1)
        spread = far / float(ndtri(confidence)) * np.sqrt(1 - part)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = ndtr((room - far * np.sqrt(part)) / spread)
        return np.where(self.judged & (far > 0), found, 1.0)


def enough_for(target: Target, confidence: float) -> tuple[float, float]:
    """Tickets without which a share could not be shown even if kept to all of them; and those that a period
    must have to be judged alone: of a share those that show it in nine cases of ten where half of what is
    allowed goes wrong (the sample size for one proportion).  Thinner periods are judged together.
    """
    from scipy.special import ndtri

    if target.kind == "mean_wait":
        return 2.0, float(_FEWEST)
    allowed = target.share if target.at_most else 1 - target.share
    sure, power = float(ndtri(confidence)), float(ndtri(_POWER))
    half = allowed / 2
    alone = (sure + power) ** 2 * (1 - half) / half
    return sure**2 * (1 - allowed) / allowed, max(_FEWEST, alone)


def judge(several: Sequence[Counts], frame: Frame, confidence: float) -> list[Judgement]:
    """Every promise, from the counts of each replication."""
    n = np.stack([one.n for one in several])
    good = np.stack([one.good for one in several])
    return [_judge(target, n[:, k], good[:, k], frame, confidence) for k, target in enumerate(frame.targets)]


def _judge(target: Target, n: Real, good: Real, frame: Frame, confidence: float) -> Judgement:
    """Args: n, good: (replications, stations, weekdays, periods)."""
    least, alone = enough_for(target, confidence)
    groups = groups_of(n.sum(axis=0), frame.holds_at(target), alone)
    shape = n.shape[1:]
    n, good = _together(n, groups), _together(good, groups)
    value, lo, hi = ratio_interval(n, good, confidence, is_share=target.kind != "mean_wait")
    seen = n.sum(axis=0) >= max(least, 1.0)
    end = np.where(seen, hi if target.at_most else lo, value)
    margin = target.bound - end if target.at_most else end - target.bound
    inside = groups >= 0

    def spread(of_groups: NDArray[np.generic], otherwise: float | bool) -> NDArray[np.generic]:
        found = np.full(groups.shape, otherwise, of_groups.dtype)
        found[inside] = of_groups[groups[inside]]
        return found.reshape(shape)

    size = np.bincount(groups[inside], minlength=len(seen))
    return Judgement(
        target=target,
        value=spread(value, np.nan), lo=spread(lo, np.nan), hi=spread(hi, np.nan),  # type: ignore[arg-type]
        n=spread(n.sum(axis=0), 0.0),  # type: ignore[arg-type]
        judged=spread(seen, False), holds=spread(margin >= 0, True),  # type: ignore[arg-type]
        margin=spread(margin, 0.0),  # type: ignore[arg-type]
        alone=spread(size == 1, False),  # type: ignore[arg-type]
    )  # fmt: skip


def groups_of(n: Real, stations: Sequence[int], alone: float = _FEWEST) -> NDArray[np.int64]:
    """(stations * weekdays * periods,) a group number a period; -1 where nothing is promised or nobody came.

    A period with enough tickets is a group; the thin ones of a weekday are one, and where they are thin
    together, those of all thin weekdays of the station.

    Args:
        n: (stations, weekdays, periods) tickets.
        alone: tickets from which on a period is judged by itself.
    """
    found = np.full(n.shape, -1, np.int64)
    number = 0
    for s in stations:
        thin_days = []
        for w in range(n.shape[1]):
            enough = n[s, w] >= alone
            found[s, w, enough] = number + np.arange(int(enough.sum()))
            number += int(enough.sum())
            thin = (n[s, w] > 0) & ~enough
            if not thin.any():
                continue
            if n[s, w, thin].sum() >= alone:
                found[s, w, thin] = number
                number += 1
            else:
                thin_days.append((w, thin))
        for w, thin in thin_days:
            found[s, w, thin] = number
        number += bool(thin_days)
    return found.ravel()


def _together(counts: Real, groups: NDArray[np.int64]) -> Real:
    """(replications, groups) sums."""
    n = int(groups.max(initial=-1)) + 1
    flat = counts.reshape(len(counts), -1)
    inside = groups >= 0
    return np.stack([np.bincount(groups[inside], weights=row[inside], minlength=n) for row in flat])


def ratio_interval(n: Real, good: Real, confidence: float, *, is_share: bool) -> tuple[Real, Real, Real]:
    """(groups,) value, lower and upper end of a ratio of sums, each end with the one-sided confidence.

    The error is that of a ratio estimate over replications (Cochran 1977, Sampling Techniques, section 6.4),
    but of a share never less than that of as many independent tickets: where all were called in time the
    replications show no spread, and few tickets prove little (the end is then Wilson's, 1927, JASA
    22:209-212).

    Args:
        n, good: (replications, groups) whom it counts, and the sum over them.
    """
    from scipy.special import ndtri, stdtrit

    m, total = len(n), n.sum(axis=0)
    value = np.divide(good.sum(axis=0), total, out=np.full(n.shape[1], np.nan), where=total > 0)
    off = good - np.nan_to_num(value) * n
    error = np.zeros(n.shape[1])
    if m > 1:
        error = np.sqrt((off**2).sum(axis=0) * m / (m - 1)) / np.maximum(total, 1)
    t = float(stdtrit(max(m - 1, 1), confidence))
    lo, hi = value - t * error, value + t * error
    if not is_share:
        return value, np.maximum(lo, 0.0), hi
    z2 = float(ndtri(confidence)) ** 2
    size = np.maximum(total, 1)
    middle = (value + z2 / (2 * size)) / (1 + z2 / size)
    half = np.sqrt(z2 * (value * (1 - value) / size + z2 / (4 * size**2))) / (1 + z2 / size)
    return (
        value,
        np.maximum(np.minimum(lo, middle - half), 0.0),
        np.minimum(np.maximum(hi, middle + half), 1.0),
    )
