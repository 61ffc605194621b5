"""What binds where no number tried holds a target: what the number does not move.

Told from runs of both ends of what was tried, with the same citizens: where those are that the target misses,
and what they wait for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hallsim.hall.plan.build import build_plan
from hallsim.metrics.catalogue.waits import NEVER_CALLED_MIN
from hallsim.metrics.definition.summand import Counts, added
from hallsim.study.names import names
from hallsim.study.runs.blocks import SEARCH
from hallsim.study.runs.candidate import Candidate
from hallsim.study.runs.runs import Found
from hallsim.study.runs.wanted import wanted
from hallsim.study.sizing.hall import Hall
from hallsim.study.targets.why import BUSY, WAITS, stations_of
from hallsim.text.message import Both, Message, joined

if TYPE_CHECKING:
    from hallsim.metrics.definition.dimensions import Dimension
    from hallsim.study.runs.runs import Part
    from hallsim.study.sizing.grid import Point
    from hallsim.study.targets.goal import Scope
    from hallsim.study.targets.judge import Reading

N: Final = 4
"""Replications that tell what binds."""
MOST: Final = 0.5
"""Part of those missed, or of the wait, from which something is said to bind."""
MOVED: Final = 0.1
"""Part by which a figure must change between both ends to be moved by what is varied."""
_WHOLE: Final = (
    "wait_mean", "wait_closed_mean", "wait_short_staffed_mean", "wait_priority_mean", "called_in_p90",
)  # fmt: skip
_PARTS: Final[Mapping[str, list[str]]] = {
    "queue": ["ticket_called_in_p90"], "service": ["called_in_p90"], "hour": ["called_in_p90"],
    "window": ["utilisation_mean"], "desk": ["desk_utilisation"],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Ends:
    """The hall with the least and with the most of what was tried."""

    found: Found
    low: Candidate
    top: Candidate


def what_binds(hall: Hall, worst: Reading, low: Point, top: Point) -> tuple[Message, ...]:
    """What keeps a target from being met at the best end, the most telling first; empty when nothing stands
    out.

    Args:
        worst: the part in which it is missed by most.
    """
    missed = worst.goal
    if missed.unit == "workdays" or missed.metric.startswith(("on_time", "overdue", "lead", "limit", "desk")):
        return tuple(_of_files(_ends(hall, low, top, worst.scope)))
    if missed.metric.startswith(WAITS):
        return tuple(_of_people(_ends(hall, low, top, worst.scope), worst))
    return ()


def _ends(hall: Hall, low: Point, top: Point, scope: Scope) -> _Ends:
    ends = hall.axes.candidate(low), hall.axes.candidate(top)
    parts = dict(_PARTS)
    if scope.dimension is not None and scope.kind != "station":
        parts[scope.dimension] = [*parts.get(scope.dimension, ()), *_WHOLE]
    return _Ends(hall.runs.of(ends, SEARCH, N, wanted(_WHOLE, parts)), *ends)


def _of_people(ends: _Ends, worst: Reading) -> Iterator[Message]:
    """Of those who wait too long or leave: whether the doors are closed, where and for what they wait."""
    goal, scope = worst.goal, worst.scope
    part: Part | None = None
    if scope.dimension is not None and scope.kind != "station":
        part = (scope.dimension, worst.part)
    wait, explained = _figure(ends, ends.top, "wait_mean", part), False
    causes = {
        "wait_closed_mean": Message(
            "closed hours: {part} of the mean wait passes while no window for it is rostered (before "
            "opening, over lunch); no number of windows shortens that"
        ),
        "wait_short_staffed_mean": Message(
            "windows away: {part} of the mean wait passes while windows are on a break or absent"
        ),
        "wait_priority_mean": Message(
            "others go first: {part} of the mean wait passes while they are served"
        ),
    }
    for metric, said in causes.items():
        share = _figure(ends, ends.top, metric, part) / wait if wait else 0.0
        if share >= MOST:
            explained = True
            yield said.given(part=f"{share:.0%}")
    minutes = goal.limit if goal.unit == "min" or goal.share is not None else NEVER_CALLED_MIN - 1
    whole = _missed(ends.found, ends.top, "called_in_p90", minutes, part)
    if goal.share is not None:
        never = _missed(ends.found, ends.top, "called_in_p90", NEVER_CALLED_MIN - 1, part)
        if never > 1 - goal.share:
            yield Message(
                "{part} of all visits leave, are turned away or miss their call, however short the wait is",
                part=f"{never:.0%}",
            )
    if whole <= 0 or explained:
        return
    yield from _then(ends, worst)
    yield from _station(ends, minutes)
    yield from _service(ends, minutes)
    yield from _hour(ends, minutes)
    elsewhere = _out_of_reach(ends, minutes)
    if sum(elsewhere.values()) >= MOST:
        yield Message(
            "elsewhere: {part} of those are in queues that what is varied does not reach: {stations}",
            part=f"{sum(elsewhere.values()):.0%}",
            stations=joined([_title(ends, "station", name) for name in elsewhere]),
        )  # fmt: skip
        return
    before = _missed(ends.found, ends.low, "called_in_p90", minutes, part)
    if whole < (1 - MOVED) * before:
        yield Message(
            "what is varied helps: {before} of all visits are missed at the worse end, {after} at the better "
            "one; try beyond {end}",
            before=f"{before:.0%}", after=f"{whole:.0%}", end=ends.top.factors[-1][1],
        )  # fmt: skip


def _then(ends: _Ends, worst: Reading) -> Iterator[Message]:
    """What comes in the hour, on the weekday or to the part with windows of its own in which a target is
    missed, against what can be done then.
    """
    if worst.scope.kind in ("hour", "weekday", "group", "service", "department", "office"):
        why = stations_of(ends.top.scenario, ends.top.variant).why(worst)
        if why is not None:
            yield why


def _out_of_reach(ends: _Ends, minutes: float) -> dict[str, float]:
    """The queues in which as many are missed at both ends, with their part of all that are; nothing is known
    of them where one number alone was tried.
    """
    found: dict[str, float] = {}
    if ends.low.key == ends.top.key:
        return found
    for queue, part in _by_part(ends, ends.top, "queue", "ticket_called_in_p90", minutes).items():
        before, after = (
            _missed(ends.found, end, "ticket_called_in_p90", minutes, ("queue", queue))
            for end in (ends.low, ends.top)
        )
        if part and abs(after - before) <= MOVED * max(before, after):
            found[queue] = part
    return found


def _station(ends: _Ends, minutes: float) -> Iterator[Message]:
    """The queue that holds most of those missed, and whether what is varied reaches it."""
    by_queue = _by_part(ends, ends.top, "queue", "ticket_called_in_p90", minutes)
    if len(by_queue) < 2:
        return
    queue, part = max(by_queue.items(), key=lambda one: one[1])
    if part < MOST:
        return
    plan = build_plan(ends.top.scenario.world, ends.top.scenario.designs[ends.top.variant])
    index = [one.name for one in plan.queues].index(queue)
    windows = [one.name for one in plan.servers if any(index in tier for tier in one.tiers)]
    busy = [_figure(ends, ends.top, "utilisation_mean", ("window", one)) for one in windows]
    yield Message(
        "one station: {part} of those are in the queue of {station}, whose windows ({windows}) are busy "
        "{busy} of their time",
        part=f"{part:.0%}", station=_title(ends, "station", queue), windows=joined(windows[:4]),
        busy=f"{sum(busy) / len(busy):.0%}" if busy else "–",
    )  # fmt: skip


def _service(ends: _Ends, minutes: float) -> Iterator[Message]:
    """A service that holds most of those missed though not of the visits, and who serves it."""
    by_service = _by_part(ends, ends.top, "service", "called_in_p90", minutes)
    visits = {
        part: added(list(ends.found.summands(ends.top, "called_in_p90", ("service", part)).values())).n
        for part in by_service
    }
    if len(by_service) < 2:
        return
    service, part = max(by_service.items(), key=lambda one: one[1])
    if part >= MOST and part > 1.5 * visits[service] / sum(visits.values()):
        yield Message(
            "one service: {part} of those come for {service}, which is {share} of all visits",
            part=f"{part:.0%}", service=_title(ends, "service", service),
            share=f"{visits[service] / sum(visits.values()):.0%}",
        )  # fmt: skip


def _hour(ends: _Ends, minutes: float) -> Iterator[Message]:
    """The hour in which most of those missed come."""
    by_hour = _by_part(ends, ends.top, "hour", "called_in_p90", minutes)
    if len(by_hour) < 2:
        return
    hour, part = max(by_hour.items(), key=lambda one: one[1])
    if part >= MOST:
        yield Message(
            "one hour: {part} of those come from {hour} on; look at who is there then",
            part=f"{part:.0%}", hour=f"{int(hour):02d}:00",
        )  # fmt: skip


def _of_files(ends: _Ends) -> Iterator[Message]:
    """Of files that take too long: a desk that is busy all the time, a meeting, or times that no number
    moves.
    """
    design = ends.top.scenario.designs[ends.top.variant]
    busy = {
        part: _figure(ends, ends.top, "desk_utilisation", ("desk", part))
        for part in ends.found.parts(ends.top, "desk")
    }
    if busy and max(busy.values()) >= BUSY:
        desk = max(busy, key=lambda name: busy[name])
        yield Message(
            "a desk: {desk} is busy {busy} of its hours",
            desk=_title(ends, "station", desk),
            busy=f"{busy[desk]:.0%}",
        )
    meeting = [name for name, desk in design.desks.items() if desk.meets is not None]
    if meeting:
        yield Message(
            "meetings: files wait for those of {desks}; how often they are held counts, not who works there",
            desks=joined([_title(ends, "station", name) for name in meeting]),
        )
    if busy and max(busy.values()) < BUSY:
        desk = max(busy, key=lambda name: busy[name])
        yield Message(
            "no officer is short: the busiest ({desk}) works {busy} of the hours there; the time goes to "
            "steps that take their own time, to meetings, and to citizens who bring what is missing",
            desk=_title(ends, "station", desk), busy=f"{busy[desk]:.0%}",
        )  # fmt: skip


def _title(ends: _Ends, kind: str, name: str) -> Both | str:
    words = names(ends.top.scenario).get(kind, {}).get(name)
    return Both(words.get("en") or name, words.get("zh") or name) if words else name


def _figure(ends: _Ends, end: Candidate, metric: str, part: tuple[Dimension, str] | None = None) -> float:
    value = ends.found.pooled(end, metric, part).value
    return value if value == value else 0.0


def _missed(
    found: Found, end: Candidate, metric: str, minutes: float, part: tuple[Dimension, str] | None = None
) -> float:
    """Share not called in time."""
    parts = [one for one in found.summands(end, metric, part).values() if isinstance(one, Counts)]
    total = added(parts) if parts else None
    return 1 - total.weight_to(minutes) / total.n if total is not None and total.n else 0.0


def _by_part(
    ends: _Ends, end: Candidate, dimension: Dimension, metric: str, minutes: float
) -> dict[str, float]:
    """Of all that are not called in time the share in each part."""
    late = {}
    for part in ends.found.parts(end, dimension):
        parts = [
            one
            for one in ends.found.summands(end, metric, (dimension, part)).values()
            if isinstance(one, Counts)
        ]
        if parts:
            total = added(parts)
            late[part] = total.n - total.weight_to(minutes)
    all_late = sum(late.values())
    return {part: n / all_late for part, n in late.items()} if all_late > 0 else {}
