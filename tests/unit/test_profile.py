"""Curves of the day: exact integrals, their inverse, and what people may write."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from hallsim.scenario.values.profile import (
    PROFILES,
    Profile,
    ProfileField,
    RateTableField,
    parse_profile,
    parse_rate_table,
)
from hallsim.units import MS_PER_DAY, MS_PER_HOUR, UnitError

HEIGHT = st.floats(0, 1e3).map(lambda x: round(x, 3))
STEPS = st.lists(
    st.tuples(st.integers(0, 23), HEIGHT), min_size=1, max_size=8, unique_by=lambda pair: pair[0]
).map(lambda pairs: {f"{hour:02d}:00-{hour + 1:02d}:00": height for hour, height in pairs})
POINTS = st.lists(
    st.tuples(st.integers(0, 24), HEIGHT), min_size=2, max_size=8, unique_by=lambda pair: pair[0]
).map(lambda pairs: {f"{hour:02d}:00": height for hour, height in pairs})


@given(st.one_of(STEPS, POINTS))
def test_integral_and_inverse_agree_with_the_values(table: dict[str, float]) -> None:
    curve = parse_rate_table({key: f"{value} per hour" for key, value in table.items()})
    at_ms = np.arange(30_000, MS_PER_DAY, 60_000, dtype=np.float64)
    assert curve.integral() == pytest.approx(np.sum(curve.value(at_ms)) * 60_000, abs=1e-9)
    assert np.max(curve.value(at_ms)) <= curve.max() * (1 + 1e-12)
    middle = curve.integral(0, 11.3 * MS_PER_HOUR) + curve.integral(11.3 * MS_PER_HOUR, MS_PER_DAY)
    assert middle == pytest.approx(curve.integral(), rel=1e-9, abs=1e-12)
    if curve.integral() > 1e-6:
        u = np.linspace(0, 1, 101)[:-1]
        drawn = curve.inverse(u)
        share = np.array([curve.integral(0, at) for at in drawn]) / curve.integral()
        assert share == pytest.approx(u, abs=1e-6)
        assert np.all(np.diff(drawn) >= 0)


def test_steps_jump_and_lines_do_not() -> None:
    steps = parse_profile({"09:00-10:00": 2, "11:00-12:00": 1})
    at = np.array([8.99, 9.0, 9.99, 10.0, 11.0, 12.0]) * MS_PER_HOUR
    assert steps.value(at).tolist() == [0, 2, 2, 0, 1, 0]
    assert steps.integral() == 3 * MS_PER_HOUR
    lines = parse_profile({"09:00": 0, "10:00": 2, "12:00": 0})
    assert lines.value(np.array([9.5, 10.0, 11.0, 13.0]) * MS_PER_HOUR) == pytest.approx([1, 2, 1, 0])
    assert lines.integral() == pytest.approx(3 * MS_PER_HOUR)


def test_two_peaks_has_its_peaks_and_its_quiet_lunch() -> None:
    profile = PROFILES["two_peaks"]
    at_ms = np.arange(0, MS_PER_DAY, 60_000, dtype=np.float64)
    values = profile.value(at_ms)
    morning, afternoon = at_ms < 12 * MS_PER_HOUR, at_ms >= 13 * MS_PER_HOUR
    assert at_ms[np.argmax(np.where(morning, values, 0))] == 10 * MS_PER_HOUR
    assert at_ms[np.argmax(np.where(afternoon, values, 0))] == 14.5 * MS_PER_HOUR
    lunch = profile.value(np.array([12.5 * MS_PER_HOUR]))[0]
    assert lunch < 0.25 * profile.max()
    assert at_ms[values > 0].min() == 8.5 * MS_PER_HOUR
    assert at_ms[values > 0].max() < 17 * MS_PER_HOUR


def test_named_profiles_cover_what_their_names_say() -> None:
    noon = 12 * MS_PER_HOUR
    assert PROFILES["morning"].integral(0, noon) > 0.7 * PROFILES["morning"].integral()
    assert PROFILES["afternoon"].integral(noon, MS_PER_DAY) > 0.7 * PROFILES["afternoon"].integral()
    assert PROFILES["flat"].integral() == PROFILES["flat"].max() * 8 * MS_PER_HOUR
    assert PROFILES["always"].integral() == PROFILES["always"].max() * MS_PER_DAY


def test_rates_are_per_millisecond() -> None:
    table = parse_rate_table({"09:00-10:00": "60 per hour"})
    assert table.max() == pytest.approx(60 / MS_PER_HOUR)
    assert table.integral() == pytest.approx(60)


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("two_peeks", "not a profile"),
        ({}, "clock ranges only"),
        ({"09:00": 1}, "clock ranges only"),
        ({"09:00": 1, "10:00-11:00": 1}, "clock ranges only"),
        ({"09:00-11:00": 1, "10:00-12:00": 1}, "overlap"),
        ({"09:00-10:00": 1, "9:00-10:00": 2}, "given twice"),
        ({"09:00": 1, "9:00": 2}, "given twice"),
        ({"09:00-10:00": -1}, "relative rate"),
        ({"09:00-10:00": "nan"}, "relative rate"),
        ({"09:00-10:00": None}, "relative rate"),
        ({"09:00-10:00": 0}, "zero all day"),
        (None, "not a profile"),
    ],
)
def test_bad_profiles_say_what_is_wrong_in_both_languages(value: object, part: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_profile(value)
    assert part in str(caught.value.said)
    assert str(caught.value.advice)


@pytest.mark.parametrize("value", ["60 per hour", {"09:00-10:00": 60}, {"09:00": "1 per min"}, None, []])
def test_bad_rate_tables_are_refused(value: object) -> None:
    with pytest.raises(UnitError):
        parse_rate_table(value)


def test_the_nearest_profile_is_named() -> None:
    with pytest.raises(UnitError, match="two_peaks"):
        parse_profile("two_peeks")


def test_the_fields_read_text_and_keep_values() -> None:
    class Model(BaseModel):
        profile: ProfileField
        rates: RateTableField

    model = Model.model_validate({"profile": "flat", "rates": {"09:00-10:00": "1 per min"}})
    assert isinstance(model.profile, Profile)
    assert Model(profile=model.profile, rates=model.rates) == model
    assert "always" in Model.model_json_schema()["properties"]["profile"]["anyOf"][0]["enum"]
