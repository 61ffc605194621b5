"""A hall's day: M_t/M/s_t (+M), empty at the opening, doors shut at the end, those inside still served."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hallsim.theory.guards import require_rate, require_servers
from hallsim.theory.transient import advance


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
    forgotten).

    Args:
        theta: rate of the exponential patience while waiting; 0 means nobody leaves.
        n_max: states kept; by default more than ever arrive, but for a chance below 1e-12.
    Source: forward (Kolmogorov) equations; e.g. Green, Kolesar & Whitt 2007, Production & Operations Mgmt
    16:13-39.
    """
    import numpy as np

    require_rate("mu", mu)
    require_rate("theta", theta, zero_allowed=True)
    n_arrivals = sum(piece.lam * piece.duration for piece in pieces)
    require_rate("expected arrivals", n_arrivals)
    top = n_max if n_max is not None else _most_present(pieces, mu, n_arrivals)
    n = np.arange(top + 1)
    law = np.zeros(top + 1)
    law[0] = 1.0
    waited = delayed = busy = 0.0
    for piece in pieces:
        require_servers(piece.c, zero_allowed=True)
        birth = np.full(top + 1, piece.lam)
        birth[-1] = 0.0
        waiting = np.maximum(n - piece.c, 0)
        law, occupied = advance(law, birth, mu * np.minimum(n, piece.c) + theta * waiting, piece.duration)
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


def _most_present(pieces: Sequence[DayPiece], mu: float, n_arrivals: float) -> int:
    """A number present as good as never exceeded: eight spreads above the highest level of the mean flow."""
    excess = highest = 0.0
    before = 0
    for piece in pieces:
        excess = max(0.0, excess + max(before - piece.c, 0) + (piece.lam - piece.c * mu) * piece.duration)
        highest = max(highest, piece.c + excess)
        before = piece.c
    by_flow = highest + 8.0 * math.sqrt(2.0 * n_arrivals) + 30.0
    by_count = n_arrivals + 8.0 * math.sqrt(n_arrivals) + 30.0
    return math.ceil(min(by_flow, by_count))


def _drain(c: int, mu: float, theta: float, top: int) -> tuple[list[float], list[float], list[float]]:
    """Until empty without arrivals, from 0..top present: expected time, sum of waits, server time."""
    require_servers(c)
    time, waited, busy = [0.0], [0.0], [0.0]
    for n in range(1, top + 1):
        stay = 1.0 / (mu * min(n, c) + theta * max(n - c, 0))
        time.append(time[-1] + stay)
        waited.append(waited[-1] + stay * max(n - c, 0))
        busy.append(busy[-1] + stay * min(n, c))
    return time, waited, busy
