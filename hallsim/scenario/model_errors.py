"""What the models refuse, told to the person who wrote it: place, what is wrong, what would be right."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from hallsim.errors import Place, Problem, did_you_mean, problem
from hallsim.full_width import full_width
from hallsim.scenario.keys import field_at, limits, model_at
from hallsim.scenario.located import Located, place_of, value_place
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
    problems = []
    details = error.errors(include_url=False)
    for detail in details:
        loc: Loc = tuple(part for part in detail["loc"] if part != "[key]")
        # A list whose entries are wrong is reported by its entries, not as too short.
        inside = any(other["loc"][: len(loc)] == loc and len(other["loc"]) > len(loc) for other in details)
        if not (detail["type"] == "too_short" and inside):
            problems.append(_full_width(detail, _problem(detail, loc, tree)))
    return problems


def _full_width(detail: Any, found: Problem) -> Problem:
    """Another remedy where full-width punctuation is the reason; quantities may hold some."""
    text = detail["input"]
    if not isinstance(text, str):
        return found
    wide = full_width(unicodedata.normalize("NFKC", text) if detail["type"] == "value_error" else text)
    return replace(found, remedy=wide.remedy, remedy_zh=wide.remedy_zh) if wide else found


def usage(field: FieldInfo | None, name: str) -> Words:
    """`write for example count: 6 (windows, 0 to 5000)`, in English and Chinese; empty without an example."""
    extra = field.json_schema_extra if field else None
    if field is None or not isinstance(extra, dict) or not extra.get("example"):
        return "", ""
    low, high = limits(field)
    parts = [str(extra.get("unit") or "")]
    if low is not None or high is not None:
        parts.append(
            f"{low:g} to {high:g}" if low is not None and high is not None
            else f"{low:g} or more" if low is not None else f"at most {high:g}"
        )  # fmt: skip
    detail = ", ".join(part for part in parts if part)
    zh = detail.replace(" to ", " 到 ").replace(" or more", " 以上").replace("at most ", "不超过 ")
    example = f"{name}: {extra['example']}"
    return (
        f"write for example {example}" + (f" ({detail})" if detail else ""),
        f"例如写 {example}" + (f"（{zh}）" if zh else ""),
    )


def unknown_key(place: Place | None, name: str, known: Sequence[str]) -> Problem:
    """The problem of a key that does not exist."""
    return problem(
        place, "key.unknown", f"there is no key '{name}' here", did_you_mean(name, known, most=20),
        f"此处没有键 '{name}'", did_you_mean(name, known, "zh", most=20),
    )  # fmt: skip


def _problem(detail: Any, loc: Loc, tree: Located) -> Problem:
    kind = detail["type"]
    of_key = kind in ("extra_forbidden", "missing") or "[key]" in detail["loc"]
    place = place_of(tree, loc) if of_key else value_place(tree, loc)
    name = str(loc[-1]) if loc else ""
    field = field_at(loc)
    if kind == "extra_forbidden":
        return _unknown(loc, place, name)
    if kind == "missing":
        en, zh = usage(field, name)
        return problem(place, "key.missing", f"the key '{name}' is missing", en, f"缺少键 '{name}'", zh)
    if kind == "value_error":
        return _said(detail["ctx"]["error"], place, field, name)
    if kind == "literal_error":
        return _not_a_choice(detail["input"], place, field, name)
    if loc and isinstance(loc[-1], int) and len(loc) > 1:
        field, name = field or field_at(loc[:-1]), f"{loc[-2]}.{name}"
    en, zh = usage(field, name.rpartition(".")[0] or name)
    shown = _shown(detail["input"])
    if not en and (owner := model_at(loc)) is not None and detail["input"] is None:
        en, zh = f"its keys are {', '.join(owner.model_fields)}", f"可用的键：{', '.join(owner.model_fields)}"
    if detail["input"] is None:
        return problem(place, "value.empty", f"{name} has no value", en, f"{name} 没有值", zh)
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


def _unknown(loc: Loc, place: Place, name: str) -> Problem:
    owner = model_at(loc[:-1])
    known = list(owner.model_fields) if owner else []
    if loc[:-1] == ():
        known.append("include")
    return unknown_key(place, name, known)


def _said(error: Exception, place: Place, field: FieldInfo | None, name: str) -> Problem:
    if isinstance(error, UnitError):
        return problem(
            place, "value.unreadable", error.message, error.remedy, error.message_zh, error.remedy_zh
        )  # fmt: skip
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


def _shown(value: object) -> Words:
    if isinstance(value, dict):
        return "a mapping", "映射"
    if isinstance(value, list):
        return "a list", "列表"
    if isinstance(value, bool):
        word = "true" if value else "false"
        return word, word
    text = f"'{value[:40]}'" if isinstance(value, str) else str(value)[:40]
    return text, f" {text}"
