"""Metrics of windows and desks: how busy, how evenly, how long they work."""

from __future__ import annotations

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.population import DESKS, HOME_TEAMS, TERMINALS, WINDOWS
from hallsim.metrics.definition.sample import Real, Sample
from hallsim.metrics.definition.statistic import OfServers, per_day, ratio
from hallsim.text.message import Message
from hallsim.trace.model import NEVER
from hallsim.units import MS_PER_HOUR

NAN = float("nan")


def gini(values: Real) -> float:
    """Gini coefficient, sum |x_i - x_j| / (2 n^2 mean); nan of nothing, and where all are 0."""
    n = len(values)
    ordered = np.sort(values)
    total = float(ordered.sum())
    if not n or total <= 0:
        return NAN
    rank = np.arange(1, n + 1)
    return float((2 * (rank * ordered).sum() / total - (n + 1)) / n)


def busy(s: Sample, rows: Int) -> Int:
    """(servers,) milliseconds at work."""
    return np.asarray(s.busy_ms[rows])


def on_duty(s: Sample, rows: Int) -> Int:
    """(servers,) milliseconds on duty."""
    return np.asarray(s.on_duty_ms[rows])


def calling(s: Sample, rows: Int) -> Int:
    """(servers,) milliseconds waiting for who was called."""
    return np.asarray(s.calling_ms[rows])


def _idle(s: Sample, rows: Int) -> Int:
    return np.asarray(on_duty(s, rows) - busy(s, rows) - calling(s, rows))


def n_at_once(s: Sample) -> Real:
    """(servers,) as how many servers each one's clerk counts: of several visitors or files at once."""
    slots = s.trace.names.server_slots
    return np.array(slots, np.float64) if slots else np.ones(len(s.trace.names.servers))


def _hours(s: Sample, rows: Int) -> Real:
    return np.asarray((s.on_duty_ms / n_at_once(s))[rows] / MS_PER_HOUR)


def _utilisations(times: Real) -> Real:
    present = times[1] > 0
    return np.asarray(times[0, present] / times[1, present])


def _max(times: Real) -> float:
    return float(_utilisations(times).max()) if (times[1] > 0).any() else NAN


def _min(times: Real) -> float:
    return float(_utilisations(times).min()) if (times[1] > 0).any() else NAN


def _top3(times: Real) -> float:
    work = np.sort(times[0])
    return float(work[-3:].sum() / work.sum()) if work.sum() else NAN


def overtime_hours(s: Sample) -> Real:
    """(servers,) hours stayed beyond the planned end of shifts that began from warm-up to horizon."""
    rows = s.trace.shifts
    counts = s.in_time(rows["from_ms"])
    left = np.where(rows["left_ms"] == NEVER, s.trace.end_ms, rows["left_ms"])
    hours = np.where(counts, np.maximum(left - rows["to_ms"], 0), 0) / MS_PER_HOUR
    n = len(s.trace.names.servers)
    return np.asarray(np.bincount(rows["server"], weights=hours, minlength=n) / n_at_once(s), np.float64)


def _overtime(s: Sample, rows: Int) -> Real:
    return np.asarray(overtime_hours(s)[rows])


SERVERS: tuple[Metric, ...] = (
    metric(
        "utilisation_mean",
        "share",
        "neutral",
        WINDOWS,
        ratio(busy, on_duty, of_time=True),
        Message("Utilisation"),
        Message("Time windows serve, over time on duty."),
    ),
    metric(
        "utilisation_max",
        "share",
        "neutral",
        WINDOWS,
        OfServers(_max),
        Message("Busiest window"),
        Message("Utilisation of the busiest window."),
    ),
    metric(
        "utilisation_min",
        "share",
        "neutral",
        WINDOWS,
        OfServers(_min),
        Message("Idlest window"),
        Message("Utilisation of the idlest window."),
    ),
    metric(
        "utilisation_gini",
        "share",
        "lower",
        WINDOWS,
        OfServers(lambda times: gini(_utilisations(times))),
        Message("Unevenness of windows (Gini)"),
        Message("Gini coefficient of the windows' utilisation: 0 all alike."),
    ),
    metric(
        "idle_share",
        "share",
        "neutral",
        WINDOWS,
        ratio(_idle, on_duty, of_time=True),
        Message("Idle share"),
        Message("Time on duty without a visitor."),
    ),
    metric(
        "top3_share",
        "share",
        "lower",
        WINDOWS,
        OfServers(_top3),
        Message("Work of the busiest three windows"),
        Message("Share of all service time given by the three busiest windows."),
    ),
    metric(
        "staff_hours",
        "h",
        "lower",
        WINDOWS,
        per_day(_hours),
        Message("Staff hours a day"),
        Message("Hours on duty at windows, overtime included, per working day of the world."),
    ),
    metric(
        "overtime_hours",
        "h",
        "lower",
        WINDOWS,
        per_day(_overtime),
        Message("Overtime hours a day"),
        (
            Message(
                "Hours worked at windows beyond the planned end of a shift, all windows "
                "together, per working day."
            )
        ),
    ),
    metric(
        "kiosk_utilisation",
        "share",
        "neutral",
        TERMINALS,
        ratio(busy, on_duty, of_time=True),
        Message("Utilisation of terminals"),
        (
            Message(
                "Time terminals are used, over the time they are on. Nobody sits there: they "
                "are no windows in any other figure."
            )
        ),
    ),
    metric(
        "desk_utilisation",
        "share",
        "neutral",
        DESKS,
        ratio(busy, on_duty, of_time=True),
        Message("Desk utilisation"),
        Message("Time officers work on files, over time on duty."),
    ),
    metric(
        "home_team_utilisation",
        "share",
        "neutral",
        HOME_TEAMS,
        ratio(busy, on_duty, of_time=True),
        Message("Utilisation of teams that come home"),
        Message("Time teams are on their way and with citizens, over time on duty."),
    ),
)
