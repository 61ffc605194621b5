"""Registration of vehicles at the district office of Białołęka, Warsaw, January 2020."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import hallsim.api as hs
from experiments.real_halls import parts
from experiments.real_halls.feed import OPENS_MIN, Day, pace, read_feed
from experiments.real_halls.observed import looked_at, tickets_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILE = "warsaw_queues_5min_2020-01-02_22.csv.gz"
SOURCE = "{en: display on half of the days, zh: 其中一半日期的叫号屏}"
BINS_MIN = [480, 540, 600, 660, 720, 780, 840, 900]
_OFFICE, _QUEUE = "UD_Bialoleka", 308
_MONDAY, _CLOSES_MIN, _MONDAY_CLOSES_MIN = "Monday", 16 * 60, 18 * 60
_POLL_MIN, _BIN_MIN = 5, 30
_STEPS, _REPLICATIONS = 4, 20
_FIGURES = {"tickets a day": "visits_per_day", "wait of those served, min": "wait_served_mean"}


def read(data: Path) -> tuple[list[Day], list[Day]]:
    """The days, one to fit and one held out in turn."""
    days = read_feed(data / FILE, _OFFICE, _QUEUE)
    return days[::2], days[1::2]


def real(days: Sequence[Day], patience_min: float) -> dict[str, float]:
    """What is looked at, of the real hall: a ticket weighs as likely as it was still there."""
    tickets = pd.concat([day.tickets() for day in days])
    weight = np.exp(-tickets["wait_min"] / patience_min)
    return looked_at(tickets.assign(weight=weight), BINS_MIN)


def part(fit: Sequence[Day], held: Sequence[Day], service_min: float, patience_min: float) -> str:
    """The part of the scenario, in YAML."""
    ordinary = [day for day in fit if day.date.day_name() != _MONDAY]
    mondays = [day for day in fit if day.date.day_name() == _MONDAY]
    cv = f"day_cv: {_day_cv(ordinary):.3f}"
    known = {"arrivals_per_day": ("fitted", _tickets_a_day(fit))}
    known |= {metric: ("held_out", real(held, patience_min)[name]) for name, metric in _FIGURES.items()}
    return (
        f"{parts.HEAD}world:\n"
        f"  calendar: {parts.calendar([day.date for day in held], 'mon-fri')}\n"
        "  arrivals:\n"
        f"    - {{rates: {_rates(ordinary)}, weekdays: {{mon: 0}}, {cv}}}\n"
        f"    - {{rates: {_rates(mondays)}, weekdays: {{tue: 0, wed: 0, thu: 0, fri: 0}}, {cv}}}\n"
        f"  services: {{registration: {{counter: {{law: lognormal, mean: {service_min:.3g} min}}}}}}\n"
        f"  citizens: {{patience: {{law: exponential, mean: {patience_min:.3g} min}}}}\n"
        "designs:\n  today:\n    windows:\n      registration:\n        on_duty:\n"
        f"          mon: {parts.steps(_windows(fit, monday=True))}\n"
        f"          tue-fri: {parts.steps(_windows(fit, monday=False))}\n"
        f"{parts.figures(known, SOURCE)}"
    )


def write(file: Path, fit: Sequence[Day], held: Sequence[Day], scenario: Path) -> tuple[float, float]:
    """Write the part that `scenario` includes, with the mean service and patience with which the simulated
    display looks to `pace` as the real one does; both are returned, in minutes.

    `pace` alone is off by some percent: an open window is not always at work, and the display is read only
    every five minutes.
    """
    aim = np.log(pace(fit))
    at = aim.copy()
    for _ in range(_STEPS):
        file.write_text(part(fit, held, *np.exp(at)), encoding="utf-8")
        at = at + aim - np.log(pace(_displays(scenario, fit)))
    service_min, patience_min = (float(one) for one in np.exp(at))
    file.write_text(part(fit, held, service_min, patience_min), encoding="utf-8")
    return service_min, patience_min


def _displays(scenario: Path, fit: Sequence[Day]) -> list[Day]:
    """The display of simulated days, polled as the real one."""
    source = hs.load(scenario)
    windows = {monday: _windows(fit, monday=monday) for monday in (False, True)}
    days = []
    for replication in range(_REPLICATIONS):
        tickets = tickets_of(hs.run_once(source, replication=replication))
        for day, own in tickets.groupby("day"):
            date = pd.Timestamp(source.scenario.world.calendar.start) + pd.Timedelta(days=int(str(day)))
            days.append(_display(own, date, windows[date.day_name() == _MONDAY]))
    return days


def _display(tickets: pd.DataFrame, date: pd.Timestamp, windows: pd.Series[float]) -> Day:
    """Of the numbers now called the greatest: smaller ones that have left are called in vain."""
    minute = np.arange(OPENS_MIN, 20 * 60, _POLL_MIN, dtype=float)
    served = tickets[~tickets["left"]]
    number = np.maximum.accumulate(np.flatnonzero(~tickets["left"]) + 1)
    at = np.searchsorted(served["called_min"].to_numpy(), minute, side="right")
    return Day(
        date=date,
        minute=minute,
        windows=np.array(windows.reindex(minute, method="ffill"), float),
        called=np.append(0, number)[at].astype(float),
        issued=np.searchsorted(tickets["issued_min"].to_numpy(), minute, side="right").astype(float),
    )


def _windows(days: Sequence[Day], *, monday: bool) -> pd.Series[float]:
    """Windows open by the half-hour, the mean of the days, rounded, up to the closing."""
    polls = pd.concat(
        pd.DataFrame({"bin": day.minute // _BIN_MIN * _BIN_MIN, "open": day.windows})
        for day in days
        if (day.date.day_name() == _MONDAY) == monday
    )
    mean = polls.groupby("bin")["open"].mean().round()
    return mean[mean.index < (_MONDAY_CLOSES_MIN if monday else _CLOSES_MIN)]


def _rates(days: Sequence[Day]) -> str:
    """Tickets an hour by the half-hour; those drawn before the opening in the minute before it."""
    issued = pd.concat(day.tickets()["issued_min"] for day in days)
    waiting = issued <= OPENS_MIN
    edges = [OPENS_MIN - 1, *range(OPENS_MIN, _MONDAY_CLOSES_MIN + 1, _BIN_MIN)]
    return parts.rates(issued.where(~waiting, OPENS_MIN - 0.5), len(days), edges)


def _tickets_a_day(days: Sequence[Day]) -> float:
    return float(np.mean([day.called[-1] for day in days]))


def _day_cv(days: Sequence[Day]) -> float:
    counts = pd.Series([day.called[-1] for day in days])
    return parts.day_cv(counts, pd.Series(counts.mean(), index=counts.index))
