"""What planners can get wrong with places and offices: one message each, with place and remedy."""

import pytest

from hallsim.errors import InputError
from hallsim.scenario.load import load_text
from tests.helpers.mistakes import told_once

GOOD = """\
hallsim: 1
world:
  places:
    city: {homes: 40%, travel: 15 min}
    town: {count: 28, within: city, homes: 60%, to_parent: {time: 50 min, fare: 8}}
    island: {}
  services:
    pension: {share: 60%, counter: 12 min}
    permit: {share: 40%, decision: promised, approval: {step: check, desk: tax, work: 1 h}}
  groups: {young: {share: 50%}, old: {share: 50%, home: town}}
  arrivals: {per_day: 100}
designs:
  today:
    windows: {hall: {count: 3, serves: all}}
    desks: {tax: 2}
    offices:
      county: {at: city, windows: 2, accepts: pension}
      town: {windows: 2, accepts: pension, relies_on: county, courier: daily 16:00, name_plate: 35%}
"""
IDLE_COURIER = "courier changes nothing: every matter is decided at once where it is accepted"


def test_the_good_file_is_good_and_its_short_forms_are_spelt_out() -> None:
    loaded = load_text(GOOD)
    assert [one.message for one in loaded.warnings] == [IDLE_COURIER]
    world, design = loaded.scenario.world, loaded.scenario.designs["today"]
    town = design.offices["town"]
    assert world.places["town"].to_parent.time.mean() == 50 * 60_000
    assert world.groups["old"].home == {"town": 1.0}
    assert town.windows["counter"].count == 2
    assert town.accepts == ("pension",)
    assert town.name_plate is not None
    assert town.name_plate.offices == 0.35
    assert town.courier is not None
    assert town.courier.leaves.clock_ms == (16 * 3_600_000,)


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "remedy"),
    [
        ("within: city", "within: cty", "5:31", "no place 'cty'", "'city'"),
        ("island: {}", "island: {within: island}", "6:14", "'island' lies within itself", "within"),
        ("homes: 40%", "homes: 30%", "3:3", "homes sum to 90%", "100%"),
        ("home: town", "home: twon", "10:57", "no place 'twon'", "'town'"),
        ("home: town", "home: {town: 80%}", "10:51", "homes sum to 80%", "100%"),
        ("at: city", "at: island", "17:16", "nobody can reach the offices 'county'", "homes"),
        ("at: city", "at: cty", "17:20", "no place 'cty'", "'city'"),
        ("at: city", "tickets_until: 08:00, at: city", "17:16", "before the hall opens", "16:30"),
        (
            "accepts: pension}",
            "accepts: pensoin}",
            "17:47",
            "no department or service 'pensoin'",
            "'pension'",
        ),
        ("relies_on: county", "relies_on: conty", "18:55", "no office 'conty'", "'county'"),
        (
            "accepts: pension}",
            "accepts: pension, relies_on: town}",
            "17:56",
            "what 'county' accepts is decided nowhere",
            "relies_on",
        ),
        ("daily 16:00", "dayly 16:00", "18:72", "dayly", "mon"),
        ("daily 16:00", "at four", "18:72", "does not say when a courier leaves", "daily 16:00"),
        (
            "desks: {tax: 2}",
            "desks: {tax: 2}\n    at: town",
            "16:5",
            "there are 28 of 'town', and one main hall",
            "offices",
        ),
        (
            "windows: 2, accepts: pension,",
            "windows: {a: {serves: permit}}, accepts: pension,",
            "18:46",
            "serve nothing that it accepts",
            "serves",
        ),
        (
            "windows: 2, accepts: pension,",
            "windows: {a: {serves: permits}}, accepts: pension,",
            "18:36",
            "no department, service or stop 'permits'",
            "'permit'",
        ),
        (
            "windows: 2, accepts: pension,",
            "windows: {a: {tide: {open_at: 5, staff: 1}}}, accepts: pension,",
            "18:28",
            "tide windows are those of the main hall",
            "drop",
        ),
        (
            "    offices:",
            "    choice: {unattended: another_day}\n    offices:",
            "19:85",
            "tries 'town' day after day|try 'town' day after day",
            "attended",
        ),
        ("homes: 60%,", "homes: 30%,", "3:3", "homes sum to 70%", "100%"),
    ],
)
def test_one_message_with_place_and_remedy(old: str, new: str, place: str, message: str, remedy: str) -> None:
    told_once(GOOD, old, new, place, message, remedy)


def test_a_service_accepted_in_an_office_and_decided_nowhere() -> None:
    text = GOOD.replace("desks: {tax: 2}", "notice: 90%").replace("accepts: pension}", "accepts: permit}")
    text = text.replace("hall: {count: 3, serves: all}", "hall: {count: 3, serves: pension}")
    with pytest.raises(InputError, match="permit is accepted at 'county' and decided nowhere") as error:
        load_text(text)
    assert len(error.value.problems) == 1


def test_who_lives_where_no_office_accepts_is_told() -> None:
    text = GOOD.replace("city: {homes: 40%", "city: {homes: 30%").replace(
        "island: {}", "island: {homes: 10%}"
    )
    with pytest.raises(InputError, match="who lives in 'island' reaches no office that accepts pension"):
        load_text(text)


def test_what_only_an_office_accepts_needs_no_window_in_the_main_hall() -> None:
    text = GOOD.replace("hall: {count: 3, serves: all}", "hall: {count: 3, serves: permit}")
    assert [one.message for one in load_text(text).warnings] == [IDLE_COURIER]
