"""Which module of hallsim needs which, those for types alone and those inside functions included."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

Graph = Mapping[str, frozenset[str]]
"""By module, the modules of hallsim that it imports anything from."""


def import_graph(trees: Mapping[str, ast.Module], packages: frozenset[str]) -> Graph:
    """The graph of the modules given by dotted name.

    That a module's own package is loaded before it makes no arrow; `packages` are those in a file `__init__`.
    """
    return {
        name: frozenset(target for target in _targets(name, tree, trees, packages) if target != name)
        for name, tree in trees.items()
    }


def _targets(
    name: str, tree: ast.Module, trees: Mapping[str, ast.Module], packages: frozenset[str]
) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in trees)
        elif isinstance(node, ast.ImportFrom):
            base = _base(name, node, name in packages)
            for alias in node.names:
                if f"{base}.{alias.name}" in trees:
                    yield f"{base}.{alias.name}"
                elif base in trees:
                    yield base


def _base(name: str, node: ast.ImportFrom, is_package: bool) -> str:
    """The dotted name from which `from … import` takes."""
    if not node.level:
        return node.module or ""
    parts = name.split(".") if is_package else name.split(".")[:-1]
    above = parts[: len(parts) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def circles(graph: Graph) -> list[frozenset[str]]:
    """The largest sets of several modules each of which needs all others, by Tarjan's algorithm."""
    found: list[frozenset[str]] = []
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    for start in sorted(graph):
        if start in index:
            continue
        todo = [(start, iter(sorted(graph[start])))]
        while todo:
            name, rest = todo[-1]
            if name not in index:
                index[name] = low[name] = len(index)
                path.append(name)
                on_path.add(name)
            for target in rest:
                if target not in index:
                    todo.append((target, iter(sorted(graph[target]))))
                    break
                if target in on_path:
                    low[name] = min(low[name], index[target])
            else:
                todo.pop()
                if todo:
                    low[todo[-1][0]] = min(low[todo[-1][0]], low[name])
                if low[name] == index[name]:
                    at = path.index(name)
                    circle = frozenset(path[at:])
                    del path[at:]
                    on_path -= circle
                    if len(circle) > 1:
                        found.append(circle)
    return found


def up_arrows(graph: Graph, layers: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """(who imports, what) against the order of the parts of a package.

    Args:
        layers: by package, its parts (sub-packages and modules) from the bottom up; those in one text, with
            blanks between, stand beside each other; "*" are all that are not named.
    """
    return sorted(
        (name, target)
        for package, parts in layers.items()
        for name, targets in graph.items()
        for target in targets
        if (below := _rank(name, package, parts)) is not None
        and (above := _rank(target, package, parts)) is not None
        and above > below
    )


def unplaced(graph: Graph, layers: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Modules of a package with layers that belong to none of them."""
    return sorted(
        name
        for package, parts in layers.items()
        for name in graph
        if name.startswith(package + ".") and _rank(name, package, parts) is None
    )


def _rank(name: str, package: str, parts: tuple[str, ...]) -> int | None:
    """Place of a module's part in the order; None for what is outside the package, or in none of them."""
    if not name.startswith(package + "."):
        return None
    part = name[len(package) + 1 :].partition(".")[0]
    ranks = {name: rank for rank, beside in enumerate(parts) for name in beside.split()}
    return ranks.get(part, ranks.get("*"))
