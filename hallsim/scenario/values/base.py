"""The base of every scenario model: closed, frozen, and explained key by key."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """A closed, frozen mapping of a scenario file: unknown keys are errors."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, validate_default=True, defer_build=True
    )


def key(
    default: Any = ...,
    *,
    en: str,
    unit: str = "",
    example: str = "",
    **limits: Any,
) -> Any:
    """Declare one key of a scenario file: its default, limits, unit, one sentence and one example.

    The metadata feeds ``hallsim explain`` and the JSON Schema, so it is written once, beside the field.
    """
    extra: dict[str, Any] = {"unit": unit, "example": example}
    if isinstance(default, dict | list):
        return Field(default_factory=default.copy, description=en, json_schema_extra=extra, **limits)
    return Field(default, description=en, json_schema_extra=extra, **limits)
