"""Numbers as short texts come back as they were, and a text that says no numbers is refused."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from hallsim.metrics.definition.packing import FEW, Ascending, packed, unpacked
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


@given(of(st.just(0.0) | st.floats(1e-9, 1e12)), st.randoms())
def test_those_of_a_part_are_kept_as_if_alone(values: NDArray[np.float64], random: Random) -> None:
    values = np.unique(rounded(values))
    chosen = np.array(sorted(random.sample(range(len(values)), random.randint(0, len(values)))), np.int64)
    assert Ascending(values).packed(chosen) == packed(values[chosen])


def test_values_of_any_size_come_back() -> None:
    for few in (3e-14, 1.234e-12, 0.0, 9.999e15, 1.001e16, 5e-324):
        values = np.unique(np.array([few, *np.linspace(1, 20, 39)]))
        assert np.array_equal(unpacked(packed(values)), values)


def test_nothing_at_all_takes_a_word() -> None:
    assert len(packed(np.zeros(4000))) < 10
    assert np.array_equal(unpacked(packed(np.zeros(4000))), np.zeros(4000))


def test_counts_take_a_byte_each_and_rounded_waits_little_more() -> None:
    rng = np.random.default_rng(1)
    waits = np.unique(rounded(rng.exponential(10.0, 5000)))
    counts = rng.integers(1, 200, len(waits)).astype(np.float64)
    assert len(packed(counts)) < 1.5 * len(counts)
    assert len(packed(waits)) < 3 * len(waits)


NONE = (
    "", "w", "x1AAAA", "w1????", "w1eJwDAAAAAAE", "w3eJwDAAAAAAE=", "eJxjYGBgAAAABAAB",
    "r1:AQ==", "r1x:AQ==", "r3100:AQ==", "r1999999999:AQ==", "n", "n-3", "n9999999999999999999",
)  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_a_text_that_holds_no_numbers_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="damaged numbers"):
        unpacked(text)
