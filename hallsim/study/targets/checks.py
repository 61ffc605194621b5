"""What can be wrong with a target beyond its words: metric, unit, parts, another target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from hallsim.errors import Place, Problem, WordedError, did_you_mean, problem, unknown_name
from hallsim.metrics.catalogue.waits import NEVER_CALLED_MIN
from hallsim.metrics.definition.population import JUDGED, OVERDUE, TO_DECISION_LIMITED, WITH_LIMIT
from hallsim.metrics.definition.unit import in_unit
from hallsim.metrics.registry import METRICS
from hallsim.scenario.targets.claim import BEGUN, CALLED
from hallsim.scenario.targets.target import CONFIDENCE, Target
from hallsim.scenario.targets.where import PartKind, Where, parse_wheres
from hallsim.scenario.values.amounts import Amount
from hallsim.scenario.values.weekdays import WEEKDAYS
from hallsim.study.inference.limits import limits_of
from hallsim.study.mechanisms import has_mechanism
from hallsim.study.named_metrics import Said, grows, stations_of, wrong_amount
from hallsim.study.opinions.calibration import STATES, is_opinion, state_of
from hallsim.study.targets.contradictions import contradiction
from hallsim.study.targets.goal import CALLED_IN, Scope, goal_of, read_metric, scope_at
from hallsim.text.message import Message

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario
    from hallsim.scenario.scenario import Scenario

OPTION: Final = "--target"
AT: Final = "--at"
_OF_LIMITS: Final = (JUDGED, OVERDUE, TO_DECISION_LIMITED, WITH_LIMIT)
_KINDS: Final[Mapping[PartKind, Message]] = {
    "hour": Message("hour"), "weekday": Message("weekday"), "station": Message("station"),
    "group": Message("group"), "service": Message("service"), "department": Message("department"),
    "office": Message("office"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A target and where it was written."""

    target: Target
    place: Place


def targets_in(source: LoadedScenario) -> list[Written]:
    """Those of a scenario file."""
    return [
        Written(target, source.place_of(("targets", i))) for i, target in enumerate(source.scenario.targets)
    ]


def targets_said(
    texts: Sequence[str], at: str | None, confidence: float | None, problems: list[Problem]
) -> list[Written]:
    """Those of options; `at` is where those are to hold that do not say it themselves."""
    from hallsim.scenario.targets.claim import parse_claim

    found: list[Written] = []
    where: tuple[Where, ...] = ()
    try:
        where = parse_wheres(at or "")
    except WordedError as error:
        problems.append(error.at(_option(AT, at or ""), "target"))
    heard = not where
    for text in texts:
        place = _option(OPTION, text)
        try:
            claim = parse_claim(text)
        except WordedError as error:
            problems.append(error.at(place, "target"))
            heard = True
            continue
        heard |= not claim.where
        sure = CONFIDENCE if confidence is None else confidence
        found.append(Written(Target(hold=claim, at=() if claim.where else where, confidence=sure), place))
    if not heard:
        problems.append(
            problem(
                _option(AT, at or ""),
                "target.at",
                Message("every target says itself where it is to hold"),
                Message("drop it, or leave the place out of the target"),
            )
        )
    return found


def _option(name: str, text: str) -> Place:
    return Place(file=f"{name} {text}", line=1, column=1, said=True)


def target_problems(scenario: Scenario, written: Sequence[Written]) -> list[Problem]:
    """Whatever is wrong with targets, of each and of all together."""
    problems, sound = [], []
    for one in written:
        wrong = list(_wrong(scenario, one))
        problems += wrong
        if not wrong:
            sound.append((one, goal_of(one.target)))
    for (_, before), (one, goal) in combinations(sound, 2):
        problems += contradiction(before, goal, one.place, scenario.run.wait_target_min)
    return problems


def _wrong(scenario: Scenario, one: Written) -> Iterator[Problem]:
    hold, place = one.target.hold, one.place
    if hold.metric == BEGUN:
        yield problem(
            place,
            "target.begun",
            Message("'{text}' is a target of rosters only", text=hold.text()),
            Message("say it of a metric: desk_wait_mean <= 4 h, or on_time_share >= 95%"),
        )
        return
    if hold.metric != CALLED and hold.metric not in METRICS:
        yield unknown_name(hold.metric, METRICS, Message("metric"), place)
        return
    if hold.metric != CALLED and METRICS[hold.metric].is_count:
        yield grows(hold.metric, place)
        return
    wrong = list(_wrong_number(one))
    yield from wrong
    if not wrong:
        for where in one.target.where:
            yield from _wrong_part(scenario, one, where)


