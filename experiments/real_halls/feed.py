"""The display of a hall, polled every five minutes: people waiting, windows open, the number now called.

Of a ticket the feed tells neither when it was issued nor when it was called. But as many have been called as
the number called says, as many issued as were called or wait; between two polls both go on evenly.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

OPENS_MIN = 8 * 60
_APART_MIN = 12  # polls further apart than this have a gap between them


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The polls of one day, each array (n,): minute of the day, windows open, tickets called and issued.

    Who has left is called in vain: the display does not know.
    """

    date: pd.Timestamp
    minute: Numbers
    windows: Numbers
    called: Numbers
    issued: Numbers

    def tickets(self) -> pd.DataFrame:
        """Day, issued_min, called_min, wait_min of every ticket called, in the order of the numbers."""
        number = np.arange(1, int(self.called[-1]) + 1)
        issued, called = self._when(self.issued, number), self._when(self.called, number)
        wait = np.maximum(called - issued, 0)
        return pd.DataFrame({"day": self.date, "issued_min": issued, "called_min": called, "wait_min": wait})

    def _when(self, so_far: Numbers, number: NDArray[np.int64]) -> Numbers:
        """The minute at which the count `so_far` reached each number, spread evenly between two polls."""
        at = np.searchsorted(so_far, number)
        before = np.maximum(at - 1, 0)
        counts = np.maximum(so_far[at] - so_far[before], 1)
        share = np.where(at > 0, (number - so_far[before] - 0.5) / counts, 1)
        return np.asarray(self.minute[before] + share * (self.minute[at] - self.minute[before]))


def read_feed(file: Path, office: str, queue_id: int) -> list[Day]:
    """The days of a queue on which anybody was called, in order."""
    polls = pd.read_csv(file)
    polls = polls[(polls["office"] == office) & (polls["queue_id"] == queue_id)]
    days, last = [], 0.0
    for date, day in polls.drop_duplicates(["date", "time"]).sort_values("time").groupby("date"):
        number = day["ticket_no"].to_numpy(float)
        if np.isnan(number).all():
            continue
        first = number[~np.isnan(number)][0]
        # numbers begin again on some mornings, and go on where they were on others
        base = last if 0 < last < first else 0.0
        last = float(np.nanmax(number))
        called = np.maximum.accumulate(np.where(np.isnan(number), 0, number - base))
        clock = pd.to_datetime(day["time"], format="%H:%M")
        minute = (clock.dt.hour * 60 + clock.dt.minute).to_numpy(float)
        days.append(
            Day(
                date=pd.Timestamp(str(date)),
                minute=np.maximum(minute, OPENS_MIN),
                windows=day["open_windows"].to_numpy(float),
                called=called,
                issued=np.maximum.accumulate(called + day["waiting"].to_numpy(float)),
            )
        )
    return days


def pace(days: Sequence[Day]) -> tuple[float, float]:
    """Mean service and mean patience in minutes, from the polls between which all windows work: those with at
    least two waiting at both ends.

    Calls are Poisson, of mean window-minutes / service × exp(wait of the head of the queue / patience): of an
    exponential patience exp(−wait / patience) are still there when called; who has left takes no time.
    """
    from scipy.optimize import minimize

    parts = [_worked(day) for day in days]
    minutes, calls, wait = (np.concatenate(part) for part in zip(*parts, strict=True))

    def minus_log_likelihood(at: Numbers) -> float:
        log_mean = np.log(minutes) - at[0] + at[1] * wait
        return float((np.exp(log_mean) - calls * log_mean).sum())

    found = minimize(minus_log_likelihood, np.array([3.0, 0.003]), method="Nelder-Mead").x
    return float(np.exp(found[0])), float(1 / found[1])


def _worked(day: Day) -> tuple[Numbers, Numbers, Numbers]:
    """Window-minutes, calls and the wait of the head of the queue in minutes, of what `pace` takes."""
    waiting, lasts = day.issued - day.called, np.diff(day.minute)
    issued_min = day.tickets()["issued_min"].to_numpy()
    head = np.minimum(day.called[:-1].astype(int), len(issued_min) - 1)
    busy = (waiting[:-1] >= 2) & (waiting[1:] >= 2) & (day.windows[:-1] > 0)
    busy &= (lasts > 0) & (lasts <= _APART_MIN)
    minutes = lasts * day.windows[:-1]
    wait = np.maximum(day.minute[:-1] - issued_min[head], 0)
    return minutes[busy], np.diff(day.called)[busy], wait[busy]
