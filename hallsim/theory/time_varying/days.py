"""The days of many stations at once: `hall_day` for a check that must answer in a second.

The number present at each station is a birth-death chain of its own.  All chains stand one behind the other
in one vector, which is moved on in common steps, so that a hundred stations cost little more than one.

Patience may have any law: of j who wait the k-th from the end has waited for about k / lam, so that together
they leave at the rate lam H(j / lam), with H the cumulative hazard of patience and lam the day's mean rate of
arrivals (Whitt 2005, Operations Research 53:221-235); exact for exponential patience.  Work of another cv
than 1 changes the part of the waiting that comes of chance, which is what the day as a fluid does not have,
by (1 + cv^2) / 2, as Lee and Longton's approximation does in the long run.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hallsim.theory.time_varying.day import DayPiece, most_present
from hallsim.theory.time_varying.transient import pade_step, uniformised

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

MOST_STATES = 20_000
"""People present at one station up to which its day is worked out."""

MOST_JUMPS = 60.0
"""Jumps on average in a piece up to which they are followed one by one, which needs no SciPy."""

SPREADS = 4.0
"""Spreads above the mean flow up to which people are followed: more are there in 1 of 10,000 days."""

TOGETHER = 6_000
"""States worked out together: what a processor keeps at hand."""

FLUID_STEPS = 15
"""Steps of a piece in which the day as a fluid is followed."""

MOST_STEPS = 5
"""Implicit steps in a piece at most: services much quicker than that are steady again within a step."""

STEP = 3.0
"""Length of an implicit step, in mean services: half as long changes no wait by a millionth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StationDay:
    """A day at one station, cut into pieces of one length: M_t/M/s_t (+M), empty at the beginning.

    Attributes:
        lam: arrival rate in each piece.
        servers: whole numbers on duty in each piece.
        has_tickets: in each piece, whether tickets are issued: before, people stand at the doors, which is no
            part of their wait, and nobody loses patience.
        mu: services of one server in the unit of time.
        service_cv2: squared coefficient of variation of the work.
        impatience: cumulative hazard of patience at 0, 1, 2, ... units of time, going on straight after the
            last; empty where nobody leaves.
        n_before: pieces that pass before anything is counted.
        closes: whether who is inside after the last piece is served by the last servers, and nobody comes.
    """

    lam: tuple[float, ...]
    servers: tuple[int, ...]
    has_tickets: tuple[bool, ...]
    mu: float
    service_cv2: float = 1.0
    impatience: tuple[float, ...] = ()
    n_before: int = 0
    closes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """Expectations of a station's day.

    Attributes:
        mean_wait: sum of waits from the ticket on (those of who leaves included) over arrivals.
        door_wait: sum of the times spent at the doors before, over arrivals.
        p_abandon: share of the arrivals who leave before they are served.
        overtime: from the close to the last leaving.
        waiting_at_close: people who wait then.
    """

    n_arrivals: float
    mean_wait: float
    door_wait: float
    p_abandon: float
    overtime: float
    waiting_at_close: float


def station_days(days: Sequence[StationDay], duration: float) -> list[DayFigures | None]:
    """The figures of each day; None where more than `MOST_STATES` may be present, or nobody comes.

    Unlike in `hall_day`, servers who go off duty finish the visitor they have (idle ones go first).

    Args:
        duration: of a piece, in the caller's unit of time.
    """
    tops = [_top(day, duration) for day in days]
    found: list[DayFigures | None] = [None] * len(days)
    for n_pieces in {len(day.lam) for day in days}:
        mine = [i for i, day in enumerate(days) if len(day.lam) == n_pieces and 0 < tops[i] <= MOST_STATES]
        for part in _parts(sorted(mine, key=lambda i: days[i].mu), tops):
            chains = _Chains([days[i] for i in part], [tops[i] for i in part], duration)
            for i, figures in zip(part, chains.run(), strict=True):
                found[i] = figures
    return found


def _parts(mine: Sequence[int], tops: Sequence[int]) -> Iterator[list[int]]:
    """Days with about `TOGETHER` states in all, whose services are about as fast."""
    part: list[int] = []
    size = 0
    for i in mine:
        if part and size + tops[i] > TOGETHER:
            yield part
            part, size = [], 0
        part.append(i)
        size += tops[i]
    if part:
        yield part


