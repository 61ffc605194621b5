"""The tables of a roster for other programs: by station, weekday and period, and who works when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hallsim.report.roster.words import pauses
from hallsim.roster.marginal import Effect
from hallsim.roster.people import Person
from hallsim.roster.periods import on_duty, staffing_of
from hallsim.roster.plan import Roster
from hallsim.scenario.values.weekdays import WEEKDAYS
from hallsim.units import MS_PER_HOUR, format_clock_range, format_ms_of_day

if TYPE_CHECKING:
    import pandas as pd


def tables(roster: Roster) -> dict[str, pd.DataFrame]:
    """By name: roster, need, promises, marginal, next_clerk, robust."""
    import pandas as pd

    rows = {
        "roster": _roster(roster),
        "need": _need(roster),
        "promises": _promises(roster),
        "marginal": _marginal(roster),
        "next_clerk": _steps(roster),
        "robust": _robust(roster),
    }
    return {name: pd.DataFrame(found) for name, found in rows.items()}


def _cells(roster: Roster) -> list[tuple[int, int, int, dict[str, Any]]]:
    """Every station, weekday and period, with its names."""
    frame = roster.frame
    return [
        (
            s,
            w,
            p,
            {"station": station.name, "weekday": WEEKDAYS[day], "period": frame.periods.name(p)},
        )
        for s, station in enumerate(frame.stations)
        for w, day in enumerate(frame.periods.weekdays)
        for p in range(frame.periods.n)
    ]


def _roster(roster: Roster) -> list[dict[str, Any]]:
    frame = roster.frame
    return [
        {
            "person": one.name,
            "contract": _contract(roster, one),
            "weekday": WEEKDAYS[frame.periods.weekdays[w]],
            "station": frame.stations[duty.station].name,
            "shift": duty.variant.template,
            "from": format_ms_of_day(duty.variant.come),
            "to": format_ms_of_day(duty.variant.go),
            "break": "; ".join(format_clock_range(*span) for span in pauses(duty.variant)),
            "paid_h": duty.variant.paid_h,
        }
        for one in roster.people
        for w, duty in sorted(one.duties.items())
    ]


def _contract(roster: Roster, person: Person) -> str:
    crew = roster.market.crews[person.crew]
    return roster.market.rules.clerks[crew.clerk].contract if crew.clerk else crew.name


def need_hours(roster: Roster) -> float:
    """Hours a week of the need alone, as far as the stations are open then, at all offices alike."""
    frame = roster.frame
    seats = staffing_of(frame.stations, frame.periods, roster.need)
    spans = (
        (station.copies, end - start)
        for station in frame.stations
        for seat in seats[station.name]
        for day in seat.week
        for start, end in day
    )
    return sum(copies * length for copies, length in spans) / MS_PER_HOUR


def _need(roster: Roster) -> list[dict[str, Any]]:
    there = on_duty(roster.frame.stations, roster.frame.periods, roster.best.staffing, least=False)
    own = on_duty(roster.frame.stations, roster.frame.periods, roster.own.staffing, least=False)
    return [
        {
            **names,
            "load": round(float(roster.offered.load[s, w, p]), 4),
            "need_by_formula": int(roster.theory[s, w, p]),
            "need": int(roster.need[s, w, p]),
            "on_duty": float(there[s, w, p]),
            "slack": float(there[s, w, p] - roster.need[s, w, p]),
            "on_duty_before": float(own[s, w, p]),
        }
        for s, w, p, names in _cells(roster)
    ]


def _promises(roster: Roster) -> list[dict[str, Any]]:
    rows = []
    for which, tried in (("found", roster.best), ("before", roster.own)):
        for found in tried.judgements:
            for s, w, p, names in _cells(roster):
                if found.n[s, w, p]:
                    rows.append(
                        {
                            "roster": which,
                            "promise": found.target.said,
                            **names,
                            "value": float(found.value[s, w, p]),
                            "lo": float(found.lo[s, w, p]),
                            "hi": float(found.hi[s, w, p]),
                            "n": int(found.n[s, w, p]),
                            "alone": bool(found.alone[s, w, p]),
                            "shown": bool(found.judged[s, w, p]),
                            "holds": bool(found.holds[s, w, p]),
                        }
                    )
    return rows


def _marginal(roster: Roster) -> list[dict[str, Any]]:
    frame = roster.frame
    sides: tuple[tuple[str, Effect], ...] = (("more", roster.marginal.more), ("less", roster.marginal.less))
    return [
        {
            "station": station.name,
            "period": frame.periods.name(p),
            "change": name,
            "late_a_week": float(side.missed[s, p]),
            "wait_h_a_week": float(side.wait_h[s, p]),
            "left_a_week": float(side.left[s, p]),
        }
        for s, station in enumerate(frame.stations)
        for p in range(frame.periods.n)
        for name, side in sides
        if not np.isnan(side.missed[s, p])
    ]


def _steps(roster: Roster) -> list[dict[str, Any]]:
    def told(duties: Any) -> str:
        if not duties:
            return ""
        variant = duties[0].variant
        where = roster.frame.stations[duties[0].station].name
        return f"{format_clock_range(variant.come, variant.go)} {where}"

    return [
        {
            "move": step.move,
            "come": told(step.come),
            "gone": told(step.gone),
            "cost_a_week": step.cost,
            "late_a_week": step.missed,
            "wait_h_a_week": step.wait_h,
            "left_a_week": step.left,
            "periods_broken": step.n_broken,
        }
        for step in roster.steps
    ]


def _robust(roster: Roster) -> list[dict[str, Any]]:
    rows = []
    for found in roster.chances:
        for k, target in enumerate(roster.frame.targets):
            for s, w, p, names in _cells(roster):
                if not np.isnan(found.missed[k, s, w, p]):
                    rows.append(
                        {
                            "world": found.name or "as_planned",
                            "promise": target.said,
                            **names,
                            "chance_missed": float(found.missed[k, s, w, p]),
                            "value": float(found.value[k, s, w, p]),
                            "replications": found.n,
                        }
                    )
    return rows
