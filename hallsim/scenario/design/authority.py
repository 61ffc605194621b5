"""The authority of the hall: the services that have entered it, and what its windows may decide."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import DistributionField, DurationMs, Share, SpanField, Whole

_SHARES_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}},
        {"type": "object", "additionalProperties": {"type": ["string", "number"]}},
    ]
}
_COUNTS_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "integer", "minimum": 0},
        {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
    ]
}


def _by_service(value: object) -> object:
    """A bare share holds for all services; a list of names means all of these and none of the others."""
    if isinstance(value, list | tuple) and all(isinstance(name, str) for name in value):
        return {"all": "0%", **{str(name): "100%" for name in value}}
    return {"all": value} if isinstance(value, str | float | int) and not isinstance(value, bool) else value


def _by_department(value: object) -> object:
    return {"all": value} if isinstance(value, int) and not isinstance(value, bool) else value


ByService = Annotated[dict[str, Share], BeforeValidator(_by_service), WithJsonSchema(_SHARES_SCHEMA)]
Counters = Annotated[Whole, Field(ge=0, le=5000)]
ByDepartment = Annotated[dict[str, Counters], BeforeValidator(_by_department), WithJsonSchema(_COUNTS_SCHEMA)]


class Authority(Model):
    """The share of each service's matters that the hall accepts, and that it decides; bureaus do the rest."""

    entry: ByService = key(
        {"all": "100%"},
        en="Share of the matters that have entered the hall, by service or for all; a list names services "
        "that have, all others have not. The rest is lodged at the department's bureau, another building.",
        unit="share",
        example="{all: 60%, food_permit: 0%}",
    )
    decide: ByService = key(
        {"all": "100%"},
        en="Share of the matters entered that may be decided in the hall, in the same words. The files of "
        "the rest travel to the bureau to be decided and back to be issued.",
        unit="share",
        example="50%",
    )
    knows: Share = key(
        "0%",
        en="Share of the citizens who know that all they bring is done at the bureau, and go there at once.",
        unit="share",
        example="40%",
    )
    told: DurationMs = key(
        "3 min",
        en="Work at a window of the hall until a citizen is told to go to the bureau.",
        unit="duration",
        example="3 min",
        ge=0,
        le=28_800_000,
    )
    travel: SpanField = key(
        "0.5 workdays",
        en="Time for which a file travels between hall and bureau, each way.",
        unit="duration",
        example="0.5 workdays",
    )
    work: DistributionField = key(
        "10 min",
        en="An officer's effort to decide at the bureau a matter that the hall may not decide and that has "
        "no approval in the catalogue; at the department's desk.",
        unit="duration",
        example="lognormal(mean 10 min, cv 0.7)",
    )
    issue: DurationMs = key(
        "4 min",
        en="Work at the window when such a certificate is collected and the service has no collect.",
        unit="duration",
        example="4 min",
        ge=0,
        le=28_800_000,
    )
    bureau: ByDepartment = key(
        {"all": 1},
        en="Counters at each department's bureau, and officers of its desk where desks has none; by "
        "department or for all.",
        unit="counters",
        example="{all: 1, commerce: 4}",
    )

    def entered(self, service: str) -> float:
        """Share of a service's matters that have entered the hall."""
        return self.entry.get(service, self.entry.get("all", 1.0))

    def decided(self, service: str) -> float:
        """Share of these that may be decided in the hall."""
        return self.decide.get(service, self.decide.get("all", 1.0))

    def counters(self, department: str) -> int:
        """Counters at a department's bureau."""
        return self.bureau.get(department, self.bureau.get("all", 1))


class AuthorityRules(Model):
    """What a design says about the authority of the hall."""

    authority: Authority | None = key(
        None,
        en="How much power sits in the hall: entry and decision. All of it when absent.",
        example="{entry: 90%, decide: 50%}",
    )
