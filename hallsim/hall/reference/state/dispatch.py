"""Who serves whom: queues, idle servers, and the one matching rule (R4.4).

At one instant, after everything else of that instant has happened: by rank (own queues before helped ones),
the longest-idle server takes the best ticket (class, then order of issue) among its queues of that rank,
until no idle server has a ticket to take.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, Protocol

from hallsim.hall.contract import EngineInput
from hallsim.units import MS_PER_HOUR

if TYPE_CHECKING:
    from hallsim.hall.plan.opening import Opening
    from hallsim.scenario.design.queueing import Interrupt


class Waiting(Protocol):
    """What a queue needs to know of a ticket."""

    number: int
    order: int  # id of its first issue
    priority: int
    waiting: bool


class QueueState:
    """Tickets waiting for the same servers: one lane a priority class, each in order of issue."""

    __slots__ = (
        "base",
        "by_priority",
        "index",
        "interrupt",
        "is_desk",
        "lanes",
        "lines",
        "n_expected",
        "n_on_duty",
        "n_waiting",
        "opening",
        "station",
    )

    def __init__(self, index: int, is_desk: bool, by_priority: bool, classes: Iterable[int]) -> None:
        self.index = index
        self.is_desk = is_desk
        self.by_priority = by_priority
        self.lanes: dict[int, deque[Any]] = {priority: deque() for priority in sorted(classes)}
        self.n_waiting = 0
        self.n_on_duty = 0
        self.n_expected = 0  # visits inside that will still take a ticket here
        self.station: Station | None = None
        self.base = self  # for a physical line: the queue that represents all lines of the group
        self.lines: tuple[QueueState, ...] = ()  # physical lines among which people choose
        self.interrupt: Interrupt = "none"  # of its services by tickets of a better class
        self.opening: Opening  # hours of the hall where it is

    def append(self, ticket: Any) -> None:
        """Put a new ticket at the end of its class."""
        self.lanes[ticket.priority].append(ticket)
        self.n_waiting += 1

    def give_back(self, ticket: Any) -> None:
        """Put a ticket handed back where its first issue places it in its class."""
        lane = self.lanes[ticket.priority]
        rest = [t for t in lane if t.waiting]
        insort(rest, ticket, key=lambda t: t.order)
        lane.clear()
        lane.extend(rest)
        self.n_waiting += 1

    def put_back(self, ticket: Any, places: int | None) -> None:
        """Put a ticket that missed its call a number of places back in its class (None: at the end)."""
        lane = self.lanes[ticket.priority]
        rest = [t for t in lane if t.waiting]
        places = len(rest) if places is None else places
        ticket.order = ticket.number if places >= len(rest) else rest[places - 1].order
        rest.insert(places, ticket)
        lane.clear()
        lane.extend(rest)
        self.n_waiting += 1

    def leave(self, ticket: Any) -> None:
        """A ticket goes to another line."""
        self.lanes[ticket.priority].remove(ticket)
        self.n_waiting -= 1

    def take(self, ticket: Any) -> None:
        """The ticket that is next is called."""
        self.lanes[ticket.priority].popleft()
        self.n_waiting -= 1

    def untake(self, ticket: Any) -> None:
        """The last ticket taken is next again."""
        self.lanes[ticket.priority].appendleft(ticket)
        self.n_waiting += 1

    def memory(self) -> Any:
        """What calls change besides the waiting tickets, for ``recall``."""
        return None

    def recall(self, memory: Any) -> None:
        """Take back what calls have changed."""

    def head(self) -> Any | None:
        """The ticket that is next, or None; those who left are dropped on the way."""
        for lane in self.lanes.values():
            while lane:
                if lane[0].waiting:
                    return lane[0]
                lane.popleft()
        return None

    def yields(self, served: Any, waiting: Any) -> bool:
        """Whether a ticket in service makes way for one that waits."""
        return bool(served.priority > waiting.priority)

    def is_gated(self) -> bool:
        """Whether tickets may have to wait although a server is free."""
        return False

    def call_next(self) -> Any:
        """Take the ticket that is next; there is one."""
        for lane in self.lanes.values():
            while lane:
                ticket = lane.popleft()
                if ticket.waiting:
                    self.n_waiting -= 1
                    return ticket
        raise LookupError("nobody waits")

    def waiting(self) -> Iterator[Any]:
        """All tickets waiting, in order."""
        return (ticket for lane in self.lanes.values() for ticket in lane if ticket.waiting)


class ServerState:
    """A window with its clerk, or an officer, over the day."""

    __slots__ = (
        "bundle_saving", "changes_errors", "changes_work", "closing", "decides", "error_factor",
        "error_share", "factor", "fatigue_per_ms", "fresh_ms", "idle", "idle_since", "index", "is_desk",
        "leaving", "on_duty", "pool", "queues", "roster", "rule", "serves_out", "serving_out",
        "shift_from", "shift_to", "station", "ticket", "time_factor", "to_the_end",
    )  # fmt: skip

    def __init__(self, index: int, given: EngineInput, pool: Pool, station: Station) -> None:
        spec, staffing = given.plan.servers[index], given.decisions.staffing
        self.index = index
        self.pool = pool
        self.station = station
        self.queues = tuple(queue for tier in pool.tiers for queue in tier)
        self.is_desk = spec.is_desk
        self.roster = int(staffing.server_roster[index])
        self.rule = spec.at_shift_end
        self.time_factor = self.factor = float(staffing.time_factor[index])
        self.fatigue_per_ms = spec.fatigue_per_hour / MS_PER_HOUR
        self.changes_work = self.time_factor != 1.0 or spec.fatigue_per_hour > 0
        self.error_share = float(staffing.error_share[index])
        self.error_factor = spec.error_factor
        self.changes_errors = self.error_share > 0 or spec.error_factor != 1.0
        self.decides = spec.decides
        self.bundle_saving = spec.bundle_saving
        self.serves_out = spec.serves_out
        self.ticket: Any | None = None
        self.on_duty = False
        self.leaving = False  # the shift is over, the visitor at the window is finished
        self.serving_out = False  # the hall has closed, those inside are served
        self.closing = False  # the current shift ends with the hall's day
        self.to_the_end = False  # the visitor at the window is finished, whatever shift ends
        self.idle = False
        self.idle_since = 0
        self.shift_from = self.shift_to = self.fresh_ms = 0

    @property
    def is_there(self) -> bool:
        """Whether the server is at the window: on duty, and not away at back-office work."""
        return self.on_duty and not self.leaving and (self.idle or self.ticket is not None)

    def work_here(self, work_ms: int, now: int) -> int:
        """The catalogue's work at this server, as fresh or tired as it is now."""
        if self.fatigue_per_ms:
            self.factor = self.time_factor * (1 + self.fatigue_per_ms * (now - self.fresh_ms))
        return int(work_ms * self.factor + 0.5)


