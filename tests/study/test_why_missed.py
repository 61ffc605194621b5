"""Why a target is missed: loads by hour and weekday, worked out by hand, in the words of the reports."""

from __future__ import annotations

import re

import pytest

from hallsim import api
from hallsim.report.answer import printed
from hallsim.report.html import page
from hallsim.report.sizing import sizing_answer
from hallsim.report.tables.study import compare_report
from hallsim.report.terminal import shown

# A day has 96 matters of 10 min: 16 h of work, of which a quarter of the weights (1, 3, 1, 1, 1, 1) are 2 h.
HALL = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 2, working_days: mon-fri, ending: drain}
  services: {matter: {title: {en: Matter, zh: 事项}, counter: exponential(mean 10 min)}}
  arrivals: {per_day: 96, profile: {09:00-10:00: 1, 10:00-11:00: 3, 11:00-15:00: 1}}
designs: {hall: {opening: 09:00-17:00, windows: {hall: {count: 3, title: {en: Hall, zh: 大厅}}}}}
run: {replications: 3, seed: 5}
"""


def told(text: str, target: str) -> tuple[str, str]:
    """What the report of a comparison says of one target, on the terminal and on the Chinese page."""
    study = api.compare(api.loads(text + f"targets: [{target}]\n"))
    terminal = re.sub(r"\s+", " ", shown(compare_report(study, "en")))
    return terminal, page(study, {}, "zh")


@pytest.mark.parametrize(
    ("target", "why", "chinese"),
    [
        (
            "{hold: wait_p90 <= 1 min, at: hour=10}",
            "is missed: from 10:00 to 11:00 200% of what Hall can do arrives (6 h of work for 3 h on duty).",
            "10:00至11:00，大厅到来的工作量为所能办理的200%（在岗3小时，工作6小时）",
        ),
        (
            "{hold: wait_p90 <= 1 min, at: hour=11}",
            "from 11:00 to 12:00 people still wait at Hall for what came before: in 10:00-11:00 more",
            "大厅仍在消化此前的积压：10:00-11:00来的多于所能办理的",
        ),
        (
            "wait_p90 <= 1 min",
            "on an ordinary day more arrives at Hall in 10:00-11:00 than can be done then.",
            "平常日，大厅在10:00-11:00来的多于当时所能办理的",
        ),
    ],
)
def test_a_missed_target_names_its_cause(target: str, why: str, chinese: str) -> None:
    terminal, web = told(HALL, target)
    assert why in terminal
    assert chinese in web


def test_a_weekday_names_its_load() -> None:
    # on Mondays 1.5 times the 96 of other days come: 24 h of work for 24 h on duty
    busy = HALL.replace("{per_day: 96,", "{per_day: 96, weekdays: {mon: 1.5},")
    terminal, _ = told(busy, "{hold: wait_mean <= 1 min, at: weekday}")
    assert "on Monday 100% of what Hall can do arrives (24 h of work for 24 h on duty)" in terminal


def test_a_hall_with_room_says_so() -> None:
    even = HALL.replace("{09:00-10:00: 1, 10:00-11:00: 3, 11:00-15:00: 1}", "{09:00-17:00: 1}")
    assert (
        "no station is short: the fullest, Hall, gets 67% of what it can do"
        in told(even, "wait_p90 <= 1 min")[0]
    )


TWO = """
    a: {title: {en: Licence, zh: 执照}, department: trade, share: 75%, counter: exponential(mean 10 min)}
    b: {title: {en: Pension, zh: 养老}, department: social, share: 25%, counter: exponential(mean 10 min)}"""
# Of 16 h of work a day A brings 12 and B 4, each with a window of its own that has 8 h.
APART = (
    HALL.replace(" {matter: {title: {en: Matter, zh: 事项}, counter: exponential(mean 10 min)}}", TWO)
    .replace("{hall: {count: 3, title: {en: Hall, zh: 大厅}}}", "{first: {serves: a}, second: {serves: b}}")
    .replace("{09:00-10:00: 1, 10:00-11:00: 3, 11:00-15:00: 1}", "{09:00-17:00: 1}")
)
GROUPS = "world:\n  groups: {locals: {share: 25%}, firms: {share: 75%}}"
SHORT = "with windows of its own, on an ordinary day 150% of what first can do arrives (12 h of work for 8 h"


@pytest.mark.parametrize(
    ("where", "why", "chinese"),
    [
        (
            "service",
            f"is missed: for Licence, {SHORT}",
            "执照有专用窗口，平常日，first到来的工作量为",
        ),
        ("department", f"is missed: for trade, {SHORT}", "trade有专用窗口，平常日，first到来的工作量"),
        ("service=a", f"is missed: for Licence, {SHORT}", "执照有专用窗口"),
    ],
)
def test_a_service_with_windows_of_its_own_names_their_load(where: str, why: str, chinese: str) -> None:
    terminal, web = told(APART, f"{{hold: wait_p90 <= 1 min, at: {where}}}")
    assert why in terminal
    assert chinese in web


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (APART, "service=b"),  # its window has room: 4 h of work for 8 h
        (APART.replace("world:", GROUPS), "group"),  # all come to both
        (APART.replace("first: {serves: a}", "first: {serves: all}"), "service=a"),  # b waits there as well
        (APART.replace("first: {serves: a}", "first: {serves: a, helps: b}"), "service"),
    ],
)
def test_parts_that_are_served_with_others_or_have_room_blame_nothing(text: str, where: str) -> None:
    terminal, _ = told(text, f"{{hold: wait_p90 <= 1 min, at: {where}}}")
    assert "is missed" not in terminal
    assert "not met" in terminal


@pytest.mark.parametrize(("only", "is_told"), [("only: locals", True), ("count: 1", False)])
def test_a_group_with_windows_of_its_own_names_their_load(only: str, is_told: bool) -> None:
    """Firms bring 12 of 16 h to the 8 h of a window for them alone, unless the other one takes them too."""
    windows = f"{{others: {{serves: all, {only}}}, first: {{serves: all, only: firms}}}}"
    text = APART.replace("world:", GROUPS).replace("{first: {serves: a}, second: {serves: b}}", windows)
    terminal, _ = told(text, "{hold: wait_mean <= 1 min, at: group=firms}")
    assert (f"is missed: for firms, {SHORT}" in terminal) is is_told
    assert ("is missed" in terminal) is is_told


def test_a_part_that_is_all_of_the_hall_is_told_like_the_whole() -> None:
    terminal, _ = told(HALL, "{hold: wait_p90 <= 1 min, at: service}")
    assert "is missed: on an ordinary day more arrives at Hall in 10:00-11:00 than can be done" in terminal


def test_a_peak_of_windows_of_its_own_is_named() -> None:
    """Three eighths of the 4 h of B in one hour: 1.5 h of work for the one of its window."""
    peak = APART.replace("{09:00-17:00: 1}", "{09:00-10:00: 1, 10:00-11:00: 3, 11:00-15:00: 1}")
    terminal, _ = told(peak, "{hold: wait_p90 <= 1 min, at: service=b}")
    assert "on an ordinary day more arrives at second in 10:00-11:00 than can be done then" in terminal


def test_an_office_names_its_own_load_against_its_staff() -> None:
    """1.28 of 2 matters of a minute come to the city, 0.72 to the town, each with one window all day."""
    offices = """
