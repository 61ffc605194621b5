"""What the models refuse, told to the person who wrote it: place, what is wrong, what would be right."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from hallsim.errors import Lang, Place, Problem, did_you_mean, problem
from hallsim.full_width import full_width
from hallsim.likeness import nearest
from hallsim.scenario.language.bounds import ends_in_words, unit_of
from hallsim.scenario.language.keys import field_at, model_at
from hallsim.scenario.language.spellings import WORDS
from hallsim.scenario.parsing.located import Located, node_at, place_of, value_place
from hallsim.scenario.values.base import Model
from hallsim.scenario.values.fields import LocalText
from hallsim.units import UnitError

Loc = tuple[str | int, ...]
Words = tuple[str, str]

_EXPECTED: dict[str, Words] = {
    "int_type": ("a whole number", "整数"),
    "float_type": ("a number", "数字"),
    "string_type": ("a text", "文本"),
    "bool_type": ("true or false", "true 或 false"),
    "tuple_type": ("a list", "列表"),
    "dict_type": ("a mapping of names", "名称的映射"),
    "model_type": ("a mapping of keys", "键的映射"),
}


def problems_of(error: ValidationError, tree: Located) -> list[Problem]:
    """Every error of the models as a problem with its place in `tree`."""
    details = error.errors(include_url=False)
    told = [(tuple(part for part in detail["loc"] if part != "[key]"), detail) for detail in details]
    above = {loc[:n] for loc, _ in told for n in range(len(loc))}
    misspelt = _misspelt(told)
    return [
        _full_width(detail, loc, _problem(detail, loc, tree))
        for loc, detail in told
        # A list whose entries are wrong is reported by its entries, not as too short.
        if not (detail["type"] == "too_short" and loc in above)
        # A key that is there, but misspelt, is not missing.
        if not (detail["type"] == "missing" and loc in misspelt)
    ]


def _misspelt(told: Sequence[tuple[Loc, Any]]) -> set[Loc]:
    """The keys that were probably meant where there are unknown ones."""
    found: set[Loc] = set()
    for loc, detail in told:
        owner = model_at(loc[:-1]) if detail["type"] == "extra_forbidden" else None
        meant = nearest(str(loc[-1]), owner.model_fields) if owner is not None else None
        if meant is not None:
            found.add((*loc[:-1], meant))
    return found


def _full_width(detail: Any, loc: Loc, found: Problem) -> Problem:
    """The problem told otherwise where full-width punctuation is the reason; quantities may hold some."""
    text = detail["input"]
    if text is None and loc and (wide := full_width(str(loc[-1]))):
        # `{renewal： 3}` is one key without a value
        return problem(
            found.place, "yaml.full_width", wide.message, wide.remedy, wide.message_zh, wide.remedy_zh
        )
    if not isinstance(text, str):
        return found
    wide = full_width(unicodedata.normalize("NFKC", text) if detail["type"] == "value_error" else text)
    return replace(found, remedy=wide.remedy, remedy_zh=wide.remedy_zh) if wide else found


def usage(field: FieldInfo | None, name: str) -> Words:
    """`write for example count: 6 (windows, 0 to 5000)`, in English and Chinese; empty without an example."""
    extra = field.json_schema_extra if field else None
    if field is None or not isinstance(extra, dict) or not extra.get("example"):
        return "", ""
    example = f"{name}: {extra['example']}"
    detail = ", ".join(part for part in (unit_of(field), _range(field, "en")) if part)
    detail_zh = "，".join(part for part in (unit_of(field, "zh"), _range(field, "zh")) if part)
    return (
        f"write for example {example}" + (f" ({detail})" if detail else ""),
        f"例如写 {example}" + (f"（{detail_zh}）" if detail_zh else ""),
    )


def _range(field: FieldInfo, lang: Lang) -> str:
    low, high = ends_in_words(field, lang)
    if low and high:
        return f"{low} 到 {high}" if lang == "zh" else f"{low} to {high}"
    if low:
        return f"{low} 以上" if lang == "zh" else f"{low} or more"
    return (f"不超过 {high}" if lang == "zh" else f"at most {high}") if high else ""


def unknown_key(place: Place | None, name: str, known: Sequence[str]) -> Problem:
    """The problem of a key that does not exist."""
    return problem(
        place, "key.unknown", f"there is no key '{name}' here", did_you_mean(name, known, most=20),
        f"此处没有键 '{name}'", did_you_mean(name, known, "zh", most=20),
    )  # fmt: skip


def _place(detail: Any, loc: Loc, tree: Located) -> Place:
    """Where what is wrong stands: the key, or its value."""
    of_key = detail["type"] in ("extra_forbidden", "missing") or "[key]" in detail["loc"]
    return place_of(tree, loc) if of_key else value_place(tree, loc)


def _problem(detail: Any, loc: Loc, tree: Located) -> Problem:
    kind = detail["type"]
    place = _place(detail, loc, tree)
    name = str(loc[-1]) if loc else ""
    field = field_at(loc)
    if detail["input"] is None and (cut := _cut_text(loc, tree)) is not None:
        return problem(
            place, "value.comma", f"'{name}' has been cut off: within brackets a comma ends a text",
            f'put the text in quotes: {cut[0]}: "{cut[1]}, {name}"',
            f"'{name}' 被逗号切断：括号内逗号表示文本结束", f'请给文本加引号：{cut[0]}: "{cut[1]}, {name}"',
        )  # fmt: skip
    if kind == "extra_forbidden":
        return _unknown(loc, place, name)
    if kind == "missing":
        en, zh = usage(field, name)
        return problem(place, "key.missing", f"the key '{name}' is missing", en, f"缺少键 '{name}'", zh)
    if kind == "value_error":
        return _said(detail["ctx"]["error"], place, field, name)
    if kind == "literal_error":
        return _not_a_choice(detail["input"], place, field, name)
    return _wrong_value(detail, loc, tree)


def _wrong_value(detail: Any, loc: Loc, tree: Located) -> Problem:
    """A value of the wrong kind, or none where there should be one."""
    kind, place, field = detail["type"], _place(detail, loc, tree), field_at(loc)
    name = example = str(loc[-1]) if loc else ""
    if field is None and len(loc) > 1 and model_at(loc) is None:
        # an entry of a list, or what stands under a name of the user's own
        field, example = field_at(loc[:-1]), str(loc[-2])
        name = f"{example}.{name}" if isinstance(loc[-1], int) else name
    en, zh = usage(field, example)
    if kind.startswith(("float", "int")) and (number := _percent(detail["input"])):
        en = ", ".join(part for part in (f"write {number}", en.removeprefix("write ")) if part)
        zh = "，".join(part for part in (f"请写 {number}", zh) if part)
    shown = _shown(detail["input"], tree, loc)
    if not en and (owner := model_at(loc)) is not None and detail["input"] is None:
        en, zh = f"its keys are {', '.join(owner.model_fields)}", f"可用的键：{', '.join(owner.model_fields)}"
    if detail["input"] is None:
        return problem(place, "value.empty", f"{name} has no value", en, f"{name} 没有值", zh)
    words = WORDS.get(model_at(loc) or Model, {}) if kind == "model_type" else {}
    if words and isinstance(detail["input"], str):
        return problem(
            place, "value.choice", f"{name} cannot be {shown[0]}", did_you_mean(detail["input"], words),
            f"{name} 不能为{shown[1]}", did_you_mean(detail["input"], words, "zh"),
        )  # fmt: skip
    if kind in _EXPECTED:
        what, what_zh = _EXPECTED[kind]
        if kind == "model_type" and (owner := model_at(loc)) is not None and not en:
            keys = ", ".join(owner.model_fields)
            en, zh = f"its keys are {keys}", f"可用的键：{keys}"
        return problem(
            place, f"value.{kind}", f"{name} is {what}; this is {shown[0]}", en,
            f"{name} 应为{what_zh}；此处是{shown[1]}", zh,
        )  # fmt: skip
    if kind in ("too_short", "too_long"):
        return problem(
            place, "value.empty", f"{name} needs at least one entry", en, f"{name} 至少需要一项", zh
        )  # fmt: skip
    return problem(
        place, "value.range", f"{name} cannot be {shown[0]}", en, f"{name} 不能为{shown[1]}", zh
    )  # fmt: skip


def _cut_text(loc: Loc, tree: Located) -> tuple[str, str] | None:
    """(key, text) before the key `loc`, which is the rest of the text: `{en: Wait, now}`; None elsewhere."""
    owner = node_at(tree, loc[:-1])
    if owner is None or not isinstance(owner.value, dict) or str(loc[-1]) not in owner.value:
        return None
    keys = list(owner.value)
    i = keys.index(str(loc[-1]))
    before = owner.value[keys[i - 1]] if i else None
    if before is None or not isinstance(before.value, str):
        return None
    is_text = model_at(loc[:-1]) is LocalText or model_at((*loc[:-1], keys[i - 1])) is LocalText
    return (keys[i - 1], before.value) if is_text else None


def _percent(written: object) -> str:
    """A percentage as the number it is, where a number was expected; empty where none was written."""
    if not isinstance(written, str) or not written.strip().endswith(("%", "％")):
        return ""
    try:
        return f"{float(written.strip()[:-1]) / 100:g}"
    except ValueError:
        return ""


def _unknown(loc: Loc, place: Place, name: str) -> Problem:
    owner = model_at(loc[:-1])
    known = list(owner.model_fields) if owner else []
    if loc[:-1] == ():
        known.append("include")
    return unknown_key(place, name, known)


def _said(error: Exception, place: Place, field: FieldInfo | None, name: str) -> Problem:
    if isinstance(error, UnitError):
        return error.at(place, "value.unreadable")
    # what else a conversion raises is in the words of Python or a library
    en, zh = usage(field, name)
    return problem(
        place, "value.unreadable", f"{name} cannot be read", en, f"无法读取 {name}", zh
    )  # fmt: skip


def _not_a_choice(value: object, place: Place, field: FieldInfo | None, name: str) -> Problem:
    choices = _choices(field.annotation) if field else []
    shown = str(value)[:40]
    if name == "hallsim":
        return problem(
            place, "version", f"this file is written for version {shown} of the scenario language",
            f"this program reads version {choices[0]}: write hallsim: {choices[0]}",
            f"此文件使用场景语言第 {shown} 版", f"本程序读取第 {choices[0]} 版：请写 hallsim: {choices[0]}",
        )  # fmt: skip
    return problem(
        place, "value.choice", f"{name} cannot be '{shown}'",
        did_you_mean(shown, choices) if shown not in choices else f"choose one of {', '.join(choices)}",
        f"{name} 不能为 '{shown}'", did_you_mean(shown, choices, "zh"),
    )  # fmt: skip


def _choices(annotation: object) -> list[str]:
    """The words a value may be, also where it may be left out."""
    found: list[object] = []
    for choice in get_args(annotation):
        found += _choices(choice) if get_origin(choice) is not None else [choice]
    return [str(choice) for choice in found if choice is not type(None)]


def _shown(value: object, tree: Located, loc: Loc) -> Words:
    """What stands at `loc`, as it was written: `3 h`, not the milliseconds that became of it."""
    if isinstance(value, dict):
        return "a mapping", "映射"
    if isinstance(value, list):
        return "a list", "列表"
    if isinstance(value, bool):
        word = "true" if value else "false"
        return word, word
    node = node_at(tree, loc)
    written = node.text if node is not None and node.text else str(value)
    text = f"'{written[:40]}'" if node is not None and isinstance(node.value, str) else written[:40]
    return text, f" {text}"
