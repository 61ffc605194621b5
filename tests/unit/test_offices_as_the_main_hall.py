"""What is wrong in the main hall is wrong at an office, and told in the same words."""

import pytest

from hallsim.errors import InputError
from hallsim.scenario.load import load_text
from hallsim.text.message import Message

TEXT = """\
hallsim: 1
world:
  places: {{city: {{homes: 60%, travel: 10 min}}, town: {{homes: 40%, within: city, to_parent: 30 min}}}}
  groups: {{young: {{share: 50%}}, old: {{share: 50%}}}}
  services:
    tax:
      {{share: 50%, department: money, decision: promised, approval: {{step: check, desk: k, work: 20 min}}}}
    card: {{share: 50%, department: people}}
  arrivals: {{per_day: 60}}
designs:
  one:
    windows: {{hall: {here_windows}}}
    desks: {{k: {here_desk}}}
    offices:
      town: {{windows: {{hall: {there_windows}}}, desks: {{k: {there_desk}}}}}
"""
WINDOWS, DESK = "{serves: all, count: 2}", "1"


def told(
    windows: tuple[str, str] = (WINDOWS, WINDOWS), desk: tuple[str, str] = (DESK, DESK)
) -> list[Message]:
    """What is said of a main hall and an office: the problems, else the warnings."""
    text = TEXT.format(
        here_windows=windows[0], there_windows=windows[1], here_desk=desk[0], there_desk=desk[1]
    )
    try:
        return [one.said for one in load_text(text).warnings]
    except InputError as error:
        return [one.said for one in error.problems]


@pytest.mark.parametrize(
    ("windows", "said"),
    [
        ("clerks: [{count: 3}]", "3 clerks are seated, but there are 2 windows"),
        ("clerks: [{knows: [zz]}]", "there is no department, service or stop 'zz'"),
        ("staff: [li]", "there is no clerk 'li'"),
        ("clerks: [{count: 2, knows: [card]}]", "no clerk at the windows that serve tax knows it"),
        ("clerks: [{count: 2, auxiliary: true}]",
         "card is decided at the window, but all clerks who serve it are auxiliary"),
        ("only: [zz]", "there is no group of citizens 'zz'"),
        ("only: [old]", "every window that serves tax is reserved, and none for young"),
        ("reserved: 1", "nothing says for whom these windows are reserved"),
        ("only: [old], reserved: 9", "9 windows are reserved, but there are 2"),
        ("rule: {classes: n_to_one}", "n_to_one chooses between priority classes, but there is only one"),
        ("lines: shortest_line, rule: last_come", "windows with lines of their own have no rule"),
        ("breaks: [{count: 9, hours: 12:00-12:30}]", "9 windows go on a break, but there are 2"),
        ("generalist: {error: 2%}", "an error needs a further visit, but each matter has one visit only"),
        ("generalist: {error_per_service: 2%}",
         "an error needs a further visit, but each matter has one visit only"),
    ],
)  # fmt: skip
def test_windows(windows: str, said: str) -> None:
    wrong = "{serves: all, count: 2, " + windows + "}"
    assert said in map(str, told(windows=(wrong, WINDOWS)))
    assert said in map(str, told(windows=(WINDOWS, wrong)))


NO_LIMIT = "'k' has no limit of officers, so that"


@pytest.mark.parametrize(
    ("desk", "said"),
    [
        ("{officers: unlimited, wip: 3}", f"{NO_LIMIT} wip means nothing there"),
        (
            "{officers: unlimited, speed: 1.2}",
            f"{NO_LIMIT} speed means nothing there",
        ),
        (
            "{officers: unlimited, site: 1 h}",
            f"{NO_LIMIT} site means nothing there",
        ),
        (
            "{meets: wed, absence: 5%}",
            "'k' is heard at meetings or is a team, so that absence means nothing there",
        ),
        ("{meets: sat}", "the desk 'k' never meets within the calendar"),
        ("{meets: wed, site: 1 h}", "the desk 'k' both meets and goes to sites"),
        ("{officers: 0}", "the desk 'k' never works"),
        ("{hours: {sat: 09:00-12:00}}", "the desk 'k' never works"),
        ("{quiet_windows: [zz]}", "there is no group of windows 'zz'"),
        ("{officers: 5, wip: 3}", "with 3 files in progress at most, some of the 5 officers never have work"),
        ("{officers: 3, shifts: [{hours: 09:00-12:00}]}", "officers is not used where shifts is given"),
    ],
)
def test_desks(desk: str, said: str) -> None:
    assert said in map(str, told(desk=(desk, DESK)))
    assert said in map(str, told(desk=(DESK, desk)))


def test_what_windows_decide_is_said_of_the_office() -> None:
    wrong = "{serves: all, count: 2, decides: [card]}"
    said = "what is decided at an office is said of the office, not of its windows"
    assert [str(one) for one in told(windows=(WINDOWS, wrong))] == [said]


def test_nobody_sits_in_the_main_hall_and_at_an_office_at_once() -> None:
    text = TEXT.format(
        here_windows="{serves: all, count: 2, staff: [li]}",
        there_windows="{serves: all, count: 2, staff: [li]}",
        here_desk=DESK,
        there_desk=DESK,
    ).replace("    desks: {k: 1}\n", "    desks: {k: 1}\n    clerks: {li: {}}\n", 1)
    with pytest.raises(InputError) as found:
        load_text(text)
    assert [one.message for one in found.value.problems] == [
        "li would sit at hall-1 and at town.hall-1 at the same time"
    ]


def test_a_desk_of_an_office_to_which_no_work_leads() -> None:
    text = TEXT.format(here_windows=WINDOWS, there_windows=WINDOWS, here_desk=DESK, there_desk="1, spare: 2")
    found = load_text(text).warnings
    assert [one.message for one in found] == ["spare changes nothing: no work leads to this desk"]
