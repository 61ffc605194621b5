"""Faults to plant in the reference engine, each with the rule that must catch it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hallsim.hall import build_plan, build_trace, simulation
from hallsim.hall.plan.model import Plan
from hallsim.hall.plan.opening import Opening
from hallsim.hall.reference import engine
from hallsim.hall.reference.courses import Courses
from hallsim.hall.reference.interpreter.admission import Visits
from hallsim.hall.reference.interpreter.ticketing import Ticketing
from hallsim.hall.reference.servers.closing import Closing
from hallsim.hall.reference.servers.facility import Facility
from hallsim.hall.reference.servers.shifts import Shifts
from hallsim.hall.reference.state.clock import Clock
from hallsim.hall.reference.state.dispatch import QueueState, Station
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World
from hallsim.trace.model import NEVER, End, Outcome
from hallsim.trace.tables import RECORDED
from tests.helpers.hall_builder import MIN

Patch = pytest.MonkeyPatch


def last_come_first_served(patch: Patch) -> None:
    def append(self: QueueState, ticket: Any) -> None:
        self.lanes[ticket.priority].appendleft(ticket)
        self.n_waiting += 1

    patch.setattr(QueueState, "append", append)


def two_tickets_at_once(patch: Patch) -> None:
    start = Facility.start

    def twice(self: Facility, server: Any, ticket: Any, now: int) -> None:
        start(self, server, ticket, now)
        if server.rule == "finish" and now < 10 * 60 * MIN:
            server.pool.add_idle(server, now)

    def free(self: Facility, server: Any, now: int) -> None:
        server.ticket = None
        if server.on_duty and not server.idle:
            server.pool.add_idle(server, now)
        self.touch(server.station)

    patch.setattr(Facility, "start", twice)
    patch.setattr(Facility, "free", free)


def a_millisecond_too_short(patch: Patch) -> None:
    plan = Clock.plan

    def early(self: Clock, event: Any, priority: int, delay_ms: int = 0) -> None:
        served = getattr(event, "server", None) is not None
        plan(self, event, priority, delay_ms - 1 if served and delay_ms else delay_ms)

    patch.setattr(Clock, "plan", early)


def breaks_ignored(patch: Patch) -> None:
    def no_breaks(world: World, design: Design) -> Plan:
        plan = build_plan(world, design)
        return replace(plan, rosters=tuple(replace(r, on_duty=r.rostered) for r in plan.rosters))

    patch.setattr(simulation, "build_plan", no_breaks)


def lunch_worked_through_at_desks(patch: Patch) -> None:
    patch.setattr(Facility, "end_with_pauses", lambda self, server, now, work_ms: now + work_ms)


def priority_reversed(patch: Patch) -> None:
    init = QueueState.__init__

    def reverse(self: QueueState, *args: Any) -> None:
        init(self, *args)
        self.lanes = dict(reversed(self.lanes.items()))

    patch.setattr(QueueState, "__init__", reverse)


def a_ticket_is_lost(patch: Patch) -> None:
    def some(self: QueueState, ticket: Any) -> None:
        if not self.is_desk or ticket.matter % 7:
            append(self, ticket)

    append = QueueState.append
    patch.setattr(QueueState, "append", some)


def who_waits_at_the_end_is_forgotten(patch: Patch) -> None:
    patch.setattr(QueueState, "waiting", lambda self: iter(()))
    patch.setattr(Closing, "send_home_if_closed", lambda self, queue: None)


def nobody_is_sent_home(patch: Patch) -> None:
    patch.setattr(Opening, "is_closed", lambda self, now: False)


def patience_ignored(patch: Patch) -> None:
    patch.setattr(Facility, "watch_patience", lambda self, ticket, patience_ms: None)


def served_after_leaving(patch: Patch) -> None:
    def stay(self: Facility, ticket: Any) -> None:
        if ticket.waiting:
            ticket.outcome = Outcome.LEFT

    patch.setattr(Facility, "run_out_of_patience", stay)


def started_before_it_was_issued(patch: Patch) -> None:
    start = Facility.start

    def earlier(self: Facility, server: Any, ticket: Any, now: int) -> None:
        start(self, server, ticket, now)
        ticket.start_ms -= ticket.start_ms == ticket.issue_ms

    patch.setattr(Facility, "start", earlier)


def a_server_idles_while_tickets_wait(patch: Patch) -> None:
    match = Station.next_match
    calls = iter(range(1 << 60))
    patch.setattr(Station, "next_match", lambda self: None if next(calls) % 5 == 0 else match(self))


def overtime_dropped(patch: Patch) -> None:
    end_row = Shifts.end_row
    patch.setattr(
        Shifts, "end_row", lambda self, server, left: end_row(self, server, min(left, server.shift_to))
    )


def early_leaving(patch: Patch) -> None:
    end_row = Shifts.end_row
    patch.setattr(Shifts, "end_row", lambda self, server, left: end_row(self, server, left - MIN))


def the_wrong_queue(patch: Patch) -> None:
    init = Facility.__init__

    def rotated(self: Facility, *args: Any) -> None:
        init(self, *args)
        licence, collect, card, *desks = (self.queues[task.queue] for task in self.plan.tasks)
        self.queues_by_group = [[card, collect, licence, *desks]] * len(self.queues_by_group)

    patch.setattr(Facility, "__init__", rotated)


def left_before_the_ticket_ended(patch: Patch) -> None:
    leave = Visits.leave

    def early(self: Visits, walks: Any, state: End) -> None:
        leave(self, walks, state)
        self.recorder.visits[-2] = max(self.recorder.visits[-3], self.recorder.visits[-2] - MIN)

    patch.setattr(Visits, "leave", early)


def a_matter_without_an_end(patch: Patch) -> None:
    write = Courses.write_matter

    def some(self: Courses, walk: Any, state: Any, end_ms: int) -> None:
        nowhere: Any = -1
        write(self, walk, nowhere if state is End.IN_APPROVAL else state, end_ms)

    patch.setattr(Courses, "write_matter", some)


def who_left_counts_as_away(patch: Patch) -> None:
    end = Courses.end_matter
    patch.setattr(
        Courses,
        "end_matter",
        lambda self, walk, state: end(self, walk, End.AWAY if state is End.LEFT else state),
    )


def in_approval_counts_as_served(patch: Patch) -> None:
    patch.setattr(engine.Run, "open_state", lambda self, walk: End.SERVED)


def a_citizen_ends_as_the_best_matter_does(patch: Patch) -> None:
    def citizens(*arguments: Any) -> Any:
        table = original(*arguments)
        return table | {"state": np.zeros_like(table["state"])}

    original = build_trace._citizens
    patch.setattr(build_trace, "_citizens", citizens)


def the_work_of_another_citizen(patch: Patch) -> None:
    work_of = Ticketing.work_of

    def other(self: Ticketing, op: Any, walk: Any) -> int:
        matter, last = walk.matter, len(self.tapes.service) - 1
        walk.matter = min(matter + 1, last)
        try:
            return work_of(self, op, walk)
        finally:
            walk.matter = matter

    patch.setattr(Ticketing, "work_of", other)


def the_rest_handed_back_is_lost(patch: Patch) -> None:
    patch.setattr(QueueState, "give_back", lambda self, ticket: None)


def the_rest_handed_back_to_the_end(patch: Patch) -> None:
    patch.setattr(QueueState, "give_back", QueueState.append)


def helps_before_its_own(patch: Patch) -> None:
    def swapped(world: World, design: Design) -> Plan:
        plan = build_plan(world, design)
        return replace(plan, servers=tuple(replace(s, tiers=s.tiers[::-1]) for s in plan.servers))

    patch.setattr(simulation, "build_plan", swapped)


def due_a_day_late(patch: Patch) -> None:
    due = build_trace._due

    def late(*arguments: Any) -> Any:
        found = due(*arguments)
        return np.where(found == NEVER, NEVER, found + 24 * 60 * MIN)

    patch.setattr(build_trace, "_due", late)


def a_row_written_twice(patch: Patch) -> None:
    on_ticket = Facility.on_ticket

    def twice(self: Facility, ticket: Any) -> None:
        on_ticket(self, ticket)
        if ticket.number == 50:
            row = self.recorder.tickets[-len(RECORDED["tickets"].recorded) :]
            self.recorder.tickets.extend(array("q", row))

    patch.setattr(Facility, "on_ticket", twice)


def shifts_forgotten(patch: Patch) -> None:
    def some(self: Shifts, server: Any, left: int) -> None:
        if server.index:
            end_row(self, server, left)

    end_row = Shifts.end_row
    patch.setattr(Shifts, "end_row", some)


def a_visit_too_many(patch: Patch) -> None:
    enter = Visits.enter

    def counted_twice(self: Visits, walks: Any, op: Any, **more: Any) -> Iterator[Any]:
        walks[0].n_visits += 1
        yield from enter(self, walks, op, **more)

    patch.setattr(Visits, "enter", counted_twice)


FAULTS: tuple[tuple[Callable[[Patch], None], str], ...] = (
    (last_come_first_served, "fifo"),
    (two_tickets_at_once, "overlap"),
    (a_millisecond_too_short, "work"),
    (breaks_ignored, "roster"),
    (lunch_worked_through_at_desks, "work"),
    (priority_reversed, "priority"),
    (a_ticket_is_lost, "ids"),
    (who_waits_at_the_end_is_forgotten, "ids"),
    (nobody_is_sent_home, "kept_after_closing"),
    (patience_ignored, "outlived_patience"),
    (served_after_leaving, "ticket_times"),
    (started_before_it_was_issued, "ticket_times"),
    (a_server_idles_while_tickets_wait, "idle_server"),
    (overtime_dropped, "on_duty"),
    (early_leaving, "roster"),
    (the_wrong_queue, "skills"),
    (left_before_the_ticket_ended, "visit_bounds"),
    (a_matter_without_an_end, "references"),
    (who_left_counts_as_away, "matter_state"),
    (in_approval_counts_as_served, "matter_state"),
    (a_citizen_ends_as_the_best_matter_does, "citizen_state"),
    (the_work_of_another_citizen, "foreign_work"),
    (the_rest_handed_back_is_lost, "ids"),
    (the_rest_handed_back_to_the_end, "rest_overtaken"),
    (helps_before_its_own, "helped_first"),
    (due_a_day_late, "due"),
    (a_row_written_twice, "ids"),
    (shifts_forgotten, "roster"),
    (a_visit_too_many, "n_visits"),
)
