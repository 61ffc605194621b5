"""One mutated file: a shipped one, of which text, tree or bytes are changed in one to four ways."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from experiments.fuzz.tables import TABLES, WHERE
from experiments.fuzz.words import CHARACTERS, KEYS, WIDE, mild, value
from hallsim.errors import InputError
from hallsim.scenario.language.keys import NAME, all_keys
from hallsim.scenario.language.reader import parse_yaml, to_plain

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "scenarios", ROOT / "hallsim" / "templates")
USUAL_BYTES = 1000
"""A file of more, with what it includes, is taken less often, as it takes longer."""

Loc = tuple[str | int, ...]
New = Callable[[random.Random, Any], Any]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file to try: what it was made of, what was done, its bytes, and those of the tables beside it."""

    base: Path
    done: tuple[str, ...]
    content: bytes
    tables: Mapping[str, bytes] = field(default_factory=dict)


@cache
def bases() -> tuple[Path, ...]:
    """Every shipped scenario and template."""
    return tuple(sorted(file for folder in FOLDERS for file in folder.rglob("*.yaml")))


@cache
def weights() -> tuple[float, ...]:
    """How often each is taken."""
    return tuple(min(1.0, USUAL_BYTES / _size(file)) for file in bases())


def _size(file: Path) -> int:
    """Bytes of a file and all that it includes."""
    included = tree_of(file).get("include", [])
    return file.stat().st_size + sum(_size(file.parent / name) for name in included)


@cache
def text_of(base: Path) -> str:
    return base.read_text(encoding="utf-8")


@cache
def tree_of(base: Path) -> Any:
    return to_plain(parse_yaml(text_of(base), base.name))


def mutant(seed: int, number: int) -> Mutant:
    """The file of that number; the same whatever was made before it."""
    dice = random.Random(f"{seed}:{number}")
    base = dice.choices(bases(), weights())[0]
    n_changes = dice.choice((1, 1, 1, 2, 3, 4))
    if dice.random() < 0.3:
        text, done = text_of(base), []
        for _ in range(n_changes):
            change = dice.choice(_OF_TEXT)
            text = change(dice, text)
            done.append(change.__name__)
        return Mutant(base, tuple(done), _encoded(dice, text))
    tree, changes = deepcopy(tree_of(base)), dice.choice((_OF_TREE, _MILD))
    done = [dice.choice(changes)(dice, tree) for _ in range(n_changes)]
    content = json.dumps(tree, ensure_ascii=False, indent=1).encode(errors="replace")
    named = [name for name in TABLES if name.encode() in content]
    return Mutant(base, tuple(done), content, {name: _table(dice, TABLES[name]) for name in named})


def _table(dice: random.Random, text: str) -> bytes:
    """A table as it is or with some changes."""
    for _ in range(dice.choice((0, 0, 1, 2))):
        text = dice.choice(_OF_TABLE)(dice, text)
    return _encoded(dice, text)


def _encoded(dice: random.Random, text: str) -> bytes:
    """Mostly UTF-8; now and then what another program would have saved."""
    code = dice.choice(("utf-8",) * 27 + ("gbk", "utf-16", "utf-8-sig"))
    return text.encode(code, errors="replace")


# -------------------------------------------------------------------- text


def _lines(text: str) -> list[str]:
    return text.split("\n")


def truncated(dice: random.Random, text: str) -> str:
    return text[: dice.randint(0, len(text))]


def character_put_in(dice: random.Random, text: str) -> str:
    at = dice.randint(0, len(text))
    return text[:at] + dice.choice(CHARACTERS) * dice.choice((1, 1, 1, 2, 500)) + text[at:]


def characters_taken_out(dice: random.Random, text: str) -> str:
    at = dice.randint(0, len(text))
    return text[:at] + text[at + dice.choice((1, 1, 2, 10)) :]


def line_doubled(dice: random.Random, text: str) -> str:
    lines = _lines(text)
    at = dice.randrange(len(lines))
    return "\n".join([*lines[: at + 1], *lines[at:]])


def line_taken_out(dice: random.Random, text: str) -> str:
    lines = _lines(text)
    del lines[dice.randrange(len(lines))]
    return "\n".join(lines)


