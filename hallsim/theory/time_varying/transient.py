"""A birth-death chain over a stretch of constant rates: its law at the end, its time in each state."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.polynomial import Polynomial
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Poles = tuple[NDArray[np.complex128], NDArray[np.complex128]]

MOST_JUMPS = 2_000.0
"""Jumps on average in a stretch up to which they are followed one by one (uniformisation)."""

MOST_STEPS = 5_000
"""Steps tried beyond that; a stretch takes some hundred."""

NOTHING = 1e-15
"""Chance of a state below which it is left out of a step; rounding is of that size."""

TOLERANCE = 1e-9
"""Allowed difference of one step and two of half its length; the error of the two is about 2^-11 of it."""


def advance(law: Vector, birth: Vector, death: Vector, duration: float) -> tuple[Vector, Vector]:
    """Move the law on by `duration`: by uniformisation, or where that takes many jumps by implicit steps.

    Args:
        law: shape (n+1,), the probabilities of states 0..n.
        birth, death: shape (n+1,), rates out of each state; birth[n] and death[0] must be 0.
    Returns:
        (law at the end, expected time spent in each state), both of shape (n+1,).
    """
    rate = float((birth + death).max())
    if rate == 0 or duration == 0:
        return law, law * duration
    if rate * duration <= MOST_JUMPS:
        return _jump_by_jump(law, (birth, death), rate, duration)
    return _implicit(law, (birth, death), rate, duration)


def uniformised(law: Vector, birth: Vector, death: Vector, duration: float) -> tuple[Vector, Vector]:
    """`advance` jump by jump, however many they are; rates that are not all 0."""
    return _jump_by_jump(law, (birth, death), float((birth + death).max()), duration)


def pade_step(law: Vector, birth: Vector, death: Vector, duration: float) -> tuple[Vector, Vector]:
    """`advance` in one implicit step, with an error that nobody looks at: for steps known to be short."""
    return _step(law, (birth, death), duration)


def _jump_by_jump(
    law: Vector, rates: tuple[Vector, Vector], rate: float, duration: float
) -> tuple[Vector, Vector]:
    """Jensen 1953; the occupation weights are the Poisson tails divided by the uniform rate."""
    import numpy as np

    occupied = np.zeros_like(law)
    n_parts = math.ceil(rate * duration / 400.0)  # exp(-400) is still a normal float
    jumps_mean = rate * duration / n_parts
    n_terms = math.ceil(jumps_mean + 12.0 * math.sqrt(jumps_mean) + 25.0)
    weights = _poisson(jumps_mean, n_terms)
    # P(more than k jumps), summed from its far end so that few jumps keep their digits
    tails = np.append(np.cumsum(weights[:0:-1])[::-1], 0.0)
    up, down = rates[0] / rate, rates[1] / rate
    keep = 1.0 - up - down
    for _ in range(n_parts):
        term, end = law, np.zeros_like(law)
        for weight, tail in zip(weights, tails, strict=True):
            end += weight * term
            occupied += (tail / rate) * term
            moved = keep * term
            moved[1:] += up[:-1] * term[:-1]
            moved[:-1] += down[1:] * term[1:]
            term = moved
        law = end
    return law, occupied


def _poisson(mean: float, n_terms: int) -> Vector:
    import numpy as np

    k = np.arange(n_terms)
    log_factorial = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n_terms)))))
    return np.asarray(np.exp(k * math.log(mean) - mean - log_factorial))


def _implicit(
    law: Vector, rates: tuple[Vector, Vector], rate: float, duration: float
) -> tuple[Vector, Vector]:
    """Steps of Pade's approximation [5/6] of the exponential, of order 11: long where the law changes slowly.

    Each is a sum of tridiagonal solutions, one for each pair of its poles.  A step is taken once whole and
    once in halves, and made shorter where the two differ by more than `TOLERANCE`.  Only states
    near those that have mass are solved for: `reach` further, and more where mass comes to the edge.
    """
    import numpy as np

    occupied = np.zeros_like(law)
    left, step, reach = duration, min(duration, 10.0 / rate), 64
    for _ in range(MOST_STEPS):
        near = _window(law, reach)
        inside = _between(rates, near)
        whole, _ = _step(law[near], inside, step)
        half, spent = _step(law[near], inside, step / 2.0)
        end, spent_after = _step(half, inside, step / 2.0)
        if (near.start > 0 and _at_edge(end[:4])) or (near.stop < law.size and _at_edge(end[-4:])):
            reach *= 2
            continue
        off = float(np.abs(whole - end).sum())
        if off <= TOLERANCE:
            law = np.zeros_like(law)
            law[near] = end
            occupied[near] += spent + spent_after
            left -= step
            if left <= 1e-14 * duration:
                return law, occupied
        step = min(left, step * min(5.0, max(0.2, 0.9 * (TOLERANCE / max(off, 1e-30)) ** (1.0 / 12.0))))
    raise ValueError(f"a stretch of {duration * rate:.3g} jumps is out of reach: cut it into pieces")


def _window(law: Vector, reach: int) -> slice:
    import numpy as np

    filled = np.flatnonzero(np.abs(law) > NOTHING)
    return slice(max(0, int(filled[0]) - reach), min(law.size, int(filled[-1]) + 1 + reach))


def _at_edge(part: Vector) -> bool:
    return bool((abs(part) > NOTHING).any())


def _between(rates: tuple[Vector, Vector], near: slice) -> tuple[Vector, Vector]:
    """The rates within a window, which nothing leaves."""
    birth, death = rates[0][near].copy(), rates[1][near].copy()
    birth[-1] = death[0] = 0.0
    return birth, death


def _step(law: Vector, rates: tuple[Vector, Vector], step: float) -> tuple[Vector, Vector]:
    """The law after `step`, and the time spent in each state."""
    import numpy as np
    from scipy.linalg import solve_banded

    birth, death = rates
    bands = np.zeros((3, law.size), dtype=np.complex128)
    bands[0, 1:] = death[1:] * step
    bands[2, :-1] = birth[:-1] * step
    end, spent = np.zeros_like(law), np.zeros_like(law)
    for pole, residue in zip(*_pade(), strict=True):
        bands[1] = -(birth + death) * step - pole
        part = solve_banded((1, 1), bands, law, check_finite=False)
        end += 2.0 * (residue * part).real
        spent += 2.0 * step * (residue / pole * part).real
    # Residues of some hundreds cost three digits of the sums, which are known.
    total = law.sum()
    return end * (total / end.sum()), spent * (step * total / spent.sum())


@functools.cache
def _pade() -> Poles:
    """Poles in the upper half plane and residues of the [5/6] approximation of exp."""
    import numpy as np

    above, below = _polynomial(5, 6, 1), _polynomial(6, 5, -1)
    slope = below.deriv()
    roots = np.asarray(below.roots(), dtype=np.complex128)
    poles = roots[roots.imag > 0]
    poles = poles - below(poles) / slope(poles)  # Newton's step: the last digits of the roots
    return poles, np.asarray(above(poles) / slope(poles), dtype=np.complex128)


def _polynomial(degree: int, other: int, sign: int) -> Polynomial:
    """Numerator (sign 1) or denominator (-1) of Pade's approximation, up to a common factor."""
    from numpy.polynomial import Polynomial

    return Polynomial(
        [
            math.factorial(degree + other - j)
            * math.comb(degree, j)
            / math.factorial(degree + other)
            * sign**j
            for j in range(degree + 1)
        ]
    )
