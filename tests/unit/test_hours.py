"""Weekly hours as people write them."""

import pytest
from pydantic import BaseModel

from hallsim.scenario.values.hours import ALWAYS, WeeklyHours, parse_hours
from hallsim.units import MS_PER_DAY, MS_PER_HOUR, UnitError

NINE_TO_TWELVE = (9 * MS_PER_HOUR, 12 * MS_PER_HOUR)
ONE_TO_FIVE = (13 * MS_PER_HOUR, 17 * MS_PER_HOUR)


def test_one_span_holds_for_every_weekday() -> None:
    hours = parse_hours("09:00-12:00")
    assert hours.by_weekday == ((NINE_TO_TWELVE,),) * 7
    assert not hours.always


def test_spans_are_sorted_and_may_touch() -> None:
    assert parse_hours(["13:00-17:00", "09:00-12:00"]).by_weekday[3] == (NINE_TO_TWELVE, ONE_TO_FIVE)
    assert len(parse_hours(["09:00-12:00", "12:00-13:00"]).by_weekday[0]) == 2


@pytest.mark.parametrize("text", ["always", " Always ", "24/7", "全天"])
def test_always_covers_every_millisecond(text: str) -> None:
    hours = parse_hours(text)
    assert hours is ALWAYS
    assert hours.always
    assert hours.by_weekday[6] == ((0, MS_PER_DAY),)


def test_weekdays_by_name_and_by_span() -> None:
    hours = parse_hours(
        {"mon-thu": ["09:00-12:00", "13:00-17:00"], "周五": "09:00-12:00", "sat": "closed", "sun": []}
    )
    assert hours.by_weekday[0] == hours.by_weekday[3] == (NINE_TO_TWELVE, ONE_TO_FIVE)
    assert hours.by_weekday[4] == (NINE_TO_TWELVE,)
    assert hours.by_weekday[5] == hours.by_weekday[6] == ()


def test_a_worked_weekend_takes_the_first_written_hours_unless_its_weekday_is_named() -> None:
    unnamed = parse_hours({"mon-thu": "09:00-12:00", "fri": "13:00-17:00"})
    assert unnamed.spans(5, ordinary=False) == (NINE_TO_TWELVE,)
    assert unnamed.spans(5, ordinary=True) == ()
    named = parse_hours({"mon-fri": "09:00-12:00", "sat": "closed"})
    assert named.spans(5, ordinary=False) == ()


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (["09:00-12:00", "11:59-13:00"], "overlap"),
        ("09:00-09:00", "lasts no time"),
        ({"mon-wed": "09:00-12:00", "wed": "09:00-12:00"}, "hours of wed are given twice"),
        ({"montag": "09:00-12:00"}, "not a weekday"),
        ({}, "no hours"),
        ("nine to five", "nine"),
        (None, "empty"),
        (9, "9"),
        ({"mon": {"tue": "09:00-12:00"}}, "mapping"),
        (["09:00-12:00"] * 2000, "1000"),
    ],
)
def test_bad_hours_say_what_is_wrong_in_both_languages(value: object, part: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_hours(value)
    assert part in str(caught.value.said)
    assert str(caught.value.advice)


def test_the_field_reads_text_and_keeps_hours() -> None:
    class Model(BaseModel):
        hours: WeeklyHours

    model = Model.model_validate({"hours": "09:00-12:00"})
    assert model.hours == parse_hours("09:00-12:00")
    assert Model(hours=model.hours).hours is model.hours
    assert "anyOf" in Model.model_json_schema()["properties"]["hours"]
