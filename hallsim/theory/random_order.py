"""M/M/1 that serves whoever waits in random order."""

from __future__ import annotations

from hallsim.theory.numerics.guards import require_rate, utilisation


def random_order_mean_square(lam: float, mu: float) -> float:
    """Mean square of the wait in M/M/1 with random order; the mean wait is that of first come first served.

    Source: Kingman 1962 (Proc. Cambridge Phil. Soc. 58): 2 / (2 - rho) times the mean square of first come
    first served, which is 2 rho / (mu - lam)^2.
    """
    require_rate("lam", lam, zero_allowed=True)
    require_rate("mu", mu)
    rho = utilisation(lam / mu, 1.0)
    return 2.0 / (2.0 - rho) * 2.0 * rho / (mu * (1.0 - rho)) ** 2 if rho < 1 else float("inf")
