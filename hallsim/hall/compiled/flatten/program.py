"""Itineraries as a program: rows of operations, each operation a row of numbers.

Row r holds the operations ``row.first[r]`` to ``row.end[r] - 1``; the numbers of the rows within an operation
are those of ``op.numbers`` from ``op.child`` on. A row that stands in several places is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from hallsim.hall.compiled.flatten.arrays import NOTHING, Arrays, ints, ragged
from hallsim.hall.plan.itinerary import Itinerary
from hallsim.hall.plan.operations import (
    Approve,
    Await,
    Condition,
    Delay,
    Fork,
    Gate,
    Hours,
    If,
    Legs,
    Mark,
    Misled,
    Moment,
    Op,
    Ops,
    Row,
    Serve,
    Step,
    StepRef,
    Tape,
    Transport,
    Until,
    Visit,
)
from hallsim.units import Duration

Fields = dict[str, int]
FIELDS = (
    "kind", "child", "n_children", "task", "tape", "position", "hours", "lasts_ms", "lasts_workdays", "hold",
    "stops", "stays_open", "moment", "condition", "n_needed", "limit_workdays", "limit_n_steps", "purpose",
    "next_day", "held", "steps", "n_steps", "back_to", "n_places", "line", "is_end", "gate", "cancels",
    "level", "amend", "legs", "n_legs", "start", "goal", "further", "n_further",
)  # fmt: skip
"""What any operation may say; NOTHING where it does not."""
TAPES = tuple(Tape)
KINDS: tuple[type, ...] = (
    Serve, Misled, Delay, Transport, Mark, If, Fork, Until, Visit, Step, Row, Gate, Await, Approve,
)  # fmt: skip
"""The number of a class of operations is its place here, and in ``cpp/input/program.h``."""


class Program:
    """Writes rows of operations down."""

    def __init__(self, workday_ms: int) -> None:
        self.workday_ms = workday_ms
        self.ops: list[Fields] = []
        self.firsts: list[int] = []
        self.lasts: list[int] = []
        self.row_of: dict[int, int] = {}  # by identity of the row
        self.legs: list[tuple[int, int, int]] = []  # ms, whether of workdays, courier
        self.legs_of: dict[Legs, int] = {}
        self.steps: list[StepRef] = []
        self.further: list[int] = []
        self.lines: dict[str, int] = {}
        self.say: dict[type, Callable[[Any], Fields]] = {
            Serve: self._serve,
            Delay: self._delay,
            Transport: self._transport,
            Mark: lambda op: {"moment": list(Moment).index(op.moment)},
            If: lambda op: {"condition": list(Condition).index(op.condition), "position": op.position},
            Fork: lambda op: {"n_needed": op.n_needed},
            Until: self._until,
            Visit: self._visit,
            Step: self._step,
            Gate: self._gate,
            Await: lambda op: {"gate": self.single(op.gate)},
            Approve: self._approve,
        }

    # ------------------------------------------------------------------ rows

    def row(self, ops: Ops) -> int:
        """The number of a row, written down if it is new."""
        if id(ops) not in self.row_of:
            first = len(self.ops)
            self.row_of[id(ops)] = len(self.firsts)
            self.firsts.append(first)
            self.lasts.append(first + len(ops))
            self.ops.extend({} for _ in ops)
            for place, op in enumerate(ops, first):
                self.ops[place].update(self.op(op))
        return self.row_of[id(ops)]

    def single(self, op: Op | None) -> int:
        """The place of one operation that is no member of a row."""
        if op is None:
            return NOTHING
        self.ops.append({})
        place = len(self.ops) - 1
        self.ops[place].update(self.op(op))
        return place

    def op(self, op: Op) -> Fields:
        """What an operation says."""
        rows = [self.row(children) for children in op.children()]
        own = {"kind": KINDS.index(type(op)), "child": len(self.further), "n_children": len(rows)}
        self.further.extend(rows)
        say = self.say.get(type(op))
        return own if say is None else own | say(op)

    # ------------------------------------------------------------------ what each class says

    def _serve(self, op: Serve) -> Fields:
        return {"task": op.task, "tape": TAPES.index(op.tape), "position": op.position}

    def _delay(self, op: Delay) -> Fields:
        found = {"stops": op.stops, "stays_open": op.stays_open, "hours": list(Hours).index(op.hours)}
        if op.hold is not None:
            found["hold"] = int(op.hold)
        if isinstance(op.lasts, Duration):
            return found | {
                "lasts_ms": op.lasts.to_ms(self.workday_ms),
                "lasts_workdays": _workdays(op.lasts),
            }
        return found | {"task": op.lasts.task, "position": op.lasts.position}

    def _transport(self, op: Transport) -> Fields:
        if op.legs not in self.legs_of:
            self.legs_of[op.legs] = len(self.legs)
            for leg in op.legs:
                if leg is None:
                    self.legs.append((NOTHING, 0, NOTHING))
                    continue
                length = leg.takes.to_ms(self.workday_ms)
                self.legs.append(
                    (length, _workdays(leg.takes), NOTHING if leg.courier is None else leg.courier)
                )
        start, goal = (NOTHING if level is None else level for level in (op.start, op.goal))
        return {"legs": self.legs_of[op.legs], "n_legs": len(op.legs), "start": start, "goal": goal}

    def _until(self, op: Until) -> Fields:
        if op.limit is None:
            return {}
        return {"limit_workdays": op.limit.workdays, "limit_n_steps": op.limit.n_steps}

    def _visit(self, op: Visit) -> Fields:
        first = len(self.further)
        self.further.extend(op.further_tasks)
        found = {"further": first, "n_further": len(op.further_tasks), "next_day": op.next_day}
        found["held"] = self.single(op.held)
        return found if op.purpose is None else found | {"purpose": int(op.purpose)}

    def _step(self, op: Step) -> Fields:
        first = len(self.steps)
        self.steps.extend(op.steps)
        place = {"back_to": op.back_to, "n_places": op.n_places}
        return {"steps": first, "n_steps": len(op.steps)} | place

    def _gate(self, op: Gate) -> Fields:
        return {"line": self.lines.setdefault(op.line, len(self.lines)), "is_end": op.end}

    def _approve(self, op: Approve) -> Fields:
        return {"cancels": op.cancels, "level": op.level, "amend": self.single(op.amend)}


def _workdays(span: Duration) -> int:
    return int(span.unit == "workdays")


def program(itineraries: Sequence[Itinerary], workday_ms: int) -> Arrays:
    """All itineraries of a plan."""
    written = Program(workday_ms)
    none: Ops = ()
    rows = [
        (way.service, written.single(way.first), written.single(way.second), written.single(way.again),
         written.single(way.elsewhere), written.row(way.before or none), written.row(way.after or none),
         written.row(way.when_home or none))
        for way in itineraries
    ]  # fmt: skip
    names = ("service", "visit", "second", "again", "elsewhere", "before", "after", "when_home")
    found = {f"way.{name}": ints(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    found |= ragged("way.tasks", (way.tasks_of_first_visit for way in itineraries))
    found |= {f"op.{name}": ints(op.get(name, NOTHING) for op in written.ops) for name in FIELDS}
    found["row.first"], found["row.end"] = ints(written.firsts), ints(written.lasts)
    found["op.numbers"] = ints(written.further)
    for number, name in enumerate(("ms", "workdays", "courier")):
        found[f"leg.{name}"] = ints(leg[number] for leg in written.legs)
    found["step.task"] = ints(step.task for step in written.steps)
    found["step.position"] = ints(step.position for step in written.steps)
    found["line.n"] = np.array([len(written.lines)], np.int64)
    return found
