"""The kinds of values in scenario files, as types of the models: text in the file, exact units inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeGuard

from pydantic import (
    AfterValidator,
    AllowInfNan,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)

from hallsim.scenario.parsing.table import ReadTables
from hallsim.scenario.values.base import Model
from hallsim.scenario.values.distribution import Distribution
from hallsim.scenario.values.distribution_text import parse_distribution
from hallsim.scenario.values.moments import parse_moment_ms, times_of_table
from hallsim.scenario.values.weekdays import parse_weekday, parse_weekdays
from hallsim.text.message import Message
from hallsim.units import (
    MAX_DURATION_MS,
    MS_PER_DAY,
    MS_PER_HOUR,
    Duration,
    UnitError,
    duration_words,
    parse_clock,
    parse_duration,
    parse_rate,
    parse_share,
)

Text = dict[str, Any]


def _text_schema(description: str, *examples: str, numbers: bool = False) -> Text:
    kind: Any = ["string", "number"] if numbers else "string"
    return {"type": kind, "description": description, "examples": list(examples)}


def parse_date(value: object) -> date:
    """`2026-03-02` as a date."""
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and len(value.strip()) == 10:
            return date.fromisoformat(value.strip())
    except ValueError:
        pass
    raise UnitError(
        Message("{value!r} is not a date", value=str(value)[:40]),
        Message("write year-month-day, such as 2026-03-02"),
    )


def _whole(parse: Callable[[object], Any], kind: type) -> Callable[[object], Any]:
    """`parse` for what people wrote; a value that already is of the kind passes."""

    def read(value: object) -> Any:
        return value if isinstance(value, kind) else parse(value)

    return read


def parse_exact_ms(value: object) -> int:
    """An exact duration in milliseconds; workdays are refused."""
    return parse_duration(value).to_ms(None)


def parse_warm_up(value: object) -> int:
    """`5` as the milliseconds of five days, `90 min` as its own."""
    if isinstance(value, int) and not isinstance(value, bool):
        if 0 <= value <= MAX_DURATION_MS // MS_PER_DAY:
            return value * MS_PER_DAY
        raise UnitError(
            Message("{value} days cannot be a warm-up", value=value),
            Message("write a number of days from 0 on, such as 5"),
        )
    return parse_exact_ms(value)


def parse_workdays(value: object) -> int:
    """`10 workdays` as 10."""
    duration = parse_duration(value) if not isinstance(value, int) else None
    if duration is None or duration.unit != "workdays" or duration.value.denominator != 1:
        amount = value if duration is None else duration.value.__ceil__()
        raise UnitError(
            Message("{value!r} is not a whole number of working days", value=str(value)[:40]),
            Message("write {amount} workdays", amount=str(amount)),
        )
    if duration.value > 3660:
        raise UnitError(
            Message("a limit of more than ten years is surely a mistake"),
            Message("write for example 10 workdays"),
        )
    return int(duration.value)


def _read_distribution(value: object, info: ValidationInfo) -> Distribution:
    folder, tables, _ = reading_context(info)
    if not isinstance(value, dict):
        return parse_distribution(value)
    law: Distribution = read_once(
        tables, f"law {value}", lambda: parse_distribution(value, folder, tables.files)
    )
    return law


def reading_context(info: ValidationInfo) -> tuple[Path | None, ReadTables, date | None]:
    """The scenario's folder, what has been read of its tables, and the first day of its calendar."""
    context = info.context if isinstance(info.context, dict) else {}
    return context.get("folder"), context.get("tables") or ReadTables(), context.get("start")


def read_once(tables: ReadTables, written: str, read: Callable[[], Any]) -> Any:
    """What is read of a table, once for all that say the same."""
    if written not in tables.values:
        tables.values[written] = read()
    return tables.values[written]


