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


def test_a_monday_before_nights_of_opening_leaves_people_at_the_doors() -> None:
    (message,) = warned(NIGHT, "20:00-24:00: 1, 00:00-02:00: 2")
    assert message.startswith("50% of these citizens come more than 2 h before design 'a' opens (mon)")


def test_who_bends_to_the_hours_is_not_counted() -> None:
    """Half of them; of two groups each by its share, of a source of one group that group's."""
    (message,) = warned(NIGHT, "20:00-24:00: 1, 00:00-02:00: 2", "50%")
    assert message.startswith("25% of these citizens come more than 2 h before design 'a' opens (mon)")
    groups = "80%}\n  groups: {old: {share: 25%, flexible: 0%}, young: {share: 75%}"
    (message,) = warned(NIGHT, "20:00-24:00: 1, 00:00-02:00: 2", groups)
    assert message.startswith("20% of")  # half of 25 % and of a fifth of 75 %
    (message,) = warned(NIGHT, "20:00-24:00: 1, 00:00-02:00: 2}, group: old, batch: {1: 100%", groups)
    assert message.startswith("50% of")


@pytest.mark.parametrize(
    ("opening", "profile", "flexible"),
    [
        (NIGHT, "20:00-24:00: 1", "0%"),
        (NIGHT, "20:00-24:00: 1, 00:00-02:00: 2", "100%"),
        ("09:00-17:00", "07:00-17:00: 1", "0%"),
        ("always", "00:00-24:00: 1", "0%"),
        ("{mon: 00:00-24:00, tue-fri: 20:00-24:00}", "20:00-24:00: 1", "0%"),
    ],
)
def test_nothing_is_said_where_nobody_stands_there_for_long(
    opening: str, profile: str, flexible: str
) -> None:
    assert not warned(opening, profile, flexible)
