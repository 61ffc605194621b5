"""Queues with another rule than class and order of issue: which ticket is next, and what calling it changes.

Rule R6.27 of the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import heappop, heappush
from typing import Any

from hallsim.hall.plan.model import Plan
from hallsim.hall.reference.servers.desk_queue import Deadlines, DeskQueue
from hallsim.hall.reference.state.clock import Clock
from hallsim.hall.reference.state.dispatch import QueueState
from hallsim.scenario.design.class_rules import CLASS_RULES
from hallsim.scenario.design.orders import ORDERS
from hallsim.scenario.design.queueing import QueueRule

DEFAULT_CLASS = 5


def make_queue(
    plan: Plan,
    index: int,
    clock: Clock,
    slot_of: Callable[[int], int],
    luck_of: Callable[[Any], float],
    limits: Deadlines | None,
) -> QueueState:
    """The running state of a queue, by its rule.

    `slot_of` tells a matter's appointment, -1 without; `luck_of` a ticket's uniform for a random order.
    """
    queue = plan.queues[index]
    classes = {DEFAULT_CLASS}
    if queue.by_priority:
        classes |= {p for row in plan.priority for p in row}
    if queue.files is not None:
        return DeskQueue(index, queue.by_priority, classes, queue.files, limits)
    if queue.rule.is_plain():
        return QueueState(index, queue.is_desk, queue.by_priority, classes)
    expected = [task.expected_ms for task in plan.tasks]
    return RuledQueue(index, queue.by_priority, classes, queue.rule, expected, clock, slot_of, luck_of)


class _Seen:
    """What an order sees of a ticket."""

    __slots__ = ("_queue", "_ticket")

    def __init__(self, queue: RuledQueue, ticket: Any) -> None:
        self._queue = queue
        self._ticket = ticket

    @property
    def number(self) -> int:
        return int(self._ticket.order)

    @property
    def since_ms(self) -> int:
        return int(self._ticket.since_ms)

    @property
    def slot_ms(self) -> int:
        return self._queue.slot_of(self._ticket.matter)

    @property
    def expected_ms(self) -> float:
        return float(self._queue.expected[self._ticket.task])

    @property
    def attempt(self) -> int:
        return int(self._ticket.attempt)


class RuledQueue(QueueState):
    """A queue with its own rule.

    A lane holds the tickets of a class: in order of issue, or as a heap by the order's key. Among the next
    tickets of the lanes the rule between classes chooses. Calls count towards it only while several classes
    wait; when the calls of an instant leave nobody waiting, nobody has waited for another.
    """

    __slots__ = (
        "before", "between", "clock", "expected", "heaps", "luck_of", "n_called", "order", "rule", "slot_of",
    )  # fmt: skip

    def __init__(
        self,
        index: int,
        by_priority: bool,
        classes: Iterable[int],
        rule: QueueRule,
        expected_ms: Sequence[float],
        clock: Clock,
        slot_of: Callable[[int], int],
        luck_of: Callable[[Any], float],
    ) -> None:
        super().__init__(index, False, by_priority, classes)
        self.rule = rule
        self.between = CLASS_RULES[rule.classes]
        self.order = ORDERS[rule.order]
        self.clock = clock
        self.slot_of = slot_of
        self.luck_of = luck_of
        self.expected = expected_ms
        self.heaps: dict[int, list[tuple[float, int, Any]]] = {level: [] for level in self.lanes}
        self.n_called: dict[int, int] = dict.fromkeys(self.lanes, 0)
        self.before = -1, self.n_called  # when somebody was last called, and the calls until then

    # ------------------------------------------------------------------ within a class

    def append(self, ticket: Any) -> None:
        """Put a new ticket in its class."""
        ticket.since_ms = ticket.issue_ms
        if self.order.in_turn:
            super().append(ticket)
        else:
            self._place(ticket)

    def give_back(self, ticket: Any) -> None:
        """Put a ticket handed back (or escorted) where its first issue places it in its class."""
        if not ticket.was_called:
            ticket.since_ms = ticket.issue_ms
        if self.order.in_turn:
            super().give_back(ticket)
        else:
            self._place(ticket)

    def put_back(self, ticket: Any, places: int | None) -> None:
        """Some places back in its class, where places have an order; else as if it were issued now."""
        if self.order.in_turn:
            super().put_back(ticket, places)
        else:
            ticket.order = ticket.number
            self._place(ticket)

    def _place(self, ticket: Any) -> None:
        """Put a ticket where the order wants it in its class.

        A random order is a shuffled one: a new ticket takes any place with the same chance and the first one
        is next, so that all that wait are equally likely to be next.
        """
        if self.order.key is None:
            lane = self.lanes[ticket.priority]
            rest = [t for t in lane if t.waiting]
            rest.insert(int(self.luck_of(ticket) * (len(rest) + 1)), ticket)
            lane.clear()
            lane.extend(rest)
        else:
            heappush(self.heaps[ticket.priority], (self._key(ticket), ticket.order, ticket))
        self.n_waiting += 1

    def _key(self, ticket: Any) -> float:
        """The smaller, the sooner within the class."""
        assert self.order.key is not None
        return self.order.key(_Seen(self, ticket))

    def _next_of(self, level: int) -> Any | None:
        """The next ticket of a class; those who left are dropped on the way."""
        heap, lane = self.heaps[level], self.lanes[level]
        while heap:
            if heap[0][2].waiting:
                return heap[0][2]
            heappop(heap)
        while lane:
            if lane[0].waiting:
                return lane[0]
            lane.popleft()
        return None

    def waiting(self) -> Iterator[Any]:
        """All tickets waiting: by class, then in order of issue."""
        for level, lane in self.lanes.items():
            tickets = [*lane, *(entry[2] for entry in self.heaps[level])]
            yield from sorted((t for t in tickets if t.waiting), key=lambda t: t.order)

    # ------------------------------------------------------------------ between classes

    def head(self) -> Any | None:
        """The ticket that is next by the rule, or None."""
        heads = [head for level in self.lanes if (head := self._next_of(level)) is not None]
        if len(heads) <= 1:
            return heads[0] if heads else None
        return self.between.choose(heads, self.rule, self.n_called, self.clock.now_ms)

    def call_next(self) -> Any:
        """Take the ticket that is next by the rule; there is one."""
        ticket = self.head()
        self.take(ticket)
        return ticket

    def take(self, ticket: Any) -> None:
        """The ticket that is next is called."""
        level, now = ticket.priority, self.clock.now_ms
        if self.before[0] != now:
            self.before = now, dict(self.n_called)
        if self.between.count is not None:
            others = [other for other in self.lanes if other != level and self._next_of(other) is not None]
            if others:
                self.between.count(self.n_called, level, others)
        if self.heaps[level]:
            heappop(self.heaps[level])
        else:
            self.lanes[level].popleft()
        self.n_waiting -= 1
        if not self.n_waiting:
            self.n_called = dict(self.before[1])

    def untake(self, ticket: Any) -> None:
        """The last ticket taken is next again."""
        if self.order.key is None:
            super().untake(ticket)
        else:
            heappush(self.heaps[ticket.priority], (self._key(ticket), ticket.order, ticket))
            self.n_waiting += 1

    def memory(self) -> Any:
        """The calls that count."""
        return self.before, dict(self.n_called)

    def recall(self, memory: Any) -> None:
        """Take back calls that were only rehearsed."""
        self.before, self.n_called = memory
