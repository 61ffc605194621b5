"""What planners can get wrong with queue rules, reserved and tide windows: one message each."""

import pytest

from hallsim.errors import InputError
from hallsim.scenario.load import load_text
from tests.helpers.mistakes import told

GOOD = """\
hallsim: 1
world:
  groups: {elderly: {share: 20%}, others: {share: 80%}}
  services:
    licence: {department: commerce, share: 60%, counter: 12 min}
    permit: {department: planning, share: 40%, counter: 15 min}
  arrivals: {per_day: 100}
designs:
  today:
    priority: {elderly: 1}
    rule: {classes: quota, shares: {1: 40%, 5: 60%}}
    cover: {backup: 2}
    windows:
      commerce: {count: 3, only: elderly, reserved: 1}
      planning: {count: 2, rule: last_come}
      flood: {serves: commerce, tide: {open_at: 10, close_at: 3, staff: backup}}
"""


def test_the_good_file_is_good() -> None:
    loaded = load_text(GOOD)
    assert loaded.warnings == ()
    rule = loaded.scenario.designs["today"].windows["planning"].rule
    assert rule is not None
    assert rule.order == "last_come"


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "remedy"),
    [
        ("reserved: 1", "reserved: 4", "14:43", "4 windows are reserved, but there are 3", "reserved: 3"),
        ("only: elderly, ", "", "14:28", "for whom these windows are reserved", "only:"),
        ("only: elderly", "only: eldery", "14:34", "no group of citizens 'eldery'", "'elderly'"),
        ("staff: backup", "staff: bakup", "16:66", "no pool 'bakup'", "'backup'"),
        ("staff: backup", "staff: 0", "16:66", "nobody to open them", "at least one"),
        ("{backup: 2}", "{backup: 0}", "16:66", "nobody to open them", "at least one"),
        ("close_at: 3", "close_at: 10", "16:53", "close at 10 waiting and open at 10", "close_at: 5"),
        ("5: 60%", "5: 50%", "11:28", "sum to 90%", "100%"),
        ("5: 60%", "4: 60%", "11:45", "no priority class '4'", "5"),
        ("priority: {elderly: 1}", "priority: {}", "11:5", "there is only one", "priority:"),
        ("rule: {classes", "rule: {clases", "11:12", "no key 'clases'", "'classes'"),
        ("groups:", "citizens: {balk_counts: present}\n  groups:", "3:14", "nobody balks", "balk_at: 5"),
        ("rule: last_come", "rule: lastcome", "15:34", "lastcome", "last_come"),
        (
            "serves: commerce,",
            "serves: commerce, rule: last_come,",
            "16:33",
            "share a queue for licence, but their rules differ",
            "one rule",
        ),
    ],
)
def test_one_message_with_place_and_remedy(old: str, new: str, place: str, message: str, remedy: str) -> None:
    told(GOOD, old, new, place, message, remedy)


def test_a_service_whose_windows_are_all_reserved_is_served_to_nobody_else() -> None:
    text = GOOD.replace("flood: {serves: commerce,", "flood: {serves: commerce, only: elderly,")
    with pytest.raises(InputError, match="reserved, and none for others"):
        load_text(text.replace(", reserved: 1", ""))


def test_windows_named_for_a_stop_share_no_queue_with_those_of_the_whole_service() -> None:
    """The stop belongs to who names it, so each may have its own rule; who never opens is told."""
    text = """\
hallsim: 1
world:
  services: {licence: {route: [{name: look, work: 5 min}, {name: pay, work: 2 min}]}}
  arrivals: {per_day: 100}
designs:
  today:
    windows:
      hall: {count: 3, serves: all}
      cashier: {count: 1, serves: pay, rule: last_come}
"""
    assert load_text(text).warnings == ()
    with pytest.raises(InputError, match=r"windows that serve licence\.pay never open"):
        load_text(text.replace("count: 1", "count: 0"))
