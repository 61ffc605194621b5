"""CONTRIBUTING.md tells the truth about where things are."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.test_imports_run_down import LAYERS

PATH = re.compile(r"`([\w.\-/]+(?:/|\.(?:py|md|cfg|yml|yaml|json|lock|po|js|css)))`|`([\w.\-]+/[\w.\-/]+)`")


def paths_named(text: str) -> list[str]:
    """What stands in backquotes and looks like a path: with a slash, or a file's ending."""
    return [one or other for one, other in PATH.findall(text)]


def listed(text: str) -> Iterator[str]:
    """The paths of the listing at the top: two blanks deeper, one folder deeper."""
    above: list[str] = []
    for line in text.split("```text\n")[1].split("```")[0].splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        above = [*above[:depth], line.split()[0]]
        yield "".join(above)


def page(root: Path) -> str:
    return (root / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_every_path_exists(root: Path) -> None:
    named = paths_named(page(root))
    assert len(named) > 80
    assert [name for name in named if not (root / name).exists()] == []


def test_the_listing_names_what_is_there(root: Path) -> None:
    found = list(listed(page(root)))
    assert [name for name in found if not (root / name).exists()] == []
    packages = {
        init.parent.relative_to(root).as_posix() + "/" for init in (root / "hallsim").rglob("__init__.py")
    }
    assert sorted(packages - set(found)) == []


def test_the_listing_has_the_order_of_the_layers(root: Path) -> None:
    layer = {name: i for i, names in enumerate(LAYERS) for name in names}
    tops = re.findall(r"^hallsim/(\w+)(?:/|\.py)$", "\n".join(listed(page(root))), re.MULTILINE)
    assert set(layer) - {"__main__"} <= set(tops)
    found = [layer[name] for name in tops if name in layer]
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("see `hallsim/gone.py` and `gone/`", ["hallsim/gone.py", "gone/"]),
        ("`setup.cfg`, `tests/unit`", ["setup.cfg", "tests/unit"]),
        ("`make lock`, `KINDS`, `children()`, `Tape.choices`, `hallsim schema`", []),
    ],
)
def test_a_path_is_known_by_its_look(text: str, paths: list[str]) -> None:
    assert paths_named(text) == paths
