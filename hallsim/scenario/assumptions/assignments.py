"""Assignments to a scenario: a value set or scaled by its path, as if the planner had written it there.

Pure functions on the tree that short spellings have left and `based_on` has not yet been applied to: what is
said of a design holds for the designs based on it, unless they say otherwise themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from hallsim.errors import Place, Problem
from hallsim.scenario.assumptions.paths import Loc, PathError, Spot, find
from hallsim.scenario.design.appointments import Places
from hallsim.scenario.language.keys import kinds_at
from hallsim.scenario.language.merge import DESIGNS, WORLDS, merge, resolve_based_on
from hallsim.scenario.language.shorthand import spell_out
from hallsim.scenario.parsing.located import Located, node_at, to_plain
from hallsim.scenario.parsing.scalars import lenient_scalar
from hallsim.scenario.values.amounts import Amount, read_amount
from hallsim.scenario.values.distribution import Distribution
from hallsim.scenario.values.law_parts import law_pieces, with_piece
from hallsim.scenario.values.on_duty import OnDuty
from hallsim.text.message import Message

BASED: Final = ("designs", "worlds")
"""Sections whose entries are laid over one another."""
_COUNTS: Final[frozenset[Any]] = frozenset((OnDuty, Places))
"""Values that are counts in every part: by time, by weekday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """`node` or `text` is set at every spot of `path`; without one, what is there is multiplied by `factor`.

    A mapping is laid over what stands there, as a design is over the one it is based on; null takes it away.
    """

    path: str | tuple[str, ...]
    text: str | None = None
    node: Located | None = None
    factor: float = 1.0
    place: Place | None = None

    def told(self) -> tuple[object, ...]:
        """All that it changes: the same for two that do the same."""
        value = self.text if self.node is None else self.node.text or to_plain(self.node)
        return self.path, value, self.factor


def assign(tree: Located, assignments: Sequence[Assignment], problems: list[Problem]) -> Located:
    """The tree with the assignments written into it, in their order; what cannot be is told in `problems`."""
    resolved = resolved_tree(tree, [])  # what is wrong with a base is told by who loads the tree
    changed: dict[Loc, Located] = {}
    for spot, node in _all_read(resolved, assignments, problems):
        node = _together(changed[spot.loc], spot, node) if spot.loc in changed else node
        changed[spot.loc] = node
        if node.value is None:
            tree = _without(tree, spot.loc)
            continue
        tree = _written(tree, resolved, spot, node)
        if any(isinstance(part, int) for part in spot.loc[2:]):
            # the next change in the same list must find this one
            resolved = resolved_tree(tree, [])
    return tree


def _all_read(
    resolved: Located, assignments: Sequence[Assignment], problems: list[Problem]
) -> list[tuple[Spot, Located]]:
    """What is to be written where.  All is read before anything is written: nothing is multiplied twice."""
    found = []
    for assignment in assignments:
        try:
            if assignment.node is not None:
                found += [spelled(spot, assignment.node) for spot in find(resolved, assignment.path)]
                continue
            spots = [amount_spot(spot) for spot in find(resolved, assignment.path)]
            if assignment.text is None:
                spots = [spot for spot in spots if spot.node is not None] or _nothing(assignment.path)
            found += [(spot, _changed(spot, assignment)) for spot in spots]
        except PathError as error:
            problems.append(error.at(assignment.place, "assign"))
    return found


def _together(before: Located, spot: Spot, after: Located) -> Located:
    """A law of which more is changed than one parameter: each change on top of the one before."""
    if isinstance(after.value, dict) and is_law(spot.loc) and set(after.value) == {"times", "of"}:
        of_same = spot.node is not None and after.value["of"] is spot.node
        again = isinstance(before.value, dict) and set(before.value) == {"times", "of"}
        return replace(after, value=after.value | {"of": before}) if of_same and not again else after
    if spot.part is None or not isinstance(after.value, str):
        return after
    if isinstance(before.value, dict) and set(before.value) == {"times", "of"}:
        return replace(before, value=before.value | {"of": after})
    if not isinstance(before.value, str):
        return after
    piece = next(piece.value for piece in law_pieces(after.value) if piece.name == spot.part)
    text = with_piece(before.value, spot.part, piece)
    return replace(after, value=lenient_scalar(text), text=text)