hallsim: 1
world:
  calendar: {working_days: all, days: 3, ending: drain}
  places: {city: {homes: 64%}, town: {within: city, homes: 36%, to_parent: 30 min}}
  services: {matter: {counter: exponential(mean 1 min)}}
  arrivals: {rate: 2 per min}
designs: {nearest: {opening: always, windows: {hall: {serves: all}}, offices: {town: {windows: 1}}}}
run: {replications: 3, seed: 1}
"""
    terminal, web = told(offices, "{hold: wait_mean <= 1 min, at: office}")
    assert "at main on an ordinary day 128% of what hall can do arrives (30.7 h of work for 24 h" in terminal
    assert "main平常日，hall到来的工作量为所能办理的128%" in web
    assert "is missed" not in told(offices, "{hold: wait_mean <= 1 min, at: office=town}")[0]  # 72 %


def test_the_page_shows_each_part_in_which_a_target_is_to_hold() -> None:
    targets = "targets: [{hold: wait_p90 <= 9 min, at: hour}, {hold: wait_mean <= 9 min, at: weekday}]\n"
    web = page(api.compare(api.loads(HALL + targets)), {}, "en")
    for head, part in (("Hour", "09:00"), ("Hour", "12:00"), ("Weekday", "Monday"), ("Weekday", "Friday")):
        assert re.search(rf"<th[^>]*>{head}</th>.*<td[^>]*>{part}</td>", web, re.DOTALL), (head, part)


def test_the_size_that_is_looked_for_says_what_comes_then() -> None:
    question = api.ask_size(api.loads(HALL), ["windows.hall.count=2..4"], ["wait_p90 <= 1 min at hour=10"])
    said = re.sub(r"\s+", " ", shown(printed(sizing_answer(api.size(question), "en"))))
    assert "What binds: from 10:00 to 11:00 150% of what Hall can do arrives (6 h of work for 4 h" in said
