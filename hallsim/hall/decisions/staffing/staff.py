"""Who is there and how fast, in one replication: what the environment's tapes decide before the clock starts.

A plan holds what a design says and stays as it is; its staffing is what chance makes of that: the spread
between clerks, days of absence with cover and deputies, and outages.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hallsim.demand.demand import Demand
from hallsim.hall.decisions.draws import IdleDraws
from hallsim.hall.decisions.staffing.absence import stand_in
from hallsim.hall.decisions.staffing.attendance import attend
from hallsim.hall.decisions.staffing.model import Staffing, without
from hallsim.hall.decisions.staffing.officers import desk_of, officer_of, officers_away
from hallsim.hall.plan.clerks import KIOSK, clerk_of, tenure_error, tenure_factor
from hallsim.hall.plan.model import Plan, Roster
from hallsim.scenario.design.design import Design, Windows
from hallsim.scenario.values.distribution import Distribution
from hallsim.scenario.values.timetable import Timetable, minus_each
from hallsim.units import MS_PER_DAY

Int = NDArray[np.int64]
NOBODY = Timetable.from_spans(())


def staff(plan: Plan, design: Design, demand: Demand) -> Staffing:
    """The plan's people as this replication and its systems make them."""
    if design.supervision != 1.0:
        checked = {"checks": design.absence.checks * design.supervision}
        design = design.model_copy(update={"absence": design.absence.model_copy(update=checked)})
    staffing = _in_person(attend(Staffing.as_designed(plan), plan, demand), plan, design, demand)
    away: dict[int, Timetable] = {}
    if design.absence.share * design.absence.checks > 0:
        stand = stand_in(staffing, plan, design, demand)
        away, staffing = stand.away, replace(staffing, covers=stand.covers)
    away = away | officers_away(staffing, plan, design, demand)
    if design.outages is not None:
        down = outage_spans(design, demand, len(plan.calendar.is_working) * MS_PER_DAY)
        for index, server in enumerate(plan.servers):
            if not server.is_desk and {"all", server.station} & set(design.outages.windows):
                away[index] = away.get(index, NOBODY).union(down)
    return without(staffing, away, _on_a_break)


def idle_work(plan: Plan, design: Design, demand: Demand) -> dict[int, IdleDraws]:
    """Back-office work by server; servers without any are missing."""
    laws = {group: windows.idle_work for group, windows in all_windows(design).items()}
    return {
        index: IdleDraws(
            stream=demand.stream,
            name=f"window/{server.name}/idle_work",
            law=law,
            workday_ms=plan.calendar.workday_ms,
        )
        for index, server in enumerate(plan.servers)
        if not server.is_desk and (law := laws.get(server.station)) is not None
    }


def all_windows(design: Design) -> dict[str, Windows]:
    """Groups of windows by station, those of offices too."""
    offices = design.offices.items()
    return design.windows | {f"{n}.{g}": spec for n, office in offices for g, spec in office.windows.items()}


def _in_person(staffing: Staffing, plan: Plan, design: Design, demand: Demand) -> Staffing:
    """What chance says of every clerk: the spread between clerks, and tenure under rotation."""
    groups = design.windows if plan.network is None else all_windows(design)
    time_factor, error_share = staffing.time_factor.copy(), staffing.error_share.copy()
    for index, server in enumerate(plan.servers):
        if server.is_desk:
            if spread := desk_of(server, design).speed_cv:
                time_factor[index] *= _own_factor(spread, officer_of(server), demand)
            continue
        if server.kind == KIOSK or server.station not in groups:
            continue
        clerk, cv, stay = clerk_of(plan, index), groups[server.station].speed_cv, design.tenure.stay_months
        if cv:
            time_factor[index] *= _own_factor(cv, clerk, demand)
        if stay is not None and server.tenure_months is None:
            months = stay * float(demand.environment(f"{clerk}/tenure", 1)[0])
            time_factor[index] *= tenure_factor(design.tenure, months)
            error_share[index] = 1 - (1 - error_share[index]) * (1 - tenure_error(design.tenure, months))
    return replace(staffing, time_factor=time_factor, error_share=error_share)


def _own_factor(cv: float, clerk: str, demand: Demand) -> float:
    """Lognormal with mean 1, from the clerk's one uniform."""
    from scipy.special import ndtri

    variance = math.log1p(cv * cv)
    u = float(demand.environment(f"{clerk}/speed", 1)[0])
    return math.exp(math.sqrt(variance) * float(ndtri(max(u, 2.0**-60))) - variance / 2)


def outage_spans(design: Design, demand: Demand, until_ms: int) -> Timetable:
    """Up and down by turns from the start of day 0: spans in which the system is down."""
    rule = design.outages
    assert rule is not None
    n = 16
    while True:
        up, down = (
            _durations(law, demand.environment(f"outage/{name}", n))
            for law, name in ((rule.between, "between"), (rule.length, "length"))
        )
        ends = np.cumsum(up + down)
        if ends[-1] >= until_ms:
            return Timetable.from_arrays(ends - down, ends)
        n *= 2


def _durations(law: Distribution, u: NDArray[np.float64]) -> Int:
    return np.maximum(law.to_ms(law.quantile(u), MS_PER_DAY), 1)


def _on_a_break(rosters: Sequence[Roster], away: Sequence[Timetable]) -> list[Roster]:
    """Who is away at times counts as on a break then."""
    on_duty = minus_each([roster.on_duty for roster in rosters], away)
    breaks = minus_each([roster.rostered for roster in rosters], on_duty)
    return [
        replace(roster, breaks=off, on_duty=on)
        for roster, off, on in zip(rosters, breaks, on_duty, strict=True)
    ]
