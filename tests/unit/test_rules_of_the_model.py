"""The rules of docs/model.md: each has a number of its own, and whoever names one names one that is there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"\bR\d+\.\d+\b")
RULE = re.compile(r"^(?:\* |\d\. )?\*\*(R(\d+)\.\d+)\*\* ", re.MULTILINE)


@cache
def sections() -> dict[str, str]:
    """The page by the number of its sections."""
    parts = re.split(r"^## (\d+)\. ", (ROOT / "docs/model.md").read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@cache
def rules() -> tuple[str, ...]:
    return tuple(name for text in sections().values() for name, _ in RULE.findall(text))


def test_every_number_is_given_once_and_in_its_own_section() -> None:
    assert len(rules()) == len(set(rules())) > 120
    for number, text in sections().items():
        assert {section for _, section in RULE.findall(text)} <= {number}


def test_every_bullet_of_the_sections_of_rules_has_a_number() -> None:
    for number in map(str, range(1, 9)):
        bullets = re.findall(r"^\* .{20}", sections()[number], re.MULTILINE)
        assert [bullet for bullet in bullets if not RULE.match(bullet + " ")] == []


@pytest.mark.parametrize("folder", ["hallsim", "tests", "docs"])
def test_whatever_names_a_rule_names_one_that_is_there(folder: str) -> None:
    named = {
        name: path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".md"} and path != Path(__file__)
        for name in NAMED.findall(path.read_text("utf-8"))
    }
    assert named, f"nothing in {folder} names a rule"
    assert {name: where for name, where in named.items() if name not in rules()} == {}


def test_most_rules_are_named_by_the_tests_that_hold_them() -> None:
    """`R2.3 to R2.8` names them all."""
    held: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        text = path.read_text("utf-8")
        held |= set(NAMED.findall(text))
        for section, first, last in re.findall(r"\bR(\d+)\.(\d+) to R\1\.(\d+)\b", text):
            held |= {f"R{section}.{n}" for n in range(int(first), int(last) + 1)}
    assert len(held & set(rules())) > 0.6 * len(rules())
