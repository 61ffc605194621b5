"""What is measured of hallsim's sources."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from experiments.structure.imports import Graph, circles, import_graph

READS_FROM: int = 4
"""Who tells so many kinds of operations apart reads them."""


@dataclass(frozen=True)
class Sources:
    """The modules of a package below `root`, parsed."""

    root: Path
    package: str = "hallsim"

    @cached_property
    def files(self) -> dict[str, Path]:
        """Files of modules by dotted name."""
        return {_dotted(path, self.root): path for path in sorted((self.root / self.package).rglob("*.py"))}

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        """Modules by dotted name."""
        return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in self.files.items()}

    @cached_property
    def graph(self) -> Graph:
        """Which module needs which."""
        return import_graph(
            self.trees, frozenset(n for n, path in self.files.items() if path.stem == "__init__")
        )

    @cached_property
    def circles(self) -> list[frozenset[str]]:
        """Modules that need each other, the largest circle first."""
        return sorted(circles(self.graph), key=lambda circle: (-len(circle), sorted(circle)))

    @cached_property
    def folders(self) -> Counter[str]:
        """Files in each folder, by its path."""
        return Counter(path.parent.relative_to(self.root).as_posix() for path in self.files.values())

    def functions(self) -> Iterator[tuple[str, int]]:
        """(module:function, complexity) of every function and method."""
        for name, tree in self.trees.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{name}:{node.name}", complexity(node)

    @cached_property
    def operations(self) -> frozenset[str]:
        """Classes of operations of itineraries: the members of the union called Op."""
        found: set[str] = set()
        for tree in self.trees.values():
            for node in tree.body:
                if isinstance(node, ast.Assign) and any(
                    isinstance(target, ast.Name) and target.id == "Op" for target in node.targets
                ):
                    found |= {part.id for part in ast.walk(node.value) if isinstance(part, ast.Name)}
        return frozenset(found)

    @cached_property
    def readers(self) -> list[str]:
        """module:function of all that tell several kinds of operations apart."""
        return [
            f"{name}:{node.name}"
            for name, tree in self.trees.items()
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef)
            and len(self.operations & set(_told_apart(node))) >= READS_FROM
        ]


def _dotted(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _told_apart(function: ast.FunctionDef) -> Iterator[str]:
    """Names of classes in cases of `match` and in `isinstance`."""
    for node in ast.walk(function):
        if isinstance(node, ast.MatchClass):
            yield _last(node.cls)
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "isinstance"
            and len(node.args) > 1
        ):
            yield from (_last(part) for part in ast.walk(node.args[1]))


def _last(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def complexity(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """McCabe's number as ruff's C901 counts it: one more than the branches of the statements."""
    return 1 + _branches(function.body)


def _branches(body: Iterable[ast.stmt]) -> int:
    n = 0
    for node in body:
        match node:
            case ast.If():
                n += 1 + _branches(node.body) + _branches(node.orelse)
            case ast.For() | ast.AsyncFor() | ast.While():
                n += 1 + _branches(node.body) + _branches(node.orelse)
            case ast.Try():
                n += bool(node.orelse) + len(node.handlers)
                n += _branches(node.body) + _branches(node.orelse) + _branches(node.finalbody)
                n += sum(_branches(handler.body) for handler in node.handlers)
            case ast.With() | ast.AsyncWith():
                n += _branches(node.body)
            case ast.Match():
                n += sum(1 + _branches(case.body) for case in node.cases) - _ends_with_else(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                n += 1 + _branches(node.body)
            case ast.ClassDef():
                n += sum(
                    complexity(part)
                    for part in node.body
                    if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)
                )
            case _:
                pass
    return n


def _ends_with_else(node: ast.Match) -> bool:
    last = node.cases[-1]
    return isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and last.guard is None
