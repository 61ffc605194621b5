"""Why a target of waits is missed: how full the stations are where and when it is missed by most.

Told from the load that the scenario states (`hallsim.workload`), of the mean of all days that are worked:
what arrives against what those on duty can do, in the hour, on the weekday, or on an ordinary day.  Of a
part of the people only stations tell that serve nobody else, and only where one of them is short.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hallsim.scenario.values.weekdays import WEEKDAY_WORDS, WEEKDAYS
from hallsim.study.names import names
from hallsim.study.targets.judge import worst_reading
from hallsim.study.targets.own_stations import own_stations
from hallsim.text.message import Both, Message, joined
from hallsim.workload.offered_load import HOURS, LaidOut, ratio
from hallsim.workload.options import Loads

if TYPE_CHECKING:
    from hallsim.hall.plan.model import Plan
    from hallsim.scenario.scenario import Scenario
    from hallsim.study.targets.goal import Goal, Scope
    from hallsim.study.targets.judge import Reading, Verdict
    from hallsim.workload.offered_load import StationLoad

WAITS: Final = (
    "wait", "ticket_", "called", "left_share", "abandonment", "not_served", "time_in_hall",
)  # fmt: skip
"""How the metrics begin that windows decide."""
BUSY: Final = 0.9
"""Of what can be done, from which a station is called short: above it queues hardly clear."""
_TOLD: Final = (None, "hour", "weekday", "station")
_OWN: Final = ("group", "service", "department", "office")
"""Parts that have a load of their own where they have stations of their own."""


@dataclass(frozen=True, slots=True)
class _Then:
    """A station at the time in question.

    Attributes:
        work, duty: hours of work that arrive, and of time on duty.
        before: clock hours before it in which more arrived than could be done, and which is not done yet.
        over: clock hours within it in which more arrives than can be done.
    """

    station: str
    work: float
    duty: float
    before: tuple[int, ...] = ()
    over: tuple[int, ...] = ()

    @property
    def load(self) -> float:
        return ratio(self.work, self.duty)


@dataclass(frozen=True, slots=True)
class Stations:
    """The stations of a design where people wait, with their load."""

    scenario: Scenario
    loads: Sequence[StationLoad]
    plan: Plan

    def why(self, reading: Reading) -> Message | None:
        """What makes a target missed where a reading has it; None of what windows do not decide, and of parts
        of the people (a group, a service, an office) which are served with others, or have room.
        """
        scope = reading.scope
        if not reading.goal.metric.startswith(WAITS):
            return None
        if scope.kind in _OWN:
            own = own_stations(self.plan, scope.kind, reading.part)
            if own != {load.station for load in self.loads}:  # else it is the whole
                return self._of_its_own(scope, reading.part, own)
        elif scope.kind not in _TOLD:
            return None
        loads = [load for load in self.loads if scope.kind != "station" or load.station == reading.part]
        told = _working(loads, scope, reading.part)
        return self._told(told, _when(scope, reading.part)) if told else None

    def _of_its_own(self, scope: Scope, part: str, own: Collection[str]) -> Message | None:
        assert scope.kind is not None
        told = _working([load for load in self.loads if load.station in own], scope, part)
        if not any(one.load >= BUSY or one.over for one in told):
            return None
        called = self._title(scope.kind, part)
        if scope.kind == "office":
            return self._told(told, Message("at {office} on an ordinary day", office=called))
        when = Message("for {part}, with windows of its own, on an ordinary day", part=called)
        return self._told(told, when)

    def _told(self, then: Sequence[_Then], when: Message) -> Message:
        worst = max(then, key=lambda one: (one.load, one.work))
        left = max(then, key=lambda one: len(one.before))
        said: dict[str, Message | Both | str] = {
            "when": when,
            "station": self._title("station", worst.station),
        }
        if math.isinf(worst.load):
            return Message("{when} nobody is on duty at {station}; who comes waits until somebody is", **said)
        load = f"{worst.load:.0%}"
        if worst.load >= BUSY:
            return Message(
                "{when} {load} of what {station} can do arrives ({work} h of work for {duty} h on duty)",
                **said, load=load, work=f"{worst.work:.3g}", duty=f"{worst.duty:.3g}",
            )  # fmt: skip
        if left.before:
            return Message(
                "{when} people still wait at {station} for what came before: in {hours} more came than could"
                " be done",
                when=when, station=self._title("station", left.station), hours=_hours(left.before),
            )  # fmt: skip
        over = [one for one in then if one.over]
        if over:
            full = max(over, key=lambda one: (one.load, one.work))
            return Message(
                "{when} more arrives at {station} in {hours} than can be done then",
                when=when, station=self._title("station", full.station), hours=_hours(full.over),
            )  # fmt: skip
        return Message(
            "{when} no station is short: the fullest, {station}, gets {load} of what it can do; people wait"
            " because they come together and because work takes longer than usual now and then",
            **said, load=load,
        )  # fmt: skip

    def _title(self, kind: str, name: str) -> Both | str:
        words = names(self.scenario).get(kind, {}).get(name)
        return Both(words.get("en") or name, words.get("zh") or name) if words else name


def stations_of(scenario: Scenario, design: str) -> Stations:
    """The stations of a design; desks, where files wait and nobody, are none."""
    laid = LaidOut(scenario, design, Loads(scenario.world))
    return Stations(scenario, [load for load, _ in laid.drafts() if not load.is_desk], laid.plan)


def why_missed(scenario: Scenario, design: str, verdict: Verdict) -> dict[Goal, tuple[Reading, Message]]:
    """Of every target of waits that is surely missed the worst reading, and what makes it so."""
    missed = [one for one in verdict.readings if one.state == "not_met"]
    if not missed:
        return {}
    stations, found = stations_of(scenario, design), {}
    for goal in dict.fromkeys(one.goal for one in missed):
        worst = worst_reading(verdict.of(goal))
        said = None if worst is None else stations.why(worst)
        if worst is not None and said is not None:
            found[goal] = (worst, said)
    return found


def _working(loads: Sequence[StationLoad], scope: Scope, part: str) -> list[_Then]:
    """The stations at the time of a part at which anything is to be done."""
    then = [one for load in loads if (one := _then(load, scope, part)) is not None]
    return [one for one in then if one.work > 0]


def _then(load: StationLoad, scope: Scope, part: str) -> _Then | None:
    """A station at the time of a part; None where it has no such day."""
    if scope.kind == "hour":
        hour = int(part)
        return _Then(load.station, load.erlangs[hour], load.on_duty[hour], before=_not_done(load, hour))
    if scope.kind == "weekday":
        day = next((one for one in load.days if WEEKDAYS[one.weekday] == part), None)
        return (
            None if day is None else _Then(load.station, day.work_hours, day.duty_hours, over=day.hours_over)
        )
    over = load.worst.hours_over if load.days else ()
    return _Then(load.station, load.work_hours, load.duty_hours, over=over)


def _not_done(load: StationLoad, hour: int) -> tuple[int, ...]:
    """The hours before one from which work is left over on an ordinary day."""
    left, since = 0.0, []
    for h in range(min(hour, HOURS)):
        more = load.erlangs[h] - load.on_duty[h]
        if more > 0:
            since.append(h)
        left = max(0.0, left + more)
        if not left:
            since = []
    return tuple(since)


def _when(scope: Scope, part: str) -> Message:
    if scope.kind == "hour":
        return Message("from {hour} to {end}", hour=f"{int(part):02d}:00", end=f"{int(part) + 1:02d}:00")
    if scope.kind == "weekday":
        return Message("on {day}", day=WEEKDAY_WORDS[part])
    return Message("on an ordinary day")


def _hours(hours: Sequence[int]) -> Both:
    """Those that follow each other as one: `10:00-12:00, 15:00-16:00`."""
    begun = [hour for hour in hours if hour - 1 not in hours]
    ended = [hour + 1 for hour in hours if hour + 1 not in hours]
    return joined([f"{lo:02d}:00-{hi:02d}:00" for lo, hi in zip(begun, ended, strict=True)])
