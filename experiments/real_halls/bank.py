"""The hotline of a bank in Israel (the "Anonymous Bank" of the Technion), February 1999."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import hallsim.api as hs
from experiments.real_halls import parts
from experiments.real_halls.calls import CLOSES_MIN, OPENS_MIN, agents, patience, read_calls
from experiments.real_halls.observed import looked_at, tickets_of

if TYPE_CHECKING:
    from pathlib import Path

FILE = "anonymous_bank_1999_february.txt"
SOURCE = "{en: calls of half of the days, zh: 其中一半日期的来电}"
BINS_MIN = [420, 540, 660, 780, 900, 1020, 1140, 1260]
_BIN_MIN = 30
_SERVICE_STEPS = np.array([0, 2, *range(5, 95, 5), 93, 95, 97, 98, 99, 99.5, 99.8, 100])
_PATIENCE_STEPS = np.array([0.5, 1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70])
_LEAVE = "who leave, %"
_FIGURES = {
    "tickets a day": "visits_per_day",
    "wait of those served, min": "wait_served_mean",
    _LEAVE: "abandonment_share",
}
_STEPS, _REPLICATIONS = 4, 20
_PERCENT_BY_PACE = 45  # fewer leave by so much when the pace goes from 0 to 1, near 0.9


def read(data: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The calls of the days, those of one to fit and one held out in turn."""
    calls = read_calls(data / FILE)
    days = sorted(calls["day"].unique())
    chosen = calls["day"].isin(days[::2])
    return calls[chosen], calls[~chosen]


def real(calls: pd.DataFrame) -> dict[str, float]:
    """What is looked at, of the real hotline."""
    return looked_at(calls.assign(weight=(~calls["left"]).astype(float)), BINS_MIN)


def write(file: Path, fit: pd.DataFrame, held: pd.DataFrame, scenario: Path) -> float:
    """Write the part that `scenario` includes, with the pace of agents (the share of the time on duty that
    they can spend on calls) at which as many leave as on the days to fit, under their roster; it is returned.

    The share at work while anybody waits is where the search begins. It is too low: agents write calls up
    faster, and come back sooner, when many wait.
    """
    duty, aim = agents(fit, _BIN_MIN), real(fit)[_LEAVE]
    waited = duty[duty["waiting"] > 0]
    pace = float(waited["busy"].sum() / waited["on_duty"].sum())
    for _ in range(_STEPS):
        file.write_text(part(fit, held, pace), encoding="utf-8")
        source = hs.load(scenario)
        runs = (hs.run_once(source, "fitted_days", replication=one) for one in range(_REPLICATIONS))
        leave = np.mean([looked_at(tickets_of(run), BINS_MIN)[_LEAVE] for run in runs])
        pace += float(leave - aim) / _PERCENT_BY_PACE
    file.write_text(part(fit, held, pace), encoding="utf-8")
    return pace


def part(fit: pd.DataFrame, held: pd.DataFrame, pace: float) -> str:
    """The part of the scenario, in YAML: laws of the days to fit, figures of those held out, and the
    rosters of both, which no model foretells.
    """
    days = sorted(held["day"].unique())
    counts = fit.groupby("day").size()
    edges = range(OPENS_MIN, CLOSES_MIN + 1, _BIN_MIN)
    cv = parts.day_cv(counts, pd.Series(counts.mean(), index=counts.index))
    known = {"arrivals_per_day": ("fitted", float(counts.mean()))}
    known |= {metric: ("held_out", real(held)[name]) for name, metric in _FIGURES.items()}
    return (
        f"{parts.HEAD}world:\n"
        f"  calendar: {parts.calendar(days, 'sun-thu')}\n"
        f"  arrivals: {{rates: {parts.rates(fit['issued_min'], len(counts), edges)}, day_cv: {cv:.3f}}}\n"
        f"  services:\n{_services(fit)}"
        f"  citizens:\n    patience: {_quantiles(_patience(fit))}\n"
        f"designs:\n  held_out_days:\n{_roster(held, pace)}  fitted_days:\n{_roster(fit, pace)}"
        f"{parts.figures(known, SOURCE)}"
    )


def _services(calls: pd.DataFrame) -> str:
    lines = []
    for name, own in calls.groupby("service"):
        served = own["service_min"].dropna() * 60
        law = _quantiles([(step, np.percentile(served, step)) for step in _SERVICE_STEPS])
        lines.append(f"    {name}: {{share: {100 * len(own) / len(calls):.4g}%, counter: {law}}}\n")
    return "".join(lines)


def _patience(calls: pd.DataFrame) -> list[tuple[float, float]]:
    """Quantiles in percent and seconds; the rest, longer than anybody was seen to wait, is never."""
    found = [(100 * share, 60 * minutes) for share, minutes in patience(calls, _PATIENCE_STEPS / 100)]
    return [(0, 0), *found, (100, 86_400)]


def _quantiles(pairs: list[tuple[float, float]]) -> str:
    """A law by straight lines between (percent, seconds)."""
    steps = parts.flow((f"{share:g}%", f"{value:.4g} s") for share, value in pairs)
    return f"{{empirical: {{quantiles: {steps}}}}}"


def _roster(calls: pd.DataFrame, pace: float) -> str:
    duty = agents(calls, _BIN_MIN)
    lines = [f"    windows:\n      agents:\n        speed: {pace:.3f}\n        on_duty:\n"]
    weekday = duty["day"].dt.day_name().str[:3].str.lower()
    for name in ("sun", "mon", "tue", "wed", "thu"):
        mean = duty[weekday == name].groupby("bin")["on_duty"].mean()
        lines.append(f"          {name}: {parts.steps(mean)}\n")
    return "".join(lines)