def lines_swapped(dice: random.Random, text: str) -> str:
    lines = _lines(text)
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def line_shifted(dice: random.Random, text: str) -> str:
    lines = _lines(text)
    at = dice.randrange(len(lines))
    lines[at] = " " * dice.randint(1, 4) + lines[at] if dice.random() < 0.5 else lines[at].lstrip()
    return "\n".join(lines)


def made_wide(dice: random.Random, text: str) -> str:
    """A line with the punctuation and digits of a Chinese keyboard."""
    lines = _lines(text)
    at = dice.randrange(len(lines))
    lines[at] = lines[at].translate(WIDE)
    return "\n".join(lines)


def value_written(dice: random.Random, text: str) -> str:
    """Another value, as it may be typed, behind the colon of a line."""
    lines = _lines(text)
    at = dice.randrange(len(lines))
    key, colon, old = lines[at].partition(": ")
    new = value(dice, old)
    lines[at] = key + colon + (json.dumps(new, ensure_ascii=False) if dice.random() < 0.3 else str(new))
    return "\n".join(lines)


_OF_TEXT: Sequence[Callable[[random.Random, str], str]] = (
    truncated, character_put_in, characters_taken_out, line_doubled, line_taken_out, lines_swapped,
    line_shifted, made_wide, value_written, value_written, value_written,
)  # fmt: skip


def cell_written(dice: random.Random, text: str) -> str:
    """Another value between two commas."""
    cells = re.split("([,\n])", text)
    at = dice.randrange(0, len(cells), 2)
    cells[at] = str(value(dice, cells[at]))
    return "".join(cells)


def other_separators(dice: random.Random, text: str) -> str:
    return text.replace(",", dice.choice(";\t|，")).replace("\n", dice.choice(("\n", "\r\n", "\r", "\n\n")))


_OF_TABLE = (*_OF_TEXT, cell_written, cell_written, cell_written, other_separators)

# -------------------------------------------------------------------- tree


def _places(tree: Any, path: Loc = ()) -> Iterator[tuple[Loc, Any, str | int]]:
    """Path, holder and key of everything below the root."""
    for key, below in tree.items() if isinstance(tree, dict) else enumerate(tree):
        yield (*path, key), tree, key
        if isinstance(below, dict | list):
            yield from _places(below, (*path, key))


def _any_place(dice: random.Random, tree: Any) -> tuple[Loc, Any, Any]:
    """One of them; the root under a name of its own when nothing is left."""
    return dice.choice(list(_places(tree)) or [((), {"root": tree}, "root")])


def _word(path: Loc) -> str:
    return ".".join(map(str, path))


def _deleted(dice: random.Random, tree: Any) -> str:
    path, holder, key = _any_place(dice, tree)
    del holder[key]
    return f"delete {_word(path)}"


def _changed(dice: random.Random, tree: Any) -> str:
    path, holder, key = _any_place(dice, tree)
    holder[key] = value(dice, holder[key])
    return f"{_word(path)} = {holder[key]!r:.80}"


def _leaf_changed(dice: random.Random, tree: Any, new: New = value) -> str:
    leaves = [place for place in _places(tree) if not isinstance(place[1][place[2]], dict | list)]
    if not leaves:
        return _changed(dice, tree)
    path, holder, key = dice.choice(leaves)
    holder[key] = new(dice, holder[key])
    return f"{_word(path)} = {holder[key]!r:.80}"


def _leaf_scaled(dice: random.Random, tree: Any) -> str:
    return _leaf_changed(dice, tree, mild)


def _swapped(dice: random.Random, tree: Any) -> str:
    one, holder, key = _any_place(dice, tree)
    other, holder_2, key_2 = _any_place(dice, tree)
    holder[key], holder_2[key_2] = deepcopy(holder_2[key_2]), deepcopy(holder[key])
    return f"swap {_word(one)} and {_word(other)}"


def _copied(dice: random.Random, tree: Any) -> str:
    """What stands at one place also under a key of another mapping."""
    one, holder, key = _any_place(dice, tree)
    other, holder_2, _ = _any_place(dice, tree)
    if not isinstance(holder_2, dict):
        return _deleted(dice, tree)
    name = str(key) if dice.random() < 0.5 else dice.choice(KEYS)
    holder_2[name] = deepcopy(holder[key])
    return f"copy {_word(one)} beside {_word(other)} as {name!r:.40}"


