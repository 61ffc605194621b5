"""How often each ticket of a matter's way is expected: its operations, walked with weights.

Every matter, or kind of matters, is a row of an array; its weight says how often it comes to an operation.
What lies within an operation is walked with the weight of the operation itself: only the few kinds in the
table below walk it more or less often. What chance decides there is read from the `Account`, which also books
the tickets; so one walk serves laws (`law_account.py`) and drawn matters (`drawn_account.py`).

A file taken back from other branches by a refusal, a race or a limit is counted as if its work were done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from hallsim.hall.plan.itinerary import Itinerary
from hallsim.hall.plan.operations import (
    Approve,
    Condition,
    Fork,
    If,
    Misled,
    Op,
    Ops,
    Row,
    Serve,
    Step,
    StepRef,
    Tape,
    Visit,
    every,
)
from hallsim.trace.model import Purpose

Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What comes of a step.

    Attributes:
        needed: (rows,) share of the files that need it.
        sent_back: (k, rows) share of these that it sends back more than 0, 1, 2, ... times.
        passes: (rows,) share of these that it does not refuse.
    """

    needed: Real
    sent_back: Real
    passes: Real

    @property
    def n_back(self) -> Real:
        """(rows,) how often a file that needs it is sent back."""
        return np.asarray(self.sent_back.sum(axis=0))


class Account(Protocol):
    """What cannot be read off the operations of a way; all of it by row.

    Attributes:
        n_visits: visits for one matter after which a citizen gives up.
        in_time: share that comes while tickets are issued.
        leads: share that is the first of its citizen's matters.
    """

    n_visits: int
    in_time: Real
    leads: Real

    def failing(self, k: int) -> Real:
        """Share of which at least `k` visits fail."""

    def needing(self, stop: If) -> Real:
        """Share that needs a stop."""

    def misled(self) -> Mapping[int, Real]:
        """Share that first stands at a wrong window, by task."""

    def auxiliary(self, task: int) -> float:
        """Share of the windows of a task whose clerks accept but do not decide."""

    def results(self, step: StepRef) -> Results:
        """What comes of a step of an approval with results."""

    def serve(self, op: Serve, times: Real, walk: Walk) -> None:
        """Book that many tickets."""


