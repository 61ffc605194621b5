"""The JSON Schema of scenario files, for editors: made from the models, short spellings included."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

from hallsim.scenario.scenario import Scenario

Schema = dict[str, Any]
COMMITTED: Final = Path(__file__).with_name("schema.json")
_TEXT: Final[Schema] = {"type": "string"}
_REPLACE: Final[Schema] = {
    "const": True,
    "description": "Take nothing of this mapping from the design it is based on.",
}
_NULL: Final[Schema] = {"type": "null"}
_RANGED: Final[Schema] = {"$ref": "#/$defs/Range"}
_RANGE: Final[Schema] = {
    "type": "string",
    "pattern": r"^\s*(每\D{1,4})?[-+]?\.?[0-9０-９].*\s[iI][nN]\s.*(\.\.|．．|…|‥).*$",
    "description": "a number with the range in which it is plausible",
    "examples": ["1.15 in 1.0..1.5"],
}


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
        _tidy(model, models)
    _shorten(models)
    for name in sorted(set().union(*(_reachable(root, models) for root in ("World", "Design")))):
        models[name] = _with_ranges(models[name])
        _with_tables(models[name])
    models["Range"] = _RANGE
    models["Table"] = _TABLE
    # What an include or a base brings need not be written again.
    schema.pop("required", None)
    schema["anyOf"] = [{"required": ["hallsim", "world", "designs"]}, {"required": ["include"]}]
    for key in ("designs", "evidence"):
        entries = schema["properties"][key]
        entries["additionalProperties"] = {
            "anyOf": [entries["additionalProperties"], _NULL]
        }  # drops an included one
    schema["properties"]["include"] = {
        "description": "Files beside this one (never outside its folder) that it lies over.",
        "anyOf": [_TEXT, {"type": "array", "items": _TEXT}],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "hallsim scenario",
    }


def schema_text() -> str:
    """The schema as the committed file holds it."""
    return json.dumps(scenario_schema(), ensure_ascii=False, indent=1) + "\n"


def _tidy(model: Schema, models: dict[str, Schema]) -> None:
    """Keys of ours under standard names; titles made of field names say nothing."""
    model.pop("title", None)
    for field in model.get("properties", {}).values():
        field.pop("title", None)
        example, zh, unit = (field.pop(key, "") for key in ("example", "zh", "unit"))
        if zh:
            # A sentence that is the model's own stands with the model only.
            target = models.get(field.get("$ref", "").rpartition("/")[2], {})
            words = f"{field.get('description') or target.get('description', '')} {zh}"
            field["description"] = words + (f" [{unit}]" if unit else "")
        if example:
            field["examples"] = [example]
        if not isinstance(field.get("default"), str | int | float):
            field.pop("default", None)


def _shorten(models: dict[str, Schema]) -> None:
    """Allow what `shorthand` and `merge` understand."""
    for name in ("Design", "Windows", "Desk", "Approval"):
        models[name]["properties"]["replace"] = _REPLACE
    for name in _reachable("Design", models):  # a design based on another may change one key of anything
        models[name].pop("required", None)
    models["World"].pop("required", None)
    for name, key in (("Design", "windows"), ("Design", "desks"), ("Design", "priority")):
        entries = models[name]["properties"][key]
        entries["additionalProperties"] = {"anyOf": [entries["additionalProperties"], _NULL]}
        entries.pop("minProperties", None)
        entries["properties"] = {"replace": _REPLACE}
    for name, keys in (
        ("Windows", ("serves", "helps", "only", "decides")), ("Approval", ("services",)),
        ("Limits", ("services",)),
        ("Desk", ("quiet_windows",)), ("Design", ("green_channel",)),
    ):  # fmt: skip
        for key in keys:
            _or(models[name]["properties"], key, _TEXT)
    for name, key in (("Approval", "stages"), ("Absence", "deputies")):
        lists = models[name]["properties"][key]
        lists["additionalProperties"] = {"anyOf": [lists["additionalProperties"], _TEXT]}
    _shorten_rosters(models["Windows"]["properties"])
    _or(models["Desk"]["properties"], "shifts", models["Desk"]["properties"]["shifts"]["items"])
    shorts = (
        ("Absence", _TEXT),
        ("DeskAbsence", _TEXT),
        ("Limits", _TEXT),
        ("ComesAgain", _TEXT),
        ("AtOnce", {"type": "integer"}),
    )
    for name, bare in shorts:
        models[name] = {"anyOf": [bare, models[name]]}
    _or(models["Service"]["properties"], "route", models["Service"]["properties"]["route"]["items"])
    _or(models["Arrivals"]["properties"], "batch", {"type": "integer", "minimum": 1})
    arrivals = models["World"]["properties"]["arrivals"]
    _or(models["World"]["properties"], "arrivals", arrivals["items"])
    models["Windows"] = {"anyOf": [{"type": "integer", "minimum": 0}, models["Windows"]]}
    _shorten_network(models)
    officers = models["Desk"]["properties"]["officers"]["anyOf"]
    models["Desk"] = {"anyOf": [*officers, models["Desk"]]}
    mode = models["Approval"]["properties"]["mode"]
    models["Approval"] = {"anyOf": [{"enum": mode["enum"]}, models["Approval"]]}
    models["Package"] = {"anyOf": [{"type": "array", "items": _TEXT}, models["Package"]]}
    for name in ("Agent", "HomeService"):
        for key in ("groups", "services"):
            _or(models[name]["properties"], key, _TEXT)
    models["Agent"] = {"anyOf": [{"type": "integer", "minimum": 1}, models["Agent"]]}
    change = models["ServiceChange"]
    _or(change["properties"], "drop", _TEXT)
    models["ServiceChange"] = {"anyOf": [{"enum": ["shelved", "instant", "promised"]}, change]}
    models["Calling"] = {"anyOf": [_TEXT, models["Calling"]]}
    rule = models["QueueRule"]["properties"]
    words = [*rule["classes"]["enum"], *rule["order"]["enum"]]
    models["QueueRule"] = {"anyOf": [{"enum": words}, models["QueueRule"]]}
    _shorten_tree(models)
    for key in ("values", "sets", "scales", "to"):
        _or(models["Evidence"]["properties"], key, _TEXT)
    models["Figure"] = {"anyOf": [{"type": ["string", "number"]}, models["Figure"]]}
    models["Robust"] = {"anyOf": [{"type": "integer", "minimum": 2}, models["Robust"]]}


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


def _shorten_rosters(windows: Schema) -> None:
    """One shift or break instead of a list; how many are there instead of who."""
    for key in ("shifts", "breaks"):
        _or(windows, key, windows[key]["items"])
    _or(windows, "staff", {"anyOf": windows["on_duty"]["anyOf"][:-1]})  # not null


def _shorten_network(models: dict[str, Schema]) -> None:
    """Offices and places: one word for a list, a rule, a time of leaving, a way."""
    for key in ("accepts", "decides"):
        _or(models["Office"]["properties"], key, _TEXT)
    _or(models["Office"]["properties"], "windows", {"type": "integer", "minimum": 0})
    _or(models["Group"]["properties"], "home", _TEXT)
    models["Choice"] = {"anyOf": [{"enum": models["Choice"]["properties"]["rule"]["enum"]}, models["Choice"]]}
    for name, key in (("Courier", "leaves"), ("NamePlate", "offices"), ("Way", "time")):
        short = models[name]["properties"][key]
        models[name] = {"anyOf": [{k: v for k, v in short.items() if k != "default"}, models[name]]}
    entries = models["Design"]["properties"]["offices"]
    entries["additionalProperties"] = {"anyOf": [entries["additionalProperties"], _NULL]}
    entries["properties"] = {"replace": _REPLACE}
    models["Office"]["properties"]["replace"] = _REPLACE


def _reachable(name: str, models: dict[str, Schema]) -> set[str]:
    """The model and all that its keys hold."""
    found, waiting = {name}, [name]
    while waiting:
        for model in re.findall(r"'#/\$defs/(\w+)'", repr(models[waiting.pop()])):
            if model not in found:
                found.add(model)
                waiting.append(model)
    return found


def _shorten_tree(models: dict[str, Schema]) -> None:
    """A step by its name, a list in series, a step defined where it stands."""
    tree = models["ApprovalTree"]
    inline = {
        "type": "object",
        "properties": {"step": _TEXT, **models["Step"]["properties"]},
        "required": ["step"],
        "additionalProperties": False,
    }
    children = {"type": "array", "items": {"$ref": "#/$defs/ApprovalTree"}}
    models["ApprovalTree"] = {"anyOf": [_TEXT, children, tree, inline]}


def _or(properties: Schema, key: str, other: Schema) -> None:
    """The value under `key` may also be `other`."""
    field = properties[key]
    about = {name: field.pop(name) for name in ("description", "examples", "default") if name in field}
    properties[key] = {**about, "anyOf": [field, other]}
