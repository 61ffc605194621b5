"""The interpreter: it walks operations one after another, each by what has been registered for its class."""

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
"""What an operation comes to: others to walk in its place, a service to wait for, several things to wait for
one after another, steps to go, or nothing."""
Action = Callable[[Any, Walk, Any], Found]
"""What an operation does for a matter, in a branch of its approval or outside."""


class Interpreter:
    """What every class of operations does, outside approvals with results and within them."""

    def __init__(self) -> None:
        self.outside: dict[type, Action] = {}
        self.inside: dict[type, Action] = {}
        self.only_inside: dict[type, Action] = {}

    def register(self, actions: Mapping[type, Action], inside: Mapping[type, Action] | None = None) -> None:
        """What classes of operations do; `inside` where it is something else in an approval with results."""
        self.outside.update(actions)
        self.only_inside.update(inside or {})
        self.inside = self.outside | self.only_inside

    def follow(self, ops: Sequence[Op], walk: Walk, branch: Branch | None = None) -> Stopping:
        """Walk operations one after another; tells whether the branch stops before their end.

        What a condition lets happen is walked in its place, without a generator of its own: fewer frames,
        less memory (see `benchmarks/README.md`).
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
