"""What planners can get wrong with interruptions: one message each, with place and remedy."""

import pytest

from hallsim.errors import InputError
from hallsim.scenario.load import load_text
from tests.helpers.mistakes import told

GOOD = """\
hallsim: 1
world:
  groups: {urgent: {share: 5%}, others: {share: 95%}}
  services:
    licence:
      department: north
      counter: 12 min
      decision: promised
      approval: {step: look}
      steps: {look: {desk: plan, work: 1 h}}
  arrivals: {per_day: 100}
designs:
  today:
    priority: {urgent: 1}
    rule: {interrupt: resume}
    windows: {north: {count: 3}, more: {serves: north}}
    desks: {plan: {officers: 2, discipline: priority, interrupt: restart}}
"""


def test_the_good_file_is_good() -> None:
    assert load_text(GOOD).warnings == ()


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "remedy"),
    [
        ("{interrupt: resume}", "{interrupt: stop}", "15:23", "'stop'", "resume"),
        ("interrupt: resume", "interrupt: resume, classes: n_to_one", "15:12", "n_to_one", "classes: strict"),
        ("interrupt: resume", "interrupt: resume, classes: ageing", "15:12", "ageing", "classes: strict"),
        (
            "interrupt: resume}",
            "interrupt: resume, classes: quota, shares: {1: 50%, 5: 50%}}",
            "15:12",
            "quota",
            "interrupt: none",
        ),
        ("priority: {urgent: 1}", "calling: {}\n    priority: {urgent: 1}", "16:12", "called", "calling"),
        ("priority: {urgent: 1}", "opening: always", "15:12", "only one priority class", "priority:"),
        ("{count: 3}", "{count: 3, lines: shortest_line}", "16:33", "a line of their own", "lines: ticket"),
        ("serves: north", "serves: north, tide: {open_at: 9, staff: 1}", "16:56", "open when", "drop tide"),
        ("officers: 2,", "officers: unlimited,", "17:63", "one by one", "a number of officers"),
        ("officers: 2,", "meets: mon,", "17:54", "one by one", "interrupt: none"),
        ("discipline: priority, ", "", "17:33", "no file is more urgent", "discipline: priority"),
    ],
)
def test_one_message_with_place_and_remedy(old: str, new: str, place: str, message: str, remedy: str) -> None:
    told(GOOD, old, new, place, message, remedy)


def test_what_every_desk_does_needs_urgent_files_at_one_of_them() -> None:
    habits = "every_desk: {interrupt: resume}\n    desks: {plan: {officers: 2, discipline: priority}}"
    text = GOOD[: GOOD.index("desks: {plan")] + habits
    assert load_text(text).warnings == ()
    with pytest.raises(InputError, match="no file is more urgent"):
        load_text(text.replace(", discipline: priority", ""))
