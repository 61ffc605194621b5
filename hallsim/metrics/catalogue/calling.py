"""Metrics of calling: calls in vain, tickets removed, the way to the window, and what it costs windows."""

from __future__ import annotations

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.catalogue.servers import calling, on_duty
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.population import CALLED, CITIZENS, WINDOWS
from hallsim.metrics.definition.sample import Real, Sample
from hallsim.metrics.definition.statistic import mean, ratio
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, End, Outcome
from hallsim.units import MS_PER_MIN


def _missed(s: Sample, rows: Int) -> Real:
    """(calls,) 1 where nobody came; nan where that is not yet known."""
    outcome = s.trace.tickets["outcome"][rows]
    missed = one_of((Outcome.MISSED, Outcome.REMOVED), outcome).astype(np.float64)
    return np.where(outcome == Outcome.CALLED, np.nan, missed)


def _to_window(s: Sample, rows: Int) -> Real:
    t = s.trace.tickets
    started = t["start_ms"][rows] != NEVER
    return np.where(started, (t["start_ms"][rows] - t["call_ms"][rows]) / MS_PER_MIN, np.nan)


CALLS: tuple[Metric, ...] = (
    metric("missed_call_share", "share", "lower", CALLED, mean(_missed),
           ("Calls missed", "过号比例"),
           ("Share of the calls to a window to which nobody came.", "叫号后无人应答的比例（按叫号次数）。"),
           needs="calling"),
    metric("removed_share", "share", "neutral", CITIZENS,
           mean(lambda s, rows: s.trace.citizens["state"][rows] == End.REMOVED),
           ("Tickets removed after missed calls", "过号作废比例"),
           ("Share of citizens whose ticket was removed because they did not come when called.",
            "因叫号未到而号被作废的群众所占比例。"),
           needs="calling"),
    metric("to_window_mean", "min", "lower", CALLED, mean(_to_window),
           ("From the call to the window", "叫号到窗时间"),
           ("Mean time from the call that was followed to the beginning of the service.",
            "应答的叫号到开始办理的平均时间。"),
           needs="calling"),
    metric("calling_share", "share", "neutral", WINDOWS, ratio(calling, on_duty, of_time=True),
           ("Windows waiting for the called", "窗口等人时间比例"),
           ("Time windows wait for who was called, over time on duty; no part of the utilisation.",
            "窗口叫号后等人到窗的时间占在岗时间的比例，不计入利用率。"),
           needs="calling"),
)  # fmt: skip