class Pool:
    """Servers with the same queues at the same ranks, the longest idle first."""

    __slots__ = ("heap", "help_from", "n_idle", "takes_files", "tiers")

    def __init__(self, tiers: tuple[tuple[QueueState, ...], ...], help_from: int = 1) -> None:
        self.tiers = tiers
        self.help_from = help_from
        self.heap: list[tuple[int, int, ServerState]] = []
        self.n_idle = 0
        queues = [queue for tier in tiers for queue in tier]
        self.takes_files = len({queue.is_desk for queue in queues}) > 1  # windows that work for a desk

    def without_files(self, heads: list[tuple[Any, QueueState]]) -> list[tuple[Any, QueueState]]:
        """After hours windows serve out those inside, and begin no file of a desk."""
        entry = self.first()
        if entry is None or not entry[2].serving_out:
            return heads
        return [(head, queue) for head, queue in heads if not queue.is_desk]

    def add_idle(self, server: ServerState, now: int) -> None:
        """A server is free from now on."""
        server.idle = True
        server.idle_since = now
        self.n_idle += 1
        heappush(self.heap, (now, server.index, server))

    def remove_idle(self, server: ServerState) -> None:
        """A free server goes off duty; its heap entry is dropped when it surfaces."""
        server.idle = False
        self.n_idle -= 1

    def take_first(self) -> ServerState:
        """The longest-idle server, idle no more; there is one."""
        heap = self.heap
        while True:
            since, _, server = heappop(heap)
            if server.idle and server.idle_since == since:
                server.idle = False
                self.n_idle -= 1
                return server

    def first(self) -> tuple[int, int, ServerState] | None:
        """The longest-idle server with the time since and its index."""
        heap = self.heap
        while heap:
            entry = heap[0]
            if entry[2].idle and entry[2].idle_since == entry[0]:
                return entry
            heappop(heap)
        return None


