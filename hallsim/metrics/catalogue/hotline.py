"""Metrics of the enquiry hotline: how many call, get through, and wait on the line."""

from __future__ import annotations

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.population import CALLS
from hallsim.metrics.definition.sample import Real, Sample
from hallsim.metrics.definition.statistic import mean, per_day
from hallsim.text.message import Message
from hallsim.trace.model import NEVER
from hallsim.units import MS_PER_MIN


def _wait(s: Sample, rows: Int) -> Real:
    """(calls,) minutes until answered, or until the caller gives up."""
    calls = s.trace.calls
    start = calls["start_ms"][rows]
    end = np.where(start == NEVER, calls["end_ms"][rows], start)
    return np.asarray((end - calls["call_ms"][rows]) / MS_PER_MIN)


HOTLINE: tuple[Metric, ...] = (
    metric(
        "calls_per_day",
        "per_day",
        "neutral",
        CALLS,
        per_day(),
        Message("Calls a day"),
        Message("Calls to the hotline in its hours, per working day."),
        needs="hotline",
    ),
    metric(
        "calls_answered_share",
        "share",
        "higher",
        CALLS,
        mean(lambda s, rows: s.trace.calls["start_ms"][rows] != NEVER),
        Message("Calls answered"),
        Message("Share of the calls in the hotline's hours that are answered."),
    ),
    metric(
        "call_wait_mean",
        "min",
        "lower",
        CALLS,
        mean(_wait),
        Message("Mean wait on the line"),
        Message("Mean time from the call to the answer, or to giving up."),
    ),
)
