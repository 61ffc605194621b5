"""Names that a scenario gives: they can be read, told apart, asked for and written into tables."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple, get_args, get_origin

from hallsim.errors import Place, problem
from hallsim.scenario.language.findings import Findings
from hallsim.scenario.language.keys import kinds_at, model_at
from hallsim.scenario.parsing.located import Located
from hallsim.text.message import Message

Loc = tuple[str | int, ...]

_FORMULA: Final = ("=", "+", "-", "@")
_MAX_LENGTH: Final = 80

# Letters of other alphabets that look like Latin ones, small and capital.
_TWINS: Final = str.maketrans(
    "аеорсухіјѕԁһкмтвнАВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧοινρυα０",
    "aeopcyxijsdhkmtbhABEKMHOPCTYXIJSABEZHIKMNOPTYXoivpua0",
)


class _Wrong(NamedTuple):
    said: Message
    advice: Message


def check_names(findings: Findings) -> None:
    """Every name of a scenario's own, and the names of one mapping among each other."""
    for names in _namings(findings.tree, ()):
        seen: dict[str, str] = {}
        for name, place in names:
            wrong = _wrong(name) or _twin(name, seen.setdefault(_looks(name), name))
            if wrong is not None:
                findings.problems.append(problem(place, "name", *wrong))


def _namings(node: Located, loc: Loc) -> Iterator[list[tuple[str, Place]]]:
    """The names given together in each mapping or list, with their places."""
    if isinstance(node.value, dict):
        if _is_of_names(loc):
            yield [(name, node.key_places.get(name, node.place)) for name in node.value]
        for key, item in node.value.items():
            yield from _namings(item, (*loc, key))
    elif isinstance(node.value, list):
        named = [item.get("name") for item in node.value] if _has_name((*loc, 0)) else []
        yield [(str(name.value), name.place) for name in named if name is not None]
        for i, item in enumerate(node.value):
            yield from _namings(item, (*loc, i))


def _is_of_names(loc: Loc) -> bool:
    """Whether the keys of a mapping are names of the planner's own that stand for things described there."""
    kinds = [kind for kind in kinds_at(loc) if get_origin(kind) is dict]
    return any(get_args(kind)[0] is str for kind in kinds) and model_at((*loc, "")) is not None


def _has_name(loc: Loc) -> bool:
    owner = model_at(loc)
    return owner is not None and "name" in owner.model_fields


def _wrong(name: str) -> _Wrong | None:
    """What is wrong with a name by itself."""
    shown = name.strip()
    if not shown:
        return _Wrong(Message("a name is blank"), Message("write a name"))
    unseen = [char for char in name if unicodedata.category(char) in ("Cf", "Cc") or char == "�"]
    if shown != name or unseen:
        plain = "".join(char for char in shown if char not in unseen)
        return _Wrong(
            Message(
                "the name '{name}' holds {fault}",
                name=name,
                fault=Message("what cannot be seen") if unseen else Message("blanks at its ends"),
            ),
            Message("write {plain}", plain=plain or Message("a name that can be read")),
        )
    if name.startswith(_FORMULA):
        plain = name.lstrip("".join(_FORMULA)) or "a"
        return _Wrong(
            Message(
                "the name '{name}' begins with '{sign}', which spreadsheets take for a formula",
                name=name,
                sign=name[0],
            ),
            Message("begin it with a letter, such as {plain}", plain=plain),
        )
    if "," in name:
        plain = "_".join(part.strip() for part in name.split(",") if part.strip())
        return _Wrong(
            Message("the name '{name}' holds a comma, which separates names", name=name),
            Message("write for example {plain}", plain=plain),
        )
    if len(name) > _MAX_LENGTH:
        return _Wrong(
            Message(
                "the name '{name}…' is longer than {max_length} characters",
                name=name[:40],
                max_length=_MAX_LENGTH,
            ),
            Message("shorten it, and write a title"),
        )
    return None


def _twin(name: str, first: str) -> _Wrong | None:
    """Two names of one mapping that look the same."""
    if name == first:
        return None
    return _Wrong(
        Message(
            "the names '{first}' and '{name}' look the same but are written with other characters",
            first=first,
            name=name,
        ),
        Message("rename one of them"),
    )


def _looks(name: str) -> str:
    """What a name looks like: full-width and foreign letters as the Latin ones they resemble."""
    return unicodedata.normalize("NFKC", name.translate(_TWINS)).translate(_TWINS)
