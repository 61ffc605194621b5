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


def test_a_hall_with_room_and_parts_of_people_blame_nothing() -> None:
    even = HALL.replace("{09:00-10:00: 1, 10:00-11:00: 3, 11:00-15:00: 1}", "{09:00-17:00: 1}")
    assert (
        "no station is short: the fullest, Hall, gets 67% of what it can do"
        in told(even, "wait_p90 <= 1 min")[0]
    )
    assert "is missed" not in told(HALL, "{hold: wait_p90 <= 1 min, at: service}")[0]


def test_the_page_shows_each_part_in_which_a_target_is_to_hold() -> None:
    targets = "targets: [{hold: wait_p90 <= 9 min, at: hour}, {hold: wait_mean <= 9 min, at: weekday}]\n"
    web = page(api.compare(api.loads(HALL + targets)), {}, "en")
    for head, part in (("Hour", "09:00"), ("Hour", "12:00"), ("Weekday", "Monday"), ("Weekday", "Friday")):
        assert re.search(rf"<th[^>]*>{head}</th>.*<td[^>]*>{part}</td>", web, re.DOTALL), (head, part)


def test_the_size_that_is_looked_for_says_what_comes_then() -> None:
    question = api.ask_size(api.loads(HALL), ["windows.hall.count=2..4"], ["wait_p90 <= 1 min at hour=10"])
    said = re.sub(r"\s+", " ", shown(printed(sizing_answer(api.size(question), "en"))))
    assert "What binds: from 10:00 to 11:00 150% of what Hall can do arrives (6 h of work for 4 h" in said