def is_whole(value: object, low: int, high: int) -> TypeGuard[int]:
    """Whether a value is a whole number within bounds; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def parse_officers(value: object) -> int | str:
    """A number of officers, or `unlimited`."""
    if value == "unlimited":
        return "unlimited"
    if is_whole(value, 0, 5000):
        return value
    raise UnitError(
        Message("{value!r} is not a number of officers", value=str(value)[:40]),
        Message("write a whole number up to 5000, or unlimited"),
    )


def parse_join(value: object) -> int | str:
    """`all`, `first`, or how many branches."""
    if value in ("all", "first"):
        return str(value)
    if is_whole(value, 1, 1000):
        return value
    raise UnitError(
        Message("{value!r} says not how many parts", value=str(value)[:40]),
        Message("write all, first, or a number such as 2"),
    )


_DURATION_SCHEMA = _text_schema("a number and a unit", "8 min", "0.5 h", "2 days", "10 workdays")
_LAW_SCHEMA: Text = {
    "description": "a duration, a law, or a mapping that says one",
    "anyOf": [
        {"type": "string", "examples": ["12 min", "lognormal(mean 12 min, cv 0.7)", "uniform(2, 5 min)"]},
        {"type": "object"},
    ],
}
_WEEKDAYS_SCHEMA: Text = {
    "description": "weekdays: mon-fri, all, or a list",
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
}

Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict(), AllowInfNan(False)]
Officers = Annotated[
    int | Literal["unlimited"],
    BeforeValidator(parse_officers),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0}, {"const": "unlimited"}]}),
]
Join = Annotated[
    int | Literal["all", "first"],
    BeforeValidator(parse_join),
    WithJsonSchema({"anyOf": [{"enum": ["all", "first"]}, {"type": "integer", "minimum": 1}]}),
]
CalendarDate = Annotated[
    date, BeforeValidator(parse_date), WithJsonSchema(_text_schema("a date", "2026-03-02"))
]
DistributionField = Annotated[Distribution, BeforeValidator(_read_distribution), WithJsonSchema(_LAW_SCHEMA)]


def mean_between(least: str, most: str) -> AfterValidator:
    """What a law must have for its mean: others are surely a mistake, or would not let a run end."""
    least_ms, most_ms = parse_exact_ms(least), parse_exact_ms(most)

    def check(law: Distribution) -> Distribution:
        mean_ms = law.mean_ms(8 * MS_PER_HOUR)
        if least_ms <= mean_ms <= most_ms:
            return law
        raise UnitError(
            Message("a mean of {mean} is surely a mistake here", mean=duration_words(round(mean_ms))),
            Message(
                "write between {least} and {most}",
                least=duration_words(least_ms),
                most=duration_words(most_ms),
            ),
        )

    return AfterValidator(check)


# true and 1.0 equal 1, but are no version
VersionOne = Annotated[Literal[1], BeforeValidator(lambda value: value if type(value) is int else str(value))]
DayFactor = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0, le=100)]
Rank = Annotated[int, Strict(), Field(ge=-1000, le=1000)]
Pool = Annotated[int, Strict(), Field(ge=0, le=5000)]
Yuan = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0, le=100_000)]
TaskLaw = Annotated[DistributionField, mean_between("0 s", "24 h")]
DurationMs = Annotated[
    int,
    BeforeValidator(parse_exact_ms),
    WithJsonSchema(_text_schema("a number and a unit", "8 min", "7.5 h")),
]
WarmUp = Annotated[
    int,
    BeforeValidator(parse_warm_up),
    WithJsonSchema(
        {
            "description": "a number of days, or a number and a unit",
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {"type": "string", "examples": ["90 min", "5 days"]},
            ],
        }
    ),
]
ClockMs = Annotated[int, BeforeValidator(parse_clock), WithJsonSchema(_text_schema("a clock time", "09:30"))]
MomentMs = Annotated[
    int,
    BeforeValidator(parse_moment_ms),
    WithJsonSchema(_text_schema("a number and a unit, or a clock time of day 0", "7 min", "09:30")),
]
RatePerMs = Annotated[
    float, BeforeValidator(parse_rate), WithJsonSchema(_text_schema("a number per time", "30 per hour"))
]
Share = Annotated[
    float, BeforeValidator(parse_share), WithJsonSchema(_text_schema("a share", "12%", numbers=True))
]
SpanField = Annotated[
    Duration, BeforeValidator(_whole(parse_duration, Duration)), WithJsonSchema(_DURATION_SCHEMA)
]
Workdays = Annotated[
    int, BeforeValidator(parse_workdays), WithJsonSchema(_text_schema("working days", "10 workdays"))
]
Weekday = Annotated[int, BeforeValidator(parse_weekday), WithJsonSchema(_text_schema("a weekday", "mon"))]
WeekdaySet = Annotated[frozenset[int], BeforeValidator(parse_weekdays), WithJsonSchema(_WEEKDAYS_SCHEMA)]


@dataclass(frozen=True, slots=True)
class TableOfTimes:
    """Marks a list of times that reads a table itself: it may have a million rows."""


def _times(value: object, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> tuple[int, ...]:
    """A list of times as it is written, or a column of a CSV file."""
    if isinstance(value, Mapping):
        folder, tables, start = reading_context(info)
        key = f"times {value} from {start}"
        found: tuple[int, ...] = read_once(
            tables, key, lambda: times_of_table(value, folder, tables.files, start)
        )
        return found
    return tuple(read(value))


TimesMs = Annotated[tuple[MomentMs, ...], WrapValidator(_times), TableOfTimes()]


class LocalText(Model):
    """A text for people, in English and Chinese; one text stands for both."""

    model_config = ConfigDict(
        json_schema_extra=lambda schema: _also_text(schema), extra="forbid", frozen=True
    )

    en: str
    zh: str

    @model_validator(mode="before")
    @classmethod
    def _one_text_for_both(cls, value: object) -> object:
        if isinstance(value, str):
            return {"en": value, "zh": value}
        if isinstance(value, dict) and len(value) == 1 and set(value) <= {"en", "zh"}:
            (text,) = value.values()
            return {"en": text, "zh": text}
        return value

    def get(self, lang: Literal["en", "zh"]) -> str:
        """The text in the language asked for."""
        return self.zh if lang == "zh" else self.en


def _also_text(schema: Text) -> None:
    """The JSON Schema of a text: a string, or a mapping of languages of which one may be missing."""
    mapping = {key: schema[key] for key in ("type", "properties", "additionalProperties") if key in schema}
    description = schema.get("description", "")
    schema.clear()
    schema.update(anyOf=[{"type": "string"}, mapping], description=description)