def resolved_tree(tree: Located, problems: list[Problem]) -> Located:
    """The tree with each design laid over the one it is based on, and each world over the one of the file; an
    entry whose base is wrong is left out.
    """
    if not isinstance(tree.value, dict):
        return tree
    found = dict(tree.value)
    for name, section, ground in (("designs", DESIGNS, None), ("worlds", WORLDS, tree.get("world"))):
        if name in found:
            found[name] = resolve_based_on(found[name], problems, ground, section)
    return replace(tree, value=found)


def amount_spot(spot: Spot) -> Spot:
    """The spot of the number where a short spelling would put it: `windows.commerce` means its `count`.

    PathError for a mapping or a list that no number stands for.
    """
    node = spot.node
    if node is None or not isinstance(node.value, dict | list) or is_law(spot.loc):
        return spot
    probe = Located(value=1, place=node.place)
    found = node_at(spell_out(_nested(spot.loc, probe), []), spot.loc)
    if found is not None and isinstance(found.value, dict) and isinstance(node.value, dict):
        (key,) = found.value
        return spot.below(key, node.value.get(key))
    keys = list(node.value) if isinstance(node.value, dict) else [str(i) for i in range(len(node.value))]
    raise PathError(
        Message("'{dotted}' is not one value", dotted=spot.dotted),
        Message("name one of {keys} in it", keys=", ".join(keys[:12])),
    )


def is_law(loc: Loc) -> bool:
    """Whether a law may stand at `loc`."""
    return Distribution in kinds_at(loc)


def is_whole(spot: Spot, amount: Amount) -> bool:
    """Whether the amount at a spot is a count, of things or of working days (of an erlang: of stages).

    Durations and clock times are whole milliseconds inside, but no counts in the unit they are written in.
    """
    if spot.part is not None:
        return spot.part == "k"
    kinds = _kinds_around(spot.loc)
    counts = int in kinds and float not in kinds
    return amount.unit in ("", "workdays") and (counts or not _COUNTS.isdisjoint(kinds))


def _kinds_around(loc: Loc) -> list[Any]:
    """The types a value at `loc` may have, or those of the value that it is a part of."""
    while loc and not kinds_at(loc):
        loc = loc[:-1]
    return kinds_at(loc)


def written_at(spot: Spot) -> object:
    """The scalar at a spot; of a law its parameter, when the spot is one."""
    value = spot.node.value if spot.node is not None else None
    if spot.part is None or not isinstance(value, str):
        return value
    return next((lenient_scalar(p.value) for p in law_pieces(value) if p.name == spot.part), None)


def spelled(spot: Spot, value: Located) -> tuple[Spot, Located]:
    """Where a value written at a spot belongs and what it is there, short spellings written out.

    A mapping comes laid over what stands there: a list, which nothing is laid over, is a new one.
    """
    tree = spell_out(_nested(spot.loc, value), [])
    node = node_at(tree, spot.loc)
    if node is None:  # the key is meant for another one: `staff: {08:30: 6}` is `on_duty`
        owner = node_at(tree, spot.loc[:-1])
        assert owner is not None
        assert isinstance(owner.value, dict)
        ((key, node),) = owner.value.items()
        spot = Spot((*spot.loc[:-1], key), None)
    before = spot.node
    return spot, node if before is None or not isinstance(node.value, dict | list) else merge(
        before, node, lays_alone=True
    )


def _without(tree: Located, loc: Loc) -> Located:
    """The tree without what stands at `loc`, also where a base says it."""
    parent, key = node_at(tree, loc[:-1]), str(loc[-1])
    if parent is not None and isinstance(parent.value, dict):
        rest = {name: item for name, item in parent.value.items() if name != key}
        tree = _replaced(tree, loc[:-1], replace(parent, value=rest))
    if node_at(resolved_tree(tree, []), loc) is None:
        return tree
    place = node_at(resolved_tree(tree, []), loc[:2]) or tree
    return _replaced(tree, loc, Located(value=None, place=place.place))


def _nothing(path: str | tuple[str, ...]) -> list[Spot]:
    path = path if isinstance(path, str) else ".".join(path)
    raise PathError(
        Message("nothing is written at '{path}' that could be multiplied", path=path),
        Message("write the value, or set it"),
    )


