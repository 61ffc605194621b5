"""Who is expected on duty, and how fast: over absence, outages, clerks and rotation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.values.sessions import day_starts, sessions
from hallsim.scenario.world.arrival_kinds.process import BIN_MS, BINS
from hallsim.units import MS_PER_DAY, MS_PER_HOUR
from hallsim.workload.expected import N_WEEKDAYS
from hallsim.workload.pilot import nobody

if TYPE_CHECKING:
    from hallsim.hall.plan.model import Plan, Roster, Server
    from hallsim.scenario.design.design import Design
    from hallsim.scenario.world.world import World

Real = NDArray[np.float64]
Int = NDArray[np.int64]

_YEAR = 371
_TENURES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedStaff:
    """Who is expected on duty.

    Attributes:
        planned: (rosters, 7, BINS) share of each quarter hour of a weekday on duty.
        available: (servers,) share of that for which the server is really there.
        factors: (servers,) mean factor on the work.
        absent: (servers,) chance that its clerk or officer is absent on a day.
        away: (servers, days) that no clerk is at a window all day, where covers decide; None elsewhere.
    """

    planned: Real
    available: Real
    factors: Real
    absent: Real
    away: NDArray[np.bool_] | None = None

    def duty(self, plan: Plan, servers: Sequence[int]) -> Real:
        """(7, BINS) servers on duty of some."""
        found = np.zeros((N_WEEKDAYS, BINS))
        for i in servers:
            found += self.available[i] * self.planned[plan.servers[i].roster]
        return found

    def unstaffed_share(self, plan: Plan, servers: Sequence[int]) -> float:
        """Part of the days on which nobody is at any of some servers: all who work there are absent."""
        known = [i for i in servers if plan.servers[i].tide is None]
        if not known:
            return 0.0
        if self.away is not None and not plan.servers[known[0]].is_desk:
            return float(self.away[known].all(axis=0).mean())
        return float(np.prod(self.absent[known]))


def changes_staff(design: Design) -> bool:
    """Whether chance decides who stands in for whom, so that presence has to be read off a pilot."""
    rule = design.absence
    return rule.share * rule.checks > 0 and bool(rule.cover or rule.deputies)


def staffing_of(world: World, design: Design, plan: Plan) -> ExpectedStaff:
    """Who is on duty when, and how fast: expectations over absence, outages, clerks and rotation.

    Who stands in for whom (covers, deputies) is read off a pilot replication, over all days the calendar
    knows; tide windows are nowhere on duty; fatigue counts with half of the mean stretch on duty.
    """
    from hallsim.hall.decisions.staffing.staff import all_windows
    from hallsim.hall.plan.clerks import tenure_factor

    nights = night_ends(plan)
    planned = np.stack([duty_by_weekday(plan, roster, nights[roster.kind]) for roster in plan.rosters])
    stay, months = design.tenure.stay_months, (np.arange(_TENURES) + 0.5) / _TENURES
    newcomers = (
        1.0 if stay is None else float(np.mean([tenure_factor(design.tenure, stay * m) for m in months]))
    )
    groups, half = set(all_windows(design)), {r: _half_stretch(plan, r) for r in range(len(plan.rosters))}
    available, factors = np.ones((2, len(plan.servers)))
    absent, away = np.array([_absent(server, design) for server in plan.servers]), None
    for i, server in enumerate(plan.servers):
        rotates = server.station in groups and server.tenure_months is None
        factors[i] = server.time_factor * (newcomers if rotates else 1.0)
        factors[i] *= 1 + server.fatigue_per_hour * half[server.roster]
        available[i] = 0.0 if server.tide is not None else _present(server, design)
    if changes_staff(design):
        stood_in, away = _stood_in(world, design, plan)
        available *= stood_in
    return ExpectedStaff(planned=planned, available=available, factors=factors, absent=absent, away=away)


def _absent(server: Server, design: Design) -> float:
    """The chance that who works at a server is absent on a day."""
    from hallsim.hall.decisions.staffing.officers import desk_of

    if server.is_desk:
        return desk_of(server, design).absence.share * design.supervision
    return design.absence.share * design.absence.checks * design.supervision


def _present(server: Server, design: Design) -> float:
    """Share of the planned time that a server is there, for chance that knows no covers."""
    share = 1.0
    if server.is_desk or not changes_staff(design):
        share -= _absent(server, design)
    outages = design.outages
    if outages is not None and not server.is_desk and {"all", server.station} & set(outages.windows):
        up, down = (law.mean_ms(MS_PER_DAY) for law in (outages.between, outages.length))
        share *= up / (up + down)
    return share


def _stood_in(world: World, design: Design, plan: Plan) -> tuple[Real, NDArray[np.bool_]]:
    """(servers,) share of the planned time that a window is staffed with covers and deputies, in a pilot; and
    (servers, worked days) whether it is not at all.
    """
    from hallsim.hall.decisions.staffing.staff import staff

    n_days = len(plan.calendar.is_working)
    end_ms, days_ms = n_days * MS_PER_DAY, np.arange(n_days, dtype=np.int64) * MS_PER_DAY
    alone = design.model_copy(update={"outages": None})
    after = staff(plan, alone, nobody(world, 0))
    shares, away = [], np.zeros((len(plan.servers), n_days), np.bool_)
    for index, server in enumerate(plan.servers):
        before_ms = plan.rosters[server.roster].on_duty.working_ms_before(end_ms)
        staffed = after.roster_of(index).on_duty
        after_ms = staffed.working_ms_before(end_ms)
        away[index] = staffed.working_ms_between(days_ms, days_ms + MS_PER_DAY) == 0
        shares.append(1.0 if server.is_desk or not before_ms else after_ms / before_ms)
    return np.array(shares), away[:, plan.calendar.is_working]


def _half_stretch(plan: Plan, roster: int) -> float:
    """Half of the mean stretch on duty, in hours."""
    hours = plan.rosters[roster].on_duty
    return float(np.mean(hours.ends - hours.starts)) / MS_PER_HOUR / 2 if len(hours.starts) else 0.0


def night_ends(plan: Plan) -> list[Int]:
    """By kind of office, when each day begins: at midnight, or when the night of the day before is over."""
    n_days = len(plan.calendar.is_working)
    openings = [plan.opening]
    if plan.network is not None:
        openings = [kind.opening for kind in plan.network.kinds]
    return [day_starts(sessions(opening), n_days) for opening in openings]


def duty_by_weekday(plan: Plan, roster: Roster, days_ms: Int) -> Real:
    """(7, BINS) mean share of each quarter hour on duty, over the first year's worked days of a weekday.

    What lies past midnight is of the day on which the night begins, the hall's or the roster's own.
    """
    calendar = plan.calendar
    n_days = min(calendar.n_days, _YEAR)
    begins = np.arange((n_days + 1) * BINS, dtype=np.int64) * BIN_MS
    spent = roster.on_duty.working_ms_between(begins, begins + BIN_MS)
    days_ms = np.maximum(days_ms, roster.days_ms)
    day = np.searchsorted(days_ms, begins, side="right") - 1
    counts = (day >= 0) & (day < n_days) & calendar.is_working[day]
    sums = np.zeros((N_WEEKDAYS, BINS))
    np.add.at(sums, (calendar.weekday[day[counts]], np.flatnonzero(counts) % BINS), spent[counts])
    worked = calendar.weekday[:n_days][calendar.is_working[:n_days]]
    n_worked = np.bincount(worked, minlength=N_WEEKDAYS)
    return np.asarray(sums / BIN_MS / np.maximum(n_worked, 1)[:, None])
