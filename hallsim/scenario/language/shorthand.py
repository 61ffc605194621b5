"""Short spellings written out, before the models read a scenario: every value keeps its place.

`windows: {commerce: 6}`, `desks: {fire: 3}`, `approval: parallel`, one source of arrivals instead of a list,
one text instead of a list, and approval trees: a text is a step, a list runs in series, and a step may be
defined where it stands: `{step: check, desk: fire, work: 40 min}`.
Values of a wrong shape pass unchanged: the models report them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel

from hallsim.errors import Place, Problem, problem
from hallsim.scenario.language.keys import model_of, options_of
from hallsim.scenario.language.spellings import BARE, DEFINED, LISTED, MOVED, NAMED, WHOLE, WORDS
from hallsim.scenario.parsing.located import Located
from hallsim.scenario.scenario import Scenario
from hallsim.scenario.world.service import ApprovalTree
from hallsim.text.message import Message

Rewrite = Callable[[Located], Located]
_GROUPS: Final = ("serial", "parallel")


def spell_out(tree: Located, problems: list[Problem]) -> Located:
    """The tree of a whole scenario with its short spellings written out; steps defined twice are problems."""
    desks = _desk_names(tree)

    def world(node: Located) -> Located:
        return _under(node, "services", lambda found: _each(found, lambda s: _service(s, desks, problems)))

    tree = _under(tree, "world", world)
    return _model(_under(tree, "worlds", lambda found: _each(found, world)), Scenario)


def spelled_as(tree: Located, model: type[BaseModel]) -> Located:
    """The tree of a file of another model, its short spellings written out: one text for a list of one."""
    return _model(tree, model)


def _value(node: Located, annotation: Any) -> Located:
    """A value of a type, its short spellings written out."""
    for option in options_of(annotation):
        if get_origin(option) is tuple:
            return _list(node, get_args(option)[0])
        if get_origin(option) is dict:
            return _entries(node, get_args(option)[1])
        if isinstance(option, type) and issubclass(option, BaseModel):
            return _model(node, option)
    return node


def _list(node: Located, inner: Any) -> Located:
    """A list; a name, or what stands for a model, alone is a list of one."""
    model = model_of(inner)
    lone = str if inner is str else str | dict if model in BARE else dict
    if isinstance(node.value, lone) and (inner is str or model is not None):
        node = replace(node, value=[node], text="", key_places={})
    if not isinstance(node.value, list) or model is None:
        return node
    return replace(node, value=[_value(item, inner) for item in node.value])


def _entries(node: Located, inner: Any) -> Located:
    """A mapping by names of the user's own."""
    return _each(node, lambda item: _value(item, inner))


def _model(node: Located, model: type[BaseModel]) -> Located:
    """A mapping of a model, or what stands for it."""
    node = _as_mapping(node, model)
    if not isinstance(node.value, dict):
        return node
    node = _moved(node, model)
    spelled = dict(node.value) if isinstance(node.value, dict) else {}
    for name, field in model.model_fields.items():
        child = spelled.get(name)
        if child is not None and child.value is not None:
            spelled[name] = _value(_named(child, (model, name)), field.annotation)
    return replace(node, value=spelled)


def _moved(node: Located, model: type[BaseModel]) -> Located:
    """The mapping with its keys as they are meant: `staff: {08:30: 6}` says how many are there, not who."""
    written = node.value if isinstance(node.value, dict) else {}
    names = {
        name: to
        for (owner, name), to in MOVED.items()
        if owner is model and to not in written and name in written and isinstance(written[name].value, dict)
    }
    return replace(
        node,
        value={names.get(name, name): item for name, item in written.items()},
        key_places={names.get(name, name): place for name, place in node.key_places.items()},
    )


def _as_mapping(node: Located, model: type[BaseModel]) -> Located:
    """A number, a text or a list alone as the mapping `{key: …}`."""
    word = WORDS.get(model, {}).get(node.value) if isinstance(node.value, str) else None
    if word is not None:
        return _short(node if word != node.value else replace(node, value=True, text=""), word)
    if isinstance(node.value, list) or (isinstance(node.value, str) and model not in BARE):
        return _short(node, LISTED.get(model))
    return _short(node, BARE.get(model)) if _is_bare(node) else node