def _changed(spot: Spot, assignment: Assignment) -> Located:
    """The node that stands at the spot afterwards."""
    place = spot.node.place if spot.node is not None else assignment.place
    place = place or Place(file="", line=1, column=1)
    if assignment.text is not None:
        # of a law a part is new only; the rest was written where it was
        new = replace(assignment.place, path=spot.loc) if assignment.place and spot.part is None else place
        return _with(spot, assignment.text, new)
    assert spot.node is not None
    amount = read_amount(written_at(spot))
    if amount is not None:
        return _with(spot, scaled(amount, assignment.factor, spot), place)
    if spot.part is None and is_law(spot.loc):
        factor = Located(value=assignment.factor, place=place, text=f"{assignment.factor:g}")
        return Located(value={"times": factor, "of": spot.node}, place=place)
    shown = str(spot.node.value)[:40]
    raise PathError(
        Message("'{shown}' at '{dotted}' cannot be multiplied", shown=shown, dotted=spot.dotted),
        Message("name a number, a share, a duration or a law"),
    )


def scaled(amount: Amount, factor: float, spot: Spot) -> str:
    """The amount at a spot multiplied, as it is written there.  PathError above 100%."""
    moved = amount.times(factor, whole=is_whole(spot, amount))
    if moved.unit == "%" and moved.value > 100:
        raise PathError(
            Message(
                "{amount} at '{dotted}' times {factor:g} is more than 100%",
                amount=amount.text(),
                dotted=spot.dotted,
                factor=factor,
            ),
            Message("use a smaller factor"),
        )
    return moved.text()


def _with(spot: Spot, text: str, place: Place) -> Located:
    if spot.part is not None and spot.node is not None and isinstance(spot.node.value, str):
        text = with_piece(spot.node.value, spot.part, text)
    return Located(value=lenient_scalar(text), place=place, text=text)


def _written(tree: Located, resolved: Located, spot: Spot, node: Located) -> Located:
    """`tree` with the node at the spot: in a design as a key of its own, laid over what it stands on."""
    if spot.loc[0] not in BASED or len(spot.loc) < 3:
        return _replaced(tree, spot.loc, node)
    design = node_at(resolved, spot.loc[:2])
    own = node_at(tree, spot.loc[:2])
    assert design is not None
    assert own is not None
    patch = _patch(design, spot.loc[2:], node)
    return _replaced(tree, spot.loc[:2], merge(own, patch))


def _patch(node: Located, loc: Loc, leaf: Located) -> Located:
    """A tree that says only what is new; a list, which replaces what it is laid over, is said whole."""
    if not loc:
        return leaf
    if isinstance(node.value, list):
        return _replaced(node, loc, leaf)
    below = node.get(str(loc[0]))
    inner = _nested(loc[1:], leaf) if below is None else _patch(below, loc[1:], leaf)
    key_place = node.key_places.get(str(loc[0]), leaf.place)
    return Located(value={str(loc[0]): inner}, place=node.place, key_places={str(loc[0]): key_place})


def _replaced(node: Located, loc: Loc, leaf: Located) -> Located:
    """The tree with another node at `loc`; everything else is shared."""
    if not loc:
        return leaf
    head = loc[0]
    if isinstance(node.value, list) and isinstance(head, int):
        items = [_replaced(v, loc[1:], leaf) if i == head else v for i, v in enumerate(node.value)]
        return replace(node, value=items)
    assert isinstance(node.value, dict)
    below = node.value.get(str(head))
    inner = _nested(loc[1:], leaf) if below is None else _replaced(below, loc[1:], leaf)
    return replace(node, value=node.value | {str(head): inner})


def _nested(loc: Loc, leaf: Located) -> Located:
    """The leaf under keys, and entries of lists, that nothing else stands beside."""
    for part in reversed(loc):
        if isinstance(part, int):
            nothing = Located(value=None, place=leaf.place)
            leaf = Located(value=[*[nothing] * part, leaf], place=leaf.place)
            continue
        leaf = Located(value={str(part): leaf}, place=leaf.place, key_places={str(part): leaf.place})
    return leaf
