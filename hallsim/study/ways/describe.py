"""Operations as lines: one function a class says what happens, and of what kind it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hallsim.hall.plan.model import Plan
from hallsim.hall.plan.operations import (
    Approve,
    Await,
    Condition,
    Delay,
    Fork,
    Gate,
    Hours,
    If,
    Mark,
    Misled,
    Moment,
    Ops,
    Row,
    Serve,
    Step,
    StepRef,
    Transport,
    Until,
    Visit,
    between,
)
from hallsim.study.ways.line import LineKind, RouteLine
from hallsim.trace.model import Hold, Purpose
from hallsim.units import Duration

Lines = Iterator[RouteLine]

HOURS = {
    Hours.WORKDAYS: "time passes in workdays ({task})",
    Hours.DESK: "time passes on the desk's calendar ({task})",
}
HOLDS = {
    Hold.NOTICE: "public notice or expert's opinion ({task})",
    Hold.CHECK: "automatic check ({task})",
    Hold.PAYMENT: "the citizen pays a fee ({task})",
}
CONDITIONS = {
    Condition.NOT_REJECTED: "unless documents are missing or an error is found:",
    Condition.BY_AUXILIARY: "if an auxiliary clerk accepted:",
    Condition.NEEDED: "for the {share} that need it:",
    Condition.APPROVED: "if it was approved:",
}
GATES = {
    False: "from here the line {line} runs beside",
    True: "the line {line} is over",
}
AWAITED = {
    False: "wait until the main line lets the line {line} start",
    True: "wait until the line {line} is over",
}


class Describer:
    """Says what is walked under a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.say: dict[type, Callable[[Any, int], Lines]] = {
            Approve: self.within,
            Await: self.awaited,
            Delay: self.delay,
            Fork: self.fork,
            Gate: self.gate,
            If: self.condition,
            Mark: self.mark,
            Misled: self.misled,
            Row: self.within,
            Serve: self.serve,
            Step: self.step,
            Transport: self.transport,
            Until: self.until,
            Visit: self.visit,
        }

    def lines(self, ops: Ops, depth: int) -> Lines:
        """The lines of operations one after another."""
        for op in ops:
            yield from self.say[type(op)](op, depth)

    def within(self, op: Approve | Row, depth: int) -> Lines:
        """What only holds others together has no line of its own."""
        yield from self.lines(op.ops, depth)

    # ------------------------------------------------------------------ work and time

    def serve(self, op: Serve, depth: int) -> Lines:
        """A ticket or a file in a queue, and who serves it."""
        task = self.plan.tasks[op.task]
        queue = self.plan.queues[task.queue]
        servers = [server for server in self.plan.servers if any(task.queue in tier for tier in server.tiers)]
        stations: dict[str, int] = {}
        for server in servers:
            stations[server.station] = stations.get(server.station, 0) + 1
        slots = {server.station: server.slots for server in servers}
        stations = {station: n // slots[station] for station, n in stations.items()}
        kind: LineKind = "window"
        text = "ticket for queue {queue} ({servers}): {task}"
        if queue.is_desk:
            kind, text = "desk", "file to desk queue {queue} ({servers}): {task}"
        elif any(server.calls for server in servers):
            text = "ticket for queue {queue} ({servers}), called to the window: {task}"
        yield RouteLine(
            depth=depth,
            kind=kind,
            text=text,
            values={
                "task": task.name,
                "queue": queue.name,
                "stations": stations,
                "meets": queue.meets,
                "servers": ", ".join(f"{n} × {station}" for station, n in stations.items()) or "∞",
            },
        )

    def misled(self, _: Misled, depth: int) -> Lines:
        """A ticket for a wrong window."""
        text = "if the ticket was for a wrong window: be told the right one"
        yield RouteLine(depth=depth, text=text)

    def delay(self, op: Delay, depth: int) -> Lines:
        """Time passes, for what."""
        if isinstance(op.lasts, StepRef):
            text = HOURS[op.hours] if op.hold is None else HOLDS[op.hold]
            values = {"task": self.plan.tasks[op.lasts.task].name}
        else:
            text, values = "{span} pass", {"span": span_text(op.lasts)}
        yield RouteLine(depth=depth, kind="time", text=text, values=values)

    def transport(self, op: Transport, depth: int) -> Lines:
        """The file's way; each leg where they are known."""
        if op.start is None:
            text, values = "with couriers to {office}, unless the file is there", {"office": op.office}
            if op.goal is None:
                text, values = "with couriers back to where the branches began", {}
            yield RouteLine(depth=depth, kind="time", text=text, values=values)
            return
        assert op.goal is not None
        for leg in between(op.legs, op.start, op.goal):
            if leg.courier is None:
                text = "the file travels between hall and bureau: {span} pass"
                values = {"span": span_text(leg.takes)}
            else:
                assert self.plan.network is not None
                values = {"office": self.plan.network.kinds[leg.courier].name}
                text = "with the next courier of {office} to the office it relies on"
                if op.goal < op.start:
                    text = "with the next courier back to {office}"
            yield RouteLine(depth=depth, kind="time", text=text, values=values)

    def mark(self, op: Mark, depth: int) -> Lines:
        """A moment of the matter."""
        if op.moment is Moment.SENT:
            text = "be sent to the bureau, to go there on the next open day"
            yield RouteLine(depth=depth, text=text)
        else:
            yield RouteLine(depth=depth, kind="moment", text=f"= {op.moment.value}")

    # ------------------------------------------------------------------ what holds operations together

    def condition(self, op: If, depth: int) -> Lines:
        """When something is done at all."""
        values = {"share": f"{op.share:.0%}"} if op.condition is Condition.NEEDED else {}
        yield RouteLine(depth=depth, text=CONDITIONS[op.condition], values=values)
        yield from self.lines(op.then, depth + 1)

    def fork(self, op: Fork, depth: int) -> Lines:
        """Branches beside each other."""
        text = "at the same time, until all are done:"
        if op.is_race:
            text = "at the same time, until {n} are done:"
        if op.is_race and op.n_needed == 1:
            text = "at the same time, until the first is done:"
        yield RouteLine(depth=depth, kind="parallel", text=text, values={"n": op.n_needed})
        for n, branch in enumerate(op.branches, start=1):
            yield RouteLine(depth=depth + 1, kind="branch", text="branch {n}", values={"n": n})
            yield from self.lines(branch, depth + 2)

    def until(self, op: Until, depth: int) -> Lines:
        """What a limit or the closing ends."""
        if op.limit is None:
            text = "wait inside (at closing: go home, come back for the result):"
            yield RouteLine(depth=depth, text=text)
        else:
            text = "until {days} working days have passed, when it counts as approved:"
            yield RouteLine(depth=depth, text=text, values={"days": op.limit.workdays})
        yield from self.lines(op.ops, depth + 1)

    def visit(self, op: Visit, depth: int) -> Lines:
        """Coming again, for what."""
        if op.held is not None:
            yield from self.delay(op.held, depth)
        elif op.purpose is Purpose.COLLECT:
            yield RouteLine(depth=depth, text="come back another day to collect:")
        else:
            text = "come back another day with what was missing at acceptance:"
            yield RouteLine(depth=depth, text=text)
        yield from self.lines(op.stops, depth + 1)
        if op.meanwhile:
            yield RouteLine(depth=depth, text="meanwhile, and before going on:")
            yield from self.lines(op.meanwhile, depth + 1)

    # ------------------------------------------------------------------ approvals

    def step(self, op: Step, depth: int) -> Lines:
        """A step; several where a joint inspection is made."""
        if op.n_places:
            names = ", ".join(self.plan.tasks[ref.task].name for ref in op.steps)
            text = "joint inspection, all teams at once: {tasks}"
            yield RouteLine(depth=depth, kind="desk", text=text, values={"tasks": names})
            return
        for ops in op.each:
            yield from self.lines(ops, depth)

    def gate(self, op: Gate, depth: int) -> Lines:
        """A line beside the main one begins or ends."""
        yield RouteLine(depth=depth, text=GATES[op.end], values={"line": op.line})

    def awaited(self, op: Await, depth: int) -> Lines:
        """The main line and those beside it wait for each other."""
        yield RouteLine(depth=depth, text=AWAITED[op.gate.end], values={"line": op.gate.line})


def span_text(span: Duration) -> str:
    """A span as it is written."""
    return f"{float(span.value):g} {span.unit}"
