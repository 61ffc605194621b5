"""What planners can get wrong with calls: one message each, with place and remedy."""

import pytest

from hallsim.scenario.load import load_text
from tests.helpers.mistakes import told_once

GOOD = """\
hallsim: 1
world:
  services: {licence: {department: commerce, counter: 12 min}}
  arrivals: {per_day: 100}
designs:
  today:
    rule: strict
    windows: {commerce: {count: 3, lines: ticket}}
    calling: {walk: "uniform(10, 40 s)", no_show: 4%, wait: 30 s, missed: 3, requeues: 2}
"""


def test_the_good_file_is_good_and_a_bare_duration_is_the_walk() -> None:
    calling = load_text(GOOD).scenario.designs["today"].calling
    assert calling is not None
    assert (calling.missed, calling.requeues, calling.wait) == (3, 2, 30_000)
    short = load_text(GOOD[: GOOD.index("calling:")] + "calling: 20 s\n").scenario.designs["today"].calling
    assert short is not None
    assert short.walk.mean_ms(0) == 20_000


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "remedy"),
    [
        ("no_show: 4%", "no_show: 100%", "9:42", "nobody ever comes when called", "below 100%"),
        ("lines: ticket", "lines: shortest_line", "9:5", "nobody is called", "drop calling"),
        ("missed: 3", "missed: later", "9:75", "becomes of a missed ticket", "number of places"),
        ("missed: 3", "missed: 0", "9:75", "becomes of a missed ticket", "number of places"),
        ("rule: strict", "rule: shortest_job", "9:67", "rule says shortest_job", "missed: remove"),
        ("wait: 30 s", "wait: 0 s", "9:61", "0", "wait: 30 s"),
        ("missed: 3", "mised: 3", "9:67", "no key 'mised'", "'missed'"),
    ],
)
def test_one_message_with_place_and_remedy(old: str, new: str, place: str, message: str, remedy: str) -> None:
    told_once(GOOD, old, new, place, message, remedy)


def test_going_back_of_a_removed_ticket_is_warned_of() -> None:
    warnings = load_text(GOOD.replace("missed: 3", "missed: remove")).warnings
    assert [warning.message for warning in warnings] == ["a missed ticket is removed, so it never goes back"]
