"""What is looked at in a hall, by the same lines for the real one and for a simulated one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from hallsim.trace.model import Trace

_MINUTE_MS, _DAY_MS = 60_000, 86_400_000


def tickets_of(trace: Trace) -> pd.DataFrame:
    """The tickets of a run: day (from 0), issued_min, called_min (or when they left), wait_min, left, weight
    (1 who was served, else 0).
    """
    import hallsim.api as hs

    tickets = hs.tables(trace)["tickets"]
    until = tickets["start_ms"].where(tickets["start_ms"] >= 0, tickets["end_ms"])
    served = tickets["start_ms"] >= 0
    return pd.DataFrame(
        {
            "day": tickets["issue_ms"] // _DAY_MS,
            "issued_min": tickets["issue_ms"] % _DAY_MS / _MINUTE_MS,
            "called_min": until % _DAY_MS / _MINUTE_MS,
            "wait_min": (until - tickets["issue_ms"]) / _MINUTE_MS,
            "left": ~served,
            "weight": served.astype(float),
        }
    )


def looked_at(tickets: pd.DataFrame, bins_min: list[int]) -> dict[str, float]:
    """Tickets a day, mean and 90th percentile of the wait of those served, who waits at all and who leaves in
    percent, and the mean wait of those served by the time of issue, from each of `bins_min` on.
    """
    days = tickets["day"].nunique()
    wait, weight = tickets["wait_min"].to_numpy(), tickets["weight"].to_numpy()
    order = np.argsort(wait)
    reached = np.cumsum(weight[order]) / weight.sum()
    found = {
        "tickets a day": len(tickets) / days,
        "wait of those served, min": _mean(wait, weight),
        "wait of those served, 90th percentile, min": float(wait[order][np.searchsorted(reached, 0.9)]),
        "who wait, %": 100 * float((wait > 1 / 60).mean()),
        "who leave, %": 100 * float(1 - weight.mean()),
    }
    part = np.digitize(tickets["issued_min"], bins_min)
    for number, begin in enumerate(bins_min, start=1):
        mine = part == number
        label = f"wait from {begin // 60:02d}:{begin % 60:02d}, min"
        found[label] = _mean(wait[mine], weight[mine])
    return found


def _mean(wait: np.ndarray, weight: np.ndarray) -> float:
    return float(np.average(wait, weights=weight)) if weight.sum() else float("nan")
