"""The fragments on the page of the scenario language are read as they stand, each in its place in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

import hallsim.api as hs
from tests.helpers.pages import blocks

HALL = """
hallsim: 1
world:
  services: {a: {counter: 5 min, documents: {required: 2, missing: 10%}}}
  arrivals: {per_day: 50}
designs:
  d: {windows: {hall: {count: 2, serves: all, generalist: {time: 1.2}}}}
figures: {repeat_share: 20%}
"""
TABLES = {
    "times.csv": "minutes\n3\n8\n40\n",
    "roster.csv": "count,hours\n2,09:00-17:00\n",
    "windows.csv": "name,count,serves\ncounter,2,all\n",
    "duty.csv": "time,windows\n09:00,2\n12:00,1\n",
    "rates.csv": "hour,people\n9,8\n10,12\n",
    "tickets.csv": "issued\n09:03\n9:10 AM\n",
}
ARRIVALS = ["world:", "  arrivals:", "    per_day: null"]
GROUP = ["designs:", "  d:", "    windows:", "      hall:", "        count: null"]
# where each fragment stands, by its first key: the lines before it
PLACES = {
    "counter": ["world:", "  services:", "    a:", "      documents: null"],
    "shifts": GROUP,
    "staff": GROUP,
    "windows": ["designs:", "  e:", "    opening: 09:00-17:00"],
    "rates": ARRIVALS,
    "times": ARRIVALS,
    "evidence": [""],
}


def fragments(page: Path) -> list[str]:
    """The lines of the blocks, one each; a mapping over several lines stays together."""
    found: list[str] = []
    for block in blocks(page):
        for line in block.code.splitlines():
            if line.startswith(" "):
                found[-1] += f"\n{line}"
            else:
                found.append(line)
    return found


@pytest.mark.parametrize("page", ["scenario.md", "scenario.zh.md"])
def test_the_fragments_are_read(page: str, root: Path, tmp_path: Path) -> None:
    (tmp_path / "hall.yaml").write_text(HALL, "utf-8")
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, "utf-8")
    shown = fragments(root / "docs" / page)
    assert {line.partition(":")[0] for line in shown} == set(PLACES)
    for fragment in shown:
        before = PLACES[fragment.partition(":")[0]]
        indent = before[-1][: len(before[-1]) - len(before[-1].lstrip())]
        lines = [*before, *(indent + line for line in fragment.splitlines())]
        file = tmp_path / "try.yaml"
        file.write_text("\n".join(["hallsim: 1", "include: [hall.yaml]", *lines, ""]), "utf-8")
        assert hs.load(file).scenario.designs, fragment
