"""Numbers as short texts come back as they were, and a text that says no numbers is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from hallsim.metrics.definition.packing import FEW, packed, unpacked
from hallsim.metrics.definition.rounding import rounded

finite = st.floats(allow_nan=False, allow_infinity=False)
several = st.integers(FEW + 1, 60)


def of(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[NDArray[np.float64]]:
    """Arrays that are long enough to be packed."""
    return several.flatmap(lambda n: st.lists(numbers, min_size=n, max_size=n)).map(np.array)


@given(of(finite | st.just(float("nan"))))
def test_any_numbers_come_back(values: NDArray[np.float64]) -> None:
    assert np.array_equal(unpacked(packed(values)), values, equal_nan=True)


@given(of(st.integers(0, 2**62).map(float)))
def test_whole_numbers_come_back(values: NDArray[np.float64]) -> None:
    assert np.array_equal(unpacked(packed(values)), values)


@given(of(st.floats(1e-9, 1e12)))
def test_rounded_values_in_their_order_come_back(values: NDArray[np.float64]) -> None:
    values = np.unique(rounded(values))
    assert np.array_equal(unpacked(packed(values)), values)


def test_counts_take_a_byte_each_and_rounded_waits_little_more() -> None:
    rng = np.random.default_rng(1)
    waits = np.unique(rounded(rng.exponential(10.0, 5000)))
    counts = rng.integers(1, 200, len(waits)).astype(np.float64)
    assert len(packed(counts)) < 1.5 * len(counts)
    assert len(packed(waits)) < 4 * len(waits)


NONE = ("", "w", "x1AAAA", "w1????", "w1eJwDAAAAAAE", "w3eJwDAAAAAAE=", "eJxjYGBgAAAABAAB")


@pytest.mark.parametrize("text", NONE)
def test_a_text_that_holds_no_numbers_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="damaged numbers"):
        unpacked(text)