def _renamed(dice: random.Random, tree: Any) -> str:
    """A key becomes another word; what names it does not know, or everything that names it does."""
    path, holder, key = _any_place(dice, tree)
    if not isinstance(holder, dict):
        return _changed(dice, tree)
    new = dice.choice(KEYS)
    holder[new] = holder.pop(key)
    if dice.random() < 0.5:
        for _, other, at in list(_places(tree)):
            if other[at] == key:
                other[at] = new
    return f"rename {_word(path)} to {new!r:.40}"


def _grafted(dice: random.Random, tree: Any) -> str:
    """A part of another shipped file, at the same place."""
    donor = dice.choices(bases(), weights())[0]
    path, holder, key = _any_place(dice, tree_of(donor))
    _put(tree, path, deepcopy(holder[key]))
    return f"{_word(path)} of {donor.name}"


def _exemplified(dice: random.Random, tree: Any, new: New = lambda _, old: deepcopy(old)) -> str:
    """The example of a key of the language, under the names that are there."""
    return _put_somewhere(dice, tree, *dice.choice(_examples()), new)


def _valued(dice: random.Random, tree: Any) -> str:
    """Any value at any key of the language."""
    return _exemplified(dice, tree, value)


def _tabled(dice: random.Random, tree: Any) -> str:
    """Something read from a table."""
    return _put_somewhere(dice, tree, *dice.choice(WHERE), lambda _, old: deepcopy(old))


def _put_somewhere(
    dice: random.Random,
    tree: Any,
    path: Sequence[str],
    example: Any,
    new: New,
) -> str:
    """What `new` makes of an example, at its path under names that are there."""
    here: Loc = ()
    for part in path:
        at = _get(tree, here)
        names = list(at) if isinstance(at, dict) else []
        here = (*here, (dice.choice(names) if names else "a") if part == NAME else part)
    put = new(dice, example)
    _put(tree, here, put)
    return f"{_word(here)} = {put!r:.80}"


def _reordered(dice: random.Random, tree: Any) -> str:
    holders = [holder[key] for _, holder, key in _places(tree) if isinstance(holder[key], dict)]
    if not holders:
        return _changed(dice, tree)
    chosen = dice.choice(holders)
    items = list(chosen.items())
    dice.shuffle(items)
    chosen.clear()
    chosen.update(items)
    return "reorder keys"


_OF_TREE: Sequence[Callable[[random.Random, Any], str]] = (
    _deleted, _changed, _leaf_changed, _leaf_changed, _leaf_changed, _swapped, _copied, _renamed, _grafted,
    _exemplified, _exemplified, _valued, _valued, _tabled, _reordered,
)  # fmt: skip
_MILD: Sequence[Callable[[random.Random, Any], str]] = (
    _leaf_scaled, _leaf_scaled, _leaf_scaled, _grafted, _exemplified, _exemplified, _exemplified, _tabled,
    _reordered,
)  # fmt: skip
"""What leaves many a file right, so that what comes after reading is tried as well."""


@cache
def _examples() -> tuple[tuple[tuple[str, ...], Any], ...]:
    """Every key of the language with its example."""
    found = []
    for key in all_keys():
        try:
            example = to_plain(parse_yaml(f"x: {key.more.get('example')}", "example"))["x"]
        except InputError:
            continue  # told only in part
        found.append((key.path, example))
    return tuple(found)


def _get(tree: Any, path: Loc) -> Any:
    for part in path:
        if not isinstance(tree, dict) or part not in tree:
            return None
        tree = tree[part]
    return tree


def _put(tree: Any, path: Loc, new: Any) -> None:
    """Write a value at a path, making the mappings on the way where there are none."""
    for part in path[:-1]:
        if isinstance(tree, list):
            if not isinstance(part, int) or part >= len(tree):
                return
            below = tree[part]
        else:
            below = tree.get(part)
        if not isinstance(below, dict | list):
            below = tree[part] = {}
        tree = below
    at = path[-1]
    if isinstance(tree, dict) or (isinstance(at, int) and at < len(tree)):
        tree[at] = new
