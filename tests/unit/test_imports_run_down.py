"""The house rules a reader can rely on: imports run down, one owner per library, small files and functions.

The tables below are the rules; to change one, change its row here and say why in CONTRIBUTING.md.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]

# From the bottom up; a module may import from its own layer and from the ones before it.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("text", "units", "errors", "full_width", "likeness", "os_errors", "synonyms", "visible", "whole_file"),
    ("scenario",),
    ("demand",),
    ("trace", "audit"),
    ("hall",),
    ("metrics",),
    ("workload",),
    ("study",),
    ("roster",),
    ("report",),
    ("loading",),
    ("questions", "fitting", "rosters", "sizing", "study_files"),
    ("guesses",),
    ("api",),
    ("cli",),
    ("__main__",),
)
# A leaf stands on the bottom layer only, and any layer from the named one up may use it.
LEAVES = {"theory": "scenario"}

# package: what its modules must never name, and why
FORBIDDEN: dict[str, dict[str, str]] = {
    "hallsim.demand": {
        "hallsim.scenario.design": "the same citizens meet every design",
        "hallsim.scenario.Design": "the same citizens meet every design",
    },
    "hallsim.hall": {
        "numpy.random": "no random draw happens inside an engine",
        "random": "no random draw happens inside an engine",
        "pandas": "an engine writes flat columns",
        "hallsim.metrics": "figures are computed from the trace",
    },
    "hallsim.report": {"hallsim.hall": "a report reads results, never an engine"},
}


class Owner(NamedTuple):
    """Where a library may be imported: below the package `inside`, in at most `n_files` files."""

    inside: str
    n_files: int | None = 1


OWNERS: dict[str, Owner] = {
    "SALib": Owner("hallsim.study"),
    "yaml": Owner("hallsim.scenario", n_files=2),  # its scanner is one file, what reads its events another
    "holidays": Owner("hallsim.scenario"),
    "simpy": Owner("hallsim.hall"),
    "matplotlib": Owner("hallsim.report"),
    "jinja2": Owner("hallsim.report"),
    "pyarrow": Owner("hallsim", n_files=2),  # one file reads rows that people wrote, one keeps traces
    "rich": Owner("hallsim"),
    "distributed": Owner("hallsim.study.runs"),
    "click": Owner("hallsim.cli", n_files=None),
}

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60


def within(name: str, package: str) -> bool:
    """Whether the dotted `name` is `package` or lies below it."""
    return name == package or name.startswith(package + ".")


def module_name(path: Path, root: Path) -> str:
    """Dotted name of the file `path` of the source tree under `root`."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.Module, package: str) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything a module of `package` imports or reaches through an import.

    `from a import b` yields `a.b`; `a.b.c` on an imported name `a` yields its full path, so that
    `np.random` counts as numpy.random; imports in functions and under TYPE_CHECKING count too.
    """
    bound: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            for alias in node.names:
                bound[alias.asname or alias.name] = f"{base}.{alias.name}"
                yield node.lineno, f"{base}.{alias.name}"
        elif isinstance(node, ast.Call) and node.args:
            called = ast.unparse(node.func)
            first = node.args[0]
            if called.endswith(("import_module", "__import__")) and isinstance(first, ast.Constant):
                yield node.lineno, str(first.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            head, _, rest = ast.unparse(node).partition(".")
            if head in bound:
                yield node.lineno, f"{bound[head]}.{rest}"


def layer_fault(importer: str, target: str) -> str | None:
    """Why the module `importer` may not import `target` (both dotted, of hallsim), or None."""
    order = {name: i for i, names in enumerate(LAYERS) for name in names}
    source, used = (name.split(".")[1] if "." in name else "" for name in (importer, target))
    if not used or used.startswith("__version__") or source == used:
        return None  # hallsim itself holds the version only
    if not source:
        return "hallsim/__init__.py imports nothing of hallsim"
    if source not in order and source not in LEAVES:
        return f"{source} has no place in the layers: add it to LAYERS"
    if source in LEAVES:
        return None if order.get(used, 1) == 0 else "a leaf stands on units and errors only"
    if used in LEAVES:
        return None if order[source] >= order[LEAVES[used]] else "imports run down only"
    if used not in order:
        return f"{used} has no place in the layers: add it to LAYERS"
    return None if order[used] <= order[source] else "imports run down only"


def import_faults(sources: Mapping[str, str]) -> list[str]:
    """All broken import rules of a tree given as {path relative to its root: source text}."""
    faults: set[str] = set()
    owners: dict[str, set[str]] = {library: set() for library in OWNERS}
    for path, text in sorted(sources.items()):
        module = module_name(Path(path), Path())
        package = module if path.endswith("__init__.py") else module.rpartition(".")[0]
        for line, target in imported(ast.parse(text, path), package):
            place = f"{path}:{line}: {target}"
            if within(target, "hallsim") and (why := layer_fault(module, target)):
                faults.add(f"{place}: {why}")
            for user, names in FORBIDDEN.items():
                for name, why in names.items():
                    if within(module, user) and within(target, name):
                        faults.add(f"{place}: never in {user}: {why}")
            library = target.partition(".")[0]
            if library in OWNERS:
                owners[library].add(path)
                if not within(module, OWNERS[library].inside):
                    faults.add(f"{place}: {library} belongs to {OWNERS[library].inside}")
    for library, paths in owners.items():
        limit = OWNERS[library].n_files
        if limit is not None and len(paths) > limit:
            faults.add(f"{library} has {len(paths)} owners, allowed {limit}: {', '.join(sorted(paths))}")
    return sorted(faults)


def size_faults(sources: Mapping[str, str]) -> list[str]:
    """Files and functions that are too long; a function counts from its `def`, docstring included."""
    faults = []
    for path, text in sorted(sources.items()):
        n_lines = len(text.splitlines())
        if n_lines > MAX_FILE_LINES:
            faults.append(f"{path}: {n_lines} lines, at most {MAX_FILE_LINES}")
        for node in ast.walk(ast.parse(text, path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MAX_FUNCTION_LINES:
                    faults.append(
                        f"{path}:{node.lineno}: {node.name} has {length} lines, at most {MAX_FUNCTION_LINES}"
                    )
    return faults


def hallsim_sources() -> dict[str, str]:
    """{path relative to the root: text} of all modules of hallsim."""
    paths = sorted((ROOT / "hallsim").rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def test_hallsim_keeps_the_import_rules() -> None:
    sources = hallsim_sources()
    assert "hallsim/__init__.py" in sources
    assert import_faults(sources) == []


def test_hallsim_keeps_the_sizes() -> None:
    assert size_faults(hallsim_sources()) == []


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("hallsim/trace/model.py", "from hallsim.hall import plan", "imports run down only"),
        ("hallsim/units.py", "import hallsim.errors, hallsim.theory", "imports run down only"),
        ("hallsim/demand/tape.py", "from ..api import run", "imports run down only"),
        ("hallsim/hall/plan.py", "def f():\n    from hallsim import study", "imports run down only"),
        (
            "hallsim/study/run.py",
            "import importlib\nimportlib.import_module('hallsim.cli')",
            "imports run down",
        ),
        ("hallsim/trace/model.py", "import hallsim\nhallsim.metrics.waits", "imports run down only"),
        ("hallsim/__init__.py", "from .api import run", "imports nothing of hallsim"),
        ("hallsim/theory.py", "from hallsim.scenario import world", "a leaf stands on units and errors"),
        ("hallsim/helpers.py", "from hallsim import units", "add it to LAYERS"),
        ("hallsim/api.py", "from hallsim import helpers", "add it to LAYERS"),
        ("hallsim/demand/tape.py", "from hallsim.scenario import design", "never in hallsim.demand"),
        ("hallsim/demand/tape.py", "from hallsim.scenario import Design", "never in hallsim.demand"),
        ("hallsim/demand/__init__.py", "from ..scenario.design import Window", "never in hallsim.demand"),
        (
            "hallsim/hall/reference/engine.py",
            "import numpy as np\nnp.random.default_rng(1)",
            "never in hallsim.hall",
        ),
        ("hallsim/hall/reference/engine.py", "from numpy.random import default_rng", "never in hallsim.hall"),
        ("hallsim/hall/reference/engine.py", "from random import random", "never in hallsim.hall"),
        (
            "hallsim/hall/reference/engine.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas",
            "never in",
        ),
        (
            "hallsim/hall/reference/engine.py",
            "import hallsim.metrics.waits",
            "figures are computed from the trace",
        ),
        ("hallsim/report/html.py", "from hallsim.hall.plan import Plan", "never in hallsim.report"),
        ("hallsim/study/run.py", "import simpy.events", "simpy belongs to hallsim.hall"),
        ("hallsim/api.py", "from yaml import safe_load", "yaml belongs to hallsim.scenario"),
    ],
)
def test_a_planted_import_is_found(path: str, text: str, expected: str) -> None:
    faults = import_faults({path: text})
    assert faults, "the planted import went unseen"
    assert all(fault.startswith(f"{path}:") for fault in faults)
    assert any(expected in fault for fault in faults)


def test_a_second_owner_is_found() -> None:
    one = {f"hallsim/scenario/{name}.py": "import yaml" for name in ("scanner", "text")}
    assert import_faults(one) == []
    faults = import_faults({**one, "hallsim/scenario/world.py": "def f():\n    from yaml import nodes"})
    assert faults == [
        "yaml has 3 owners, allowed 2: "
        "hallsim/scenario/scanner.py, hallsim/scenario/text.py, hallsim/scenario/world.py"
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("hallsim/api.py", "from hallsim import __version__, errors\nfrom hallsim.study import run"),
        ("hallsim/scenario/load.py", "import random\nfrom . import design\nfrom ..theory import erlang_c"),
        ("hallsim/demand/tape.py", "import numpy as np\nfrom hallsim.scenario.world import World\nnp.random"),
        (
            "hallsim/hall/reference/simpy_engine.py",
            "import simpy, hallsim.scenario.design\nx = self.random.pandas",
        ),
        ("hallsim/cli/__init__.py", "import click\nfrom hallsim import api\nfrom .run import run"),
    ],
)
def test_an_allowed_import_passes(path: str, text: str) -> None:
    assert import_faults({path: text}) == []


def test_long_files_and_functions_are_found() -> None:
    body = "\n    pass"
    at_limit = {"hallsim/a.py": "def f():" + body * (MAX_FUNCTION_LINES - 1) + "\n"}
    assert size_faults(at_limit) == []
    above = {"hallsim/a.py": "class A:\n  async def f():" + body * MAX_FUNCTION_LINES + "\n"}
    assert size_faults(above) == ["hallsim/a.py:2: f has 61 lines, at most 60"]
    assert size_faults({"hallsim/b.py": "x = 1\n" * MAX_FILE_LINES}) == []
    assert size_faults({"hallsim/b.py": "x = 1\n" * (MAX_FILE_LINES + 1)}) == [
        "hallsim/b.py: 401 lines, at most 400"
    ]