def _wrong_number(one: Written) -> Iterator[Problem]:
    hold, place = one.target.hold, one.place
    metric, amount = (CALLED_IN, hold.within) if hold.metric == CALLED else (hold.metric, hold.amount)
    assert amount is not None
    wrong = list(
        wrong_amount(Said(at=("targets",), metric=metric, amount=amount), METRICS[metric].unit, place)
    )
    yield from wrong
    if wrong:
        return
    value = in_unit(amount, METRICS[metric].unit)
    assert value is not None
    goal = goal_of(one.target)
    if goal.share is not None and not 0 <= goal.limit < NEVER_CALLED_MIN:
        yield problem(
            place,
            "target.time",
            Message("{amount} is no wait for a window of one day", amount=amount.text()),
            Message("write a time from 0 min to less than 24 h"),
        )
        return
    low, high = limits_of(metric, METRICS[metric].unit)
    if goal.share is None and ((goal.at_most and value <= low) or (not goal.at_most and value >= high)):
        yield _never_shown(amount, hold.at_most, place)


def _never_shown(amount: Amount, at_most: bool, place: Place) -> Problem:
    said = (
        Message("at most {amount} can be shown by no number of runs", amount=amount.text())
        if at_most
        else Message("at least {amount} can be shown by no number of runs", amount=amount.text())
    )
    return problem(
        place, "target.extreme", said, Message("leave room for chance: at most 0.1%, or at least 99.9%")
    )


def absent(scenario: Scenario, written: Sequence[Written]) -> list[Problem]:
    """Targets of what no design has: they hold whatever the number."""
    return [
        problem(
            one.place,
            "target.absent",
            Message("'{target}' always holds: no design has anything of the kind", target=one.target.text()),
            Message("leave it out, or write what it measures"),
        )
        for one in written
        if (name := one.target.hold.metric) in METRICS
        and not has_mechanism(name, scenario, tuple(scenario.designs))
    ]


def of_no_limit(scenario: Scenario, written: Sequence[Written]) -> list[Problem]:
    """Targets of promised limits where nothing is promised: no run could say anything of them."""
    if any(service.limit is not None for service in scenario.world.services.values()):
        return []
    return [
        problem(
            one.place,
            "target.no_limit",
            Message("'{target}' can be told of nobody: no service has a limit", target=one.target.text()),
            Message("leave it out, or give services their limit (limit: 10 workdays)"),
        )
        for one in written
        if (name := one.target.hold.metric) in METRICS and METRICS[name].counted in _OF_LIMITS
    ]


def of_assumed_scores(scenario: Scenario, written: Sequence[Written]) -> list[Problem]:
    """Targets of satisfaction as far as its model is not calibrated: their level says nothing of people."""
    return [
        problem(
            one.place,
            "target.uncalibrated",
            Message(
                "'{target}' is of a model of satisfaction that is {state}",
                target=one.target.text(),
                state=STATES[state],
            ),
            Message("fit it to a survey (hallsim fit-satisfaction), and compare designs by it alone"),
        )
        for one in written
        if is_opinion(name := one.target.hold.metric)
        and name in METRICS
        and (state := state_of(name, scenario)) != "calibrated"
    ]


def _wrong_part(scenario: Scenario, one: Written, where: Where) -> Iterator[Problem]:
    read = read_metric(one.target)
    scope = scope_at(read, where.kind, where.part)
    if scope is None or (where.kind == "office" and not _has_offices(scenario)):
        able = [name for name in METRICS if scope_at(name, where.kind, None) is not None]
        told = Message("{metric} is not told by {what}", metric=one.target.hold.metric, what=where.kind)
        advice = did_you_mean(read, able) if scope is None else Message("there is one hall only")
        yield problem(one.place, "target.part", told, advice)
        return
    if where.part is not None:
        known = _parts(scenario, scope)
        if where.part not in known:
            yield unknown_name(where.part, known, _KINDS[where.kind], one.place)


def _has_offices(scenario: Scenario) -> bool:
    return any(design.offices for design in scenario.designs.values())


def _parts(scenario: Scenario, scope: Scope) -> list[str]:
    """The names that the parts of a dimension can have."""
    world = scenario.world
    if scope.kind == "station":
        assert scope.dimension is not None
        return stations_of(scenario, scope.dimension)
    if scope.kind == "office":
        kinds = (name for design in scenario.designs.values() for name in design.offices)
        return list(dict.fromkeys(kinds))
    known: dict[str, list[str]] = {
        "hour": [str(hour) for hour in range(24)],
        "weekday": list(WEEKDAYS),
        "group": list(world.groups),
        "service": list(world.services),
        "department": list(world.departments),
    }
    return known[str(scope.kind)]
