"""Metrics of the enquiry hotline: how many call, get through, and wait on the line."""

from __future__ import annotations

import numpy as np

from hallsim.audit.spans import Int
from hallsim.metrics.metric import Metric, metric
from hallsim.metrics.sample import Sample, mean, ratio
from hallsim.trace import NEVER
from hallsim.units import MS_PER_MIN


def _calls(s: Sample) -> Int:
    """Rows of calls between warm-up and horizon by citizens who count."""
    calls = s.trace.calls
    inside = (calls["call_ms"] >= s.from_ms) & (calls["call_ms"] < s.to_ms)
    return np.flatnonzero(inside & s.counted[calls["citizen"]])


def _answered(s: Sample) -> float:
    return mean(s.trace.calls["start_ms"][_calls(s)] != NEVER)


def _wait(s: Sample) -> float:
    """Until answered, or until the caller gives up."""
    calls, rows = s.trace.calls, _calls(s)
    start = calls["start_ms"][rows]
    end = np.where(start == NEVER, calls["end_ms"][rows], start)
    return mean((end - calls["call_ms"][rows]) / MS_PER_MIN)


HOTLINE: tuple[Metric, ...] = (
    metric("calls_per_day", "per_day", "neutral", "citizens",
           lambda s: ratio(len(_calls(s)), len(s.open_days)),
           ("Calls a day", "日均来电"),
           ("Calls to the hotline in its hours, per open day.", "每个开放日的热线来电数。")),
    metric("calls_answered_share", "share", "higher", "citizens", _answered,
           ("Calls answered", "热线接通率"),
           ("Share of the calls in the hotline's hours that are answered.",
            "热线服务时间内来电的接通比例。")),
    metric("call_wait_mean", "min", "lower", "citizens", _wait,
           ("Mean wait on the line", "热线平均等待"),
           ("Mean time from the call to the answer, or to giving up.",
            "从拨打到接通或放弃的平均时间。")),
)  # fmt: skip
