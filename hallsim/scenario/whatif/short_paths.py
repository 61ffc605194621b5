"""Paths as planners type them: whole (`world.arrivals.per_day`) or from the world on (`arrivals.per_day`).

A path that begins with no section of the file begins in the world, or in every design that has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hallsim.likeness import nearest
from hallsim.scenario.assumptions.paths import ANY, PathError, Spot, find, parts_of
from hallsim.scenario.parsing.located import Located
from hallsim.scenario.scenario import Scenario
from hallsim.scenario.values.law_parts import law_pieces

_MOST_SUGGESTED: Final = 3


def spots_at(tree: Located, path: str) -> list[Spot]:
    """The places of a resolved tree that a path means.

    PathError, with the nearest path, for one that means none, or something in the world and in designs.
    """
    parts = parts_of(path)
    if not parts:
        return find(tree, path)
    if parts[0] in Scenario.model_fields:
        try:
            return find(tree, path)
        except PathError as error:
            raise _with_nearest(error, tree, parts) from None
    in_world = _found(tree, ("world", *parts))
    in_designs = [spot for name in _designs(tree) for spot in _found(tree, ("designs", name, *parts))]
    written = [spot for spot in in_designs if spot.node is not None]
    in_designs = written or in_designs
    if in_world and in_designs:
        one, other = in_world[0].dotted, in_designs[0].dotted
        raise PathError(
            f"'{path}' means two things: {one} and {other}", "write the path whole",
            f"'{path}' 有两种意思：{one} 与 {other}", "请写完整的路径",
        )  # fmt: skip
    if in_world or in_designs:
        return in_world or in_designs
    raise _with_nearest(_furthest(tree, parts) or _nothing(path), tree, parts)


def _furthest(tree: Located, parts: list[str]) -> PathError | None:
    """What is wrong where the path leads furthest; None where not even its first word means anything."""
    best, depth = None, 0
    for root in (("world",), *(("designs", name) for name in _designs(tree))):
        try:
            find(tree, (*root, *parts))
        except PathError as error:
            reached = (error.lost_at or 0) - len(root)
            if reached > depth:
                best, depth = error, reached
    return best


def _nothing(path: str) -> PathError:
    return PathError(
        f"'{path}' matches nothing, neither in the world nor in a design",
        "write for example world.arrivals.per_day or designs.NAME.windows.NAME.count",
        f"'{path}' 在 world 和各方案中都没有匹配",
        "例如写 world.arrivals.per_day 或 designs.名称.windows.名称.count",
    )  # fmt: skip


def _found(tree: Located, parts: tuple[str, ...]) -> list[Spot]:
    try:
        return find(tree, parts)
    except PathError:
        return []


def _designs(tree: Located) -> list[str]:
    node = tree.get("designs")
    return list(node.value) if node is not None and isinstance(node.value, dict) else []


def _with_nearest(error: PathError, tree: Located, parts: list[str]) -> PathError:
    """The error with the path that was probably meant as its remedy."""
    meant = _endings(tree, parts) or _corrected(tree, parts) or _alike(tree, parts)
    if not meant:
        return error
    listed = ", ".join(f"'{path}'" for path in meant[:_MOST_SUGGESTED])
    return PathError(error.message, f"did you mean {listed}?", error.message_zh, f"您是否想写 {listed}？")


def _endings(tree: Located, parts: list[str]) -> list[str]:
    """Written paths of which these words are the end: `per_day` of `world.arrivals.per_day`."""
    ending = "." + ".".join(parts)
    return [path for path in dict.fromkeys(_paths(tree)) if path.endswith(ending)]


def _corrected(tree: Located, parts: list[str]) -> list[str]:
    """The path with each word that stands for nothing replaced by the one most like it."""
    if parts[0] in Scenario.model_fields:
        roots: list[tuple[str, ...]] = [()]
    else:
        roots = [("world",), *(("designs", name) for name in _designs(tree)), ()]
    found: dict[str, int] = {}
    for root in roots:
        words, n_wrong = [*root, *parts], 0
        while n_wrong <= len(parts):
            try:
                find(tree, tuple(words))
            except PathError as error:
                at = error.lost_at
                near = None if at is None or at < len(root) else nearest(words[at], error.known)
                if at is None or near is None or near == words[at]:
                    break
                words[at] = near
                n_wrong += 1
            else:
                shown = words[len(root) :] if root[:1] == ("designs",) else words
                found.setdefault(".".join(shown), n_wrong)
                break
    return sorted(found, key=lambda path: found[path])[:1]


def _alike(tree: Located, parts: list[str]) -> list[str]:
    near = nearest(".".join(parts), dict.fromkeys(_paths(tree)))
    return [near] if near is not None else []


def _paths(tree: Located) -> Iterator[str]:
    """Every path of a tree, those of designs also without the design."""
    for spot in _spots(Spot((), tree)):
        if spot.loc[0] in ("world", "designs", "worlds", "run"):
            yield spot.dotted


def _spots(spot: Spot) -> Iterator[Spot]:
    if spot.loc:
        yield spot
    value = spot.node.value if spot.node is not None else None
    if isinstance(value, dict):
        for key, node in value.items():
            yield from _spots(spot.below(key, node))
    elif isinstance(value, list):
        for i, node in enumerate(value):
            yield from _spots(spot.below(i, node))
    elif isinstance(value, str):
        for piece in law_pieces(value):
            if piece.name is not None and piece.name != ANY:
                yield Spot(spot.loc, spot.node, piece.name, spot.alone)
