"""The way a matter walks under a design, as plain lines that a report can say in any language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from hallsim.units import format_ms_of_day

if TYPE_CHECKING:
    from hallsim.hall.itinerary import Examine, Held, Itinerary, Op, Pay
    from hallsim.hall.plan import Plan
    from hallsim.scenario.design import Design
    from hallsim.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteLine:
    """One line: how deep it stands, what happens (a key of the catalogue), and the names in it."""

    depth: int
    text: str
    values: dict[str, Any] = field(default_factory=dict)


def way_names(scenario: Scenario, design: str, service: str) -> list[str]:
    """What the ways of a service under a design are called, the plain one first."""
    return list(_ways(scenario, design, service))


def _ways(scenario: Scenario, design: str, service: str) -> dict[str, int]:
    """Itinerary of each way of a service, by the way's name."""
    from hallsim.hall.ways import way_name, ways

    index = list(scenario.world.services).index(service)
    found = enumerate(ways(scenario.world, scenario.designs[design]))
    return {way_name(way): number for number, way in found if way.service == index}


def route(scenario: Scenario, design: str, service: str, way: str = "hall") -> list[RouteLine]:
    """The lines of the itinerary of one way of a service.

    KeyError for an unknown design, service or way.
    """
    from hallsim.hall import build_plan

    plan = build_plan(scenario.world, scenario.designs[design])
    names = _ways(scenario, design, service)
    index = list(scenario.world.services).index(service)
    lines: list[RouteLine] = []
    if plan.network is None or plan.network.kinds[0].accepts[index]:
        lines += _way(plan, plan.itineraries[names[way]])
    for number, kind in enumerate(plan.network.kinds if plan.network else ()):
        if number and kind.accepts[index]:
            lines.append(RouteLine(depth=0, text="At the offices {office}", values={"office": kind.name}))
            there = plan.itineraries[kind.first_itinerary + int(kind.position[index])]
            lines += [replace(line, depth=line.depth + 1) for line in _way(_seen_from(plan, number), there)]
    lines += _company(scenario.designs[design], service, way)
    others = ", ".join(name for name in names if name != way)
    if others:
        lines.append(RouteLine(depth=0, text="Other ways under this design: {ways}", values={"ways": others}))
    return lines


def _seen_from(plan: Plan, kind: int) -> Plan:
    """The plan with the queues of the first office of a kind."""
    assert plan.network is not None
    site = next(site for site in plan.network.sites if site.kind == kind)
    tasks = [
        replace(task, queue=queue) if queue >= 0 else task
        for task, queue in zip(plan.tasks, site.queues[0], strict=True)
    ]
    return replace(plan, tasks=tuple(tasks))


def _way(plan: Plan, found: Itinerary) -> list[RouteLine]:
    """The lines of one itinerary."""
    lines: list[RouteLine] = []
    if found.before:
        lines += [RouteLine(depth=0, text="From afar, before the first visit"), *_ops(plan, found.before, 1)]
    if found.first.stops:
        lines.append(RouteLine(depth=0, text="First visit"))
        lines += _ops(plan, (*found.first.entry, *found.first.stops), 1)
    else:
        lines.append(RouteLine(depth=0, text="No visit"))
    if found.second is not None:
        lines.append(RouteLine(depth=0, text="Second visit, with what the guide asked for"))
        lines += _ops(plan, found.second.stops, 1)
    if plan.max_visits > 1 and found.first.stops:
        text = "While documents are missing or an error is found: come back (at most {n} visits)"
        lines.append(RouteLine(depth=0, text=text, values={"n": plan.max_visits}))
        lines += _ops(plan, found.again.stops, 1)
    if found.after:
        lines.append(RouteLine(depth=0, text="After the visit"))
        lines += _ops(plan, found.after, 1)
    return lines


