"""What each key of a scenario file means: one sentence, unit, range, default, example, in both languages."""

from __future__ import annotations

import types
from collections.abc import Iterable
from typing import Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from hallsim.errors import InputError, Problem, did_you_mean, problem
from hallsim.scenario.language.bounds import ends_in_words, unit_of
from hallsim.scenario.language.keys import NAME, Key, all_keys, sentence
from hallsim.scenario.scenario import Scenario
from hallsim.synonyms import rows_of
from hallsim.text.message import Lang, Message, translate

_LABELS: Final[dict[str, Message]] = {
    "unit": Message("unit"),
    "range": Message("range"),
    "choices": Message("choices"),
    "default": Message("default"),
    "example": Message("example"),
    "keys": Message("keys"),
}
_MOST_MATCHES: Final = 12


def explain(name: str, lang: Lang = "en", root: type[BaseModel] = Scenario) -> str:
    """The key `name` in words: a dotted path (`designs.windows.count`) or a bare name (all called so).

    Raises InputError with the nearest key for a name that is none.
    """
    wanted = ".".join(part for part in name.strip().split(".") if part)
    found = matches(wanted, root)
    if not found:
        raise InputError(_no_key(wanted, root))
    return "\n\n".join(_entry(key, lang, root) for key in found[:_MOST_MATCHES])


def _no_key(wanted: str, root: type[BaseModel]) -> Problem:
    """No key has the name: another is spelt like it, or has to do with it."""
    from hallsim.scenario.language.purpose import keys_for

    known = dict.fromkeys(word for key in all_keys(root) for word in (key.path[-1], key.dotted))
    remedy = did_you_mean(wanted, known)
    if root is Scenario and any(rows_of(wanted)) and (found := keys_for(wanted)):
        names = ", ".join(key.dotted for key in found[:3])
        remedy = Message("see {names}; more: hallsim explain --search {wanted}", names=names, wanted=wanted)
    return problem(None, "key.unknown", Message("there is no key '{wanted}'", wanted=wanted[:60]), remedy)


def matches(wanted: str, root: type[BaseModel] = Scenario) -> list[Key]:
    """The keys whose path ends in `wanted`, exact paths first; names of the user's own may stand in it."""
    keys = list(all_keys(root))
    exact = [key for key in keys if key.dotted == wanted or ".".join(key.path) == wanted]
    if exact:
        return exact
    parts = wanted.split(".")
    ends = [key for key in keys if key.dotted.split(".")[-len(parts) :] == parts]
    if ends:
        return ends
    named = [key for key in keys if _fits(key.path, parts)]
    whole = [key for key in named if key.path[0] == parts[0]]
    # A part of a path with a name in it says one thing, or it is a misspelt one.
    return whole or (named if len(named) == 1 else [])


def _fits(path: tuple[str, ...], parts: list[str]) -> bool:
    """Whether `path` ends in `parts`, a name of the user's own, or nothing, standing for each `*`."""
    if not parts or not path:
        return not parts
    if path[-1] == NAME:
        return _fits(path[:-1], parts) or _fits(path[:-1], parts[:-1])
    return path[-1] == parts[-1] and _fits(path[:-1], parts[:-1])


def _entry(key: Key, lang: Lang, root: type[BaseModel]) -> str:
    lines = [".".join(key.path).replace("*", "NAME"), "  " + sentence(key, lang)]
    colon = "：" if lang == "zh" else ": "
    for label, value in facts(key, lang, root):
        lines.append(f"  {_LABELS[label].text(lang)}{colon}{value}")
    return "\n".join(lines)


def facts(key: Key, lang: Lang, root: type[BaseModel] = Scenario) -> Iterable[tuple[str, str]]:
    """(label, text) of everything else there is to say about a key."""
    if unit_of(key.field):
        yield "unit", unit_of(key.field, lang)
    if choices := _choices(key.field.annotation):
        yield "choices", ", ".join(choices)
    if range_text := _range(key, lang):
        yield "range", range_text
    yield "default", default_text(key, lang)
    if key.more.get("example"):
        yield "example", f"{key.path[-1]}: {key.more['example']}"
    below = dict.fromkeys(k.path[-1] for k in all_keys(root) if _is_child(key, k))
    if below:
        yield "keys", ", ".join(below)


def _is_child(key: Key, other: Key) -> bool:
    n = len(key.path)
    rest = [part for part in other.path[n:] if part != "*"]
    return other.path[:n] == key.path and len(rest) == 1


def _choices(annotation: object) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(choice) for choice in get_args(annotation)]
    if get_origin(annotation) in (Union, types.UnionType):
        return [choice for option in get_args(annotation) for choice in _choices(option)]
    return []


def _range(key: Key, lang: Lang) -> str:
    low, high = ends_in_words(key.field, lang)
    return f"{low} … {high}".strip() if low or high else ""


def default_text(key: Key, lang: Lang = "en") -> str:
    """The default in words."""
    if key.required:
        return translate("must be given", lang)
    value = key.default
    if value is None or value in ((), {}):
        return translate("none", lang)
    if isinstance(value, BaseModel):
        return translate("that of its keys", lang)
    return str(value)
