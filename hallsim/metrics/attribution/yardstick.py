"""By what time is measured: the clock, or the world's working time, in which lead times are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from hallsim.audit.spans import STRIDE, Int, Spans
from hallsim.trace.model import Days
from hallsim.units import MS_PER_DAY

Yardstick = Callable[[Int], Int]
"""(moments in ms) -> how many ms have passed until each; never falls, so that parts of a time sum to it."""


def _as_it_is(moment_ms: Int) -> Int:
    return moment_ms


CALENDAR: Final[Yardstick] = _as_it_is
"""Day and night, as the clock goes."""


def working_time(days: Days) -> Yardstick:
    """The world's working time since day 0: nights and days not worked take none (R1.3).

    The yardstick of lead times (`Sample.workdays_at`) in whole milliseconds, `days.workday_ms` a day.
    """
    workday = max(days.workday_ms, 1)
    before = np.concatenate([[0], np.cumsum(days.is_working)]) * workday
    last, works = len(days.is_working) - 1, days.is_working.astype(np.int64)

    def passed(moment_ms: Int) -> Int:
        day = moment_ms // MS_PER_DAY
        np.clip(day, 0, last, out=day)
        part = moment_ms - day * MS_PER_DAY
        part -= days.workday_from_ms
        np.clip(part, 0, workday, out=part)
        part *= works[day]
        part += before[day]
        return part

    return passed


def length_ms(spans: Spans, owner: Int, yardstick: Yardstick) -> Int:
    """(spans,) how long each of a flattened set lasts."""
    since = owner * STRIDE
    return np.asarray(yardstick(spans.ends - since) - yardstick(spans.starts - since), np.int64)
