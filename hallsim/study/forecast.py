"""What `hallsim check` foretells of a scenario: loads, meetings, and what it will take to run it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hallsim.study.executor import DEFAULT_PROCESSES
from hallsim.study.offered_load import LaidOut, StationLoad, laid_out, ratio, with_waits

if TYPE_CHECKING:
    from hallsim.scenario.scenario import Scenario

SECONDS_A_TICKET = 35e-6
BYTES_A_TICKET = 1_700
BYTES_A_PROCESS = 80_000_000
"""What a ticket costs from drawing it to its figures: `benchmarks/README.md`; machines differ by half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLoad:
    """A desk whose files are heard at meetings.

    Attributes:
        n_files: files that come on an ordinary day.
        capacity: files that its meetings can hear a day, the mean of the days worked; None: no limit.
        days_apart: working days from one meeting to the next.
    """

    design: str
    station: str
    n_files: float
    capacity: float | None
    days_apart: float

    @property
    def utilisation(self) -> float:
        """Files that come over files that can be heard; 0 without a limit."""
        return 0.0 if self.capacity is None else ratio(self.n_files, self.capacity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What a run takes: tickets, files at desks among them, of all designs and replications."""

    n_designs: int
    n_replications: int
    n_tickets: float
    seconds: float
    bytes_a_process: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What is expected of a scenario before anything is run."""

    stations: tuple[StationLoad, ...]
    meetings: tuple[MeetingLoad, ...]
    effort: Effort


def forecast(scenario: Scenario) -> Forecast:
    """Loads of every design, and the effort of running them all as often as the scenario says."""
    designs = laid_out(scenario)
    stations = tuple(with_waits([draft for design in designs for draft in design.drafts()]))
    meetings = tuple(meeting for design in designs for meeting in _meetings(design))
    return Forecast(stations=stations, meetings=meetings, effort=_effort(scenario, stations, meetings))


def _meetings(design: LaidOut) -> list[MeetingLoad]:
    calendar = design.plan.calendar
    n_days = max(1, int(design.n_days.sum()))
    found = []
    for queue, plan in design.plan.meetings.items():
        n = int(np.count_nonzero(np.array(plan.times_ms, np.int64) < calendar.horizon_ms))
        found.append(MeetingLoad(
            design=design.name,
            station=design.plan.queues[queue].name,
            n_files=design.tickets_of_day(queue),
            capacity=None if plan.capacity is None else plan.capacity * n / n_days,
            days_apart=n_days / n if n else float("inf"),
        ))  # fmt: skip
    return found


def _effort(scenario: Scenario, stations: Sequence[StationLoad], meetings: Sequence[MeetingLoad]) -> Effort:
    """Each process holds the traces of two designs at most: the base's and another one's."""
    n_designs, n_replications = len(scenario.designs), scenario.run.replications
    by_design = dict.fromkeys(scenario.designs, 0.0)
    for load in stations:
        by_design[load.design] += load.n_tickets * sum(day.n_days for day in load.days)
    for meeting in meetings:
        days = next((load.days for load in stations if load.design == meeting.design), ())
        by_design[meeting.design] += meeting.n_files * sum(day.n_days for day in days)
    n_tickets = sum(by_design.values()) * n_replications
    held = sum(sorted(by_design.values())[-2:])
    return Effort(
        n_designs=n_designs,
        n_replications=n_replications,
        n_tickets=n_tickets,
        seconds=n_tickets * SECONDS_A_TICKET / min(DEFAULT_PROCESSES, n_replications),
        bytes_a_process=BYTES_A_PROCESS + held * BYTES_A_TICKET,
    )
