"""Working time against a count of every millisecond of a small clock."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallsim.scenario.values.timetable import NEVER_MS, Timetable, minus_each

END = 40
SPANS = st.lists(st.tuples(st.integers(0, END), st.integers(0, END)), max_size=6)
INSTANT = st.integers(0, END + 5)


def open_ms(spans: list[tuple[int, int]]) -> list[bool]:
    """Whether each millisecond is open, by the definition."""
    return [any(start <= at < end for start, end in spans) for at in range(END + 60)]


@given(SPANS)
def test_spans_are_merged_without_gaining_or_losing_a_millisecond(spans: list[tuple[int, int]]) -> None:
    table, truth = Timetable.from_spans(spans), open_ms(spans)
    assert [table.is_open(at) for at in range(len(truth))] == truth
    assert np.all(table.starts < table.ends)
    assert np.all(table.starts[1:] > table.ends[:-1])
    assert table.total_ms == sum(truth)


@given(SPANS, INSTANT, INSTANT)
def test_working_time_between_counts_open_milliseconds(
    spans: list[tuple[int, int]], one: int, two: int
) -> None:
    table, truth = Timetable.from_spans(spans), open_ms(spans)
    expected = sum(truth[one:two]) if one <= two else -sum(truth[two:one])
    assert table.working_ms_between(one, two) == expected
    assert table.working_ms_between(np.array([one, two]), np.array([two, one])).tolist() == [
        expected,
        -expected,
    ]


@given(SPANS, INSTANT, st.integers(0, 30))
def test_added_work_ends_when_it_is_done(spans: list[tuple[int, int]], start: int, work: int) -> None:
    table, truth = Timetable.from_spans(spans), open_ms(spans)
    done, at = 0, start
    while done < work and at < len(truth):
        done += truth[at]
        at += 1
    expected = at if done == work else NEVER_MS
    assert table.add(start, work) == expected
    assert table.add(np.array([start]), np.array([work])).tolist() == [expected]


@given(SPANS, INSTANT)
def test_next_opening_and_closing(spans: list[tuple[int, int]], at: int) -> None:
    table, truth = Timetable.from_spans(spans), open_ms(spans)
    opening = next((t for t in range(at, len(truth)) if truth[t]), NEVER_MS)
    closing = next((t for t in range(at + 1, len(truth)) if truth[t - 1] and not truth[t]), NEVER_MS)
    assert table.next_open(at) == opening
    assert table.next_close(at) == closing
    many = np.array([at, at])
    assert table.next_open(many).tolist() == [opening] * 2
    assert table.next_close(many).tolist() == [closing] * 2
    assert table.is_open(many).tolist() == [truth[at]] * 2


@given(SPANS, SPANS)
def test_sets_of_time(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> None:
    one, two = Timetable.from_spans(left), Timetable.from_spans(right)
    open_one, open_two = open_ms(left), open_ms(right)
    pairs = list(zip(open_one, open_two, strict=True))
    for made, truth in (
        (one.union(two), [a or b for a, b in pairs]),
        (one.minus(two), [a and not b for a, b in pairs]),
        (one.intersection(two), [a and b for a, b in pairs]),
    ):
        assert [made.is_open(at) for at in range(len(truth))] == truth
        assert np.all(made.starts[1:] > made.ends[:-1])


@given(st.lists(st.tuples(SPANS, SPANS), max_size=4), st.sampled_from([0, NEVER_MS - 50, -3]))
def test_many_differences_at_once_are_each_one_alone(
    rows: list[tuple[list[tuple[int, int]], list[tuple[int, int]]]], later: int
) -> None:
    """Also where the times are so late, or so early, that they do not fit one after another."""
    left, right = (
        [Timetable.from_spans((a + later, b + later) for a, b in row[side]) for row in rows]
        for side in (0, 1)
    )
    assert minus_each(left, right) == [one.minus(two) for one, two in zip(left, right, strict=True)]


def test_work_ends_with_its_span_and_no_work_ends_at_once() -> None:
    table = Timetable.from_spans([(0, 10), (20, 30)])
    assert table.add(4, 6) == 10
    assert table.add(4, 7) == 21
    assert table.add(12, 0) == 12
    assert table.add(12, 11) == NEVER_MS


def test_a_time_without_end() -> None:
    table = Timetable.from_spans([(0, NEVER_MS)])
    assert table.add(10**15, 10**12) == 10**15 + 10**12
    assert table.working_ms_between(5, 10**15) == 10**15 - 5


def test_equality_is_by_value() -> None:
    assert Timetable.from_spans([(0, 5), (5, 9)]) == Timetable.from_spans([(0, 9)])
    assert Timetable.from_spans([(0, 5)]) != Timetable.from_spans([(0, 9)])
    with pytest.raises(TypeError):
        hash(Timetable.from_spans([]))
