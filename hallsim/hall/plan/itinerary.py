"""What happens to the matters of a service, from before the first visit to the certificate."""

from __future__ import annotations

from dataclasses import dataclass

from hallsim.hall.plan.operations import If, Ops, Serve, Tape, Visit, ticket_and_rest

NOT_MADE = Visit(stops=())
"""The first visit of a matter for which nobody comes to the hall: filed online, or taken at home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Itinerary:
    """What happens to the matters of one service under one design.

    ``before`` is done remotely, and the citizen comes on a later day; ``first`` is the first visit
    (``NOT_MADE`` where nobody comes); after a rejection the citizen comes back for ``again`` (``second`` for
    the second visit, when the first did not get to the window); then ``after`` happens outside the hall. A
    citizen whom the hall sends to the bureau goes there on the next open day for ``elsewhere``, and goes on
    as after a first visit.
    """

    service: int
    first: Visit
    again: Visit
    after: Ops
    when_home: Ops  # for citizens who went home while waiting inside, once the file has arrived
    tasks_of_first_visit: tuple[int, ...]
    before: Ops = ()
    second: Visit | None = None
    elsewhere: Visit | None = None

    @property
    def is_visited(self) -> bool:
        """Whether there is a first visit: not where the matter is filed online, or taken at home."""
        return bool(self.first.stops)

    @property
    def team(self) -> Serve | None:
        """Where the matter is taken at home: the ticket for the team."""
        return ticket_and_rest(self.after)[0]

    @property
    def after_team(self) -> Ops:
        """Where the matter is taken at home: what follows once the team has accepted it."""
        return ticket_and_rest(self.after)[1]

    def ops(self) -> Ops:
        """All its operations, whenever they happen."""
        visits = (self.first, self.second, self.again, self.elsewhere)
        return (*self.before, *(visit for visit in visits if visit is not None), *self.after, *self.when_home)


def window_tasks(ops: Ops) -> tuple[int, ...]:
    """Tasks at windows among the operations, in order."""
    found: list[int] = []
    for op in ops:
        if isinstance(op, Serve) and op.tape is not Tape.STEP:
            found.append(op.task)
        elif isinstance(op, If):
            found.extend(window_tasks(op.then))
    return tuple(found)
