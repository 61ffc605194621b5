"""Paths as planners type them: whole (`world.arrivals.per_day`) or from the world on (`arrivals.per_day`).

A path that begins with no section of the file begins in the world, or in every design that has it; else it is
the end of a path that is written, as long as there is only one such.
"""

from __future__ import annotations

from collections.abc import Iterator

from hallsim.likeness import nearest
from hallsim.scenario.assumptions.paths import ANY, PathError, Spot, find, parts_of
from hallsim.scenario.parsing.located import Located
from hallsim.scenario.scenario import Scenario
from hallsim.scenario.values.law_parts import law_pieces
from hallsim.text.message import Message


def spots_at(tree: Located, path: str) -> list[Spot]:
    """The places of a resolved tree that a path means.

    PathError, with the nearest path, for one that means none, or more than one thing.
    """
    parts = parts_of(path)
    if not parts:
        return find(tree, path)
    if parts[0] in Scenario.model_fields:
        try:
            return find(tree, path)
        except PathError as error:
            raise _with_nearest(error, tree, parts) from None
    found = _found(tree, ("world", *parts))
    found += [spot for name in _designs(tree) for spot in _found(tree, ("designs", name, *parts))]
    found = [spot for spot in found if spot.node is not None] or found or _endings(tree, parts)
    if not found:
        raise _with_nearest(_furthest(tree, parts) or _nothing(path), tree, parts)
    things: dict[object, str] = {}
    for spot in found:
        things.setdefault(_thing(spot), spot.dotted)
    if len(things) > 1 and ANY not in parts:
        one, other, *more = things.values()
        said = (
            Message("'{path}' means several things: {one}, {other}, …", path=path, one=one, other=other)
            if more
            else Message("'{path}' means two things: {one} and {other}", path=path, one=one, other=other)
        )
        raise PathError(said, Message("write one of them, or * for all names of a kind"))
    return found


def _thing(spot: Spot) -> tuple[object, ...]:
    """What a spot is, whichever design it stands in."""
    return (spot.loc[0], *(spot.loc[2:] if spot.loc[0] == "designs" else spot.loc[1:]), spot.part)


def _endings(tree: Located, parts: list[str]) -> list[Spot]:
    """The written spots of which these words are the end: `per_day` of `world.arrivals.per_day`."""
    ending = "." + ".".join(parts)
    spots = (
        spot for spot in _spots(Spot((), tree)) if spot.loc[0] in ("world", "designs", "run", "satisfaction")
    )
    return [spot for spot in spots if spot.dotted.endswith(ending)]


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
        Message("'{path}' matches nothing, neither in the world nor in a design", path=path),
        Message("write for example world.arrivals.per_day or designs.NAME.windows.NAME.count"),
    )


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
    meant = _corrected(tree, parts) or _alike(tree, parts)
    if not meant:
        return error
    return PathError(error.said, Message("did you mean '{close}'?", close=meant[0]))


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
    """The written path most like this one, whole or by as many last words; those that end alike first."""
    whole = dict.fromkeys(_paths(tree))
    if len(parts) > 1 and parts[-1] != ANY:
        alike = [path for path in whole if path.split(".")[-1] == parts[-1]]
        near = nearest(".".join(parts), alike) or (alike[0] if len(alike) == 1 else None)
        if near is not None:
            return [near]
    near = nearest(".".join(parts), whole)
    if near is None:
        ends = {".".join(path.split(".")[-len(parts) :]): path for path in reversed(list(whole))}
        near = ends.get(nearest(".".join(parts), ends) or "")
    return [near] if near is not None else []


def _paths(tree: Located) -> Iterator[str]:
    """Every path of a tree, those of designs also without the design."""
    for spot in _spots(Spot((), tree)):
        if spot.loc[0] in ("world", "designs", "worlds", "run", "satisfaction"):
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
