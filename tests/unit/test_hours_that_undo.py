"""Hours, doors, last tickets and rosters that undo each other are told, with place and remedy."""

import pytest

from hallsim.errors import InputError, Problem
from hallsim.scenario.load import load_text

TEXT = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 2, working_days: DAYS}
  services: {a: {}}
  citizens: {flexible: FLEXIBLE}
  arrivals: {per_day: 20, profile: {PROFILE}}
designs:
  one: {KEYS, windows: {hall: {serves: all, HALL}}}
  OTHER
"""
SPLIT = "opening: [09:00-12:00, 13:00-17:00, 18:00-20:00]"


def told(
    keys: str = "opening: 09:00-17:00", profile: str = "09:00-16:00: 1", hall: str = "count: 2",
    days: str = "mon-fri", flexible: str = "0%", other: str = "two: {based_on: one, title: Two, notice: 1}",
) -> list[Problem]:  # fmt: skip
    """The warnings of a scenario, but for those about a second design that changes nothing."""
    parts = {"KEYS": keys, "PROFILE": profile, "HALL": hall, "DAYS": days, "FLEXIBLE": flexible}
    text = TEXT.replace("OTHER", other)
    for name, value in parts.items():
        text = text.replace(name, value)
    found = [one for one in load_text(text).warnings if one.code not in ("designs.twins", "key.idle")]
    for warning in found:
        assert warning.place
        assert warning.remedy
        assert warning.said.text("zh") not in ("", warning.message)
    return found


def only(found: list[Problem], code: str) -> str:
    """The message of the only warning there is."""
    assert [one.code for one in found] == [code], found
    return found[0].message


# ---------------------------------------------------------------------- last tickets


@pytest.mark.parametrize(
    ("keys", "part"),
    [
        (f"{SPLIT}, tickets_until: 16:30", "at 18:00 (mon), after the last ticket of the day at 16:30"),
        (f"{SPLIT}, tickets_until: 12:30", "at 13:00 (mon)"),
        (
            "opening: {mon-thu: 09:00-17:00, fri: [09:00-12:00, 14:00-18:00]}, tickets_until: 12:00",
            "at 14:00 (fri)",
        ),
        ("opening: [14:00-16:00, 20:00-02:00], tickets_until: 18:00", "at 20:00 (mon)"),
    ],
)
def test_an_opening_after_the_last_ticket_is_told(keys: str, part: str) -> None:
    (message,) = [one.message for one in told(keys, "09:00-10:00: 1") if one.code == "tickets.later_opening"]
    assert part in message


@pytest.mark.parametrize(
    "keys",
    [
        f"{SPLIT}, tickets_until: 19:30",
        f"{SPLIT}, tickets_until: 18:30",
        "opening: [14:00-16:00, 20:00-02:00], tickets_until: 01:30",
        "opening: 20:00-02:00, tickets_until: 23:30",
        SPLIT,
    ],
)
def test_openings_with_tickets_are_not_told(keys: str) -> None:
    assert not [one for one in told(keys, "20:00-22:00: 1") if one.code == "tickets.later_opening"]


@pytest.mark.parametrize(
    ("keys", "profile", "shares"),
    [
        # eight hours evenly, of which one finds no ticket
        (
            "opening: 09:00-17:00, tickets_until: 16:00",
            "09:00-17:00: 1",
            {"arrivals.no_ticket": "12% of these citizens come between the last ticket (16:00)"},
        ),
        # ten hours: one between, two after the closing
        (
            "opening: 09:00-17:00, tickets_until: 16:00",
            "09:00-19:00: 1",
            {"arrivals.closed": "20% of these", "arrivals.no_ticket": "10% of these"},
        ),
        # six hours of a night, the last half without tickets
        (
            "opening: 20:00-02:00, tickets_until: 23:00",
            "20:00-02:00: 1",
            {"arrivals.no_ticket": "50% of these"},
        ),
        ("opening: 20:00-02:00, tickets_until: 01:00", "20:00-01:00: 1", {}),
        ("opening: 09:00-17:00, tickets_until: 16:00", "09:00-16:00: 1", {}),
    ],
)
def test_who_comes_after_the_last_ticket_is_counted_apart(
    keys: str, profile: str, shares: dict[str, str]
) -> None:
    found = {one.code: one.message for one in told(keys, profile)}
    assert set(found) == set(shares)
    for code, part in shares.items():
        assert found[code].startswith(part)


def test_who_bends_to_the_hours_may_come_after_the_last_ticket_all_the_same() -> None:
    found = told("opening: 09:00-17:00, tickets_until: 16:00", "09:00-17:00: 1", flexible="100%")
    assert only(found, "arrivals.no_ticket").startswith("12%")


def test_a_derived_design_is_told_of_its_own_last_ticket() -> None:
    other = "two: {based_on: one, tickets_until: 16:00}"
    (found,) = told(profile="09:00-17:00: 1", other=other)
    assert found.code == "arrivals.no_ticket"
    assert "design 'two'" in found.message


# ---------------------------------------------------------------------- doors


@pytest.mark.parametrize("doors", ["17:00", "18:00", "24:00"])
def test_doors_after_the_closing_are_refused(doors: str) -> None:
    with pytest.raises(InputError) as caught:
        told(f"opening: 09:00-17:00, doors: {doors}")
    (problem,) = caught.value.problems
    assert problem.message == "the hall has closed by 17:00, before its doors would open"
    assert (problem.code, problem.place and problem.place.line) == ("doors.closed", 9)
    assert problem.said.text("zh") != problem.message


@pytest.mark.parametrize(
    "keys",
    ["opening: {mon-thu: 09:00-12:00, fri: 14:00-18:00}, doors: 13:00", "opening: 20:00-02:00, doors: 19:00"],
)
def test_doors_that_hold_on_one_day_are_right(keys: str) -> None:
    assert not told(keys, "10:00-11:00: 1", flexible="100%")


# ---------------------------------------------------------------------- halls that never close

ROUND_THE_CLOCK = (
    ("on_duty: {00:00: 1, 08:00: 3}", "on_duty"),
    ("staff: {08:00: 3, 20:00: 0}", "on_duty"),
    ("shifts: [{hours: 00:00-12:00}, {hours: 12:00-24:00}], at_shift_end: hand_back", "shifts"),
    ("hours: 08:00-20:00", "hours"),
    ("on_duty: {mon-fri: 3, sat: 2}", "on_duty"),
)


@pytest.mark.parametrize(("hall", "key"), ROUND_THE_CLOCK)
def test_windows_of_a_hall_that_never_closes_are_empty_at_weekends(hall: str, key: str) -> None:
    message = only(told("opening: always", hall=hall), "windows.working_days")
    assert message.startswith(
        f"{key} holds on working days only, while the hall issues tickets day and night"
    )
    n_days = 2 if "sat" in hall else 4
    assert f"on {n_days} of the 14 days these windows are not staffed, first on 2026-03-07" in message


@pytest.mark.parametrize(("hall", "key"), ROUND_THE_CLOCK)
def test_nothing_is_said_where_the_calendar_and_the_hours_agree(hall: str, key: str) -> None:
    assert key
    assert not told("opening: always", hall=hall, days="all")
    assert not told("opening: 00:00-24:00", hall=hall)


@pytest.mark.parametrize("hall", ["count: 3", "hours: {mon-fri: 08:00-20:00}", "on_duty: {mon-fri: 3}"])
def test_nothing_is_said_of_windows_that_are_always_there_or_name_their_days(hall: str) -> None:
    assert not told("opening: always", hall=hall)


# ---------------------------------------------------------------------- numbers kept from a base

DAY = "on_duty: {08:00: 2, 12:00: 4}"
WEEK = "on_duty: {mon: {09:00: 4, 12:00: 1}, tue-fri: 2}"


@pytest.mark.parametrize(
    ("base", "own", "kept"),
    [
        (DAY, "on_duty: {10:00: 3}", "08:00, 12:00"),
        (DAY, "staff: {08:00: 3}", "12:00"),
        (WEEK, "on_duty: {mon: {10:00: 3}}", "09:00, 12:00"),
    ],
)
def test_times_kept_beside_those_of_a_derived_design_are_told(base: str, own: str, kept: str) -> None:
    other = f"two: {{based_on: one, windows: {{hall: {{{own}}}}}}}"
    found = told(hall=base, other=other)
    name = "mon" if "mon" in own else "on_duty"
    assert only(found, "based_on.times").startswith(f"{name} keeps what design 'one' says at {kept}, beside")
    assert found[0].place
    assert found[0].place.line == 10


@pytest.mark.parametrize(
    ("base", "own"),
    [
        (DAY, "on_duty: {replace: true, 10:00: 3}"),
        (DAY, "on_duty: {08:00: 3, 12:00: 5}"),
        (WEEK, "on_duty: {mon: {replace: true, 10:00: 3}}"),
        (WEEK, "on_duty: {mon: 3}"),
        ("count: 2", DAY),
        (DAY, "speed_cv: 0.2"),
    ],
)
def test_nothing_is_said_where_no_time_is_mixed(base: str, own: str) -> None:
    assert not told(hall=base, other=f"two: {{based_on: one, windows: {{hall: {{{own}}}}}}}")
