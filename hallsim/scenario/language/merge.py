"""Laying one tree over another, and `based_on` between designs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from hallsim.errors import Problem, did_you_mean, problem
from hallsim.scenario.language.spellings import MOVED
from hallsim.scenario.parsing.located import Located, kind_of
from hallsim.scenario.values.weekdays import parse_weekdays
from hallsim.text.message import Message
from hallsim.units import UnitError

REPLACE = "replace"
BASED_ON = "based_on"
TITLE = "title"
_MOVED = {name: to for (_, name), to in MOVED.items()}

# By identity: the node, kept alive so that no other takes its id, and the node without marks.
_Cleaned: TypeAlias = dict[int, tuple[Located, Located]]


def merge(base: Located, over: Located, *, lays_alone: bool = False) -> Located:
    """`over` laid on `base`: where both speak, `over` wins.  Every value keeps the place it was written at.

    Two mappings merge key by key, at any depth; anything else (text, numbers, lists) replaces what was there.
    Three spellings say more: `key: null` in `over` takes the key of `base` away; a mapping of `over` with
    `replace: true` replaces the whole mapping of `base` (the mark itself is dropped); and the short form
    `name: 6`, on either side, counts as `name: {count: 6}` where the other side is a mapping, so that
    changing the number of windows keeps what else was said about them (not beside a mapping by time or by
    weekday, which is one value: a number replaces it, and it a number).  A null that meets no key of `base`
    stays, to be reported by whoever checks the keys: it is most likely a misspelt one.  (`staff: null` takes
    away the numbers by time that `staff` said in the base, where they stand as `on_duty` by now.)

    `lays_alone`: a mapping that was written where a list may stand is laid over one written so as well.
    """
    base, over = _spelled_out(base, over), _spelled_out(over, base)
    if lays_alone and (alone := _alone(base)) and (other := _alone(over)):
        return replace(over, value=[merge(alone, other, lays_alone=True)])
    if not isinstance(base.value, dict) or not isinstance(over.value, dict) or is_marked(over):
        return unmarked(over)
    merged = dict(base.value)
    key_places = dict(base.key_places)
    for written, item in over.value.items():
        is_moved = item.value is None and written not in base.value and _MOVED.get(written) in base.value
        key = _MOVED[written] if is_moved else written
        below = base.value.get(key)
        if below is not None and item.value is None:
            del merged[key]
            key_places.pop(key, None)
            continue
        merged[key] = item if below is None else merge(below, item, lays_alone=lays_alone)
        if key in over.key_places:
            key_places[key] = over.key_places[key]
    return Located(value=merged, place=over.place, key_places=key_places)


def _alone(node: Located) -> Located | None:
    """The entry of a list that was written without being one."""
    entries = node.value if isinstance(node.value, list) else []
    is_alone = len(entries) == 1 and entries[0].place == node.place and isinstance(entries[0].value, dict)
    return entries[0] if is_alone else None


def _spelled_out(node: Located, other: Located) -> Located:
    """The short form `6` as `{count: 6}` where the other side is a mapping of keys."""
    if isinstance(node.value, bool) or not isinstance(node.value, int) or not isinstance(other.value, dict):
        return node
    if is_by_time(other) or _is_by_weekday(other):
        return node
    return Located(value={"count": node}, place=node.place, key_places={"count": node.place})


def is_by_time(node: Located) -> bool:
    """Whether this is a mapping of nothing but times of the day, or spans of them, to values."""
    keys = [key for key in node.value if key != REPLACE] if isinstance(node.value, dict) else []
    return bool(keys) and all(key.strip()[:1].isdigit() and ":" in key for key in keys)


def _is_by_weekday(node: Located) -> bool:
    keys = [key for key in node.value if key != REPLACE] if isinstance(node.value, dict) else []
    try:
        return bool(keys) and all(parse_weekdays(key) for key in keys)
    except UnitError:
        return False


def is_marked(node: Located) -> bool:
    """Whether this mapping says `replace: true`."""
    mark = node.get(REPLACE)
    return mark is not None and mark.value is True


def unmarked(node: Located) -> Located:
    """The mapping without its own `replace: true`."""
    if not isinstance(node.value, dict) or not is_marked(node):
        return node
    return replace(
        node,
        value={key: item for key, item in node.value.items() if key != REPLACE},
        key_places={key: place for key, place in node.key_places.items() if key != REPLACE},
    )


@dataclass(frozen=True, slots=True)
class Section:
    """How the entries of a section are called, and whether an entry of a list that stands alone on both sides
    (one source of arrivals) is laid over the other as if it were no list.
    """

    one: Message
    several: Message
    lays_alone: bool = False


DESIGNS: Final = Section(Message("design"), Message("designs"))
WORLDS: Final = Section(Message("world"), Message("worlds"), lays_alone=True)


def resolve_based_on(
    designs: Located, problems: list[Problem], ground: Located | None = None, section: Section = DESIGNS
) -> Located:
    """Each design of the mapping `designs` merged onto the one its `based_on` names, and that onto its own.

    Precedence, highest first: the design itself, the design it is based on, the one that is based on, …,
    `ground` (`merge` says how two meet); a title is not handed on.  Includes are applied before.  `based_on`
    stays as written, no mark `replace: true` is left.  Unknown names and cycles are told in `problems`, and
    what stands on one is left out, however many designs lie between: nothing true could be said about it.
    """
    if not isinstance(designs.value, dict):
        return designs
    bases: dict[str, str | None] = {}
    failed = []
    for name in designs.value:
        told = len(problems)
        bases[name] = _base_name(name, designs.value, problems, section)
        failed += [name] if len(problems) > told else []
    problems.extend(_cycles(designs.value, bases, section))
    sound = _sound(bases, failed)
    done: dict[str, Located] = {}
    clean: _Cleaned = {}
    for name in sound:
        chain = _chain(name, bases, done)
        for step in reversed(chain):
            design, base = designs.value[step], bases[step]
            below = ground if base is None else _untitled(done[base])
            if below is not None:
                design = merge(below, design, lays_alone=section.lays_alone)
            done[step] = _without_marks(design, clean)
    return replace(designs, value={name: done[name] for name in sound})


def _untitled(node: Located) -> Located:
    """What another is laid over: a title says which one it is, two of the same could not be told apart."""
    if not isinstance(node.value, dict):
        return node
    return replace(node, value={key: item for key, item in node.value.items() if key != TITLE})


def _sound(bases: dict[str, str | None], failed: Iterable[str]) -> list[str]:
    """The designs that stand neither on a failed one nor on themselves, in their order."""
    known = dict.fromkeys(failed, False)
    for name in bases:
        path: dict[str, None] = {}
        step: str | None = name
        while step is not None and step not in known and step not in path:
            path[step] = None
            step = bases[step]
        known |= dict.fromkeys(path, step is None or known.get(step, False))
    return [name for name in bases if known[name]]


def _chain(name: str, bases: dict[str, str | None], done: dict[str, Located]) -> list[str]:
    """`name`, its base, the base of that, … as far as not done yet."""
    chain = []
    step: str | None = name
    while step is not None and step not in done:
        chain.append(step)
        step = bases[step]
    return chain


def _base_name(
    name: str, designs: dict[str, Located], problems: list[Problem], section: Section
) -> str | None:
    """The design that `name` is based on, or None; says so in `problems` when there is no such design."""
    node = designs[name].get(BASED_ON)
    if node is None or node.value is None:
        return None
    word = node.text if isinstance(node.value, int) and not isinstance(node.value, bool) else node.value
    if not isinstance(word, str):
        what = kind_of(node)
        example = f"based_on: {next(iter(designs))}"
        problems.append(
            problem(
                node.place,
                "based_on.kind",
                Message("based_on names one {entry}; this is {what}", entry=section.one, what=what),
                Message("write {example}", example=example),
            )
        )
        return None
    if word in designs:
        return word
    others = [other for other in designs if other != name]
    problems.append(
        problem(
            node.place,
            "based_on.unknown",
            Message("there is no {entry} '{word}' to be based on", entry=section.one, word=word),
            did_you_mean(word, others),
        )
    )
    return None


def _cycles(designs: dict[str, Located], bases: dict[str, str | None], section: Section) -> list[Problem]:
    """One problem for each ring of designs based on one another, at its first design in the file."""
    problems = []
    seen: set[str] = set()
    for name in designs:
        path: list[str] = []
        step: str | None = name
        while step is not None and step not in seen:
            seen.add(step)
            path.append(step)
            step = bases[step]
        if step is None or step not in path:
            continue
        ring = path[path.index(step) :]
        text = " → ".join([*ring, ring[0]])
        node = designs[ring[0]].get(BASED_ON)
        problems.append(
            problem(
                node.place if node else designs[ring[0]].place,
                "based_on.cycle",
                Message(
                    "these {entries} are based on one another: {text}", entries=section.several, text=text
                ),
                Message("one of them must stand alone: remove its based_on"),
            )
        )
    return problems


def _without_marks(node: Located, clean: _Cleaned) -> Located:
    """The tree without any `replace: true`; branches that designs share are cleaned once and stay shared."""
    if id(node) in clean:
        return clean[id(node)][1]
    result = unmarked(node)
    if isinstance(result.value, dict):
        items = {key: _without_marks(item, clean) for key, item in result.value.items()}
        if any(items[key] is not item for key, item in result.value.items()):
            result = replace(result, value=items)
    elif isinstance(result.value, list):
        entries = [_without_marks(item, clean) for item in result.value]
        if any(new is not old for new, old in zip(entries, result.value, strict=True)):
            result = replace(result, value=entries)
    clean[id(node)] = node, result
    clean[id(result)] = result, result
    return result
