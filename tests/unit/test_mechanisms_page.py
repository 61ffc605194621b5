"""Every test that the page of mechanisms names exists, and every mechanism of its scope has a row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SCOPE = {"A": 14, "C": 6, "D": 10, "E": 9, "F": 8, "G": 11, "I": 6}


def page(root: Path) -> str:
    return (root / "docs/mechanisms.md").read_text(encoding="utf-8")


def test_every_test_named_exists(root: Path) -> None:
    named = re.findall(r"(tests/[\w/]+\.py)((?:[:,]+ ?:*:?:\w+)*)", page(root))
    assert len(named) > 40
    for file, _ in named:
        assert (root / file).is_file(), file
    for file, name in re.findall(r"(tests/[\w/]+\.py)::(\w+)", page(root)):
        assert name in (root / file).read_text(encoding="utf-8"), f"{file}::{name}"


@pytest.mark.parametrize("part", SCOPE)
def test_every_mechanism_has_a_row(root: Path, part: str) -> None:
    ids = set()
    for cell in re.findall(r"^\| ([^|]+?) \|", page(root), re.MULTILINE):
        first, _, last = cell.partition("-")
        if re.fullmatch(r"[A-I]\d+", first):
            numbers = range(int(first[1:]), int((last or first)[1:]) + 1)
            ids |= {f"{first[0]}{n}" for n in numbers}
    assert {f"{part}{n}" for n in range(1, SCOPE[part] + 1)} <= ids
