"""The JSON Schema of study files, for editors: made from the models, short spellings included."""

from __future__ import annotations

from typing import Any, Final

from hallsim.scenario.language.schema import Schema, allow_lone, tidy
from hallsim.scenario.study_file.model import StudyFile

_TABLE: Final[Schema] = {
    "type": "object",
    "description": "a table in a CSV file beside the study, a factor a column",
    "properties": {"csv": {"type": "string"}},
    "required": ["csv"],
    "additionalProperties": False,
}


def study_schema() -> Schema:
    """The schema (draft 2020-12) of a study file as people may write it."""
    schema = StudyFile.model_json_schema()
    models: dict[str, Schema] = schema["$defs"]
    for model in [schema, *models.values()]:
        tidy(model, models)
        for field in model.get("properties", {}).values():
            allow_lone(field)
    factor = models["Factor"]
    factor.pop("required", None)  # a name that is a path needs none
    values = {key: part for key, part in factor["properties"]["values"].items() if key in ("anyOf", "type")}
    _or(schema["properties"]["factors"], "additionalProperties", values)
    rows = models["Points"]["properties"]["rows"]
    rows["anyOf"] = [*rows.get("anyOf", []), _TABLE]
    kinds = models["Points"]["properties"]["kind"]["enum"]
    models["Points"] = {"anyOf": [{"enum": kinds}, models["Points"]]}
    claim = models["Target"]["properties"]["hold"]
    models["Target"] = {"anyOf": [{"type": claim["type"]}, models["Target"]]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "hallsim study",
    }


def _or(owner: dict[str, Any], key: str, other: Schema) -> None:
    owner[key] = {"anyOf": [owner[key], other]}
