"""Two servers, each with a line of its own, joined where fewer stand."""

from __future__ import annotations

import math

from hallsim.theory.numerics.guards import require_rate, utilisation
from hallsim.theory.numerics.matrix_geometric import rate_matrix

MOST_APART = 48
"""Difference of the two lines at which one moves over: each further step is less than 1/3 as likely."""


def shortest_line_2(lam: float, mu: float) -> float:
    """Mean time in the system when arrivals join the shorter of two lines and stay there.

    Levels are the length of the shorter line, without bound; phases are how much longer the other one is. The
    phases end at `MOST_APART`, where a shorter line that empties further takes one from the longer one.
    Whatever the load, a difference of d has a chance of about (rho^2 / (2 + rho))^d, at most 3^-d, so that
    what is cut away is below 1e-20.  With jockeying at a difference of two no server idles while somebody
    waits, so the number of people is that of M/M/2 (Koenigsberg 1966): use ``mmc`` with two servers there.

    Args:
        lam: arrivals per unit of time; `inf` is returned from 2 mu on.
        mu: services of one server per unit of time.
    Source: Flatto & McKean 1977 (the law); Adan, van Houtum & van der Wal 1994, Annals of Operations Research
    48:197-217 (moving over at a threshold bounds the queue from below).
    """
    import numpy as np

    require_rate("lam", lam, zero_allowed=True)
    require_rate("mu", mu)
    util = utilisation(lam / mu, 2.0)
    if util >= 1:
        return math.inf
    if lam == 0:
        return 1.0 / mu
    size = MOST_APART + 1
    apart = np.arange(size)
    load = 2.0 * util  # services are the unit of time
    up, down, within = (np.zeros((size, size)) for _ in range(3))
    up[apart[1:], apart[:-1]] = load  # the shorter line is joined
    within[0, 1] = load  # both are equal
    within[apart[1:], apart[:-1]] = 1.0  # the longer line is served
    down[apart[:-1], apart[1:]] = 1.0
    down[0, 1] = 2.0
    ground = within - np.diag(within.sum(axis=1) + up.sum(axis=1))
    within[-1, -2] += 1.0  # the shorter line is served where it may not fall back further
    stay = within - np.diag((up + down + within).sum(axis=1))
    # Level 0 alone is needed: servers are idle there only, 2 (1 - rho) of them on average, and the drift of
    # the square of the number present gives 2 (1 - rho) E N = 2 rho + E(number present x idle servers).
    balance = (ground + rate_matrix(up, stay, down) @ down).T
    idle = np.ones(size)
    idle[0] = 2.0
    balance[0] = idle
    first = np.linalg.solve(balance, np.eye(1, size)[0] * 2.0 * (1.0 - util))
    return (load + float(first @ apart)) / (2.0 * (1.0 - util)) / load / mu
