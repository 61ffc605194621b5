"""What each key of a scenario file means: one sentence, unit, range, default, example, in both languages."""

from __future__ import annotations

import types
from collections.abc import Iterable
from typing import Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from hallsim.errors import InputError, Lang, Problem, did_you_mean, problem
from hallsim.scenario.language.bounds import ends_in_words, unit_of
from hallsim.scenario.language.keys import NAME, Key, all_keys, sentence
from hallsim.synonyms import rows_of

_LABELS: Final[dict[str, tuple[str, str]]] = {
    "unit": ("unit", "单位"),
    "range": ("range", "范围"),
    "choices": ("choices", "可选"),
    "default": ("default", "默认"),
    "example": ("example", "例"),
    "keys": ("keys", "下级键"),
}
_MOST_MATCHES: Final = 12


def explain(name: str, lang: Lang = "en") -> str:
    """The key `name` in words: a dotted path (`designs.windows.count`) or a bare name (all called so).

    Raises InputError with the nearest key for a name that is none.
    """
    wanted = ".".join(part for part in name.strip().split(".") if part)
    found = matches(wanted)
    if not found:
        raise InputError(_no_key(wanted))
    return "\n\n".join(_entry(key, lang) for key in found[:_MOST_MATCHES])


def _no_key(wanted: str) -> Problem:
    """No key has the name: another is spelt like it, or has to do with it."""
    from hallsim.scenario.language.purpose import keys_for

    known = dict.fromkeys(word for key in all_keys() for word in (key.path[-1], key.dotted))
    remedy, remedy_zh = did_you_mean(wanted, known), did_you_mean(wanted, known, "zh")
    if any(rows_of(wanted)) and (found := keys_for(wanted)):
        names = ", ".join(key.dotted for key in found[:3])
        remedy = f"see {names}; more: hallsim explain --search {wanted}"
        remedy_zh = f"请看 {names}；更多：hallsim explain --search {wanted}"
    return problem(
        None, "key.unknown", f"there is no key '{wanted[:60]}'", remedy, f"没有键 '{wanted[:60]}'", remedy_zh
    )


def matches(wanted: str) -> list[Key]:
    """The keys whose path ends in `wanted`, exact paths first; names of the user's own may stand in it."""
    keys = list(all_keys())
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


def _entry(key: Key, lang: Lang) -> str:
    lines = [".".join(key.path).replace("*", "NAME"), "  " + sentence(key, lang)]
    for label, value in facts(key, lang):
        lines.append(f"  {_LABELS[label][lang == 'zh']}{'：' if lang == 'zh' else ': '}{value}")
    return "\n".join(lines)


def facts(key: Key, lang: Lang) -> Iterable[tuple[str, str]]:
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
    below = dict.fromkeys(k.path[-1] for k in all_keys() if _is_child(key, k))
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
        return "必填" if lang == "zh" else "must be given"
    value = key.default
    if value is None or value in ((), {}):
        return "无" if lang == "zh" else "none"
    if isinstance(value, BaseModel):
        return "见下级键" if lang == "zh" else "that of its keys"
    return str(value)
