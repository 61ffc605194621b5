"""What can be wrong with a study file beyond its words: names, metrics, units, what is asked together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from hallsim.errors import Problem, problem, unknown_name
from hallsim.scenario.study_file.model import Expectation, StudyFile
from hallsim.scenario.study_file.read import WrittenStudy
from hallsim.study.experiment.columns import taken
from hallsim.study.named_metrics import Said, wrong_amount
from hallsim.text.message import Message

if TYPE_CHECKING:
    from hallsim.scenario.scenario import Scenario
    from hallsim.scenario.values.amounts import Amount

_LEAST_FRONT: Final = 2


def metric_problems(written: WrittenStudy) -> Iterator[Problem]:
    """Metrics that there are not, or that cannot be what they are named for; needs no scenario."""
    from hallsim.metrics.registry import METRICS

    study = written.study
    named: dict[tuple[str | int, ...], str] = {
        (key, i): name for key in ("metrics", "pareto") for i, name in enumerate(getattr(study, key))
    }
    named |= {("expect", i, "metric"): one.metric for i, one in enumerate(study.expect)}
    for loc, name in named.items():
        if name not in METRICS:
            yield unknown_name(name, METRICS, Message("metric"), written.value_place(*loc))
    for i, name in enumerate(study.pareto):
        if name in METRICS and METRICS[name].better == "neutral":
            yield problem(
                written.value_place("pareto", i),
                "pareto.neutral",
                Message("of {name} neither more nor less is better", name=name),
                Message("name metrics with a direction, such as wait_mean or cost_per_matter"),
            )
    if 0 < len(study.pareto) < _LEAST_FRONT:
        yield problem(
            written.place_of("pareto"),
            "pareto.few",
            Message("a front needs two metrics or more"),
            Message("name what is to be weighed against it, such as cost_per_matter"),
        )
    yield from _precision(written)
    for name in study.factors:
        if name in taken(study.pareto):
            yield problem(
                written.place_of("factors", name),
                "factor.column",
                Message("the tables of a study have a column {name} of their own", name=name),
                Message("call the factor otherwise, such as my_{name}", name=name),
            )
    for i, one in enumerate(study.expect):
        if one.direction == "same" and one.by is not None and one.by.most is not None:
            yield problem(
                written.value_place("expect", i, "by"),
                "expect.same",
                Message("what stays the same differs by one size at most, not by one between two"),
                Message("write the largest difference alone, such as by: 1 min"),
            )
        if one.metric in METRICS and one.by is not None:
            most = () if one.by.most is None else (one.by.most,)
            for amount in (one.by.least, *most):
                yield from _amount(written, ("expect", i, "by"), one.metric, amount)


def _precision(written: WrittenStudy) -> Iterator[Problem]:
    from hallsim.metrics.registry import METRICS

    study, asked = written.study, written.study.precision
    if asked is None:
        return
    if study.replications is not None:
        yield problem(
            written.place_of("replications"),
            "precision.both",
            Message("replications and precision both say when a point has run enough"),
            Message("write one of the two; precision has a minimum and a budget of its own"),
        )
    if asked.budget < asked.minimum:
        yield problem(
            written.value_place("precision", "budget"),
            "precision.budget",
            Message("the budget of {budget} is less than the minimum of {minimum}",
                    budget=asked.budget, minimum=asked.minimum),
            Message("write a larger budget"),
        )  # fmt: skip
    for name, amount in asked.metrics.items():
        loc = ("precision", "metrics", name)
        if name not in METRICS:
            yield unknown_name(name, METRICS, Message("metric"), written.place_of(*loc))
        elif amount.value <= 0:
            yield problem(
                written.value_place(*loc),
                "precision.zero",
                Message("no number of runs makes an interval {amount} wide", amount=amount.text()),
                Message("write a half width above 0, such as 5%"),
            )
        else:
            yield from _amount(written, loc, name, amount)


def _amount(
    written: WrittenStudy, loc: tuple[str | int, ...], name: str, amount: Amount
) -> Iterator[Problem]:
    """An amount in the unit of a metric, or a percentage of its value."""
    from hallsim.metrics.registry import METRICS

    unit = METRICS[name].unit
    if amount.kind == "share" and unit != "share":
        return
    yield from wrong_amount(
        Said(at=("study", name), metric=name, amount=amount), unit, written.value_place(*loc)
    )


def name_problems(written: WrittenStudy, scenario: Scenario) -> Iterator[Problem]:
    """Designs, worlds and factors that there are not."""
    study = written.study
    known: dict[str, tuple[str, ...]] = {
        "designs": tuple(scenario.designs), "worlds": scenario.world_names()
    }  # fmt: skip
    what = {"designs": Message("design"), "worlds": Message("world")}
    for key, names in known.items():
        for i, name in enumerate(getattr(study, key)):
            if name not in names:
                yield unknown_name(name, names, what[key], written.value_place(key, i))
    yield from _point_problems(written)
    for i, one in enumerate(study.expect):
        yield from _expectation(written, scenario, i, one)


def alone_in_their_worlds(
    written: WrittenStudy, scenario: Scenario, of_world: Iterable[str]
) -> Iterator[Problem]:
    """A front over points of a Latin hypercube, of which each has a world of its own and one design in it."""
    study, own = written.study, next(iter(of_world), None)
    several = len(study.designs or scenario.designs) > 1
    if study.pareto and study.points.kind == "latin_hypercube" and own is not None and not several:
        yield problem(
            written.place_of("pareto"),
            "pareto.alone",
            Message(
                "each point of a Latin hypercube has its own {factor}, which is of the world and nobody's "
                "choice: there is nothing to weigh it against",
                factor=own,
            ),
            Message("combine the points in a grid, name several designs, or leave the factor or pareto out"),
        )


def _point_problems(written: WrittenStudy) -> Iterator[Problem]:
    asked, factors = written.study.points, written.study.factors
    for i, row in enumerate(asked.rows):
        for name in row:
            if name not in factors:
                place = written.place_of("points", "rows", i, name)
                yield unknown_name(name, factors, Message("factor"), place)
    place = written.place_of("points")
    if asked.kind == "rows" and not asked.rows:
        advice = Message("write rows: [{FACTOR: VALUE}], or rows: {csv: FILE}")
        yield problem(place, "points.rows", Message("no rows are listed"), advice)
    if asked.kind != "rows" and asked.rows:
        said = Message("rows are listed, but the kind is {kind}", kind=asked.kind)
        yield problem(place, "points.rows", said, Message("drop one of the two"))
    if asked.kind == "latin_hypercube" and asked.n is None:
        said = Message("a Latin hypercube needs a number of points")
        yield problem(place, "points.n", said, Message("write n: 40"))
    if asked.kind != "latin_hypercube" and asked.n is not None:
        said = Message("n is the number of points of a Latin hypercube; the kind is {kind}", kind=asked.kind)
        yield problem(written.place_of("points", "n"), "points.n", said, Message("drop one of the two"))
    if not factors and asked.kind != "grid":
        said = Message("there is nothing to combine: the study has no factors")
        yield problem(place, "points.nothing", said, Message("write factors, or drop points"))


def _expectation(written: WrittenStudy, scenario: Scenario, i: int, one: Expectation) -> Iterator[Problem]:
    study = written.study
    designs = study.designs or tuple(scenario.designs)
    worlds = study.worlds or scenario.world_names()
    named: Iterable[tuple[str, str | None, Iterable[str], Message]] = (
        ("design", one.design, designs, Message("design")),
        ("base", one.base, designs, Message("design")),
        ("world", one.world, worlds, Message("world")),
        ("along", one.along, study.factors, Message("factor")),
    )
    for key, name, known, what in named:
        if name is not None and name not in known:
            yield unknown_name(name, known, what, written.value_place("expect", i, key))
    for name, value in one.at.items():
        if name not in study.factors:
            place = written.place_of("expect", i, "at", name)
            yield unknown_name(name, study.factors, Message("factor"), place)
        elif value not in _values_of(study, name):
            place = written.value_place("expect", i, "at", name)
            yield unknown_name(value, _values_of(study, name), Message("value"), place)
    if one.along is not None and study.points.kind == "latin_hypercube":
        yield problem(
            written.value_place("expect", i, "along"),
            "expect.along",
            Message("no two points of a Latin hypercube differ in one factor only"),
            Message("write points: grid or one_at_a_time, or compare two designs"),
        )
    if one.along is None and len(designs) < 2:
        yield problem(
            written.place_of("expect", i),
            "expect.alone",
            Message("there is one design only, and nothing to compare it with"),
            Message("name another design, or along: FACTOR"),
        )
    elif one.along is None and (one.design or designs[-1]) == (one.base or designs[0]):
        yield problem(
            written.place_of("expect", i),
            "expect.itself",
            Message("'{design}' is compared with itself", design=one.design or designs[-1]),
            Message("name another design or another base"),
        )


def _values_of(study: StudyFile, name: str) -> tuple[str, ...]:
    """The values of a factor that points may have, as far as they are written."""
    found = dict.fromkeys(study.factors[name].values or ())
    rows: Iterable[Mapping[str, str]] = study.points.rows
    return tuple(found | dict.fromkeys(row[name] for row in rows if name in row))
