"""Metrics of calling: calls in vain, tickets removed, the way to the window, and what it costs windows."""

from __future__ import annotations

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.metric import Metric, metric
from hallsim.metrics.sample import Sample, mean
from hallsim.metrics.server_metrics import calling_share
from hallsim.trace import NEVER, End, Outcome
from hallsim.units import MS_PER_MIN


def _called(s: Sample) -> Int:
    """Rows of window tickets of those who count that were called, each call a row."""
    t = s.trace.tickets
    return np.flatnonzero((t["call_ms"] != NEVER) & ~s.is_desk_ticket & s.counted[t["citizen"]])


def _missed(s: Sample) -> float:
    outcome = s.trace.tickets["outcome"][_called(s)]
    ended = outcome != Outcome.CALLED
    return mean(np.isin(outcome[ended], [Outcome.MISSED, Outcome.REMOVED]))


def _to_window(s: Sample) -> float:
    t = s.trace.tickets
    rows = _called(s)
    rows = rows[t["start_ms"][rows] != NEVER]
    return mean((t["start_ms"][rows] - t["call_ms"][rows]) / MS_PER_MIN)


CALLS: tuple[Metric, ...] = (
    metric("missed_call_share", "share", "lower", "tickets", _missed,
           ("Calls missed", "过号比例"),
           ("Share of the calls to a window to which nobody came.", "叫号后无人应答的比例（按叫号次数）。")),
    metric("removed_share", "share", "lower", "citizens", lambda s: s.state_share(End.REMOVED),
           ("Tickets removed after missed calls", "过号作废比例"),
           ("Share of citizens whose ticket was removed because they did not come when called.",
            "因叫号未到而号被作废的群众所占比例。")),
    metric("to_window_mean", "min", "lower", "tickets", _to_window,
           ("From the call to the window", "叫号到窗时间"),
           ("Mean time from the call that was followed to the beginning of the service.",
            "应答的叫号到开始办理的平均时间。")),
    metric("calling_share", "share", "lower", "windows", calling_share,
           ("Windows waiting for the called", "窗口等人时间比例"),
           ("Time windows wait for who was called, over time on duty; no part of the utilisation.",
            "窗口叫号后等人到窗的时间占在岗时间的比例，不计入利用率。")),
)  # fmt: skip
