"""Citizens who would stand at the doors for hours are told before anything runs."""

import pytest

from hallsim.scenario.load import load_text

TEXT = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 5}
  services: {a: {}}
  citizens: {flexible: FLEXIBLE}
  arrivals: {per_day: 20, profile: {PROFILE}}
designs:
  a: {opening: OPENING, windows: {hall: {serves: all}}}
"""
NIGHT = "20:00-02:00"


def warned(opening: str, profile: str, flexible: str = "0%") -> list[str]:
    """What is said of citizens who come early."""
    text = TEXT.replace("OPENING", opening).replace("PROFILE", profile).replace("FLEXIBLE", flexible)
    return [one.message for one in load_text(text).warnings if one.code == "arrivals.early"]


MORNING = "20:00-24:00: 1, 08:00-10:00: 2"
"""Half of them."""


def test_who_comes_on_the_mornings_of_nights_stands_at_the_doors() -> None:
    (message,) = warned(NIGHT, MORNING)
    assert message.startswith("50% of these citizens come more than 2 h before design 'a' opens (mon)")


def test_who_bends_to_the_hours_is_not_counted() -> None:
    """Of two groups each by its share, of a source of one group that group's."""
    (message,) = warned(NIGHT, MORNING, "50%")
    assert message.startswith("25% of these citizens come more than 2 h before design 'a' opens (mon)")
    groups = "80%}\n  groups: {old: {share: 25%, flexible: 0%}, young: {share: 75%}"
    (message,) = warned(NIGHT, MORNING, groups)
    assert message.startswith("20% of")  # half of 25 % and of a fifth of 75 %
    (message,) = warned(NIGHT, MORNING + "}, group: old, batch: {1: 100%", groups)
    assert message.startswith("50% of")


def test_who_comes_after_midnight_in_a_hall_whose_monday_is_no_night_stands_at_the_doors() -> None:
    """A curve of the small hours alone is of the calendar's days: on Monday nobody has opened before."""
    (message,) = warned(NIGHT, "00:00-02:00: 1")
    assert message.startswith("100% of these citizens come more than 2 h before design 'a' opens (mon)")


@pytest.mark.parametrize(
    ("opening", "profile", "flexible"),
    [
        (NIGHT, "20:00-24:00: 1", "0%"),
        (NIGHT, "20:00-24:00: 1, 00:00-02:00: 2", "0%"),
        (NIGHT, "20:00-02:00: 1", "0%"),
        (NIGHT, "20:00-24:00: 1, 08:00-10:00: 2", "100%"),
        ("09:00-17:00", "07:00-17:00: 1", "0%"),
        ("always", "00:00-24:00: 1", "0%"),
        ("{mon: 00:00-24:00, tue-fri: 20:00-24:00}", "20:00-24:00: 1", "0%"),
    ],
)
def test_nothing_is_said_where_nobody_stands_there_for_long(
    opening: str, profile: str, flexible: str
) -> None:
    assert not warned(opening, profile, flexible)


@pytest.mark.parametrize(
    ("opening", "profile", "share"),
    [
        (NIGHT, "20:00-03:00: 1", "14%"),
        ("20:00-24:00", "20:00-02:00: 1", "33%"),
        # on Saturday nobody has opened at midnight, as nobody works then
        ("[00:00-02:00, 20:00-24:00]", "20:00-02:00: 1", "33%"),
    ],
)
def test_who_comes_in_the_night_after_the_closing_is_told(opening: str, profile: str, share: str) -> None:
    text = TEXT.replace("OPENING", opening).replace("PROFILE", profile).replace("FLEXIBLE", "0%")
    (message,) = [one.message for one in load_text(text).warnings if one.code == "arrivals.closed"]
    assert message.startswith(f"{share} of these citizens come after the last closing of design 'a'")


def test_nothing_is_said_of_a_weekday_on_which_a_source_brings_nobody() -> None:
    """As where two sources tell a long Monday from the other days."""
    source = "09:00-18:00: 1}, weekdays: {tue: 0, wed: 0, thu: 0, fri: 0"
    opening = "{mon: 09:00-18:00, tue-fri: 09:00-16:00}"
    text = TEXT.replace("OPENING", opening).replace("FLEXIBLE", "0%")
    late = [one.code for one in load_text(text.replace("PROFILE", source)).warnings]
    assert "arrivals.closed" not in late
    told = [one.code for one in load_text(text.replace("PROFILE", "09:00-18:00: 1")).warnings]
    assert "arrivals.closed" in told
