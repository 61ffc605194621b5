"""hallsim as a contender with its compiled engine, where that is there."""

from __future__ import annotations

from benchmarks import hallsim_models
from benchmarks.engines import COMPILED, engine
from benchmarks.outcome import Outcome


def make_ready() -> None:
    """Load the engine; NotHereError says why it is not there."""
    engine(COMPILED)


def simulate_mm20(n_customers: int, seed: int) -> Outcome:
    """(a) about `n_customers` of M/M/20."""
    return hallsim_models.simulate_mm20(n_customers, seed, COMPILED)


def simulate_hall(n_customers: int, seed: int) -> Outcome:
    """(b) about `n_customers` of the hall."""
    return hallsim_models.simulate_hall(n_customers, seed, COMPILED)
