"""Fork-join: a job splits into one task for each of K exponential single servers and waits for the last."""

import math

from hallsim.theory.numerics.guards import require_rate, require_whole, utilisation

MOST_COMPARED = 32
"""Branches up to which Nelson and Tantawi compared their formula with simulation."""

EULER_GAMMA = 0.5772156649015329


def fork_join_2(lam: float, mu: float) -> float:
    """Mean response time of the job, K = 2: (12 - rho)/8 of an M/M/1's.  Exact.

    Source: Flatto & Hahn 1984, SIAM J. Appl. Math. 44:1041-1053; Nelson & Tantawi 1988.
    """
    require_rate("lam", lam, zero_allowed=True)
    require_rate("mu", mu)
    rho = utilisation(lam / mu, 1.0)
    return (12.0 - rho) / 8.0 / (mu * (1.0 - rho)) if rho < 1 else math.inf


def nelson_tantawi(lam: float, mu: float, k: int) -> float:
    """Mean response time of the job for K branches; exact for K = 2, error below 5 % up to K = 32.

    Beyond 32 branches nobody has compared it; `fork_join_bounds` holds for any number.
    Source: Nelson & Tantawi 1988, IEEE Trans. Computers 37:739-743.
    """
    require_whole("branches", k, 1, MOST_COMPARED, "fork_join_bounds holds for any number of branches")
    if k == 1:
        return _single(lam, mu)
    require_rate("lam", lam, zero_allowed=True)
    require_rate("mu", mu)
    rho = utilisation(lam / mu, 1.0)
    if rho >= 1:
        return math.inf
    ratio = _harmonic(k) / _harmonic(2)
    return (ratio + (1.0 - ratio) * 4.0 * rho / 11.0) * fork_join_2(lam, mu)


def fork_join_bounds(lam: float, mu: float, k: int) -> tuple[float, float]:
    """Lower and upper bound of the job's mean response time.

    Below: no better than the largest of K idle services, nor than one M/M/1 branch.  Above: K independent
    M/M/1 response times (they are associated, so their maximum is smaller).  Source: Nelson & Tantawi 1988.
    """
    require_whole("branches", k, 1)
    single = _single(lam, mu)
    return max(single, _harmonic(k) / mu), _harmonic(k) * single


def _single(lam: float, mu: float) -> float:
    require_rate("lam", lam, zero_allowed=True)
    require_rate("mu", mu)
    rho = utilisation(lam / mu, 1.0)
    return 1.0 / (mu * (1.0 - rho)) if rho < 1 else math.inf


def _harmonic(k: int) -> float:
    if k < 1_000:
        return sum(1.0 / i for i in range(1, k + 1))
    # Euler and Maclaurin; the next term is below 1e-14
    return math.log(k) + EULER_GAMMA + 0.5 / k - 1.0 / (12.0 * k * k)
