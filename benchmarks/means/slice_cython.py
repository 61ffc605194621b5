# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# mypy: ignore-errors
"""The slice in Cython's pure Python mode: compiled when cythonized, and the same file runs as it is.

The same algorithm as slice.cpp, function by function. mypy knows none of Cython's types.
"""

from array import array

import cython

NEVER = cython.declare(cython.longlong, -1)
NONE = cython.declare(cython.longlong, -1)
N_DESKS = cython.declare(cython.longlong, 3)
FIRST_DESK = cython.declare(cython.longlong, 4)
SERVED = cython.declare(cython.longlong, 0)
LEFT = cython.declare(cython.longlong, 1)
WAITING = cython.declare(cython.longlong, 2)
IN_SERVICE = cython.declare(cython.longlong, 3)

# In the same millisecond: ends, shift changes, arrivals, starts, patience; within a kind the smaller number.
END = cython.declare(cython.longlong, 1 << 40)
SHIFT = cython.declare(cython.longlong, 2 << 40)
PATIENCE = cython.declare(cython.longlong, 5 << 40)
LAST = cython.declare(cython.longlong, 6 << 40)
NUMBER = cython.declare(cython.longlong, (1 << 40) - 1)

Ints = cython.typedef(cython.longlong[::1])


def column(n, value):
    """So many cells of one value; there are no typed arrays that grow and also run uncompiled."""
    return array("q", [value]) * int(n)


@cython.cclass
class Heap:
    """Events by time, then by key."""

    size: cython.longlong
    at: cython.longlong[::1]
    key: cython.longlong[::1]

    def __init__(self, most: cython.longlong):
        self.size = 0
        self.at = column(most, 0)
        self.key = column(most, 0)

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def push(self, at: cython.longlong, key: cython.longlong) -> cython.void:
        i: cython.longlong = self.size
        above: cython.longlong
        self.size += 1
        while i > 0:
            above = (i - 1) >> 1
            if self.at[above] < at or (self.at[above] == at and self.key[above] < key):
                break
            self.at[i] = self.at[above]
            self.key[i] = self.key[above]
            i = above
        self.at[i] = at
        self.key[i] = key

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def pop(self) -> cython.void:
        self.size -= 1
        n: cython.longlong = self.size
        at: cython.longlong = self.at[n]
        key: cython.longlong = self.key[n]
        i: cython.longlong = 0
        below: cython.longlong = 1
        while below < n:
            if below + 1 < n and (
                self.at[below + 1] < self.at[below]
                or (self.at[below + 1] == self.at[below] and self.key[below + 1] < self.key[below])
            ):
                below += 1
            if at < self.at[below] or (at == self.at[below] and key < self.key[below]):
                break
            self.at[i] = self.at[below]
            self.key[i] = self.key[below]
            i = below
            below = 2 * i + 1
        self.at[i] = at
        self.key[i] = key


