"""The queues, derived from who may serve what, for whom, and by which rule (R3.2, R3.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hallsim.hall.plan.clerks import Seat, seat_clerks
from hallsim.hall.plan.model import Queue, Task
from hallsim.scenario.design.design import Design, Windows, has_classes
from hallsim.scenario.design.queueing import QueueRule, Tide
from hallsim.scenario.serving.rosters import n_windows
from hallsim.scenario.world.service import Service

Ranks = Mapping[str, int]  # window group -> rank at which it takes a task
Tiers = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Windows of a group that serve the same citizens: all of them, the reserved ones, or the rest."""

    group: str
    only: frozenset[str]  # groups of citizens; empty: everybody
    knows: frozenset[str] | None = None  # words of what the clerks can handle; None: all the group serves
    decides: bool = True  # False: auxiliary clerks, who accept but do not decide

    def takes(self, words: frozenset[str], signature: bool) -> bool:
        """Whether the clerks can handle work known by these words (a signature: whether they may give it)."""
        return (self.knows is None or bool(self.knows & words)) and (self.decides or not signature)

    def admits(self, citizens: str | None) -> bool:
        """Whether these windows serve a group of citizens (None: nothing is reserved anywhere)."""
        return citizens is None or not self.only or citizens in self.only


def n_reserved(spec: Windows) -> int:
    """How many windows of a group serve only the groups of citizens it lists."""
    n = n_windows(spec)
    return (n if spec.reserved is None else min(spec.reserved, n)) if spec.only else 0


def parts_of(group: str, spec: Windows, seats: Sequence[Seat]) -> list[Part]:
    """The part of every window of a group by its number, reserved windows (the lowest numbers) first."""
    reserved = n_reserved(spec)
    return [
        Part(
            group,
            frozenset(spec.only) if number < reserved else frozenset(),
            frozenset(seat.clerk.knows) or None,
            not seat.clerk.auxiliary,
        )
        for number, seat in enumerate(seats)
    ]


