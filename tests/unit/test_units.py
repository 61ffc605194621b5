"""Quantities as people write them: what is accepted, what is refused with which remedy, round trips."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallsim.text.message import LANGS, Message
from hallsim.units import (
    MAX_DURATION_MS,
    MS_PER_DAY,
    MS_PER_HOUR,
    MS_PER_MIN,
    Duration,
    UnitError,
    format_clock,
    format_duration,
    format_ms_of_day,
    parse_clock,
    parse_clock_range,
    parse_duration,
    parse_rate,
    parse_share,
    round_half_up,
)


@pytest.mark.parametrize(
    ("text", "expected_ms"),
    [
        ("250 ms", 250), ("90 s", 90_000), ("1 sec", 1_000), ("2 seconds", 2_000), ("8 min", 480_000),
        ("8min", 480_000), ("8 Minutes", 480_000), ("0.5 h", 1_800_000), (".5 hours", 1_800_000),
        ("2 d", 172_800_000), ("1 day", 86_400_000), ("1 week", 604_800_000), ("1 h 30 min", 5_400_000),
        ("3 秒", 3_000), ("8分钟", 480_000), ("1小时30分钟", 5_400_000), ("2 天", 172_800_000),
        ("1周", 604_800_000), ("８ 分钟", 480_000), ("0 min", 0), ("0.1 s", 100), ("1e1 s", 10_000),
    ],
)  # fmt: skip
def test_exact_durations(text: str, expected_ms: int) -> None:
    assert parse_duration(text).to_ms(None) == expected_ms


@pytest.mark.parametrize("text", ["10 workdays", "10 Working days", "10工作日", "10 个工作日"])
def test_workdays_are_kept_apart(text: str) -> None:
    duration = parse_duration(text)
    assert duration == Duration(Fraction(10), "workdays")
    assert duration.to_ms(7 * MS_PER_HOUR) == 70 * MS_PER_HOUR


def test_workdays_need_a_calendar() -> None:
    with pytest.raises(UnitError, match="10 workdays cannot be used here"):
        parse_duration("10 workdays").to_ms(None)


@pytest.mark.parametrize("bare", ["12", 12])
def test_a_bare_number_says_which_units_fit(bare: object) -> None:
    with pytest.raises(ValueError, match="has no unit") as caught:
        parse_duration(bare)
    assert str(caught.value) == "12 has no unit; write 12 min, 12 s, 12 h, 12 days or 12 workdays"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("8 minuts", "did you mean minutes?"), ("8 m", "write ms, s, min, h"),
        ("-5 min", "is negative"),
        ("", "is not a duration"), ("min", "is not a duration"), ("8 min or so", "is not a duration"),
        ("1 workday 3 h", "is not a duration"), ("1e9 weeks", "a thousand years"),
        ("9" * 5000, "is not a dur"),
        ("8 min" + " " * 300 + "x", "is not a duration"), (None, "an empty value"), (True, "true or false"),
        ([1], "a list"), ("1" * 50 + " s", "too many digits"),
    ],
)  # fmt: skip
def test_what_is_no_duration(text: object, said: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_duration(text)
    assert said in str(caught.value)


@given(st.integers(0, MAX_DURATION_MS), st.sampled_from(["en", "zh"]))
def test_durations_survive_writing_and_reading(duration_ms: int, lang: str) -> None:
    written = format_duration(duration_ms, "zh" if lang == "zh" else "en")
    assert parse_duration(written).to_ms(None) == duration_ms


def test_format_duration() -> None:
    assert format_duration(5_400_000) == "1 h 30 min"
    assert format_duration(-5_250) == "-5.25 s"
    assert format_duration(0) == "0 min"
    assert format_duration(MS_PER_DAY + 1, "zh") == "1天0.001秒"


@given(st.integers(-(10**12), 10**12))
def test_halves_round_up(twice: int) -> None:
    rounded = round_half_up(Fraction(twice, 2))
    assert rounded == (twice + 1) // 2


@pytest.mark.parametrize(
    ("text", "expected_ms"),
    [
        ("09:30", 34_200_000), ("9:30", 34_200_000), ("09:30:15", 34_215_000), ("09:30:15.25", 34_215_250),
        ("00:00", 0), ("24:00", MS_PER_DAY), ("９：３０", 34_200_000),
    ],
)  # fmt: skip
def test_clock(text: str, expected_ms: int) -> None:
    assert parse_clock(text) == expected_ms


@pytest.mark.parametrize(
    "text", ["24:01", "24:00:01", "09:60", "09:30:60", "930", 930, "0930", "9", "-1:00", ""]
)
def test_what_is_no_clock_time(text: object) -> None:
    with pytest.raises(UnitError, match=r"is not a clock time; write hours and minutes from 00:00 to 24:00"):
        parse_clock(text)


@given(st.integers(0, MS_PER_DAY))
def test_clock_times_survive_writing_and_reading(time_ms: int) -> None:
    assert parse_clock(format_ms_of_day(time_ms)) == time_ms


@pytest.mark.parametrize("time_ms", [-1, MS_PER_DAY + 1])
def test_no_time_of_day_outside_the_day(time_ms: int) -> None:
    with pytest.raises(ValueError, match="not a time of day"):
        format_ms_of_day(time_ms)


def test_format_clock_names_any_day_but_the_first() -> None:
    assert format_clock(34_200_000) == "09:30"
    assert format_clock(3 * MS_PER_DAY + 34_200_000) == "day 3 09:30"
    assert format_clock(3 * MS_PER_DAY + 34_200_000, "zh") == "第3天 09:30"


@pytest.mark.parametrize(
    "text",
    ["09:00-12:00", "9:00 – 12:00", "09:00—12:00", "09:00~12:00", "09:00～12:00", "9:00至12:00",
     "9:00到12:00", "9:00 to 12:00"],
)  # fmt: skip
def test_clock_ranges(text: str) -> None:
    assert parse_clock_range(text) == (9 * MS_PER_HOUR, 12 * MS_PER_HOUR)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("09:00", "is not a span"), ("09:00-", "is not a span"), ("9:00-10:00-11:00", "is not a span"),
        ("12:00-09:00", "does not end after it starts"), ("09:00-09:00", "does not end after it starts"),
        ("09:00-25:00", "is not a clock time"), ("22:00-06:00", "22:00-24:00 and 00:00-06:00"),
    ],
)  # fmt: skip
def test_what_is_no_clock_range(text: str, said: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_clock_range(text)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "per_ms"),
    [
        ("30 per hour", 30 / MS_PER_HOUR), ("0.8 per min", 0.8 / MS_PER_MIN), ("0.8/min", 0.8 / MS_PER_MIN),
        ("4000 per day", 4000 / MS_PER_DAY), ("100 per s", 0.1), ("3 an hour", 3 / MS_PER_HOUR),
        ("每小时30", 30 / MS_PER_HOUR), ("每天 4000 人", 4000 / MS_PER_DAY), ("30 / 小时", 30 / MS_PER_HOUR),
    ],
)  # fmt: skip
def test_rates(text: str, per_ms: float) -> None:
    assert parse_rate(text) == pytest.approx(per_ms, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (30, "30 has no unit; write 30 per hour, 30 per min, 30 per day or 30 per s"),
        ("30 hour", "not a rate"),
        ("-3 per h", "is negative"),
        ("5 per workday", "no fixed length"), ("5 per minuet", "did you mean minute?"),
    ],
)  # fmt: skip
def test_what_is_no_rate(text: object, said: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_rate(text)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "share"),
    [("12%", 0.12), ("12 ％", 0.12), ("0.12", 0.12), (0.12, 0.12),
     (0, 0.0), (1, 1.0), ("100%", 1.0), ("0.5%", 0.005)],
)  # fmt: skip
def test_shares(text: object, share: float) -> None:
    assert parse_share(text) == share


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (31, "31 is not a share; write 31% or 0.31"), ("31", "write 31% or 0.31"),
        ("130%", "between 0% and 100%"),
        (-0.1, "between 0% and 100%"), (250, "between 0% and 100%"), ("a third", "write a percentage"),
        (float("nan"), "write a percentage"), (float("inf"), "write a percentage"), (True, "true or false"),
    ],
)  # fmt: skip
def test_what_is_no_share(text: object, said: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_share(text)
    assert said in str(caught.value)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_with_a_remedy(text: str) -> None:
    for parse in (parse_duration, parse_clock, parse_clock_range, parse_rate, parse_share):
        remedies = ["none needed"]
        try:
            parse(text)
        except UnitError as error:
            remedies = [error.advice.text(lang) for lang in LANGS]
        assert all(remedies)


def test_errors_cross_process_borders() -> None:
    error = UnitError(Message("{words!r} is negative", words="-3"), Message("shorten it"))
    copy = pickle.loads(pickle.dumps(error))
    assert str(copy) == "'-3' is negative; shorten it"
    assert copy.said.text("zh") == "'-3' 为负数"