def _top(day: StationDay, duration: float) -> int:
    """A number present as good as never exceeded; 0 where nobody comes."""
    pieces = [DayPiece(duration=duration, lam=lam, c=c) for lam, c in zip(day.lam, day.servers, strict=True)]
    n_arrivals = sum(day.lam) * duration
    if n_arrivals <= 0:
        return 0
    # who leaves only makes fewer
    return most_present(pieces, day.mu, 0.0, n_arrivals, SPREADS)


class _Chains:
    """The chains of some days with one number of pieces, one behind the other."""

    def __init__(self, days: Sequence[StationDay], tops: Sequence[int], duration: float) -> None:
        import numpy as np

        self.days, self.duration = days, duration
        self.sizes = np.array(tops) + 1
        self.starts = np.concatenate(([0], np.cumsum(self.sizes)[:-1]))
        self.n = np.concatenate([np.arange(size) for size in self.sizes])
        self.mu = np.repeat([day.mu for day in days], self.sizes)
        self.law = (self.n == 0).astype(np.float64)
        # by number waiting, from 0: the rate at which they leave together
        self.leaving = np.concatenate(
            [_leaving(day, np.arange(size)) for day, size in zip(days, self.sizes, strict=True)]
        )
        self.waited, self.doors, self.left = np.zeros((3, len(days)))

    def run(self) -> list[DayFigures]:
        """Move through the pieces, then until everybody has left."""

        lam, servers, has_tickets, counted = self._pieces()
        for p in range(len(lam)):
            if p:
                self._leave_with_their_visitor(servers[p - 1], servers[p])
            waiting, left = self._piece(lam[p], servers[p], has_tickets[p])
            self.waited += waiting * counted[p] * has_tickets[p]
            self.doors += waiting * counted[p] * (1 - has_tickets[p])
            self.left += left * counted[p]
        n_arrivals = (lam * counted).sum(axis=0) * self.duration
        waited, left = self._as_a_fluid(lam, servers, has_tickets, counted)
        found = []
        for i, n in enumerate(n_arrivals.tolist()):
            figures = self._figures(i, n)
            by_chance = (1 + self.days[i].service_cv2) / 2
            smooth, smooth_left = float(waited[i]) / n, float(left[i]) / n
            found.append(replace(
                figures,
                mean_wait=smooth + max(0.0, figures.mean_wait - smooth) * by_chance,
                p_abandon=smooth_left + max(0.0, figures.p_abandon - smooth_left) * by_chance,
            ))  # fmt: skip
        return found

    def _pieces(self) -> tuple[Vector, Vector, Vector, Vector]:
        """(pieces, stations) arrival rates, servers, whether tickets are issued, whether it is counted."""
        import numpy as np

        lam, servers, has_tickets = (
            np.array([getattr(day, name) for day in self.days], np.float64).T
            for name in ("lam", "servers", "has_tickets")
        )
        counted = np.arange(len(lam))[:, None] >= np.array([day.n_before for day in self.days])
        return lam, servers, has_tickets, counted.astype(np.float64)

    def _piece(self, lam: Vector, servers: Vector, has_tickets: Vector) -> tuple[Vector, Vector]:
        """Move on by one piece; the time everybody waits in it, and how many leave, by station."""
        import numpy as np

        c = np.repeat(servers, self.sizes)
        queued = np.maximum(self.n - c, 0.0)
        birth = np.repeat(lam, self.sizes)
        birth[self.starts + self.sizes - 1] = 0.0
        at = np.repeat(self.starts, self.sizes) + queued.astype(np.int64)
        leaving = np.repeat(has_tickets, self.sizes) * self.leaving[at]
        death = self.mu * np.minimum(self.n, c) + leaving
        rate = float((birth + death).max())
        if rate == 0:
            occupied = self.law * self.duration
        elif rate * self.duration <= MOST_JUMPS:
            self.law, occupied = uniformised(self.law, birth, death, self.duration)
        else:
            occupied = np.zeros_like(self.law)
            n_steps = min(MOST_STEPS, math.ceil(self.duration * float(self.mu.max()) / STEP))
            for _ in range(n_steps):
                self.law, spent = pade_step(self.law, birth, death, self.duration / n_steps)
                occupied += spent
        waiting, left = (np.add.reduceat(occupied * of, self.starts) for of in (queued, leaving))
        return waiting, left

    def _leave_with_their_visitor(self, before: Vector, after: Vector) -> None:
        """Servers go off duty: as many visitors go with them as were more than those who stay can serve."""
        import numpy as np

        if not (after < before).any():
            return
        kept = np.repeat(np.minimum(before, after), self.sizes)
        gone = np.maximum(np.minimum(self.n, np.repeat(before, self.sizes)) - kept, 0.0)
        target = np.arange(len(self.n)) - gone.astype(np.int64)
        self.law = np.bincount(target, weights=self.law, minlength=len(self.n))

    def _as_a_fluid(
        self, lam: Vector, servers: Vector, has_tickets: Vector, counted: Vector
    ) -> tuple[Vector, Vector]:
        """The time everybody waits, and how many leave, where people flow, by station: no chance."""
        import numpy as np

        mu, step = np.array([day.mu for day in self.days]), self.duration / FLUID_STEPS
        present, waited, left, before = np.zeros((4, len(self.days)))
        for p, c in enumerate(servers):
            present -= np.maximum(np.minimum(present, before) - np.minimum(before, c), 0.0)
            before = c
            for _ in range(FLUID_STEPS):
                queued = np.maximum(present - c, 0.0)
                leaving = has_tickets[p] * self._leaving_of(queued)
                waited += queued * step * counted[p] * has_tickets[p]
                left += leaving * step * counted[p]
                flow = lam[p] - mu * np.minimum(present, c) - leaving
                present = np.maximum(present + flow * step, 0.0)
        last = np.array([next((c for c in reversed(day.servers) if c), 0) for day in self.days])
        closes = np.array([day.closes for day in self.days]) & (last > 0)
        queued = np.where(closes, np.maximum(present - last, 0.0), 0.0)
        # the rest is served at the rate of the last servers
        waited += queued**2 / 2 / np.where(closes, mu * last, 1.0)
        return waited, left

    def _leaving_of(self, queued: Vector) -> Vector:
        """The rate at which so many at each station leave; between whole numbers straight."""
        import numpy as np

        low = np.minimum(queued.astype(np.int64), self.sizes - 2)
        lower, upper = self.leaving[self.starts + low], self.leaving[self.starts + low + 1]
        return np.asarray(lower + (upper - lower) * np.minimum(queued - low, 1.0))

    def _figures(self, i: int, n_arrivals: float) -> DayFigures:
        import numpy as np

        day = self.days[i]
        mine = slice(int(self.starts[i]), int(self.starts[i] + self.sizes[i]))
        law, waited, left, overtime, present = self.law[mine], self.waited[i], self.left[i], 0.0, 0.0
        last = next((c for c in reversed(day.servers) if c), 0)
        if day.closes and last:
            n = np.arange(1, len(law))
            busy, queued = np.minimum(n, last), np.maximum(n - last, 0)
            leaving = self.leaving[mine][queued]
            stay = 1.0 / (day.mu * busy + leaving)
            # from n present until all have gone: time, waiting, leavers
            sums = [np.concatenate(([0.0], np.cumsum(stay * k))) for k in (1, queued, leaving)]
            overtime, more, gone = (float(law @ total) for total in sums)
            waited, left = waited + more, left + gone
            present = float(law[1:] @ queued)
        return DayFigures(
            n_arrivals=n_arrivals,
            mean_wait=float(waited) / n_arrivals,
            door_wait=float(self.doors[i]) / n_arrivals,
            p_abandon=float(left) / n_arrivals,
            overtime=overtime,
            waiting_at_close=present,
        )


def _leaving(day: StationDay, waiting: Vector) -> Vector:
    """The rate at which some of so many who wait leave."""
    import numpy as np

    if not day.impatience:
        return np.zeros(len(waiting))
    coming = [lam for lam in day.lam if lam > 0]
    lam = sum(coming) / len(coming)
    hazard, age = np.array(day.impatience), waiting / lam
    last = len(hazard) - 1
    beyond = np.maximum(age - last, 0.0) * (hazard[-1] - hazard[-2])
    return np.asarray(lam * (np.interp(age, np.arange(last + 1), hazard) + beyond))
