"""What may stand in a study file, key by key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, WithJsonSchema, model_validator

from hallsim.scenario.parsing.scalars import lenient_scalar
from hallsim.scenario.targets.target import Target
from hallsim.scenario.values.amounts import Amount, read_amount
from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import LocalText, Share, VersionOne, Whole
from hallsim.scenario.whatif.variation import Span, read_span, read_values
from hallsim.scenario.world.figure import ANY_AMOUNT, parse_amount
from hallsim.text.message import Message
from hallsim.units import UnitError

PointsKind = Literal["grid", "one_at_a_time", "latin_hypercube", "rows"]
Block = Literal["main", "pilot", "search", "confirm"]
Direction = Literal["lower", "higher", "same"]
MOST_POINTS: Final = 10_000
"""No table of more could be read."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a difference is expected to be: at least `least`, at most `most` where that is said."""

    least: Amount
    most: Amount | None = None


def _values(value: object) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        texts = tuple(map(str, value))
        twice = [text for i, text in enumerate(texts) if text in texts[:i]]
        if twice:
            raise UnitError(
                Message("{value} stands twice among the values", value=twice[0]), Message("write each once")
            )
        return texts
    found = read_values(str(value))
    if len(found) > MOST_POINTS:
        raise UnitError(
            Message("these are {n} values", n=f"{len(found):,}"),
            Message("write a larger step: at most {most}", most=f"{MOST_POINTS:,}"),
        )
    return tuple(found)


def _span(value: object) -> Span:
    found = value if isinstance(value, Span) else read_span(str(value))
    if found.lo == found.hi:
        raise UnitError(
            Message("'{shown}' does not rise from one number to another", shown=str(value)[:40]),
            Message("write two different ends: 4..8, 6..10 min, -20%..+20%"),
        )
    return found


def _size(value: object) -> Size:
    if isinstance(value, Size):
        return value
    if isinstance(value, str) and ".." in value:
        low, high = (read_amount(lenient_scalar(text)) for text in read_span(value))
        if low is not None and high is not None:
            return Size(low, high)
    return Size(parse_amount(value))


def _of(read: Callable[[object], Any], *examples: str) -> tuple[Any, ...]:
    kind = {"type": ["string", "number"], "examples": list(examples)}
    return BeforeValidator(read), WithJsonSchema(kind)


_LISTED: Final = {
    "anyOf": [
        {"type": ["string", "number"], "examples": ["4..8", "-20%..+20%:10%"]},
        {"type": "array", "minItems": 1},
    ]
}
Values = Annotated[tuple[str, ...], BeforeValidator(_values), WithJsonSchema(_LISTED)]
SpanField = Annotated[Span, *_of(_span, "0.8..1.2", "6..10 min", "-20%..+20%")]
SizeField = Annotated[Size, *_of(_size, "20%", "1 min", "10%..30%")]
AnyValue = Annotated[str, WithJsonSchema({})]


class Factor(Model):
    """What is varied, and over what."""

    path: tuple[str, ...] = key(
        ...,
        en="Path of the value that is varied, as for --set; of several, all take the same value.",
        example="windows.hall.count",
        min_length=1,
    )
    values: Values | None = key(
        None,
        en="The values, as for --vary: a list, or from one to another in steps; each a value, +20%, x1.3 "
        "or +2.",
        example="4..8",
    )
    range: SpanField | None = key(
        None,
        en="The two ends between which a Latin hypercube takes any value; a grid takes evenly spaced ones.",
        example="0.8..1.2",
    )
    levels: Whole = key(
        3,
        en="Of a range, how many evenly spaced values a grid and one at a time try, ends included.",
        unit="values",
        example="5",
        ge=2,
        le=1000,
    )
    title: LocalText | None = key(
        None, en="What the factor is called in reports.", example="{en: Windows, zh: 窗口数}"
    )


class Points(Model):
    """How the values of the factors are combined."""

    kind: PointsKind = key(
        "grid",
        en="grid: every combination; one_at_a_time: each factor by itself, the others as in the scenario; "
        "latin_hypercube: n combinations spread evenly over all factors; rows: those that are listed.",
        example="one_at_a_time",
    )
    n: Whole | None = key(
        None, en="Points of a Latin hypercube.", unit="points", example="40", ge=2, le=MOST_POINTS
    )
    rows: tuple[dict[str, AnyValue], ...] = key(
        (),
        en="The combinations themselves, each with the values of factors by name (what is left out stays as "
        "in the scenario); or a table beside the study, a factor a column.",
        example="[{windows: 4, demand: +10%}, {windows: 6}]",
    )

    @model_validator(mode="before")
    @classmethod
    def _kind_of_rows(cls, value: object) -> object:
        if isinstance(value, dict) and "rows" in value and "kind" not in value:
            return {**value, "kind": "rows"}
        return value


class Precision(Model):
    """How narrow the intervals shall be; each point runs until they are."""

    metrics: dict[str, ANY_AMOUNT] = key(
        ...,
        en="Half width of the interval to reach, by metric: a percentage of the value (of a share: "
        "percentage points), or an amount in the metric's unit.",
        example="{wait_mean: 5%, wait_p90: 1 min}",
        min_length=1,
    )
    confidence: Share = key(0.95, en="Confidence of the intervals.", example="95%", ge=0.5, le=0.999)
    minimum: Whole = key(
        10,
        en="Replications before it is first looked whether a point is precise enough.",
        unit="replications",
        example="10",
        ge=5,
        le=10_000,
    )
    budget: Whole = key(
        200,
        en="Replications after which a point stops in any case; it is then marked as not precise enough.",
        unit="replications",
        example="200",
        ge=5,
        le=100_000,
    )


