"""What the models refuse, told to the person who wrote it: place, what is wrong, what would be right."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from hallsim.errors import Place, Problem, WordedError, did_you_mean, problem
from hallsim.full_width import full_width
from hallsim.likeness import nearest
from hallsim.scenario.language.bounds import ends_in_words, unit_of
from hallsim.scenario.language.keys import field_at, model_at
from hallsim.scenario.language.spellings import WORDS
from hallsim.scenario.parsing.located import Located, node_at, place_of, value_place
from hallsim.scenario.scenario import Scenario
from hallsim.scenario.values.base import Model
from hallsim.scenario.values.fields import LocalText
from hallsim.text.message import EMPTY, Both, Lang, Message, translate

Loc = tuple[str | int, ...]

_EXPECTED: dict[str, Message] = {
    "int_type": Message("a whole number"),
    "float_type": Message("a number"),
    "string_type": Message("a text"),
    "bool_type": Message("true or false"),
    "tuple_type": Message("a list"),
    "dict_type": Message("a mapping of names"),
    "model_type": Message("a mapping of keys"),
}


@dataclass(frozen=True, slots=True)
class _File:
    """What was written, and the model of the whole file."""

    tree: Located
    root: type[BaseModel]

    def model_at(self, loc: Loc) -> type[BaseModel] | None:
        return model_at(loc, self.root)

    def field_at(self, loc: Loc) -> FieldInfo | None:
        return field_at(loc, self.root)


def problems_of(error: ValidationError, tree: Located, root: type[BaseModel] = Scenario) -> list[Problem]:
    """Every error of the models as a problem with its place in `tree`, a file of the kind `root`."""
    file = _File(tree, root)
    details = error.errors(include_url=False)
    told = [(tuple(part for part in detail["loc"] if part != "[key]"), detail) for detail in details]
    above = {loc[:n] for loc, _ in told for n in range(len(loc))}
    misspelt = _misspelt(told, file)
    return [
        _full_width(detail, loc, _problem(detail, loc, file))
        for loc, detail in told
        # A list whose entries are wrong is reported by its entries, not as too short.
        if not (detail["type"] == "too_short" and loc in above)
        # A key that is there, but misspelt, is not missing.
        if not (detail["type"] == "missing" and loc in misspelt)
    ]


def _misspelt(told: Sequence[tuple[Loc, Any]], file: _File) -> set[Loc]:
    """The keys that were probably meant where there are unknown ones."""
    found: set[Loc] = set()
    for loc, detail in told:
        owner = file.model_at(loc[:-1]) if detail["type"] == "extra_forbidden" else None
        meant = nearest(str(loc[-1]), owner.model_fields) if owner is not None else None
        if meant is not None:
            found.add((*loc[:-1], meant))
    return found


def _full_width(detail: Any, loc: Loc, found: Problem) -> Problem:
    """The problem told otherwise where full-width punctuation is the reason; quantities may hold some."""
    text = detail["input"]
    if text is None and loc and (wide := full_width(str(loc[-1]))):
        # `{renewal： 3}` is one key without a value
        return problem(found.place, "yaml.full_width", wide.said, wide.advice)
    if not isinstance(text, str):
        return found
    wide = full_width(unicodedata.normalize("NFKC", text) if detail["type"] == "value_error" else text)
    return replace(found, advice=wide.advice) if wide else found


def usage(field: FieldInfo | None, name: str) -> Message:
    """`write for example count: 6 (windows, 0 to 5000)`; nothing without an example."""
    example = _example(field, name)
    return EMPTY if example is None else Message("write for example {example}", example=example)


def _example(field: FieldInfo | None, name: str) -> Both | None:
    extra = field.json_schema_extra if field else None
    if field is None or not isinstance(extra, dict) or not extra.get("example"):
        return None
    example = f"{name}: {extra['example']}"
    detail = ", ".join(part for part in (unit_of(field), _range(field, "en")) if part)
    detail_zh = "，".join(part for part in (unit_of(field, "zh"), _range(field, "zh")) if part)
    return Both(f"{example} ({detail})", f"{example}（{detail_zh}）") if detail else Both(example, example)


def _range(field: FieldInfo, lang: Lang) -> str:
    low, high = ends_in_words(field, lang)
    if low and high:
        return translate("{low} to {high}", lang, low=low, high=high)
    if low:
        return translate("{low} or more", lang, low=low)
    return translate("at most {high}", lang, high=high) if high else ""


def unknown_key(place: Place | None, name: str, known: Sequence[str]) -> Problem:
    """The problem of a key that does not exist."""
    return problem(
        place,
        "key.unknown",
        Message("there is no key '{name}' here", name=name),
        did_you_mean(name, known, most=20),
    )


def _place(detail: Any, loc: Loc, tree: Located) -> Place:
    """Where what is wrong stands: the key, or its value."""
    of_key = detail["type"] in ("extra_forbidden", "missing") or "[key]" in detail["loc"]
    return place_of(tree, loc) if of_key else value_place(tree, loc)


def _problem(detail: Any, loc: Loc, file: _File) -> Problem:
    kind = detail["type"]
    place = _place(detail, loc, file.tree)
    name = str(loc[-1]) if loc else ""
    field = file.field_at(loc)
    if detail["input"] is None and (cut := _cut_text(loc, file)) is not None:
        return problem(
            place,
            "value.comma",
            Message("'{name}' has been cut off: within brackets a comma ends a text", name=name),
            Message('put the text in quotes: {key}: "{begun}, {name}"', key=cut[0], begun=cut[1], name=name),
        )
    if kind == "extra_forbidden":
        return _unknown(loc, place, name, file)
    if kind == "missing":
        advice = usage(field, name)
        return problem(place, "key.missing", Message("the key '{name}' is missing", name=name), advice)
    if kind == "value_error":
        return _said(detail["ctx"]["error"], place, field, name)
    if kind == "literal_error":
        return _not_a_choice(detail["input"], place, field, name)
    return _wrong_value(detail, loc, file)


def _wrong_value(detail: Any, loc: Loc, file: _File) -> Problem:
    """A value of the wrong kind, or none where there should be one."""
    kind, place, field = detail["type"], _place(detail, loc, file.tree), file.field_at(loc)
    name = example = str(loc[-1]) if loc else ""
    if field is None and len(loc) > 1 and file.model_at(loc) is None:
        # an entry of a list, or what stands under a name of the user's own
        field, example = file.field_at(loc[:-1]), str(loc[-2])
        name = f"{example}.{name}" if isinstance(loc[-1], int) else name
    advice = usage(field, example)
    if kind.startswith(("float", "int")) and (number := _percent(detail["input"])):
        known = _example(field, example)
        advice = (
            Message("write {number}", number=number)
            if known is None
            else Message("write {number}, for example {example}", number=number, example=known)
        )
    shown = _shown(detail["input"], file.tree, loc)
    if advice == EMPTY and (owner := file.model_at(loc)) is not None and detail["input"] is None:
        advice = Message("its keys are {keys}", keys=", ".join(owner.model_fields))
    if detail["input"] is None:
        return problem(place, "value.empty", Message("{name} has no value", name=name), advice)
    words = WORDS.get(file.model_at(loc) or Model, {}) if kind == "model_type" else {}
    if words and isinstance(detail["input"], str):
        return problem(
            place,
            "value.choice",
            Message("{name} cannot be {shown}", name=name, shown=shown),
            did_you_mean(detail["input"], words),
        )
    if kind in _EXPECTED:
        what = _EXPECTED[kind]
        if kind == "model_type" and (owner := file.model_at(loc)) is not None and advice == EMPTY:
            keys = ", ".join(owner.model_fields)
            advice = Message("its keys are {keys}", keys=keys)
        return problem(
            place,
            f"value.{kind}",
            Message("{name} is {what}; this is {shown}", name=name, what=what, shown=shown),
            advice,
        )
    if kind in ("too_short", "too_long"):
        return problem(place, "value.empty", Message("{name} needs at least one entry", name=name), advice)
    return problem(place, "value.range", Message("{name} cannot be {shown}", name=name, shown=shown), advice)


def _cut_text(loc: Loc, file: _File) -> tuple[str, str] | None:
    """(key, text) before the key `loc`, which is the rest of the text: `{en: Wait, now}`; None elsewhere."""
    owner = node_at(file.tree, loc[:-1])
    if owner is None or not isinstance(owner.value, dict) or str(loc[-1]) not in owner.value:
        return None
    keys = list(owner.value)
    i = keys.index(str(loc[-1]))
    before = owner.value[keys[i - 1]] if i else None
    if before is None or not isinstance(before.value, str):
        return None
    is_text = file.model_at(loc[:-1]) is LocalText or file.model_at((*loc[:-1], keys[i - 1])) is LocalText
    return (keys[i - 1], before.value) if is_text else None


def _percent(written: object) -> str:
    """A percentage as the number it is, where a number was expected; empty where none was written."""
    if not isinstance(written, str) or not written.strip().endswith(("%", "％")):
        return ""
    try:
        return f"{float(written.strip()[:-1]) / 100:g}"
    except ValueError:
        return ""


def _unknown(loc: Loc, place: Place, name: str, file: _File) -> Problem:
    owner = file.model_at(loc[:-1])
    known = list(owner.model_fields) if owner else []
    if loc[:-1] == () and file.root is Scenario:
        known.append("include")
    return unknown_key(place, name, known)


def _said(error: Exception, place: Place, field: FieldInfo | None, name: str) -> Problem:
    if isinstance(error, WordedError):
        return error.at(place, "value.unreadable")
    # what else a conversion raises is in the words of Python or a library
    advice = usage(field, name)
    return problem(place, "value.unreadable", Message("{name} cannot be read", name=name), advice)


def _not_a_choice(value: object, place: Place, field: FieldInfo | None, name: str) -> Problem:
    choices = _choices(field.annotation) if field else []
    shown = str(value)[:40]
    if name == "hallsim":
        return problem(
            place,
            "version",
            Message("this file is written for version {shown} of the scenario language", shown=shown),
            Message("this program reads version {version}: write hallsim: {version}", version=choices[0]),
        )
    return problem(
        place,
        "value.choice",
        Message("{name} cannot be '{shown}'", name=name, shown=shown),
        did_you_mean(shown, choices)
        if shown not in choices
        else Message("choose one of {choices}", choices=", ".join(choices)),
    )


def _choices(annotation: object) -> list[str]:
    """The words a value may be, also where it may be left out."""
    found: list[object] = []
    for choice in get_args(annotation):
        found += _choices(choice) if get_origin(choice) is not None else [choice]
    return [str(choice) for choice in found if choice is not type(None)]


def _shown(value: object, tree: Located, loc: Loc) -> Message | Both:
    """What stands at `loc`, as it was written: `3 h`, not the milliseconds that became of it."""
    if isinstance(value, dict):
        return Message("a mapping")
    if isinstance(value, list):
        return Message("a list")
    if isinstance(value, bool):
        word = "true" if value else "false"
        return Both(word, word)
    node = node_at(tree, loc)
    written = node.text if node is not None and node.text else str(value)
    text = f"'{written[:40]}'" if node is not None and isinstance(node.value, str) else written[:40]
    return Both(text, f" {text}")