class QueueLayout:
    """Queues found so far; tasks that the same windows take at the same ranks share one."""

    def __init__(self, design: Design, citizens: Sequence[str], queues: list[Queue]) -> None:
        self.design = design
        self.queues = queues
        self.seats = {
            group: seat_clerks(spec, design, n_windows(spec)) for group, spec in design.windows.items()
        }
        self.windows = {group: parts_of(group, design.windows[group], s) for group, s in self.seats.items()}
        self.parts = {
            group: list(dict.fromkeys(parts)) or [Part(group, frozenset())]
            for group, parts in self.windows.items()
        }
        reserved = any(spec.only for spec in design.windows.values())
        self.citizens: Sequence[str | None] = (tuple(citizens) or ("",)) if reserved else (None,)
        self.lines: dict[int, dict[int, int]] = {}  # by queue of the task: line of each window
        self.jockeying: set[int] = set()
        self._names = {queue.name for queue in queues}
        self._places = {group: place for place, group in enumerate(design.windows)}
        self._queue_of: dict[frozenset[tuple[Part, int]], int] = {}
        self._taken: dict[Part, tuple[list[int], list[int]]] = {
            part: ([], []) for parts in self.parts.values() for part in parts
        }

    def add(
        self,
        name: str,
        service: int,
        ranks: Ranks,
        expected_ms: float = 0.0,
        words: frozenset[str] = frozenset(),
        signature: bool = False,
    ) -> Task:
        """The task with its queue, or with one for each group of citizens where windows are reserved.

        Raises:
            ValueError: nobody serves it, or nobody serves it for some group.
        """
        able = {
            part: rank for g, rank in ranks.items() for part in self.parts[g] if part.takes(words, signature)
        }
        found = [self._queue(name, able, citizens) for citizens in self.citizens]
        several = tuple(found) if len(set(found)) > 1 else ()
        return Task(
            name=name, service=service, queue=found[0], queue_by_group=several, expected_ms=expected_ms
        )

    def _queue(self, name: str, able: Mapping[Part, int], citizens: str | None) -> int:
        takers = {part: rank for part, rank in able.items() if part.admits(citizens)}
        if not takers:
            whom = f" for {citizens}" if citizens else ""
            raise ValueError(f"no window serves {name}{whom}")
        key = frozenset(takers.items())
        if key not in self._queue_of:
            index = self._queue_of[key] = len(self.queues)
            if self._add_lines(index, takers):
                return index
            owners = {part.group: rank for part, rank in takers.items()}
            rule = self._rule(owners)
            self.queues.append(
                Queue(
                    name=self._name(owners),
                    is_desk=False,
                    by_priority=has_classes(self.design),
                    rule=rule,
                    interrupt=rule.interrupt,
                )
            )
            for part, rank in takers.items():
                self._taken[part][rank].append(index)
        return self._queue_of[key]

    def _add_lines(self, index: int, takers: Mapping[Part, int]) -> bool:
        """A line for each window, where one group alone serves and its visitors stand in lines."""
        groups = {part.group for part in takers}
        group = min(groups)
        if len(groups) > 1 or self.design.windows[group].lines == "ticket":
            return False
        numbers = [i for i, part in enumerate(self.windows[group]) if part in takers]
        self.lines[index] = {number: index + i for i, number in enumerate(numbers)}
        if self.design.windows[group].lines == "shortest_line_with_jockeying":
            self.jockeying.add(index)
        for number in numbers:
            name = self._name({f"{group}-{number + 1}": 0})
            self.queues.append(Queue(name=name, is_desk=False, by_priority=False, is_line=True))
        for part, rank in takers.items():
            self._taken[part][rank].append(index)
        return bool(numbers)

    def _rule(self, owners: Ranks) -> QueueRule:
        """The rule of the first group that serves the queue (the checks make sure that they agree)."""
        group = min(owners, key=lambda g: (owners[g], self._places[g]))
        return self.design.windows[group].rule or self.design.rule

    def n_services(self, group: str, number: int, services: Mapping[int, set[int]]) -> int:
        """How many services a window serves in its own queues; `services` by queue."""
        own = self._taken[self.windows[group][number]][0]
        return len(set().union(*(services.get(queue, set()) for queue in own)))

    def _name(self, ranks: Ranks) -> str:
        """A unique name, made of the groups that serve the queue."""
        name = queue_name(ranks, self._names)
        self._names.add(name)
        return name

    def tiers(self, group: str, number: int) -> Tiers:
        """The queues of a window of a group, by rank; windows are numbered from 0."""
        part = self.windows[group][number]
        own = [[self.lines[q][number] if q in self.lines else q for q in rank] for rank in self._taken[part]]
        return tuple(tuple(sorted(rank)) for rank in own if rank)


def cover_pools(design: Design) -> dict[str, int]:
    """Clerks who stand by for tide windows, by pool: those of the cover, and those of a group alone."""
    own = {
        _own_pool(group): spec.tide.staff
        for group, spec in design.windows.items()
        if spec.tide is not None and isinstance(spec.tide.staff, int)
    }
    return {**design.cover, **own}


def tide_of(group: str, spec: Windows) -> Tide | None:
    """The tide rule of a group, its staff always the name of a pool."""
    if spec.tide is None or isinstance(spec.tide.staff, str):
        return spec.tide
    return spec.tide.model_copy(update={"staff": _own_pool(group)})


def _own_pool(group: str) -> str:
    return f"windows.{group}"


def services_of_queues(tasks: Iterable[Task]) -> dict[int, set[int]]:
    """The services whose tickets wait in each queue."""
    found: dict[int, set[int]] = {}
    for task in tasks:
        for queue in {task.queue, *task.queue_by_group}:
            found.setdefault(queue, set()).add(task.service)
    return found


def queue_name(ranks: Ranks, used: Collection[str]) -> str:
    """A name not yet used, made of the groups that serve the queue."""
    own = sorted(group for group, rank in ranks.items() if rank == 0) or sorted(ranks)
    name = "+".join(own) if len(own) <= 3 else f"{own[0]}+{len(own) - 1}"
    if name not in used:
        return name
    return next(f"{name}#{i}" for i in range(2, len(used) + 3) if f"{name}#{i}" not in used)


def expected_work_ms(service: Service, task: str, workday_ms: int) -> float:
    """Mean work of a window task in the catalogue: a stop, the counter, or collecting."""
    stop = task.rsplit(".", 1)[-1]
    laws = {each.name: each.work for each in service.route}
    law = laws.get(stop) or (service.collect if task.endswith(".collect") else None) or service.counter
    return law.mean_ms(workday_ms)