class Expectation(Model):
    """What somebody expects of a difference; the answer says as expected, otherwise or not settled."""

    metric: str = key(..., en="Metric of which something is expected.", example="wait_mean")
    direction: Direction = key(
        ..., en="Which way it differs from the base; same: by less than matters.", example="lower"
    )
    by: SizeField | None = key(
        None,
        en="By how much at least, or from how much to how much: in the metric's unit, or in percent of the "
        "base's value (of a share: percentage points). For same: by how much at most.",
        example="20%",
    )
    design: str | None = key(
        None, en="Design it is expected of; the study's last when absent.", example="unified"
    )
    base: str | None = key(
        None, en="Design that it is compared with; the study's base when absent.", example="by_department"
    )
    along: str | None = key(
        None,
        en="In place of two designs: a factor; what its last value brings against its first, all else equal.",
        example="windows",
    )
    world: str | None = key(None, en="Only in this world; in every one when absent.", example="growth")
    at: dict[str, AnyValue] = key(
        {},
        en="Only at these values of factors; at every point when absent.",
        example="{windows: 6}",
    )
    text: LocalText | None = key(
        None,
        en="The expectation in words.",
        example="{en: Pooling halves the wait., zh: 综合窗口使等候减半。}",
    )


class StudyFile(Model):
    """One study file."""

    hallsim: VersionOne = key(..., en="Version of the language.", example="1")
    title: LocalText | None = key(
        None, en="Title shown in reports.", example="{en: Windows and demand, zh: 窗口与需求}"
    )
    question: LocalText | None = key(
        None,
        en="The question that the study answers.",
        example="{en: How many windows does growth need?, zh: 增长需要多少窗口？}",
    )
    source: LocalText | None = key(
        None, en="Where the question or the expectation comes from.", example="survey report 2025, p. 12"
    )
    would_change: LocalText | None = key(
        None,
        en="What would turn the answer; told with it.",
        example="{en: How much slower a generalist is., zh: 综合窗口慢多少。}",
    )
    reading: LocalText | None = key(
        None,
        en="How what was found is to be read, such as why it differs from what was expected; told with it.",
        example="{en: Fewer come unbooked., zh: 未预约的人少了。}",
    )
    scenario: str = key(
        ..., en="The scenario file, seen from the folder of the study file.", example="my_hall.yaml"
    )
    set: dict[str, AnyValue] = key(
        {},
        en="Values that are otherwise than in the scenario for the whole study, by their paths, as for "
        "--set.",
        example="{arrivals.per_day: +20%}",
    )
    designs: tuple[str, ...] = key(
        (), en="Designs of the scenario, the base first; all of them when absent.", example="[today, unified]"
    )
    worlds: tuple[str, ...] = key(
        (),
        en="Worlds of the scenario, world for its own; all of them when absent.",
        example="[world, growth]",
    )
    factors: dict[str, Factor] = key(
        {},
        en="What is varied, by names of your own; a name that is a path needs its values only.",
        example="{windows.hall.count: 4..8, demand: {path: arrivals.per_day, range: 0.8..1.2}}",
    )
    points: Points = key(
        Points(), en="How the values of the factors are combined; a word alone is the kind.", example="grid"
    )
    replications: Whole | None = key(
        None,
        en="Replications of every point; the scenario's when absent.",
        unit="replications",
        example="30",
        ge=1,
        le=100_000,
    )
    precision: Precision | None = key(
        None,
        en="In place of a number of replications: how narrow the intervals shall be.",
        example="{metrics: {wait_mean: 5%}, budget: 200}",
    )
    seed: Whole | None = key(
        None, en="Seed of every stream; the scenario's when absent.", example="1", ge=0, le=2**63 - 1
    )
    block: Block = key(
        "main",
        en="Which citizens come: main are those of compare, pilot is for trying the study out, search for "
        "looking for good points, confirm for judging. No citizen of one block comes in another.",
        example="search",
    )
    confirm: Whole | None = key(
        None,
        en="Replications, with the citizens of the block confirm, of the points of the Pareto front (of the "
        "best point of the first metric without one): what was picked is judged by others than picked it.",
        unit="replications",
        example="30",
        ge=2,
        le=100_000,
    )
    metrics: tuple[str, ...] = key(
        (),
        en="Metrics that are told, the first one first; the scenario's when absent.",
        example="[wait_mean]",
    )
    pareto: tuple[str, ...] = key(
        (),
        en="Metrics of a Pareto front: the points that no other is better than in all of them.",
        example="[wait_mean, cost_per_matter, not_served_share]",
        max_length=4,
    )
    targets: tuple[Target, ...] = key(
        (),
        en="Targets that every point is held against; those of the scenario when absent.",
        example="[wait_p90 <= 15 min, 90% called in 10 min]",
    )
    expect: tuple[Expectation, ...] = key(
        (),
        en="What is expected; the answer says of each as expected, otherwise or not settled.",
        example="[{metric: wait_mean, design: unified, direction: lower, by: 20%}]",
    )