def _company(design: Design, service: str, way: str) -> Iterator[RouteLine]:
    """Who else may walk this way, or with whom."""
    if way == "home":
        text = "At home a team judges the file; while anything is missing or wrong it comes again"
        yield RouteLine(depth=0, text=text)
    if not way.startswith("hall"):
        return
    for name, package in design.packages.items():
        if service in package.services:
            text = "In package {name} (with any of {services}): one notice, further visits together"
            with_whom = ", ".join(other for other in package.services if other != service)
            yield RouteLine(depth=0, text=text, values={"name": name, "services": with_whom})
    for name, kind in design.agents.items():
        if not kind.services or service in kind.services:
            text = (
                "Agents {name} walk it for {share} of their citizens: {at}, the last of every {n} open days"
            )
            values = {
                "name": name,
                "share": f"{kind.share:.0%}",
                "at": format_ms_of_day(kind.at),
                "n": kind.every,
            }
            yield RouteLine(depth=0, text=text, values=values)


def _ops(plan: Plan, ops: Sequence[Op], depth: int) -> Iterator[RouteLine]:
    for op in ops:
        yield from _op(plan, op, depth)


def _op(plan: Plan, op: Op, depth: int) -> Iterator[RouteLine]:
    from hallsim.hall import itinerary as it

    match op:
        case it.Serve():
            yield _serve(plan, op.task, depth)
        case it.Elapse():
            values = {"task": plan.tasks[op.task].name}
            by_desk, by_world = (
                "time passes on the desk's calendar ({task})",
                "time passes in workdays ({task})",
            )
            yield RouteLine(depth=depth, text=by_world if op.in_workdays else by_desk, values=values)
        case it.Delay():
            span = f"{float(op.span.value):g} {op.span.unit}"
            yield RouteLine(depth=depth, text="{span} pass", values={"span": span})
        case it.Carry():
            assert plan.network is not None
            values = {"office": plan.network.kinds[op.kind].name}
            if op.back:
                yield RouteLine(depth=depth, text="with the next courier back to {office}", values=values)
            else:
                text = "with the next courier of {office} to the office it relies on"
                yield RouteLine(depth=depth, text=text, values=values)
        case it.Travel() | it.SendElsewhere() | it.UntilLimit() | it.LimitedStep():
            yield from _limited(plan, op, depth)
        case it.WaitInside():
            yield RouteLine(depth=depth, text="wait inside (at closing: go home, come back for the result):")
            yield from _ops(plan, op.ops, depth + 1)
        case it.Fork():
            text = "at the same time, until all are done:"
            if op.is_race:
                text = "at the same time, until the first is done:"
            if op.is_race and op.n_needed > 1:
                text = "at the same time, until {n} are done:"
            yield RouteLine(depth=depth, text=text, values={"n": op.n_needed})
            for n, branch in enumerate(op.branches, start=1):
                yield RouteLine(depth=depth + 1, text="branch {n}", values={"n": n})
                yield from _ops(plan, branch, depth + 2)
        case it.Unless() | it.IfAuxiliary() | it.IfNeeded():
            yield _condition(op, depth)
            yield from _ops(plan, op.then, depth + 1)
        case it.Mark():
            yield RouteLine(depth=depth, text=f"= {op.moment.value}")
        case it.Visit():
            yield from _ops(plan, op.stops, depth)
        case it.Misled():
            yield RouteLine(depth=depth, text="if the ticket was for a wrong window: be told the right one")
        case it.Supplement():
            text = "come back another day with what was missing at acceptance:"
            yield RouteLine(depth=depth, text=text)
            yield from _ops(plan, op.visit.stops, depth + 1)
            if op.meanwhile:
                yield RouteLine(depth=depth, text="meanwhile, and before going on:")
                yield from _ops(plan, op.meanwhile, depth + 1)
        case it.ComeBack():
            yield RouteLine(depth=depth, text="come back another day to collect:")
            yield from _ops(plan, op.visit.stops, depth + 1)
        case _:
            yield from _approval_op(plan, op, depth)


def _condition(op: Op, depth: int) -> RouteLine:
    """When something is done at all."""
    from hallsim.hall import itinerary as it

    if isinstance(op, it.IfNeeded):
        values = {"share": f"{op.share:.0%}"}
        return RouteLine(depth=depth, text="for the {share} that need it:", values=values)
    if isinstance(op, it.Unless):
        return RouteLine(depth=depth, text="unless documents are missing or an error is found:")
    return RouteLine(depth=depth, text="if an auxiliary clerk accepted:")


