"""Operations know what is within them, and one interpreter walks all of them."""

from __future__ import annotations

from collections.abc import Generator
from fractions import Fraction
from typing import Any, get_args

import pytest

from hallsim.hall.plan.operations import (
    Approve,
    Condition,
    Fork,
    Hours,
    If,
    Leg,
    Limit,
    Mark,
    Moment,
    Op,
    Ops,
    Row,
    Step,
    StepRef,
    Until,
    Visit,
    between,
    every,
    fixed,
)
from hallsim.hall.reference.interpreter.interpreter import Interpreter
from hallsim.hall.reference.state.case_file import Branch
from hallsim.hall.reference.state.clock import Clock, Event
from hallsim.hall.reference.state.entities import Walk
from hallsim.study.ways.describe import Describer
from hallsim.units import Duration

ONE, TWO, THREE = (Mark(moment=moment) for moment in (Moment.ACCEPTED, Moment.DECIDED, Moment.IN_HAND))
REF = StepRef(task=0, position=0)
HOLDERS: tuple[tuple[Op, tuple[Ops, ...]], ...] = (
    (If(condition=Condition.APPROVED, then=(ONE, TWO)), ((ONE, TWO),)),
    (Fork(branches=((ONE,), (TWO,)), n_needed=1), ((ONE,), (TWO,))),
    (Until(ops=(ONE,), limit=Limit(workdays=3, n_steps=1)), ((ONE,),)),
    (Visit(entry=(ONE,), stops=(TWO,), meanwhile=(THREE,)), ((ONE,), (TWO,), (THREE,))),
    (Step(steps=(REF, REF), each=((ONE,), (TWO,))), ((ONE,), (TWO,))),
    (Row(ops=(ONE, TWO)), ((ONE, TWO),)),
    (Approve(ops=(ONE,), cancels=True, amend=Visit(stops=(TWO,))), ((ONE,), (), (TWO,), ())),
)


@pytest.mark.parametrize(("op", "rows"), HOLDERS)
def test_an_operation_knows_its_children_and_can_be_given_others(op: Op, rows: tuple[Ops, ...]) -> None:
    assert op.children() == rows
    assert op.map(lambda row: row) == op
    longer = op.map(lambda row: (*row, THREE))
    assert longer.children() == tuple((*row, THREE) for row in rows)
    assert type(longer) is type(op)


def test_whoever_holds_none_is_left_as_it_is() -> None:
    assert ONE.children() == ()
    assert ONE.map(lambda _: (TWO,)) is ONE


def test_every_operation_is_found_before_what_it_holds() -> None:
    inner = If(condition=Condition.APPROVED, then=(TWO,))
    fork = Fork(branches=((ONE, inner), (THREE,)), n_needed=2)
    assert list(every((fork, ONE))) == [fork, ONE, inner, TWO, THREE, ONE]


def test_a_fixed_span_passes_when_its_unit_says() -> None:
    assert fixed(Duration(Fraction(2), "workdays")).hours is Hours.WORKDAYS
    assert fixed(Duration(Fraction(2), "h")).hours is Hours.CLOCK


def test_a_file_goes_over_the_legs_between_two_places_either_way() -> None:
    near, far = (Leg(takes=Duration(Fraction(hours), "h")) for hours in (1, 2))
    assert list(between((near, None, far), 0, 3)) == [near, far]
    assert list(between((near, None, far), 3, 0)) == [far, near]
    assert list(between((near, None, far), 1, 2)) == []
    assert list(between((near, None, far), 2, 2)) == []


def test_every_class_is_described() -> None:
    plan: Any = None
    assert set(Describer(plan).say) == set(get_args(Op))


# ---------------------------------------------------------------------- the interpreter


class Recorded:
    """An interpreter whose actions are written down."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.clock = Clock(initial_time=0)
        self.interpreter = Interpreter()
        self.interpreter.register(
            {Mark: self.mark, If: lambda op, walk, branch: op.then, Row: self.wait},
            inside={Mark: self.inside},
        )

    def mark(self, op: Mark, walk: Walk, branch: Branch | None) -> None:
        self.done.append(op.moment.value)

    def inside(self, op: Mark, walk: Walk, branch: Branch) -> None:
        self.done.append(f"inside {op.moment.value}")
        branch.cancelled = op == TWO

    def wait(self, op: Row, walk: Walk, branch: Branch | None) -> Generator[Event, Any, bool | None]:
        self.done.append("waits")
        yield self.clock.at(5, 0)
        self.done.append(f"waited until {self.clock.now_ms}")
        return op.ops == (TWO,) or None

    def follow(self, ops: Ops, branch: Branch | None = None) -> Any:
        nobody: Any = None
        process = self.clock.process(self.interpreter.follow(ops, nobody, branch))
        self.clock.run_instants(100, lambda: False)
        return process.value


def test_what_a_condition_lets_happen_is_walked_in_its_place() -> None:
    recorded = Recorded()
    assert recorded.follow((If(condition=Condition.APPROVED, then=(ONE, Row(ops=()), TWO)), THREE)) is None
    assert recorded.done == ["accepted", "waits", "waited until 5", "decided", "in_hand"]


def test_steps_that_stop_end_the_way() -> None:
    recorded = Recorded()
    assert recorded.follow((Row(ops=(TWO,)), ONE)) is True
    assert recorded.done == ["waits", "waited until 5"]


def test_inside_an_approval_an_operation_may_be_something_else_and_a_cancelled_branch_stops() -> None:
    recorded = Recorded()
    case: Any = None
    assert recorded.follow((If(condition=Condition.APPROVED, then=(ONE,)), TWO, THREE), Branch(case)) is True
    assert recorded.done == ["inside accepted", "inside decided"]


def test_what_is_registered_later_counts_inside_too_unless_something_else_does() -> None:
    recorded = Recorded()
    later = recorded.interpreter.register
    later({If: lambda op, walk, branch: (), Mark: lambda op, walk, branch: recorded.done.append("later")})
    recorded.follow((If(condition=Condition.APPROVED, then=(TWO,)), ONE), Branch(None))  # type: ignore[arg-type]
    recorded.follow((ONE,))
    assert recorded.done == ["inside accepted", "later"]
