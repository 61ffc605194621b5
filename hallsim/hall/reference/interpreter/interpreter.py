"""The interpreter: it follows operations one after another, each by the action registered for its class."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

from hallsim.hall.plan.operations import Op, Ops
from hallsim.hall.reference.state.case_file import Branch
from hallsim.hall.reference.state.clock import Event
from hallsim.hall.reference.state.entities import Ticket, Walk

Stopping = Generator[Event, Any, bool | None]
"""Steps that tell in the end whether the branch of an approval stops here (None: no, or there is none)."""
Found = Ops | Ticket | list[Event] | Stopping | None
"""The answer of an operation: others to follow in its place, a ticket to wait for, several events to wait for
one after another, steps of a process, or nothing."""
Action = Callable[[Any, Walk, Any], Found]
"""What an operation does for a matter, in a branch of its approval or outside."""


class Interpreter:
    """The actions of all classes of operations, outside approvals with results and within them."""

    def __init__(self) -> None:
        self.outside: dict[type, Action] = {}
        self.inside: dict[type, Action] = {}
        self.only_inside: dict[type, Action] = {}

    def register(self, actions: Mapping[type, Action], inside: Mapping[type, Action] | None = None) -> None:
        """Register actions of classes; `inside` where they differ in an approval with results."""
        self.outside.update(actions)
        self.only_inside.update(inside or {})
        self.inside = self.outside | self.only_inside

    def follow(self, ops: Sequence[Op], walk: Walk, branch: Branch | None = None) -> Stopping:
        """Follow operations one after another; returns whether the branch stops before their end.

        Operations on a condition are followed in its place, without their own generator: fewer frames, less
        memory (see `benchmarks/README.md`).
        """
        actions = self.outside if branch is None else self.inside
        todo = [*reversed(ops)]
        while todo:
            op = todo.pop()
            found = actions[type(op)](op, walk, branch)
            if found is not None:
                if isinstance(found, Ticket):
                    yield found
                    walk.note_service(found)
                elif isinstance(found, tuple):
                    todo.extend(reversed(found))
                elif isinstance(found, list):
                    yield from found
                elif (yield from found):
                    return True
            if branch is not None and branch.is_cancelled:
                return True
        return None