class Walk:
    """One itinerary, walked for an account.

    Attributes:
        later: whether this is not on the day of the first visit.
        again: whether steps examine a file that has been sent back.
        inside: whether the citizen is in the hall.
        returns: numbers of the further visits that are walked; None: the one after all that were rejected.
    """

    def __init__(self, account: Account) -> None:
        self.account = account
        self.none = np.zeros_like(account.in_time)
        self.whole = np.ones_like(account.in_time)
        self.later = self.again = self.inside = self.visited = self.with_results = False
        self.returns: range | None = None
        self.accepted = self.approved = self.whole  # of those who come to the judgement, the decision
        self.corrections = self.none
        self.served_at = -1  # the last task at a window
        self.actions: dict[type, Callable[[Any, Real], Real]] = {
            Serve: self.serve,
            Misled: self.misled,
            If: self.walk_if,
            Fork: self.fork,
            Visit: self.come_again,
            Approve: self.approve,
            Row: self.row,
            Step: self.step,
        }

    def itinerary(self, way: Itinerary) -> None:
        """All of it, from what is done before the first visit to the certificate."""
        self.visited = way.is_visited
        self.walk(way.before, self.whole)
        self.walk(way.after, self.lodge(way) if self.visited else self.whole)

    def lodge(self, way: Itinerary) -> Real:
        """The visits until the matter is accepted; the share that is."""
        account, came = self.account, self.account.in_time
        judged = way.elsewhere or way.first
        if way.elsewhere is not None:
            self.visit(way.first, came)
        if not any(_judges(op) for op in every(judged.stops)):
            self.visit(judged, came, later=way.elsewhere is not None)
            return came
        self.accepted = 1 - account.failing(1)
        self.visit(judged, came, later=way.elsewhere is not None)
        first = 1
        if way.second is not None and account.n_visits > 1:
            self.accepted = _part(account.failing(1) - account.failing(2), account.failing(1))
            self.visit(way.second, came * account.failing(1), later=True)
            first = 2
        returns = sum((account.failing(k) for k in range(first, account.n_visits)), self.none)
        in_the_end = account.failing(account.n_visits)
        self.accepted = _part(account.failing(min(first, account.n_visits)) - in_the_end, returns)
        self.returns = range(first, account.n_visits)
        self.visit(way.again, came * returns, later=True)
        self.returns = None
        return came * (1 - in_the_end)

    # ------------------------------------------------------------------ operations

    def walk(self, ops: Sequence[Op], times: Real) -> Real:
        """Operations one after another; the share of the walks that come to their end."""
        share = self.whole
        for op in ops:
            go_on = self.walk_one(op, times)
            if go_on is not self.whole:
                share, times = share * go_on, times * go_on
        return share

    def walk_one(self, op: Op, times: Real) -> Real:
        """One operation: by the table, else all that lies within it."""
        action = self.actions.get(type(op))
        if action is not None:
            return action(op, times)
        return self.all_of(self.walk(row, times) for row in op.children())

    def all_of(self, shares: Iterable[Real]) -> Real:
        """The share for which several things are so."""
        found = self.whole
        for share in shares:
            found = found if share is self.whole else found * share
        return found

    def serve(self, op: Serve, times: Real) -> Real:
        """A ticket."""
        self.account.serve(op, times, self)
        if op.tape not in (Tape.STEP, Tape.AUTHORISE):
            self.served_at = op.task
        return self.whole

    def misled(self, _: Misled, times: Real) -> Real:
        """A ticket at a wrong window."""
        for task, share in self.account.misled().items():
            self.account.serve(Serve(task=task, tape=Tape.REDIRECT), times * share, self)
        return self.whole

    def walk_if(self, op: If, times: Real) -> Real:
        """What a condition lets happen."""
        if op.condition is Condition.NOT_REJECTED:
            share = self.accepted
        elif op.condition is Condition.APPROVED:
            share = self.approved
        elif op.condition is Condition.BY_AUXILIARY:
            share = self.none + self.account.auxiliary(self.served_at)
        else:
            share = self.account.needing(op)
        self.walk(op.then, times * share)
        return self.whole

    def fork(self, op: Fork, times: Real) -> Real:
        """The branches; the share of which enough come to their end."""
        arrive = [self.walk(branch, times) for branch in op.branches]
        return _at_least(op.n_needed, arrive) if op.is_race else self.all_of(arrive)

    def come_again(self, op: Visit, times: Real) -> Real:
        """A visit for a file: not made by who filed from afar, nor by who is in the hall.

        What is missing is brought for no file that was refused, nor once the last visit has been made: then
        the way ends.
        """
        go_on = self.whole
        if op.purpose is Purpose.SUPPLEMENT:
            made = [1 - self.account.failing(n) for n in (self.account.n_visits - 1, self.account.n_visits)]
            go_on = _part(*made)
            self.visit(op, times * go_on * self.approved, later=True)
        elif self.visited and not self.inside:
            self.visit(op, times, later=True)
        return self.all_of([go_on, self.walk(op.meanwhile, times)])

    def visit(self, op: Visit, times: Real, later: bool = False) -> None:
        """What is done in the hall: some of it once a visit, however many matters."""
        before = self.inside, self.later
        self.inside, self.later = True, self.later or later
        self.walk(op.entry, times * self.account.leads)
        self.walk(op.stops, times)
        self.inside, self.later = before

    # ------------------------------------------------------------------ approvals with results

    def approve(self, op: Approve, times: Real) -> Real:
        """The approval, and the visits with files that were sent back."""
        self.with_results, self.corrections = True, self.none
        self.approved = self.walk(op.ops, times)
        self.with_results = False
        if op.amend is not None and self.visited and not self.inside:
            self.visit(op.amend, self.corrections, later=True)
        return self.whole

    def row(self, op: Row, times: Real) -> Real:
        """Parts one after another; a file sent back to an earlier one comes to all between once more."""
        share = self.whole
        for at, part in enumerate(op.ops):
            if isinstance(part, Step) and part.back_to < at and not self.again:
                self.once_more(op.ops[part.back_to : at], times * share * self.n_corrections(part))
            share = share * self.walk_one(part, times * share)
        return share

    def step(self, op: Step, times: Real) -> Real:
        """The examinations: the first, and those of files that were sent back."""
        if not self.with_results:
            return self.all_of(self.walk(row, times) for row in op.each)
        share = self.whole
        for ref, row in zip(op.steps, op.each, strict=True):
            results = self.account.results(ref)
            needed = times * results.needed
            self.walk(row, needed)
            if not self.again:
                self.once_more(row, needed * results.n_back)
                share = share * (1 - results.needed * (1 - results.passes))
        if not self.again:
            self.corrections = self.corrections + times * self.n_corrections(op)
        return share

    def once_more(self, ops: Ops, times: Real) -> None:
        """Walk with a file that has been examined before."""
        before = self.again, self.later
        self.again = self.later = True
        self.walk(ops, times)
        self.again, self.later = before

    def n_corrections(self, op: Step) -> Real:
        """How often a file that comes to a step is sent back; several of one place send it back together."""
        results = [self.account.results(ref) for ref in op.steps]
        stays = [1 - result.needed * result.sent_back for result in results]
        return np.asarray((1 - np.prod(stays, axis=0)).sum(axis=0))


def _judges(op: Op) -> bool:
    """Whether a matter may be rejected at an operation."""
    return isinstance(op, If) and op.condition is Condition.NOT_REJECTED


def judged_at(way: Itinerary) -> int:
    """The task at a window after which a first visit is judged; -1 where none is."""
    task = -1
    for op in every((way.second or way.elsewhere or way.first).stops):
        if _judges(op):
            return task
        task = op.task if isinstance(op, Serve) else task
    return -1


def _part(some: Real, whole: Real) -> Real:
    return np.divide(some, whole, out=np.zeros_like(whole), where=whole > 0)


def _at_least(n: int, shares: Sequence[Real]) -> Real:
    """Probability that so many of independent events happen."""
    counts = [np.ones_like(shares[0]), *(np.zeros_like(shares[0]) for _ in shares)]
    for share in shares:
        more = [np.zeros_like(share), *counts[:-1]]
        counts = [stay * (1 - share) + rise * share for stay, rise in zip(counts, more, strict=True)]
    return np.asarray(sum(counts[n:]))
