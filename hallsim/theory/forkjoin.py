"""Fork-join: a job splits into one task for each of K exponential single servers and waits for the last."""

import math

from hallsim.theory.guards import require_rate


def fork_join_2(lam: float, mu: float) -> float:
    """Mean response time of the job, K = 2: (12 - rho)/8 of an M/M/1's.  Exact.

    Source: Flatto & Hahn 1984, SIAM J. Appl. Math. 44:1041-1053; Nelson & Tantawi 1988.
    """
    require_rate("lam", lam)
    require_rate("mu", mu)
    rho = lam / mu
    return (12.0 - rho) / 8.0 / (mu - lam) if rho < 1 else math.inf


def nelson_tantawi(lam: float, mu: float, k: int) -> float:
    """Mean response time of the job for K branches; exact for K = 2, error below 5 % for K <= 32.

    Source: Nelson & Tantawi 1988, IEEE Trans. Computers 37:739-743.
    """
    if k < 1:
        raise ValueError(f"a fork needs at least one branch, got {k}")
    if k == 1:
        return _single(lam, mu)
    rho = lam / mu
    ratio = _harmonic(k) / _harmonic(2)
    return (ratio + (1.0 - ratio) * 4.0 * rho / 11.0) * fork_join_2(lam, mu)


def fork_join_bounds(lam: float, mu: float, k: int) -> tuple[float, float]:
    """Lower and upper bound of the job's mean response time.

    Below: no better than the largest of K idle services, nor than one M/M/1 branch.  Above: K independent
    M/M/1 response times (they are associated, so their maximum is smaller).  Source: Nelson & Tantawi 1988.
    """
    if k < 1:
        raise ValueError(f"a fork needs at least one branch, got {k}")
    single = _single(lam, mu)
    return max(single, _harmonic(k) / mu), _harmonic(k) * single


def _single(lam: float, mu: float) -> float:
    require_rate("lam", lam)
    require_rate("mu", mu)
    return 1.0 / (mu - lam) if lam < mu else math.inf


def _harmonic(k: int) -> float:
    return sum(1.0 / i for i in range(1, k + 1))