@cython.cclass
class Hall:
    """A run: what it is given, its state, and its records."""

    now: cython.longlong
    events: Heap
    n: cython.longlong
    n_servers: cython.longlong
    n_tickets: cython.longlong
    n_freed: cython.longlong
    n_issued: cython.longlong
    arrive_ms: cython.longlong[::1]
    queue: cython.longlong[::1]
    work_ms: cython.longlong[::1]
    patience_ms: cython.longlong[::1]
    step_work_ms: cython.longlong[::1]
    tier_start: cython.longlong[::1]
    tier_queue: cython.longlong[::1]
    roster: cython.longlong[::1]
    pauses: cython.longlong[::1]
    span_start: cython.longlong[::1]
    span_from: cython.longlong[::1]
    span_to: cython.longlong[::1]
    # servers, rosters, queues
    ticket: cython.longlong[::1]
    due: cython.longlong[::1]
    rest: cython.longlong[::1]
    idle_since: cython.longlong[::1]
    on_duty: cython.longlong[::1]
    turn: cython.longlong[::1]
    head: cython.longlong[::1]
    tail: cython.longlong[::1]
    server_start: cython.longlong[::1]
    servers: cython.longlong[::1]
    ranks: cython.longlong[::1]
    freed: cython.longlong[::1]
    issued: cython.longlong[::1]
    # tickets
    after: cython.longlong[::1]
    before: cython.longlong[::1]
    t_citizen: cython.longlong[::1]
    t_queue: cython.longlong[::1]
    t_server: cython.longlong[::1]
    t_issue: cython.longlong[::1]
    t_start: cython.longlong[::1]
    t_end: cython.longlong[::1]
    t_work: cython.longlong[::1]
    t_outcome: cython.longlong[::1]
    # visits and matters
    leave: cython.longlong[::1]
    visit_end: cython.longlong[::1]
    accepted: cython.longlong[::1]
    decided: cython.longlong[::1]
    open: cython.longlong[::1]

    def __init__(
        self, arrive_ms, queue, work_ms, patience_ms, step_work_ms, tier_start, tier_queue, roster, pauses,
        span_start, span_from, span_to,
    ):  # fmt: skip
        self.arrive_ms, self.queue, self.work_ms, self.patience_ms = arrive_ms, queue, work_ms, patience_ms
        self.step_work_ms, self.tier_start, self.tier_queue = step_work_ms, tier_start, tier_queue
        self.roster, self.pauses = roster, pauses
        self.span_start, self.span_from, self.span_to = span_start, span_from, span_to
        self.now = self.n_tickets = self.n_freed = self.n_issued = 0
        self.n = len(arrive_ms)
        most, n_servers, n_queues = self.n * (1 + N_DESKS), len(roster), FIRST_DESK + N_DESKS
        self.events = Heap(self.n + 2 * n_servers + len(span_start) + 1)
        self.ticket, self.due = column(n_servers, NONE), column(n_servers, NEVER)
        self.rest, self.idle_since = column(n_servers, 0), column(n_servers, 0)
        self.on_duty, self.freed = column(n_servers, 0), column(3 * n_servers, 0)
        self.turn = column(len(span_start) - 1, 0)
        self.head, self.tail = column(n_queues, NONE), column(n_queues, NONE)
        self.after, self.before, self.issued = column(most, NONE), column(most, NONE), column(most, NONE)
        self.t_citizen, self.t_queue, self.t_server = column(most, 0), column(most, 0), column(most, NONE)
        self.t_issue, self.t_start, self.t_end = column(most, 0), column(most, NEVER), column(most, NEVER)
        self.t_work, self.t_outcome = column(most, 0), column(most, WAITING)
        self.leave, self.visit_end = column(self.n, NEVER), column(self.n, NEVER)
        self.accepted, self.decided = column(self.n, NEVER), column(self.n, NEVER)
        self.open = column(self.n, NEVER)
        self.n_servers = n_servers
        self.set_up_queues(n_servers, n_queues)
        for r in range(len(span_start) - 1):
            self.expect_shift(r)

    def set_up_queues(self, n_servers, n_queues):
        """By queue, the servers that take it and their ranks."""
        takes = [[] for _ in range(n_queues)]
        for s in range(n_servers):
            for rank in range(2):
                for i in range(self.tier_start[2 * s + rank], self.tier_start[2 * s + rank + 1]):
                    takes[self.tier_queue[i]].append((s, rank))
        starts = [sum(len(one) for one in takes[:q]) for q in range(n_queues + 1)]
        self.server_start = array("q", starts)
        self.servers = array("q", [s for one in takes for s, _ in one])
        self.ranks = array("q", [rank for one in takes for _, rank in one])

    def records(self):
        """The columns by name."""
        most = self.n_tickets
        names = ["citizen", "queue", "server", "issue_ms", "start_ms", "end_ms", "work_ms", "outcome"]
        columns = [self.t_citizen, self.t_queue, self.t_server, self.t_issue, self.t_start, self.t_end]
        columns += [self.t_work, self.t_outcome]
        found = {f"tickets.{name}": cells[:most] for name, cells in zip(names, columns, strict=True)}
        found |= {"visits.leave_ms": self.leave, "visits.end": self.visit_end}
        return found | {"matters.accepted_ms": self.accepted, "matters.decided_ms": self.decided}

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def run(self) -> cython.void:
        coming: cython.longlong = 0
        while coming < self.n or self.events.size > 0:
            self.now = self.arrive_ms[coming] if coming < self.n else self.events.at[0]
            if self.events.size > 0 and self.events.at[0] < self.now:
                self.now = self.events.at[0]
            self.happen(PATIENCE)
            while coming < self.n and self.arrive_ms[coming] == self.now:
                self.arrive(coming)
                coming += 1
            self.settle()
            self.happen(LAST)

    # ------------------------------------------------------------------ a matter's way, as what ends lead to

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def arrive(self, citizen: cython.longlong) -> cython.void:
        ticket: cython.longlong = self.issue(citizen, self.queue[citizen], self.work_ms[citizen])
        if self.patience_ms[citizen] >= 0:
            self.events.push(self.now + self.patience_ms[citizen], PATIENCE | ticket)

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def over(self, ticket: cython.longlong) -> cython.void:
        citizen: cython.longlong = self.t_citizen[ticket]
        desk: cython.longlong
        if self.t_queue[ticket] < FIRST_DESK:
            self.leave[citizen] = self.now
            self.visit_end[citizen] = self.t_outcome[ticket]
            if self.t_outcome[ticket] == SERVED:
                self.accepted[citizen] = self.now
                self.open[citizen] = N_DESKS
                for desk in range(N_DESKS):
                    self.issue(citizen, FIRST_DESK + desk, self.step_work_ms[citizen * N_DESKS + desk])
        else:
            self.open[citizen] -= 1
            if self.open[citizen] == 0:
                self.decided[citizen] = self.now

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def issue(
        self, citizen: cython.longlong, queue: cython.longlong, work: cython.longlong
    ) -> cython.longlong:
        ticket: cython.longlong = self.n_tickets
        self.n_tickets += 1
        self.t_citizen[ticket] = citizen
        self.t_queue[ticket] = queue
        self.t_issue[ticket] = self.now
        self.t_work[ticket] = work
        self.before[ticket] = self.tail[queue]
        if self.tail[queue] == NONE:
            self.head[queue] = ticket
        else:
            self.after[self.tail[queue]] = ticket
        self.tail[queue] = ticket
        self.issued[self.n_issued] = ticket
        self.n_issued += 1
        return ticket

    # ------------------------------------------------------------------ events

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def happen(self, below: cython.longlong) -> cython.void:
        key: cython.longlong
        while self.events.size > 0 and self.events.at[0] == self.now and self.events.key[0] < below:
            key = self.events.key[0]
            self.events.pop()
            if key < SHIFT:
                self.end(key & NUMBER)
            elif key < PATIENCE:
                self.change_shift(key & NUMBER)
            else:
                self.lose_patience(key & NUMBER)

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def end(self, ticket: cython.longlong) -> cython.void:
        s: cython.longlong = self.t_server[ticket]
        if self.due[s] != self.now or self.ticket[s] != ticket:
            return  # interrupted meanwhile
        self.ticket[s] = NONE
        self.due[s] = NEVER
        self.idle_since[s] = self.now
        if self.on_duty[s]:
            self.freed[self.n_freed] = s
            self.n_freed += 1
        self.t_end[ticket] = self.now
        self.t_outcome[ticket] = SERVED
        self.over(ticket)

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def lose_patience(self, ticket: cython.longlong) -> cython.void:
        if self.t_start[ticket] != NEVER:
            return
        self.take_out(ticket)
        self.t_end[ticket] = self.now
        self.t_outcome[ticket] = LEFT
        self.over(ticket)

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def expect_shift(self, r: cython.longlong) -> cython.void:
        """Spans begin and end by turns."""
        span: cython.longlong = self.span_start[r] + (self.turn[r] >> 1)
        if span < self.span_start[r + 1]:
            self.events.push(self.span_to[span] if self.turn[r] & 1 else self.span_from[span], SHIFT | r)

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def change_shift(self, r: cython.longlong) -> cython.void:
        s: cython.longlong
        begins: cython.bint = self.turn[r] & 1 == 0
        self.turn[r] += 1
        self.expect_shift(r)
        for s in range(self.n_servers):
            if self.roster[s] == r:
                if begins:
                    self.begin_duty(s)
                else:
                    self.end_duty(s)

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def begin_duty(self, s: cython.longlong) -> cython.void:
        self.on_duty[s] = 1
        if self.ticket[s] == NONE:
            self.idle_since[s] = self.now
            self.freed[self.n_freed] = s
            self.n_freed += 1
        elif self.due[s] == NEVER:
            self.due[s] = self.now + self.rest[s]
            self.events.push(self.due[s], END | self.ticket[s])

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def end_duty(self, s: cython.longlong) -> cython.void:
        self.on_duty[s] = 0
        if self.ticket[s] == NONE or not self.pauses[s]:
            return
        self.rest[s] = self.due[s] - self.now
        self.due[s] = NEVER

    # ------------------------------------------------------------------ starts

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def settle(self) -> cython.void:
        i: cython.longlong
        s: cython.longlong
        ticket: cython.longlong
        self.sort_freed()
        for i in range(self.n_freed):
            ticket = self.next_of(self.freed[i])
            if ticket != NONE:
                self.start(ticket, self.freed[i])
        self.n_freed = 0
        for i in range(self.n_issued):
            ticket = self.issued[i]
            if self.t_start[ticket] == NEVER:
                s = self.idle_for(self.t_queue[ticket])
                if s != NONE:
                    self.start(ticket, s)
        self.n_issued = 0

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def sort_freed(self) -> cython.void:
        i: cython.longlong
        k: cython.longlong
        s: cython.longlong
        for i in range(1, self.n_freed):
            s = self.freed[i]
            k = i
            while k > 0 and self.freed[k - 1] > s:
                self.freed[k] = self.freed[k - 1]
                k -= 1
            self.freed[k] = s

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def next_of(self, s: cython.longlong) -> cython.longlong:
        """Of the best rank that has any, the earliest ticket."""
        tier: cython.longlong
        i: cython.longlong
        head: cython.longlong
        best: cython.longlong = NONE
        if not self.on_duty[s] or self.ticket[s] != NONE:
            return NONE
        for tier in range(2 * s, 2 * s + 2):
            for i in range(self.tier_start[tier], self.tier_start[tier + 1]):
                head = self.head[self.tier_queue[i]]
                if head != NONE and (best == NONE or head < best):
                    best = head
            if best != NONE:
                return best
        return NONE

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def idle_for(self, queue: cython.longlong) -> cython.longlong:
        """By rank, then the longest idle, then the smallest number."""
        i: cython.longlong
        s: cython.longlong
        best: cython.longlong = NONE
        best_rank: cython.longlong = 0
        for i in range(self.server_start[queue], self.server_start[queue + 1]):
            s = self.servers[i]
            if not self.on_duty[s] or self.ticket[s] != NONE:
                continue
            if (
                best == NONE
                or self.ranks[i] < best_rank
                or (self.ranks[i] == best_rank and self.idle_since[s] < self.idle_since[best])
            ):
                best = s
                best_rank = self.ranks[i]
        return best

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def start(self, ticket: cython.longlong, s: cython.longlong) -> cython.void:
        self.take_out(ticket)
        self.ticket[s] = ticket
        self.due[s] = self.now + self.t_work[ticket]
        self.t_server[ticket] = s
        self.t_start[ticket] = self.now
        self.t_outcome[ticket] = IN_SERVICE
        self.events.push(self.due[s], END | ticket)

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def take_out(self, ticket: cython.longlong) -> cython.void:
        queue: cython.longlong = self.t_queue[ticket]
        if self.before[ticket] == NONE:
            self.head[queue] = self.after[ticket]
        else:
            self.after[self.before[ticket]] = self.after[ticket]
        if self.after[ticket] == NONE:
            self.tail[queue] = self.before[ticket]
        else:
            self.before[self.after[ticket]] = self.before[ticket]


def run(*arrays):
    """Run the slice; the columns of its records by name."""
    hall: Hall = Hall(*arrays)
    with cython.nogil:
        hall.run()
    return hall.records()
