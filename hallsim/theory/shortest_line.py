"""Two servers, each with a line of its own, joined where fewer stand (the lower number on ties)."""

from __future__ import annotations

from hallsim.theory.guards import require_rate

N_MOST = 60
"""People in one line at which the chain is cut; at load 0.9 the mass beyond is below 1e-9."""


def shortest_line_2(lam: float, mu: float, n_most: int = N_MOST) -> float:
    """Mean time in the system when arrivals join the shorter of two lines and stay there.

    The stationary distribution of (n1, n2) is solved exactly on the chain cut at `n_most` a line
    (Flatto and McKean 1977 give the generating function; the cut chain is simpler and as exact as wanted).
    With jockeying at a difference of two no server idles while somebody waits, so the number of people is
    that of M/M/2 (Koenigsberg 1966): use ``mmc`` with two servers there.

    Args:
        lam: arrivals per unit of time, below 2 mu.
        mu: services of one server per unit of time.
    """
    import numpy as np
    from scipy.sparse import lil_matrix
    from scipy.sparse.linalg import spsolve

    require_rate("lam", lam)
    require_rate("mu", mu)
    if lam >= 2 * mu:
        return float("inf")
    n = n_most + 1
    flows = lil_matrix((n * n, n * n))
    for a in range(n):
        for b in range(n):
            here = a * n + b
            to = [((a + 1, b) if a <= b else (a, b + 1), lam), ((a - 1, b), mu), ((a, b - 1), mu)]
            for (x, y), rate in to:
                if 0 <= x < n and 0 <= y < n:
                    flows[x * n + y, here] += rate
                    flows[here, here] -= rate
    flows[0, :] = 1.0
    share = spsolve(flows.tocsr(), np.eye(1, n * n)[0])
    number = np.add.outer(np.arange(n), np.arange(n)).ravel()
    return float(share @ number) / lam
