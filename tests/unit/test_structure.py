"""How the code hangs together: `python -m experiments.structure` prints where it is."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from experiments.structure.imports import circles, import_graph, unplaced, up_arrows
from experiments.structure.measures import Sources, complexity

MAX_FILES = 24
MAX_COMPLEXITY = 12
MAX_OPERATIONS = 14
READERS = {
    # what the one interpreter does for each kind, outside approvals with results and within them
    "hallsim.hall.reference.interpreter.matters:__init__",
    "hallsim.hall.reference.interpreter.approvals:__init__",
    # how often each kind walks what is within it, in the mean
    "hallsim.workload.walk:__init__",
    # what each kind is as numbers, for the compiled engine
    "hallsim.hall.compiled.flatten.program:__init__",
    # what each kind is in words
    "hallsim.study.ways.describe:__init__",
}
"""Who tells kinds of operations apart; everybody else goes through `children()` and `map()`."""

# By package, its parts from the bottom up; those in one text stand beside each other, "*" are all others.
LAYERS: dict[str, tuple[str, ...]] = {
    "hallsim.hall": (
        "plan",
        "decisions",
        "records",
        "contract",
        "compiled reference",
        "build_trace",
        "simulation engines",
        "engine_check",
    ),
    "hallsim.hall.compiled": (
        "flatten",
        "*",
        "engine",
    ),
    "hallsim.hall.reference": (
        "state",
        "servers",
        "interpreter",
        "courses",
        "shared_visits",
        "agents at_home bundles packages",
        "office_routing",
        "engine",
    ),
    "hallsim.hall.reference.servers": (
        "desk_queue disciplines limit_clock random_order set_up teams",
        "floor",
        "calling closing idle_work inspections lines meetings preemption shifts tide",
        "facility",
        "*",
    ),
    "hallsim.metrics": (
        "attribution",
        "definition",
        "satisfaction",
        "catalogue",
        "registry",
        "breakdown satisfaction_page",
        "page",
    ),
    "hallsim.report": ("wording", "tables", "figures ways", "html", "folder terminal", "several answer", "*"),
    "hallsim.study": ("inference", "folder robust ways", "*", "several"),
    "hallsim.theory": ("numerics", "*"),
    "hallsim.trace": ("codes", "columns", "tables", "*"),
    "hallsim.scenario": (
        "parsing",
        "values",
        "world",
        "design",
        "serving",
        "satisfaction",
        "targets",
        "scenario",
        "language",
        "assumptions",
        "checks",
        "load",
        "whatif",
        "study_file",
    ),
}


@cache
def sources() -> Sources:
    """This project's, read once."""
    return Sources(Path(__file__).resolve().parents[2])


def test_no_folder_is_full() -> None:
    assert {folder for folder, n in sources().folders.items() if n > MAX_FILES} == set()


def test_no_modules_need_each_other() -> None:
    assert sources().circles == []


def test_no_function_is_too_complex() -> None:
    assert {name for name, n in sources().functions() if n > MAX_COMPLEXITY} == set()


def test_operations_and_their_readers_become_no_more() -> None:
    assert len(sources().operations) <= MAX_OPERATIONS
    assert set(sources().readers) == READERS


def test_parts_of_packages_build_on_each_other_in_order() -> None:
    assert unplaced(sources().graph, LAYERS) == []
    assert up_arrows(sources().graph, LAYERS) == []


def graph_of(**modules: str) -> dict[str, frozenset[str]]:
    """The graph of sources by module; `__` in a name stands for a dot."""
    trees = {name.replace("__", "."): ast.parse(text) for name, text in modules.items()}
    return dict(import_graph(trees, frozenset({"p"})))


@pytest.mark.parametrize(
    "text",
    [
        "from p import b",
        "import p.b",
        "from . import b",
        "from p.b import X",
        "def f():\n    from p.b import X",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p import b",
    ],
)
def test_a_planted_circle_is_found(text: str) -> None:
    assert circles(graph_of(p="", p__a=text, p__b="from p import c", p__c="from p import a")) == [
        {"p.a", "p.b", "p.c"}
    ]
    assert circles(graph_of(p="", p__a=text, p__b="from p import c", p__c="import ast")) == []


def test_two_circles_are_told_apart() -> None:
    there_and_back = {"p__a": "import p.b", "p__b": "import p.a\nimport p.c"}
    found = circles(graph_of(**there_and_back, p__c="import p.d", p__d="import p.c"))
    assert sorted(map(sorted, found)) == [["p.a", "p.b"], ["p.c", "p.d"]]


def test_a_planted_arrow_upwards_is_found() -> None:
    graph = graph_of(p="", p__low__a="from p.high import b", p__high__b="import ast", p__other="")
    assert up_arrows(graph, {"p": ("low", "high")}) == [("p.low.a", "p.high.b")]
    assert up_arrows(graph, {"p": ("high", "low")}) == []
    assert up_arrows(graph, {"p": ("low high",)}) == []
    assert up_arrows(graph, {"p": ("low", "*")}) == [("p.low.a", "p.high.b")]
    assert unplaced(graph, {"p": ("low", "high")}) == ["p.other"]
    assert unplaced(graph, {"p": ("low", "*")}) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return 1", 1),
        ("if a:\n  return 1\nelif b:\n  return 2\nelse:\n  return 3", 3),
        ("for x in y:\n  while z:\n    pass", 3),
        ("try:\n  a()\nexcept E:\n  pass\nexcept F:\n  pass\nelse:\n  b()", 4),
        ("match a:\n  case 1:\n    pass\n  case 2:\n    pass\n  case _:\n    pass", 3),
        ("with a:\n  if b:\n    c()", 2),
        ("def g():\n  if a:\n    b()", 3),
    ],
)
def test_complexity_counts_branches(body: str, expected: int) -> None:
    (function,) = ast.parse("def f():\n" + "\n".join("  " + line for line in body.splitlines())).body
    assert isinstance(function, ast.FunctionDef)
    assert complexity(function) == expected


def test_operations_and_readers_are_found(tmp_path: Path) -> None:
    package = tmp_path / "hallsim"
    package.mkdir()
    names = "ABCDE"
    classes = "\n".join(f"class {name}: ..." for name in names)
    (package / "operations.py").write_text(f"{classes}\nOp = {' | '.join(names)}\n", encoding="utf-8")
    arms = "\n".join(f"        case operations.{name}(): pass" for name in names)
    (package / "reader.py").write_text(
        f"def read(op):\n    match op:\n{arms}\n\ndef glance(op):\n    return isinstance(op, A | B)\n"
        f"def table():\n    return {{{', '.join(f'{name}: 1' for name in names)}}}\n",
        encoding="utf-8",
    )
    found = Sources(tmp_path)
    assert found.operations == set(names)
    assert found.readers == ["hallsim.reader:read", "hallsim.reader:table"]
    assert found.folders == {"hallsim": 2}
