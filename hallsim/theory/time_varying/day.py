"""A hall's day: M_t/M/s_t (+M), empty at the opening, doors shut at the end, those inside still served."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hallsim.theory.numerics.guards import require_rate, require_servers, require_whole, utilisation
from hallsim.theory.time_varying.transient import advance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

MOST_PRESENT = 50_000
"""People present up to which a day is answered, within a second or two."""

CUT = 1e-9
"""Chance of as many present as are kept, from which on the day is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPiece:
    """A stretch of the day with constant arrival rate and number of servers."""

    duration: float
    lam: float
    c: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HallDay:
    """Expectations over days.

    mean_wait: expected sum of waits over expected arrivals (leavers' waits included); p_wait: share of
    arrivals who find all servers busy; overtime: time from closing to the last leaving; busy_time: server
    time at work in all.
    """

    n_arrivals: float
    mean_wait: float
    p_wait: float
    p_abandon: float
    mean_overtime: float
    mean_present_at_close: float
    busy_time: float


def hall_day(pieces: Sequence[DayPiece], mu: float, theta: float = 0.0, n_max: int | None = None) -> HallDay:
    """Exact expectations of a terminating day, from the forward equations of the number present.

    After the close the servers of the last piece serve all who are inside.  Where servers fall in number
    below those busy, the visitors in excess go back to the queue (memoryless service: what they had is
    forgotten).  A day without arrivals is all zeros.

    Args:
        theta: rate of the exponential patience while waiting; 0 means nobody leaves.
        n_max: states kept; by default more than are ever present, but for a chance below 1e-12.
    Raises:
        ValueError: more than `MOST_PRESENT` states are needed, or `n_max` is reached with a chance above
            `CUT`.
    Source: forward (Kolmogorov) equations; e.g. Green, Kolesar & Whitt 2007, Production & Operations Mgmt
    16:13-39.
    """
    import numpy as np

    n_arrivals = _check(pieces, mu, theta)
    if n_arrivals == 0:
        return HallDay(
            n_arrivals=0.0,
            mean_wait=0.0,
            p_wait=0.0,
            p_abandon=0.0,
            mean_overtime=0.0,
            mean_present_at_close=0.0,
            busy_time=0.0,
        )
    top = n_max if n_max is not None else most_present(pieces, mu, theta, n_arrivals)
    require_whole(
        "people present", top, 1, MOST_PRESENT, "take a part of the hall, or n_max where fewer come"
    )
    n = np.arange(top + 1)
    law = np.zeros(top + 1)
    law[0] = 1.0
    waited = delayed = busy = 0.0
    for piece in pieces:
        birth = np.full(top + 1, piece.lam)
        birth[-1] = 0.0
        waiting = np.maximum(n - piece.c, 0)
        law, occupied = advance(law, birth, mu * np.minimum(n, piece.c) + theta * waiting, piece.duration)
        if max(law[-1], occupied[-1] / piece.duration if piece.duration else 0.0) > CUT:
            raise ValueError(f"more than {top} are present with a chance above {CUT:g}: give a larger n_max")
        waited += float(occupied @ waiting)
        busy += float(occupied @ np.minimum(n, piece.c))
        delayed += piece.lam * float(occupied[piece.c :].sum())
    drain = _drain(pieces[-1].c, mu, theta, top)
    waited += float(law @ drain[1])
    return HallDay(
        n_arrivals=n_arrivals,
        mean_wait=waited / n_arrivals,
        p_wait=delayed / n_arrivals,
        p_abandon=theta * waited / n_arrivals,
        mean_overtime=float(law @ drain[0]),
        mean_present_at_close=float(law @ n),
        busy_time=busy + float(law @ drain[2]),
    )


def _check(pieces: Sequence[DayPiece], mu: float, theta: float) -> float:
    """Refuse what makes no day; the expected arrivals of one that does."""
    require_rate("mu", mu)
    require_rate("theta", theta, zero_allowed=True)
    if not pieces:
        raise ValueError("a day has at least one piece")
    for piece in pieces:
        require_rate("duration of a piece", piece.duration, zero_allowed=True)
        require_rate("arrival rate of a piece", piece.lam, zero_allowed=True)
        require_servers(piece.c, zero_allowed=True)
    n_arrivals = sum(piece.lam * piece.duration for piece in pieces)
    if n_arrivals and pieces[-1].c == 0 and theta == 0:
        raise ValueError(
            "nobody serves those inside at the close: the last piece must have a server or theta above 0"
        )
    return n_arrivals


def most_present(
    pieces: Sequence[DayPiece], mu: float, theta: float, n_arrivals: float, spreads: float = 8.0
) -> int:
    """A number present as good as never exceeded: some spreads above the highest level of the mean flow."""
    excess = highest = 0.0
    before = 0
    for piece in pieces:
        net = piece.lam - piece.c * mu
        excess += max(before - piece.c, 0)
        highest = max(highest, piece.c + excess)
        excess = max(0.0, _later(excess, net, theta, piece.duration))
        highest = max(highest, piece.c + excess)
        before = piece.c
    by_flow = highest + spreads * (math.sqrt(2.0 * n_arrivals) + 4.0)
    by_count = n_arrivals + spreads * (math.sqrt(n_arrivals) + 4.0)
    return math.ceil(min(by_flow, by_count, _steady(pieces, mu, theta)))


def _steady(pieces: Sequence[DayPiece], mu: float, theta: float) -> float:
    """As many as are as good as never present in the long run at the worst rate with the fewest servers.

    A day that begins empty has fewer at any time (coupling).  `inf` where that queue grows without end.
    """
    lam, c = max(piece.lam for piece in pieces), min(piece.c for piece in pieces)
    if theta:
        return c + max(0.0, lam - c * mu) / theta + 12.0 * (math.sqrt(lam / theta) + 1.0) + 40.0
    if c == 0 or utilisation(lam / mu, c) >= 1:
        return math.inf
    return c + math.log(1e-16) / math.log(lam / mu / c) + 1.0


def _later(excess: float, net: float, theta: float, duration: float) -> float:
    """The mean flow's queue after `duration`, of which a share `theta` leaves in the unit of time."""
    faded = theta * duration
    part = -math.expm1(-faded) / faded if faded > 0 else 1.0
    return excess * math.exp(-faded) + net * duration * part


def _drain(c: int, mu: float, theta: float, top: int) -> tuple[Vector, Vector, Vector]:
    """Until empty without arrivals, from 0..top present: expected time, sum of waits, server time."""
    import numpy as np

    n = np.arange(1, top + 1)
    busy, waiting = np.minimum(n, c), np.maximum(n - c, 0)
    stay = 1.0 / (mu * busy + theta * waiting)
    time, waited, worked = (np.concatenate(([0.0], np.cumsum(stay * k))) for k in (1, waiting, busy))
    return time, waited, worked
