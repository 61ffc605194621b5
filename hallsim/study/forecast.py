"""What `hallsim check` foretells of a scenario: loads, meetings, and what it will take to run it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hallsim.study.cores import cores
from hallsim.study.effort import Effort, effort_of
from hallsim.workload.offered_load import LaidOut, StationLoad, laid_out, ratio, with_waits

if TYPE_CHECKING:
    from hallsim.scenario.scenario import Scenario


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
class Forecast:
    """What is expected of a scenario before anything is run; its effort is that of all designs."""

    stations: tuple[StationLoad, ...]
    meetings: tuple[MeetingLoad, ...]
    n_designs: int
    n_replications: int
    effort: Effort


def forecast(scenario: Scenario) -> Forecast:
    """Loads of every design, and the effort of running them all as often as the scenario says."""
    designs = laid_out(scenario)
    stations = tuple(with_waits([draft for design in designs for draft in design.drafts()]))
    meetings = tuple(meeting for design in designs for meeting in _meetings(design))
    n_designs, n_replications = len(scenario.designs), scenario.run.replications
    return Forecast(
        stations=stations,
        meetings=meetings,
        n_designs=n_designs,
        n_replications=n_replications,
        effort=effort_of(scenario, n_designs, n_replications, cores()),
    )


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
