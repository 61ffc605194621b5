"""What a person can get wrong about people: one message each, with its place and what to write."""

from __future__ import annotations

import pytest

from hallsim.scenario.load import load_text
from tests.helpers.mistakes import told_once

GOOD = """\
hallsim: 1
world:
  services:
    licence: {department: commerce, share: 60%, counter: 12 min}
    permit: {department: planning, share: 40%, counter: 15 min}
  arrivals: {per_day: 100}
designs:
  today:
    clerks: {li: {}, wang: {knows: commerce}}
    windows:
      commerce: {count: 3, staff: [li, wang]}
      planning: {count: 2}
"""


def test_the_good_file_is_good() -> None:
    assert load_text(GOOD).warnings == ()


HOURS = "shifts: [{hours: 09:00-12:00}, {hours: 12:00-17:00}]"


def test_one_clerk_may_work_two_shifts_one_after_the_other() -> None:
    assert load_text(GOOD.replace("count: 2", f"{HOURS}, staff: [li, li]").replace("[li, wang]", "[wang]"))


BOTH = "[li, wang]}\n      planning: {count: 2}"
PLANNING, STAFF, DESIGN = "planning: {count: 2}", "staff: [li, wang]", "    windows:\n"


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "remedy"),
    [
        (BOTH, "li}\n      planning: {count: 2, staff: wang}", "12:35", "clerk knows nothing", "planning"),
        (
            PLANNING,
            "planning: {count: 2, clerks: {knows: licence}}",
            "12:36",
            "knows nothing",
            "add planning",
        ),
        (PLANNING, "planning: {count: 2, staff: li}", "12:35", "li would sit at commerce-1 and", "overlap"),
        ("[li, wang]", "[li, li]", "11:40", "at commerce-1 and at commerce-2", "somebody else"),
        ("[li, wang]", "[li, wagn]", "11:40", "no clerk 'wagn'", "'wang'"),
        ("count: 3", "count: 1", "11:28", "2 clerks are seated, but there is 1", "count: 2"),
        ("knows: commerce", "knows: comerce", "9:36", "'comerce'", "commerce"),
        (PLANNING, "planning: {count: 2, clerks: {count: 3}}", "12:28", "3 clerks are seated", "count: 3"),
        (PLANNING, "planning: {clerks: {auxiliary: true}}", "10:5", "all clerks who serve it", "promised"),
        (PLANNING, "planning: {serves: all, clerks: {knows: permt}}", "12:47", "'permt'", "'permit'"),
        (STAFF, "clerks: {count: 3, knows: permit}, serves: all", "10:5", "knows it", "add licence"),
        (DESIGN, "    tenure: {start_error: 5%}\n" + DESIGN, "10:5", "one visit only", "max_visits: 8"),
        (PLANNING, "planning: {generalist: {error_per_service: 1%}}", "12:18", "one visit", "max_visits: 8"),
        (DESIGN, "    absence: {share: 120%}\n" + DESIGN, "10:22", "120% is not a share", "100%"),
        (DESIGN, "    absence: {deputies: {plan: commerce}}\n" + DESIGN, "10:26", "'plan'", "'planning'"),
        (DESIGN, "    absence: {deputies: {planning: [planning]}}\n" + DESIGN, "10:26", "itself", "cover: 1"),
        (DESIGN, "    outages: {between: 1 h, length: 1 min, windows: x}\n" + DESIGN, "10:", "'x'", "all"),
        (DESIGN, "    outages: {between: 10 h}\n" + DESIGN, "10:", "length", ""),
        (DESIGN, "    tickets_until: 08:00\n" + DESIGN, "10:", "before the hall opens", "16:30"),
        (DESIGN, "    opening: always\n    tickets_until: 16:00\n" + DESIGN, "11:", "never closes", "drop"),
        (DESIGN, "    costs: {clerk_per_hour: -1}\n" + DESIGN, "10:", "-1", "0"),
        (
            DESIGN,
            "    costs: {by_kind: {contrat: 3}}\n" + DESIGN,
            "10:",
            "no kind of clerk 'contrat'",
            "clerk",
        ),
    ],
)
def test_a_mistake_has_one_message_with_place_and_remedy(
    old: str, new: str, place: str, message: str, remedy: str
) -> None:
    told_once(GOOD, old, new, place, message, remedy)