class Station:
    """Queues and pools that reach each other: matching in one never touches another."""

    __slots__ = (
        "dirty", "has_lines", "has_tides", "idle_workers", "interrupts", "is_plain", "n_ranks", "only_pool",
        "only_queue", "pools", "queues", "servers", "serving_out", "watched",
    )  # fmt: skip

    # One queue and one pool is the common case (every desk, every department): 12 % of a run to know it.

    def __init__(self) -> None:
        self.queues: list[QueueState] = []
        self.pools: list[Pool] = []
        self.servers: list[ServerState] = []
        self.idle_workers: tuple[ServerState, ...] = ()  # those with back-office work when nobody comes
        self.serving_out: dict[ServerState, None] = {}  # those who stayed after closing, in order
        self.n_ranks = 1
        self.dirty = False
        self.has_lines = False  # people stand in front of each window
        self.has_tides = False  # some windows open only when a queue is long
        self.interrupts = False  # tickets of a better class interrupt services
        self.is_plain = True  # no lines, tides or idle work
        self.only_queue: QueueState | None = None
        self.only_pool: Pool | None = None
        self.watched = False  # leavers and servers going off duty change who is called

    def settle(self) -> None:
        """Note what no longer changes once all stations are built."""
        self.interrupts = any(queue.interrupt != "none" for queue in self.queues)
        self.is_plain = not (self.has_lines or self.has_tides or self.idle_workers)
        if len(self.pools) == 1 and len(self.queues) == 1 and not self.queues[0].is_gated():
            self.only_queue, self.only_pool = self.queues[0], self.pools[0]

    def next_match(self) -> tuple[ServerState, Any] | None:
        """Take the next pair of server and ticket out of the idle and the waiting, or None."""
        queue, pool = self.only_queue, self.only_pool
        if queue is not None and pool is not None:
            if not queue.n_waiting or not pool.n_idle:
                return None
            return pool.take_first(), queue.call_next()
        entry, ticket, queue = self._best_by_rank()
        if entry is None or ticket is None:
            return None
        server = entry[2]
        server.pool.remove_idle(server)
        queue.take(ticket)
        return server, ticket

    def _best_by_rank(self) -> Any:
        best: Any = (None, None, None)
        for rank in range(self.n_ranks):
            for pool in self.pools:
                if not pool.n_idle or len(pool.tiers) <= rank:
                    continue
                heads = [(head, q) for q in pool.tiers[rank] if (head := q.head()) is not None]
                if pool.takes_files and rank:
                    heads = pool.without_files(heads)
                if rank and pool.help_from > 1:
                    heads = [(head, q) for head, q in heads if self._needs_help(pool, q)]
                if not heads:
                    continue
                entry = pool.first()
                if best[0] is None or (entry is not None and entry[:2] < best[0][:2]):
                    ticket, queue = min(heads, key=lambda pair: (pair[0].priority, pair[0].order))
                    best = entry, ticket, queue
            if best[0] is not None:
                break
        return best

    def _needs_help(self, pool: Pool, queue: QueueState) -> bool:
        """Whether a helped queue is long enough, or nobody on duty serves it as its own."""
        return queue.n_waiting >= pool.help_from or not any(
            server.is_there and queue in server.pool.tiers[0] for server in self.servers
        )