def _approval_op(plan: Plan, op: Op, depth: int) -> Iterator[RouteLine]:
    """Operations of approvals in which more can happen than work at desks."""
    from hallsim.hall import itinerary as it

    match op:
        case it.Approve() | it.Row():
            yield from _ops(plan, op.ops, depth)
        case it.IfApproved():
            yield RouteLine(depth=depth, text="if it was approved:")
            yield from _ops(plan, op.then, depth + 1)
        case it.Examine():
            yield from _examine(plan, op, depth)
        case it.Held() | it.Pay():
            yield from _held(plan, op, depth)
        case it.BringTo() if op.level is None:
            yield RouteLine(depth=depth, text="with couriers back to where the branches began")
        case it.BringTo():
            text = "with couriers to {office}, unless the file is there"
            yield RouteLine(depth=depth, text=text, values={"office": op.office})
        case it.Gate():
            yield RouteLine(depth=depth, text=_GATES[True, op.end], values={"line": op.line})
        case it.Awaits():
            yield RouteLine(depth=depth, text=_GATES[False, op.gate.end], values={"line": op.gate.line})


_GATES = {
    (True, False): "from here the line {line} runs beside",
    (True, True): "the line {line} is over",
    (False, False): "wait until the main line lets the line {line} start",
    (False, True): "wait until the line {line} is over",
}
_HOLDS = {
    "NOTICE": "public notice or expert's opinion ({task})",
    "CHECK": "automatic check ({task})",
    "PAYMENT": "the citizen pays a fee ({task})",
}


def _examine(plan: Plan, op: Examine, depth: int) -> Iterator[RouteLine]:
    """A step; several where a joint inspection is made."""
    if op.together is not None:
        names = ", ".join(plan.tasks[ref.task].name for ref in op.steps)
        yield RouteLine(
            depth=depth, text="joint inspection, all teams at once: {tasks}", values={"tasks": names}
        )
        return
    for ops in op.each:
        yield from _ops(plan, ops, depth)


def _held(plan: Plan, op: Held | Pay, depth: int) -> Iterator[RouteLine]:
    from hallsim.hall import itinerary as it

    held = op.held if isinstance(op, it.Pay) else op
    yield RouteLine(depth=depth, text=_HOLDS[held.kind.name], values={"task": plan.tasks[held.task].name})
    if isinstance(op, it.Pay):
        yield from _ops(plan, op.visit.stops, depth + 1)


def _limited(plan: Plan, op: Op, depth: int) -> Iterator[RouteLine]:
    """Limits, and the way between hall and bureau."""
    from hallsim.hall import itinerary as it

    match op:
        case it.Travel():
            span = f"{float(op.span.value):g} {op.span.unit}"
            text = "the file travels between hall and bureau: {span} pass"
            yield RouteLine(depth=depth, text=text, values={"span": span})
        case it.SendElsewhere():
            yield RouteLine(depth=depth, text="be sent to the bureau, to go there on the next open day")
        case it.UntilLimit():
            text = "until {days} working days have passed, when it counts as approved:"
            yield RouteLine(depth=depth, text=text, values={"days": op.workdays})
            yield from _ops(plan, op.ops, depth + 1)
        case it.LimitedStep():
            yield from _ops(plan, op.ops, depth)


def _serve(plan: Plan, index: int, depth: int) -> RouteLine:
    task = plan.tasks[index]
    queue = plan.queues[task.queue]
    stations: dict[str, int] = {}
    for server in plan.servers:
        if any(task.queue in tier for tier in server.tiers):
            stations[server.station] = stations.get(server.station, 0) + 1
    values = {
        "task": task.name,
        "queue": queue.name,
        "stations": stations,
        "meets": queue.meets,
        "servers": ", ".join(f"{n} × {station}" for station, n in stations.items()) or "∞",
    }
    text = "ticket for queue {queue} ({servers}): {task}"
    if queue.is_desk:
        text = "file to desk queue {queue} ({servers}): {task}"
    elif any(server.calls and task.queue in tier for server in plan.servers for tier in server.tiers):
        text = "ticket for queue {queue} ({servers}), called to the window: {task}"
    return RouteLine(depth=depth, text=text, values=values)
