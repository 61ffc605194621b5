"""Metrics of calling: calls in vain, tickets removed, the way to the window, and what it costs windows."""

from __future__ import annotations

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.catalogue.servers import calling, on_duty
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.population import CALLED, CITIZENS, WINDOWS
from hallsim.metrics.definition.sample import Real, Sample
from hallsim.metrics.definition.statistic import mean, ratio
from hallsim.text.message import Message
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
    metric(
        "missed_call_share",
        "share",
        "lower",
        CALLED,
        mean(_missed),
        Message("Calls missed"),
        Message("Share of the calls to a window to which nobody came."),
        needs="calling",
    ),
    metric(
        "removed_share",
        "share",
        "neutral",
        CITIZENS,
        mean(lambda s, rows: s.trace.citizens["state"][rows] == End.REMOVED),
        Message("Tickets removed after missed calls"),
        (Message("Share of citizens whose ticket was removed because they did not come when called.")),
        needs="calling",
    ),
    metric(
        "to_window_mean",
        "min",
        "lower",
        CALLED,
        mean(_to_window),
        Message("From the call to the window"),
        Message("Mean time from the call that was followed to the beginning of the service."),
        needs="calling",
    ),
    metric(
        "calling_share",
        "share",
        "neutral",
        WINDOWS,
        ratio(calling, on_duty, of_time=True),
        Message("Windows waiting for the called"),
        (Message("Time windows wait for who was called, over time on duty; no part of the utilisation.")),
        needs="calling",
    ),
)
