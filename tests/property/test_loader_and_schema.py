"""Whatever spelling the loader reads the JSON Schema allows: every key, offices as the main hall."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_origin

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from hallsim.errors import InputError
from hallsim.scenario.design.design import Office, Windows
from hallsim.scenario.design.desks import Desk
from hallsim.scenario.language.keys import Key, all_keys, model_of, options_of
from hallsim.scenario.language.reader import parse_yaml
from hallsim.scenario.language.schema import scenario_schema
from hallsim.scenario.language.spellings import BARE, LISTED, NAMED, WHOLE, WORDS
from hallsim.scenario.load import load_text
from hallsim.scenario.parsing.located import to_plain

Spelling = tuple[tuple[str, ...], Any]
AROUND = {"key.missing", "based_on.unknown"}
"""What stands around one key alone is missing; the key itself is not at fault."""


@cache
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(without_required(scenario_schema()))


def without_required(schema: Any) -> Any:
    """The schema as it is for one key alone, with nothing around it."""
    if isinstance(schema, list):
        return [without_required(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: without_required(part)
        for key, part in schema.items()
        if key != "required" or not isinstance(part, list)
    }


def document(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    for part in reversed(path):
        value = {"a" if part == "*" else part: value}
    return dict(value)


def is_read(path: tuple[str, ...], value: Any) -> bool:
    """Whether the loader reads a value at a path."""
    try:
        load_text(json.dumps(document(path, value)))
    except InputError as error:
        return {problem.code for problem in error.problems} <= AROUND
    return True


def is_allowed(path: tuple[str, ...], value: Any) -> bool:
    """Whether the JSON Schema allows it."""
    return validator().is_valid({"include": "x.yaml", **document(path, value)})


def example(key: Key) -> Any:
    """The example of a key as YAML reads it; None where it is only told in part."""
    text = str(key.more["example"])
    if "…" in text or "..." in text:
        return None
    return to_plain(parse_yaml(f"x: {text}", "example"))["x"]


def keys() -> Iterator[Key]:
    """Every key; those of windows and desks at offices too."""
    for key in all_keys():
        yield key
        for model, kind in ((Windows, "windows"), (Desk, "desks")):
            if key.path[:4] == ("designs", "*", kind, "*") and len(key.path) > 4:
                assert model
                at = ("designs", "*", "offices", "*", *key.path[2:])
                yield Key(path=at, owner=key.owner, field=key.field)


def lone_items(key: Key, value: Any) -> Iterator[Any]:
    """Items of a list that stand for it alone."""
    for option in options_of(key.field.annotation):
        inner = get_args(option)[0] if get_origin(option) is tuple else None
        if isinstance(value, list) and (inner is str or (inner is not None and model_of(inner))):
            yield from value


def shorts_of(model: type[BaseModel]) -> Iterator[Any]:
    """Whatever stands for a mapping of a model."""
    yield from WORDS.get(model, ())
    for table in (BARE, LISTED):
        if model in table:
            extra = model.model_fields[table[model]].json_schema_extra
            assert isinstance(extra, dict)
            yield to_plain(parse_yaml(f"x: {extra['example']}", "example"))["x"]


@cache
def spellings() -> tuple[Spelling, ...]:
    """Examples of all keys, and every short spelling of each."""
    found: list[Spelling] = []
    for key in keys():
        value = example(key)
        if value is not None:
            found += [(key.path, each) for each in (value, *lone_items(key, value))]
        for option in options_of(key.field.annotation):
            named = get_args(option)[1] if get_origin(option) is dict else option
            path = (*key.path, "*") if get_origin(option) is dict else key.path
            model = model_of(named)
            if model is not None:
                found += [(path, short) for short in shorts_of(model)]
        if (key.owner, key.path[-1]) in WHOLE:
            found += [(key.path, "3")] if key.path[-1] == "home" else [(key.path, 3)]
        if (key.owner, key.path[-1]) in NAMED:
            found.append((key.path, 2 if key.owner is Office else "30%"))
    return tuple(found)


def test_every_spelling_is_read_and_allowed() -> None:
    assert len(spellings()) > 600
    assert [s for s in spellings() if not is_read(*s)] == []
    assert [s for s in spellings() if not is_allowed(*s)] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("meets", "wed"), ("meets", ["mon", "thu"]), ("site", "45 min"), ("quiet_windows", "hall"),
     ("shifts", {"count": 2, "hours": "09:00-12:00"}), ("absence", "6%"), ("at_once", 3)],
)  # fmt: skip
def test_the_desks_of_offices_are_spelled_as_those_of_the_main_hall(key: str, value: Any) -> None:
    for place in (("designs", "*"), ("designs", "*", "offices", "*")):
        path = (*place, "desks", "*", key)
        assert is_read(path, value)
        assert is_allowed(path, value)


VALUES: tuple[Any, ...] = (
    True,
    None,
    7,
    2.5,
    -1,
    "word",
    "12%",
    "3 min",
    [],
    ["word"],
    [[1]],
    {},
    {"word": 1},
)


@settings(max_examples=300)
@given(st.sampled_from(spellings()), st.sampled_from(VALUES))
def test_what_the_loader_reads_the_schema_allows(spelling: Spelling, value: Any) -> None:
    """Any value at any key: nothing is marked in an editor that the program takes."""
    path, _ = spelling
    if is_read(path, value):
        assert is_allowed(path, value), (path, value)
