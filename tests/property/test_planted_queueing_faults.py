"""Faults planted in lines, in helping, in handing back and in calling: the audit names each."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from hallsim.audit import violations
from hallsim.demand.demand import Demand
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.hall.reference.servers import preemption
from hallsim.hall.reference.servers.calling import Caller
from hallsim.hall.reference.servers.lines import LineSet
from hallsim.hall.reference.servers.shifts import Shifts
from hallsim.hall.reference.state import event_order
from hallsim.hall.reference.state.clock import Clock
from hallsim.hall.reference.state.dispatch import Pool, QueueState, ServerState, Station
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World
from hallsim.trace.model import Outcome, Trace
from tests.helpers.spelled import design_of

Patch = pytest.MonkeyPatch
WORLD = {
    "calendar": {"start": "2026-03-02", "days": 3},
    "services": {
        "licence": {"share": "60%", "department": "north", "counter": "exponential(mean 9 min)"},
        "card": {"share": "40%", "department": "south", "counter": "uniform(2, 14 min)"},
    },
    "arrivals": [{"per_day": 130, "profile": {"09:00-12:00": 1, "14:00-17:00": 2}}],
}
BREAKS = {"at_shift_end": "hand_back", "breaks": [{"count": 1, "hours": "10:00-10:30"}]}
HALLS: dict[str, dict[str, Any]] = {
    "lines": {"windows": {"hall": {"serves": ["all"], "count": 4, "lines": "shortest_line", **BREAKS}}},
    "jockeying": {
        "windows": {"hall": {"serves": ["all"], "count": 4, "lines": "shortest_line_with_jockeying"}}
    },
    "helping": {
        "windows": {
            "n": {"serves": ["north"], "count": 2, **BREAKS},
            "s": {"serves": ["south"], "helps": ["north"], "count": 2, "help_from": 3},
        }
    },
    "alone": {
        "windows": {
            "n": {"serves": ["north"], "count": 2, "hours": "09:00-16:00"},
            "s": {"serves": ["south"], "helps": ["north"], "count": 2, "help_from": 50},
        }
    },
    "tired": {"windows": {"hall": {"serves": ["all"], "count": 4, "speed": 0.9, "fatigue": 0.1, **BREAKS}}},
    "calling": {
        "windows": {"hall": {"serves": ["all"], "count": 4, **BREAKS}},
        "calling": {"walk": "40 s", "no_show": "50%", "recalls": 1, "missed": 3, "requeues": 2},
    },
    "interrupting": {
        "windows": {"hall": {"serves": ["all"], "count": 3, "speed": 0.9, **BREAKS}},
        "priority": {"card": 1},
        "rule": {"interrupt": "resume"},
    },
    "beginning_anew": {
        "windows": {"hall": {"serves": ["all"], "count": 4, "speed": 0.9, **BREAKS}},
        "priority": {"card": 1},
        "rule": {"interrupt": "restart"},
    },
}


@cache
def hall(name: str) -> tuple[World, Design, Demand]:
    world = World.model_validate(WORLD)
    return world, design_of({"opening": "09:00-17:00", **HALLS[name]}), generate(world, 4, 0)


def run(name: str) -> Trace:
    """One replication of a hall."""
    return simulate(*hall(name))


def caught(name: str) -> set[str]:
    """Rules broken in a run of a hall."""
    return {violation.rule for violation in violations(run(name))}


@pytest.mark.parametrize("name", HALLS)
def test_the_sound_halls_break_no_rule(name: str) -> None:
    assert caught(name) == set()


def test_the_halls_use_what_the_faults_touch() -> None:
    lines, helping = run("lines"), run("helping")
    assert len(lines.stays["ticket"]) > len(lines.tickets["ticket"])  # somebody moved from a closed window
    assert (lines.tickets["outcome"] == Outcome.HANDED_BACK).any()
    helped = (helping.tickets["queue"] == 0) & (helping.tickets["server"] >= 2)
    assert helped.any()
    for name in ("interrupting", "beginning_anew"):
        assert (run(name).tickets["outcome"] == Outcome.INTERRUPTED).sum() > 20
    outcomes = set(run("calling").tickets["outcome"].tolist())
    assert outcomes >= {Outcome.MISSED, Outcome.REMOVED, Outcome.HANDED_BACK}


def every_fifth_match_forgotten(patch: Patch) -> None:
    match, calls = Station.next_match, iter(range(1 << 60))
    patch.setattr(Station, "only_queue", property(lambda self: None, lambda self, queue: None))
    patch.setattr(Station, "next_match", lambda self: None if next(calls) % 5 == 0 else match(self))


def nobody_moves_over(patch: Patch) -> None:
    init = LineSet.__init__
    patch.setattr(LineSet, "__init__", lambda self, lines, jockeying: init(self, lines, False))


def helps_from_one_more(patch: Patch) -> None:
    def needs(self: Station, pool: Pool, queue: QueueState) -> bool:
        return queue.n_waiting > pool.help_from

    patch.setattr(Station, "_needs_help", needs)


def never_helps(patch: Patch) -> None:
    patch.setattr(Station, "_needs_help", lambda self, pool, queue: False)


def half_of_the_rest_is_lost(patch: Patch) -> None:
    back = Shifts.hand_back

    def halved(self: Shifts, server: ServerState, *how: Outcome) -> None:
        ticket: Any = server.ticket
        back(self, server, *how)
        ticket.work_ms //= 2

    patch.setattr(Shifts, "hand_back", halved)


def done_work_counts_twice(patch: Patch) -> None:
    back = Shifts.hand_back

    def again(self: Shifts, server: ServerState, *how: Outcome) -> None:
        back(self, server, *how)
        handed = self.floor.recorder.handed
        handed[-1] = max(0, handed[-1] - 60_000)

    patch.setattr(Shifts, "hand_back", again)


def called_before_the_window_was_free(patch: Patch) -> None:
    call = Caller.call

    def early(self: Caller, ticket: Any, now: int) -> None:
        call(self, ticket, now)
        self.floor.recorder.called.extend((ticket.number, max(ticket.issue_ms, now - 60_000)))

    patch.setattr(Caller, "call", early)


def a_missed_ticket_is_lost(patch: Patch) -> None:
    patch.setattr(QueueState, "put_back", lambda self, ticket, places: None)


def an_equal_class_interrupts(patch: Patch) -> None:
    def yields(self: QueueState, served: Any, waiting: Any) -> bool:
        return bool(served.priority >= waiting.priority and served.order < waiting.order)

    patch.setattr(QueueState, "yields", yields)


def nobody_interrupts(patch: Patch) -> None:
    patch.setattr(preemption, "interrupt", lambda *_: None)


def interrupted_work_ends_in_time(patch: Patch) -> None:
    """The end planned for the interrupted service is not forgotten."""

    def end(clock: Clock, ticket: Any, end_ms: int) -> None:
        clock.at(end_ms, event_order.SERVICE_END + ticket.number).callbacks.append(
            lambda _: over(clock, ticket)
        )

    def over(clock: Clock, ticket: Any) -> None:
        if ticket.callbacks is not None and ticket.server is not None:
            clock.plan(ticket, event_order.SERVICE_END + ticket.number)

    patch.setattr(preemption, "end_unless_interrupted", end)


def the_rest_alone_is_done_again(patch: Patch) -> None:
    back = Shifts.hand_back

    def rest(self: Shifts, server: ServerState, *how: Outcome) -> None:
        ticket: Any = server.ticket
        left = ticket.work_ms - self.done_ms(server, ticket)
        back(self, server, *how)
        ticket.work_ms = left

    patch.setattr(Shifts, "hand_back", rest)


FAULTS: tuple[tuple[Callable[[Patch], None], str, str], ...] = (
    (every_fifth_match_forgotten, "lines", "idle_server"),
    (every_fifth_match_forgotten, "jockeying", "idle_server"),
    (nobody_moves_over, "jockeying", "idle_server"),
    (every_fifth_match_forgotten, "helping", "idle_server"),
    (helps_from_one_more, "helping", "idle_server"),
    (never_helps, "alone", "idle_server"),
    (half_of_the_rest_is_lost, "lines", "remainder"),
    (half_of_the_rest_is_lost, "helping", "remainder"),
    (half_of_the_rest_is_lost, "tired", "remainder"),
    (done_work_counts_twice, "helping", "remainder"),
    (an_equal_class_interrupts, "interrupting", "interruption"),
    (nobody_interrupts, "interrupting", "interruption"),
    (interrupted_work_ends_in_time, "interrupting", "work"),
    (half_of_the_rest_is_lost, "interrupting", "remainder"),
    (half_of_the_rest_is_lost, "beginning_anew", "remainder"),
    (done_work_counts_twice, "interrupting", "remainder"),
    (done_work_counts_twice, "beginning_anew", "remainder"),
    (the_rest_alone_is_done_again, "beginning_anew", "remainder"),
    (called_before_the_window_was_free, "calling", "overlap"),
    (a_missed_ticket_is_lost, "calling", "ids"),
)


@pytest.mark.parametrize(("plant", "name", "rule"), FAULTS, ids=[f"{p.__name__}-{n}" for p, n, _ in FAULTS])
def test_a_planted_fault_is_caught(
    plant: Callable[[Patch], None], name: str, rule: str, monkeypatch: Patch
) -> None:
    plant(monkeypatch)
    assert rule in caught(name)
