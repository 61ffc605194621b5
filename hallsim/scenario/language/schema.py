"""The JSON Schema of scenario files, for editors: made from the models, short spellings included.

`hallsim schema` prints it; a copy stands beside the other generated pages.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from pydantic import BaseModel

from hallsim.scenario.language.spellings import BARE, DEFINED, LISTED, MOVED, NAMED, WHOLE, WORDS
from hallsim.scenario.scenario import Scenario
from hallsim.text.message import translate

Schema = dict[str, Any]
_TEXT: Final[Schema] = {"type": "string"}
_REPLACE: Final[Schema] = {
    "const": True,
    "description": "Take nothing of this mapping from the design it is based on.",
}
_NULL: Final[Schema] = {"type": "null"}
_LONE_NAME: Final[Schema] = {"type": ["string", "integer"]}
_ABOUT: Final = ("description", "examples", "default")
_RANGED: Final[Schema] = {"$ref": "#/$defs/Range"}
_RANGE: Final[Schema] = {
    "type": "string",
    "pattern": r"^\s*(每\D{1,4})?[-+]?\.?[0-9０-９].*\s[iI][nN]\s.*(\.\.|．．|…|‥).*$",
    "description": "a number with the range in which it is plausible",
    "examples": ["1.15 in 1.0..1.5"],
}


_FLAG: Final[list[Schema]] = [
    {"type": "boolean"},
    {"type": "string", "pattern": "^([Yy]([Ee][Ss])?|[Nn][Oo]?|[Oo]([Nn]|[Ff][Ff])|[Tt]rue|[Ff]alse)$"},
]
"""Yes or no: what YAML 1.2 takes for words is read all the same."""
_TABLED: Final[Schema] = {"$ref": "#/$defs/Table"}
_TABLE: Final[Schema] = {
    "type": "object",
    "description": "a table in a CSV file beside the scenario, an entry a row",
    "properties": {
        "csv": {**_TEXT, "description": "The file, in the scenario's folder or below it."},
        "keys": {**_TEXT, "description": "Column of the names, spans or days; the first when absent."},
        "column": {**_TEXT, "description": "Column of the values, where one belongs to each row."},
        "unit": {**_TEXT, "description": "Unit of its bare numbers."},
    },
    "required": ["csv"],
    "additionalProperties": False,
    "examples": [{"csv": "roster.csv"}],
}


def scenario_schema() -> Schema:
    """The schema (draft 2020-12) of a scenario file as people may write it."""
    schema = Scenario.model_json_schema()
    models: dict[str, Schema] = schema["$defs"]
    for model in [schema, *models.values()]:
        tidy(model, models)
    _shorten(models)
    for name in sorted(
        set().union(*(_reachable(root, models) for root in ("World", "NamedWorld", "Design")))
    ):
        models[name] = _with_ranges(models[name])
        _with_tables(models[name])
    for name in sorted(_reachable("Satisfaction", models)):
        models[name] = _with_ranges(models[name])
    models["Range"] = _RANGE
    models["Table"] = _TABLE
    _allow_taking_away(models)
    _allow_words_for_flags(models)
    # What an include or a base brings need not be written again.
    schema.pop("required", None)
    schema["anyOf"] = [{"required": ["hallsim", "world", "designs"]}, {"required": ["include"]}]
    for key in ("worlds", "designs", "evidence"):
        entries = schema["properties"][key]
        entries["additionalProperties"] = {
            "anyOf": [entries["additionalProperties"], _NULL]
        }  # drops an included one
    allow_lone(schema["properties"]["targets"])
    schema["properties"]["include"] = {
        "description": "Files beside this one (never outside its folder) that it lies over.",
        "anyOf": [_TEXT, {"type": "array", "items": _TEXT}],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "hallsim scenario",
    }


def schema_text(schema: Schema | None = None) -> str:
    """The schema (of scenario files when absent) as the committed file holds it."""
    return json.dumps(schema or scenario_schema(), ensure_ascii=False, indent=1) + "\n"


def tidy(model: Schema, models: dict[str, Schema]) -> None:
    """Keys of ours under standard names; titles made of field names say nothing."""
    model.pop("title", None)
    for field in model.get("properties", {}).values():
        field.pop("title", None)
        example, unit = (field.pop(key, None) for key in ("example", "unit"))
        if unit is not None:
            # A sentence that is the model's own stands with the model only.
            target = models.get(field.get("$ref", "").rpartition("/")[2], {})
            english = field.get("description") or target.get("description", "")
            field["description"] = f"{english} {translate(english, 'zh')}" + (f" [{unit}]" if unit else "")
        if example:
            field["examples"] = [example]
        if not isinstance(field.get("default"), str | int | float):
            field.pop("default", None)


def _shorten(models: dict[str, Schema]) -> None:
    """Allow what `shorthand` and `merge` understand."""
    for name in ("NamedWorld", "Design", "Windows", "Desk", "Approval", "Office"):
        models[name]["properties"]["replace"] = _REPLACE
    # what is laid over another may change one key of anything
    for name in {"World"} | _reachable("Design", models) | _reachable("NamedWorld", models):
        models[name].pop("required", None)
    for name, key in (("Design", "windows"), ("Design", "desks"), ("Design", "priority")):
        entries = models[name]["properties"][key]
        entries["additionalProperties"] = {"anyOf": [entries["additionalProperties"], _NULL]}
        entries.pop("minProperties", None)
        entries["properties"] = {"replace": _REPLACE}
    for model in models.values():
        for field in model.get("properties", {}).values():
            allow_lone(field)
    for name in ("Design", "NamedWorld"):
        _or(models[name]["properties"], "based_on", {"type": "integer"})  # a name such as 2026
    for (owner, key), to in MOVED.items():
        fields = models[owner.__name__]["properties"]
        _or(fields, key, {"anyOf": [option for option in fields[to]["anyOf"] if option != _NULL]})
    bare = {f"#/$defs/{owner.__name__}": _instead_of(owner, models) for owner in BARE}
    for owner, key in WHOLE:
        _or(models[owner.__name__]["properties"], key, _LONE_NAME)
    for owner, key in NAMED:
        entry = models[owner.__name__]["properties"][key]["additionalProperties"]
        for alone in bare.get(entry.get("$ref", ""), [entry]):
            _or(models[owner.__name__]["properties"], key, alone)
    entries = models["Design"]["properties"]["offices"]
    entries["additionalProperties"] = {"anyOf": [entries["additionalProperties"], _NULL]}
    entries["properties"] = {"replace": _REPLACE}
    for owner in dict.fromkeys((*BARE, *LISTED, *WORDS)):
        mappings = [models[owner.__name__], *_defining(owner, models)]
        models[owner.__name__] = {"anyOf": [*_instead_of(owner, models), *mappings]}


def _instead_of(owner: type[BaseModel], models: dict[str, Schema]) -> list[Schema]:
    """What may stand for a mapping of a model: its words, its bare key, its list."""
    fields = models[owner.__name__]["properties"]
    words = list(WORDS.get(owner, {}))
    found: list[Schema] = [{"enum": words}] if words else []
    for key in (BARE.get(owner), LISTED.get(owner)):
        if key is not None:
            found.append({name: part for name, part in fields[key].items() if name not in _ABOUT})
    itself = {"$ref": f"#/$defs/{owner.__name__}"}  # alone for a list of one
    return [part for option in found for part in option.get("anyOf", [option]) if part not in (_NULL, itself)]


def _defining(owner: type[BaseModel], models: dict[str, Schema]) -> list[Schema]:
    """What may stand for a mapping that names something: one that defines it there."""
    if owner not in DEFINED:
        return []
    key, defined = DEFINED[owner]
    return [
        {
            "type": "object",
            "properties": {key: _TEXT, **models[defined.__name__]["properties"]},
            "required": [key],
            "additionalProperties": False,
        }
    ]


def _allow_taking_away(models: dict[str, Schema]) -> None:
    """`key: null` takes away what is laid under, in designs and worlds."""
    reached = _reachable("World", models) | _reachable("Design", models) | _reachable("NamedWorld", models)
    shapes = [models[name] for name in sorted(reached - {"Table", "Range"})]
    shapes += [shape for model in shapes for shape in model.get("anyOf", ())]
    for properties in (shape.get("properties", {}) for shape in shapes):
        for key, field in list(properties.items()):
            _allow_dropped_names(field)
            if key != "replace" and _NULL not in field.get("anyOf", ()):
                _or(properties, key, _NULL)


def _allow_dropped_names(field: Schema) -> None:
    """Of a mapping of names each may be taken away."""
    for option in field.get("anyOf", ()):
        _allow_dropped_names(option)
    entries = field.get("additionalProperties")
    if isinstance(entries, dict) and _NULL not in entries.get("anyOf", ()):
        field["additionalProperties"] = {"anyOf": [entries, _NULL]}


def _allow_words_for_flags(node: Any) -> None:
    """`yes` and `no`, which are texts in YAML 1.2."""
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _allow_words_for_flags(part)
    if isinstance(node, dict) and node.get("type") == "boolean":
        del node["type"]
        node["anyOf"] = [dict(option) for option in _FLAG]


def allow_lone(field: Schema) -> None:
    """A name, or a mapping of a model, alone stands for a list of one."""
    for value in (field, *field.get("anyOf", ()), field.get("additionalProperties")):
        items = value.get("items") if isinstance(value, dict) and value.get("type") == "array" else None
        if not isinstance(items, dict) or not (items == _TEXT or "$ref" in items):
            continue
        alone = dict(value)
        about = {name: alone.pop(name) for name in _ABOUT if name in alone}
        value.clear()
        value.update({**about, "anyOf": [alone, items]})


def _with_ranges(node: Any) -> Any:
    """The schema with a range allowed wherever a number is."""
    if isinstance(node, list):
        return [_with_ranges(item) for item in node]
    if not isinstance(node, dict):
        return node
    if _is_number(node):
        about = {key: node[key] for key in ("description", "examples", "default") if key in node}
        alone = {key: item for key, item in node.items() if key not in about}
        return {**about, "anyOf": [alone, _RANGED]}
    rest = {key: item if key in ("anyOf", "examples") else _with_ranges(item) for key, item in node.items()}
    if "anyOf" in rest:
        options = [option if _is_number(option) else _with_ranges(option) for option in rest["anyOf"]]
        rest["anyOf"] = [*options, _RANGED] if any(map(_is_number, options)) else options
    return rest


def _with_tables(model: Schema) -> None:
    """Allow a table for every list and every mapping of names."""
    for option in model.get("anyOf", [model]):
        properties = option.get("properties", {})
        for name, field in properties.items():
            if any(map(_is_long, field.get("anyOf", [field]))):
                _or(properties, name, _TABLED)


def _is_long(node: Schema) -> bool:
    """Whether the schema is that of a list, or of a mapping of names."""
    names = node.get("additionalProperties")
    return node.get("type") == "array" or (node.get("type") == "object" and isinstance(names, dict))


def _is_number(node: Any) -> bool:
    return isinstance(node, dict) and node.get("type") in ("integer", "number")


def _reachable(name: str, models: dict[str, Schema]) -> set[str]:
    """The model and all that its keys hold."""
    found, waiting = {name}, [name]
    while waiting:
        for model in re.findall(r"'#/\$defs/(\w+)'", repr(models[waiting.pop()])):
            if model not in found:
                found.add(model)
                waiting.append(model)
    return found


def _or(properties: Schema, key: str, other: Schema) -> None:
    """The value under `key` may also be `other`."""
    field = properties[key]
    about = {name: field.pop(name) for name in ("description", "examples", "default") if name in field}
    properties[key] = {**about, "anyOf": [field, other]}
