"""Morris' screening and Sobol's indices of any function of the unit cube, by SALib.

Sources: Morris 1991, Technometrics 33:161-174; Campolongo, Cariboni, Saltelli 2007, Environmental Modelling
& Software 22:1509-1518 (mean of absolute effects); Saltelli et al. 2010, Computer Physics Communications
181:259-270 (first order and total).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from hallsim.errors import InputError, problem
from hallsim.text.message import Message

Real = NDArray[np.float64]
Method = Literal["morris", "sobol"]

LEVELS: Final = 4
"""Steps of a range on which Morris' ways walk."""
EXTRA: Final = "pip install 'hallsim[sensitivity]'"
_RESAMPLES: Final = 500


@dataclass(frozen=True, slots=True)
class Effects:
    """Morris' effects of a factor over the whole of its range, in the unit of the answer.

    `mu_star` is the mean of the absolute effects with the half width of its interval, `mu` the mean of the
    effects, `sigma` their standard deviation: large beside `mu_star` where the effect is not straight or
    depends on other factors.
    """

    mu_star: float
    half_width: float
    mu: float
    sigma: float


@dataclass(frozen=True, slots=True)
class Shares:
    """Sobol's indices of a factor: shares of the variance of the answer over the ranges.

    `first` alone, `total` with all that it does together with others; each with the half width of its
    interval.
    """

    first: float
    first_half_width: float
    total: float
    total_half_width: float


def n_points(method: Method, k: int, n: int) -> int:
    """How many points a method asks for: n ways (Morris), or n base points (Sobol, a power of two)."""
    return n * (k + 1) if method == "morris" else _power_of_two(n) * (k + 2)


def points(method: Method, k: int, n: int, seed: int) -> Real:
    """(`n_points`, k) points of the unit cube.

    Raises:
        InputError: SALib is not installed.
    """
    _salib()
    if method == "morris":
        from SALib.sample import morris

        return np.asarray(morris.sample(_cube(k), n, num_levels=LEVELS, seed=seed), dtype=np.float64)
    from SALib.sample import sobol

    plan = sobol.sample(_cube(k), _power_of_two(n), calc_second_order=False, seed=seed)
    return np.asarray(plan, dtype=np.float64)


def effects(plan: Real, answers: Sequence[float], level: float = 0.95, seed: int = 0) -> list[Effects]:
    """Morris' effects of every factor from the answers at the points of `points("morris", …)`.

    All NaN when an answer is missing: a way with a hole has no effect to tell.
    """
    from SALib.analyze import morris

    k, y = plan.shape[1], np.asarray(answers, dtype=np.float64)
    if not np.isfinite(y).all():
        return [Effects(*(math.nan,) * 4)] * k
    found = morris.analyze(
        _cube(k), plan, y, num_levels=LEVELS, conf_level=level, num_resamples=_RESAMPLES, seed=seed
    )
    return [Effects(*row) for row in _rows(found, ("mu_star", "mu_star_conf", "mu", "sigma"), k)]


def shares(k: int, answers: Sequence[float], level: float = 0.95, seed: int = 0) -> list[Shares]:
    """Sobol's indices of every factor from the answers at the points of `points("sobol", …)`.

    All NaN when an answer is missing, or all answers are the same: there is no variance to share.
    """
    from SALib.analyze import sobol

    y = np.asarray(answers, dtype=np.float64)
    if not np.isfinite(y).all() or float(np.ptp(y)) <= 1e-12 * max(1.0, float(np.max(np.abs(y)))):
        return [Shares(*(math.nan,) * 4)] * k
    found = sobol.analyze(
        _cube(k), y, calc_second_order=False, conf_level=level, num_resamples=_RESAMPLES, seed=seed
    )
    return [Shares(*row) for row in _rows(found, ("S1", "S1_conf", "ST", "ST_conf"), k)]


def _rows(found: Mapping[str, Any], names: Sequence[str], k: int) -> list[tuple[float, ...]]:
    columns = [np.asarray(found[name], dtype=np.float64) for name in names]
    return [tuple(float(column[i]) for column in columns) for i in range(k)]


def _cube(k: int) -> dict[str, Any]:
    return {"num_vars": k, "names": [f"x{i}" for i in range(k)], "bounds": [[0.0, 1.0]] * k}


def _power_of_two(n: int) -> int:
    """Sobol's sequence is even only over powers of two: the next one."""
    return 1 << max(0, n - 1).bit_length()


def _salib() -> None:
    try:
        import SALib  # noqa: F401
    except ImportError:
        raise InputError(
            problem(
                None,
                "sensitivity.extra",
                Message("Morris and Sobol need SALib, which is not installed"),
                Message("install it: {command}; --method one-at-a-time works without", command=EXTRA),
            )
        ) from None
