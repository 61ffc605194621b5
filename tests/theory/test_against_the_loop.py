"""The engine beside a hand-written C++ loop of the benchmarks' two systems, with the same citizens."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import cpp_loop, hallsim_models
from benchmarks.outcome import NotHereError


@pytest.fixture(scope="module", autouse=True)
def _loop() -> None:
    try:
        cpp_loop.make_ready()
    except NotHereError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("system", ["simulate_mm20", "simulate_hall"])
def test_the_same_citizens_wait_as_long(system: str) -> None:
    loop, ours = (getattr(module, system)(3_300, 5) for module in (cpp_loop, hallsim_models))
    assert np.array_equal(loop.total_min, ours.total_min)
    assert set(loop.waits_min) == set(ours.waits_min)
    for station, waits in ours.waits_min.items():
        assert waits.max() > 0
        # services that start in the same millisecond may stand in another order
        assert np.array_equal(np.sort(loop.waits_min[station]), np.sort(waits)), station
