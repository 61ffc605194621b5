"""Sets of spans, and sums by owner, against the plainest way to say what they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallsim.audit.spans import (
    STRIDE,
    Int,
    Spans,
    area_between,
    by_owner,
    first_of,
    flat,
    grouped,
    largest_by,
    sum_by,
    union,
)

TIME = 30
"""Times are few, so that spans often touch, contain each other and begin or end at once."""
PAIRS = st.lists(st.tuples(st.integers(0, TIME), st.integers(0, TIME)), max_size=12)
OWNED = st.lists(st.tuples(st.integers(0, 3), st.integers(0, TIME), st.integers(0, TIME)), max_size=20)


def column(rows: Sequence[tuple[int, ...]], i: int) -> Int:
    return np.array([row[i] for row in rows], np.int64)


def instants(spans: Spans) -> set[int]:
    """The milliseconds [t, t + 1) that spans cover."""
    return {t for start, end in zip(spans.starts, spans.ends, strict=True) for t in range(start, end)}


def covered(pairs: list[tuple[int, int]]) -> set[int]:
    return {t for start, end in pairs for t in range(start, end)}


@given(PAIRS)
def test_a_union_covers_what_its_spans_cover_in_as_few_spans_as_can_be(pairs: list[tuple[int, int]]) -> None:
    found = union(column(pairs, 0), column(pairs, 1))
    assert instants(found) == covered(pairs)
    assert (found.ends > found.starts).all()
    assert (found.starts[1:] > found.ends[:-1]).all()


@given(PAIRS, PAIRS)
def test_time_covered_within_a_span_is_that_before_its_end_less_that_before_its_start(
    pairs: list[tuple[int, int]], asked: list[tuple[int, int]]
) -> None:
    found = union(column(pairs, 0), column(pairs, 1))
    asked = [(min(pair), max(pair)) for pair in asked]
    measured = found.measure(column(asked, 0), column(asked, 1))
    assert measured.tolist() == [len(covered(pairs) & set(range(*pair))) for pair in asked]
    # the other way round is the same with the other sign: a fault of a trace is not hidden
    assert found.measure(column(asked, 1), column(asked, 0)).tolist() == (-measured).tolist()


@given(OWNED, st.lists(st.integers(0, 3), unique=True))
def test_the_spans_of_any_of_some_owners(rows: list[tuple[int, int, int]], owners: list[int]) -> None:
    owner = column(rows, 0)
    found = union(flat(owner, column(rows, 1)), flat(owner, column(rows, 2))).of_any(owners)
    assert instants(found) == covered([(start, end) for one, start, end in rows if one in owners])
    assert (found.starts[1:] > found.ends[:-1]).all()


@given(OWNED)
def test_sums_and_extremes_by_owner(rows: list[tuple[int, int, int]]) -> None:
    owner, value = column(rows, 0), column(rows, 1)
    of: list[list[int]] = [[v for one, v, _ in rows if one == k] for k in range(4)]
    assert sum_by(owner, value, 4).tolist() == [sum(values) for values in of]
    assert largest_by(owner, value, 4).tolist() == [max(values, default=0) for values in of]
    assert first_of(owner, value, 4, nothing=-1).tolist() == [(v or [-1])[0] for v in of]


@pytest.mark.parametrize("many", [4, 300, 70_000])
def test_rows_by_owner_keep_their_order(many: int) -> None:
    owner = np.random.default_rng(1).integers(0, many, 500)
    assert by_owner(owner).tolist() == sorted(range(500), key=lambda i: owner[i])


def test_rows_of_some_owners_ascend_and_who_has_none_is_in_none() -> None:
    found = grouped(np.array([2, -1, 0, 2, 1, 0]), 4)
    assert found.of(np.array([2, 0])).tolist() == [0, 2, 3, 5]
    assert found.of(np.array([3])).tolist() == []
    assert found.of(np.empty(0, np.int64)).tolist() == []


@given(OWNED)
def test_the_area_between_coming_and_going_is_the_sum_over_time_of_who_is_there(
    rows: list[tuple[int, int, int]],
) -> None:
    stays = [(owner, min(a, b), max(a, b)) for owner, a, b in rows]
    found = area_between(column(stays, 0), column(stays, 1), column(stays, 2), 4)
    there = [sum(o == k and a <= t < b for t in range(TIME) for o, a, b in stays) for k in range(4)]
    assert found.tolist() == there


def test_times_of_one_owner_end_where_those_of_the_next_begin() -> None:
    spans = union(flat(np.array([0, 1]), np.array([5, 0])), flat(np.array([0, 1]), np.array([9, 4])))
    assert (spans.starts // STRIDE).tolist() == [0, 1]
    assert [of.tolist() for of in spans.of_each(np.array([1, 0]))] == [[0, 5], [4, 9]]
