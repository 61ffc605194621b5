"""What a person can get wrong about desks and limits: one message each, with its place and what to write."""

from __future__ import annotations

import pytest

from hallsim.errors import InputError
from hallsim.scenario.load import load_text
from tests.helpers.mistakes import told_once

GOOD = """\
hallsim: 1
world:
  services:
    licence: {department: commerce, share: 60%, counter: 12 min}
    permit: {department: commerce, share: 40%, decision: promised, limit: 10 workdays, approval: check,
             steps: {check: {desk: fire, work: 1 h}}}
  arrivals: {per_day: 100}
designs:
  today:
    windows: {commerce: 5}
    desks: {fire: {officers: 3}}
    limits: {factor: 50%, warn: 70%, deemed: 100%}
    green_channel: permit
"""
DESK = "{officers: 3}"


def test_the_good_file_is_good() -> None:
    assert load_text(GOOD).warnings == ()


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "remedy"),
    [
        ("limit: 10 workdays", "limit: 0 workdays", "5:68", "0 workdays leaves no time", "at least 1"),
        ("factor: 50%", "factor: 0%", "12:22", "0", "0"),
        ("100%}", "100%, services: permt}", "12:62", "no service 'permt'", "'permit'"),
        ("green_channel: permit", "green_channel: [projects]", "13:21", "'projects'", "licence"),
        (DESK, "{officers: unlimited, wip: 4}", "11:41", "wip means nothing", "number of officers"),
        (DESK, "{officers: unlimited, discipline: earliest_due}", "11:41", "discipline means", "officers"),
        (DESK, "{quiet_windows: comerce}", "11:35", "no group of windows 'comerce'", "'commerce'"),
        (DESK, "{wip: 0}", "11:25", "", "1"),
        (DESK, "{at_once: 0}", "11:29", "", "1"),
        (DESK, "{absence: 130%}", "11:29", "130%", "100%"),
        (DESK, "{officers: 0}", "11:13", "never works", "officers"),
        (DESK, "{discipline: earliest}", "11:32", "earliest", "earliest_due"),
    ],
)
def test_a_mistake_has_one_message_with_place_and_remedy(
    old: str, new: str, place: str, message: str, remedy: str
) -> None:
    told_once(GOOD, old, new, place, message, remedy)


def test_limits_without_a_limit_and_files_at_windows_that_cannot_take_them() -> None:
    for old, new, message in (
        ("limit: 10 workdays, ", "", "no promised service has a limit"),
        ("{commerce: 5}", "{commerce: {count: 5, lines: shortest_line}}", None),
    ):
        text = GOOD.replace(old, new, 1)
        if message is None:
            text = text.replace(DESK, "{quiet_windows: commerce}")
            message = "cannot take files"
        with pytest.raises(InputError) as caught:
            load_text(text, "hall.yaml")
        assert message in caught.value.problems[0].message


def test_a_share_of_the_limit_and_a_rule_of_a_design_based_on_it_add_up() -> None:
    text = GOOD.replace(
        "limits: {factor: 50%, warn: 70%, deemed: 100%}", "limits: 50%\n    every_desk: {absence: 5%}"
    )
    text += "  watched: {based_on: today, limits: {warn: 70%}, every_desk: {absence: {lasts: 2}}}\n"
    design = load_text(text).scenario.designs["watched"]
    assert (design.limits.factor, design.limits.warn) == (0.5, 0.7)
    assert (design.desks["fire"].absence.share, design.desks["fire"].absence.lasts) == (0.05, 2)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("warn: 70%", "warn: 100%", "approved already"),
        (DESK, "{officers: 3, wip: 2}", "some of the 3 officers"),
        (DESK, "{officers: 3, shifts: {hours: 09:00-12:00}}", "officers is not used"),
    ],
)
def test_what_looks_unintended_is_a_warning(old: str, new: str, message: str) -> None:
    (warning,) = load_text(GOOD.replace(old, new, 1)).warnings
    assert message in warning.message