def _named(node: Located, key: tuple[type[BaseModel], str]) -> Located:
    """A name or a number alone, where entries by name stand."""
    if not _is_bare(node):
        return node
    if key in WHOLE and not isinstance(node.value, float):
        return _short(replace(node, value=WHOLE[key]), str(node.value))
    return _short(node, NAMED.get(key))


def _is_bare(node: Located) -> bool:
    return isinstance(node.value, str | int | float) and not isinstance(node.value, bool)


def _service(service: Located, desks: frozenset[str], problems: list[Problem]) -> Located:
    """Approval in its written-out form; steps defined inside it moved to `steps`."""
    tree = service.get("approval")
    if tree is None or not isinstance(service.value, dict):
        return service
    moved: dict[str, Located] = {}
    approval = _tree(tree, moved, problems)
    steps = service.get("steps") or Located(value={}, place=tree.place)
    if not isinstance(steps.value, dict):
        return replace(service, value=service.value | {"approval": approval})
    for name in moved.keys() & steps.value.keys():
        problems.append(_twice(moved[name].place, name))
    # Written ones first: their order is that of the work tapes.
    found = steps.value | {name: node for name, node in moved.items() if name not in steps.value}
    for name, place in _leaves(approval):
        if name not in found and name in desks:
            desk = Located(value=name, place=place, text=name)
            found[name] = Located(value={"desk": desk}, place=place, key_places={"desk": place})
    places = {name: node.place for name, node in found.items()} | steps.key_places
    spelled = replace(steps, value=found, key_places=places)
    return replace(service, value=service.value | {"approval": approval, "steps": spelled})


def _tree(node: Located, moved: dict[str, Located], problems: list[Problem]) -> Located:
    node = _as_mapping(node, ApprovalTree)
    if not isinstance(node.value, dict):
        return node
    key, _ = DEFINED[ApprovalTree]
    name = node.get(key)
    if name is not None and isinstance(name.value, str):
        rest = {other: item for other, item in node.value.items() if other != key}
        if rest and not rest.keys() & ApprovalTree.model_fields.keys():
            if name.value in moved:
                problems.append(_twice(node.place, name.value))
            moved[name.value] = replace(node, value=rest)
            return replace(node, value={key: name})
        return node
    for kind in _GROUPS:
        node = _under(node, kind, lambda group: _items(group, moved, problems))
    return node


def _items(group: Located, moved: dict[str, Located], problems: list[Problem]) -> Located:
    parts = group.value if isinstance(group.value, list) else [group]
    return Located(value=[_tree(part, moved, problems) for part in parts], place=group.place)


def _leaves(node: Located) -> Iterable[tuple[str, Place]]:
    name = node.get("step")
    if name is not None and isinstance(name.value, str):
        yield name.value, name.place
    for kind in _GROUPS:
        group = node.get(kind)
        if group is not None and isinstance(group.value, list):
            for item in group.value:
                yield from _leaves(item)


def _desk_names(tree: Located) -> frozenset[str]:
    designs = tree.get("designs")
    if designs is None or not isinstance(designs.value, dict):
        return frozenset()
    desks = [design.get("desks") for design in designs.value.values()]
    return frozenset(name for node in desks if node and isinstance(node.value, dict) for name in node.value)


def _twice(place: Place, name: str) -> Problem:
    return problem(
        place,
        "approval.twice",
        Message("step '{name}' is defined twice", name=name),
        Message("define it once and name it elsewhere"),
    )


def _under(node: Located, key: str, rewrite: Rewrite) -> Located:
    """`node` with the value under `key` rewritten, when there is one."""
    child = node.get(key)
    if child is None or child.value is None or not isinstance(node.value, dict):
        return node
    return replace(node, value=node.value | {key: rewrite(child)})


def _each(node: Located, rewrite: Rewrite) -> Located:
    if not isinstance(node.value, dict):
        return node
    return replace(node, value={key: rewrite(item) for key, item in node.value.items()})


def _short(node: Located, key: str | None) -> Located:
    """The mapping `{key: node}`; the node itself when it stands for no key."""
    return node if key is None else Located(value={key: node}, place=node.place, key_places={key: node.place})
