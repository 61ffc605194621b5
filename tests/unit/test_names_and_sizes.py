"""What is accepted though it cannot be meant: names that mislead, quantities beyond all sense."""

from __future__ import annotations

import types
import typing
from pathlib import Path
from typing import Any

import pytest

from hallsim.cli.main import call
from hallsim.scenario.language.bounds import ends_in_words
from hallsim.scenario.language.keys import all_keys
from hallsim.scenario.load import load_text
from tests.helpers.mistakes import problems

HALL = """hallsim: 1
world:
  calendar: {days: 5}
  services:
    licence: {department: commerce, share: 60%, counter: 10 min}
    permit: {department: planning, share: 40%, counter: 10 min}
  groups: {elderly: {share: 20%}, rest: {share: 80%}}
  arrivals: {per_day: 100}
designs:
  a: {opening: [09:00-12:00], windows: {commerce: 6, planning: 3}}
  b: {based_on: a, windows: {planning: 4}}
"""


def told(old: str, new: str) -> tuple[str, str]:
    """The one message and remedy of a mistake, which has both in Chinese too."""
    assert old in HALL
    (found,) = problems(HALL.replace(old, new, 1))
    assert all((found.place, found.said.text("zh"), found.advice.text("zh")))
    return found.message, found.remedy


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  b:", "  ' ':", "a name is blank"),
        ("  b:", "  'b,c':", "holds a comma"),
        ("  b:", "  '=b':", "begins with '='"),
        ("  b:", "  '-b':", "begins with '-'"),
        ("  b:", "  '+b':", "begins with '+'"),
        ("rest:", "'@rest':", "begins with '@'"),
        ("    permit:", "    ' permit':", "blanks at its ends"),
        ("  b:", '  "b\\u200b":', "what cannot be seen"),
        ("  b:", '  "b\\e[31m":', "what cannot be seen"),
        ("  b:", "  а:", "look the same"),
        ("  b:", "  ａ:", "look the same"),
        ("  b:", f"  {'b' * 81}:", "longer than 80"),
        ("planning: 3}", "planning: 3, '=x': {serves: all}}", "begins with '='"),
        (
            "counter: 10 min}\n    permit",
            "route: [{name: '@desk', work: 3 min}]}\n    permit",
            "begins with '@'",
        ),
    ],
)
def test_a_name_that_misleads_is_refused_at_its_place(old: str, new: str, message: str) -> None:
    assert message in told(old, new)[0]


def test_names_of_many_kinds_are_right() -> None:
    for name in ("综合窗口", "one-stop", "north hall", "3", "a.b", "Ⅱ", "x+y"):
        assert load_text(HALL.replace("  b:", f"  {name}:")).scenario


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("hallsim: 1", "hallsim: true", "version True"),
        ("hallsim: 1", "hallsim: 1.0", "version 1.0"),
        ("elderly: {share: 20%}, rest: {share: 80%}", "all: {share: 50%}", "sum to 50%"),
        ("days: 5", "days: 5, workday: 0 h", "workday cannot be '0 h'"),
        ("days: 5", "days: 5, workday: 30 h", "workday cannot be '30 h'"),
        ("opening:", "calling: {walk: 100 h}, opening:", "a mean of 4 days 4 h"),
        ("opening:", "outages: {between: 0 min, length: 1 min}, opening:", "a mean of 0 min"),
        ("opening:", "outages: {between: 9 h, length: 0 min}, opening:", "a mean of 0 min"),
        ("opening:", "authorise: 3000 h, opening:", "authorise cannot be '3000 h'"),
        ("opening:", "costs: {trip_time: 9000 h}, opening:", "trip_time cannot be '9000 h'"),
        ("opening:", "costs: {clerk_per_hour: 1e300}, opening:", "clerk_per_hour cannot be 1e300"),
        ("opening:", "priority: {elderly: -100000000}, opening:", "elderly cannot be"),
        ("opening:", "cover: {backup: -1}, opening:", "backup cannot be -1"),
        ("planning: 3", "planning: {count: 3, idle_work: 1 ms}", "a mean of 0.001 s"),
        ("opening:", "desks: {x: {officers: 1, meets: 1 ms}}, opening:", "a meeting every 1 ms"),
        ("per_day: 100", "per_day: 1e300", "per_day cannot be 1e300"),
        ("per_day: 100", "per_day: 100, weekdays: {mon: 1e300}", "mon cannot be 1e300"),
        ("per_day: 100", "per_day: 100, dates: {2026-01-06: -3}", "cannot be -3"),
        ("designs:", "run: {wait_target_min: 1e300}\ndesigns:", "wait_target_min cannot be 1e300"),
    ],
)
def test_a_quantity_beyond_all_sense_is_refused(old: str, new: str, message: str) -> None:
    assert message in told(old, new)[0]


def test_every_number_of_the_language_has_a_range() -> None:
    """What is read from text (shares, clock times, `unlimited`) is limited by its reader."""
    open_ended = {
        ".".join(key.path)
        for key in all_keys()
        if any(option in (int, float) for option in _options(key.field.annotation))
        and not all(ends_in_words(key.field))
        and not any(hasattr(item, "func") for item in _metadata(key.field))
    }
    assert not open_ended


def _options(annotation: Any) -> list[Any]:
    if typing.get_origin(annotation) is typing.Annotated:
        return _options(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return [found for option in typing.get_args(annotation) for found in _options(option)]
    return [annotation]


def _metadata(field: Any) -> list[Any]:
    found = list(field.metadata)
    for option in typing.get_args(field.annotation):
        found += typing.get_args(option)[1:] if typing.get_origin(option) is typing.Annotated else []
    return found


def test_what_was_read_and_what_is_told_of_it_does_nothing_to_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    marks = r"\e[2J\r\u202e\x9b1m"
    (tmp_path / "hall.yaml").write_text(
        HALL.replace("  a: {", f'  a: {{title: "today{marks}", ') + f'description: "a{marks}b"\n', "utf-8"
    )
    assert call(["check", str(tmp_path / "hall.yaml")]) == 0
    (tmp_path / "wrong.yaml").write_text(HALL.replace("planning: 4", f'"pl{marks}": 4'), "utf-8")
    assert call(["check", str(tmp_path / "wrong.yaml")]) == 2
    assert call(["explain", "a\x1b[2J\u202eb"]) == 2
    assert call(["check", str(tmp_path / "no\x1b[2J.yaml")]) == 2
    out, err = capsys.readouterr()
    assert "today�[2J" in out
    assert not any(mark in out + err for mark in "\x1b\r\u202e\x9b")
