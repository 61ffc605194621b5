"""The calls of a bank's hotline: when each came to the queue, how long it waited, what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

OPENS_MIN, CLOSES_MIN = 7 * 60, 24 * 60
_WORKING = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday")
_BREAK_MIN = 10
_CLOCKS = ("q_start", "q_exit", "ser_start", "ser_exit")


def read_calls(file: Path) -> pd.DataFrame:
    """The calls of full days that came to the agents, by day and time.

    Columns: day, service, issued_min, wait_min, left, service_min, starts_min, ends_min (of the service; nan
    who left), agent. Left out: who hung up in the menu, phantom calls, those about the pages on the
    internet, which have agents of their own.
    """
    calls = pd.read_csv(file, sep="\t")
    calls["day"] = pd.to_datetime("19" + calls["date"].astype(str), format="%Y%m%d")
    for clock in _CLOCKS:
        parts = calls[clock].str.split(":", expand=True).astype(float)
        calls[clock] = parts[0] * 60 + parts[1] + parts[2] / 60
    left = calls["outcome"] == "HANG"
    came = (calls["outcome"] == "AGENT") | (left & (calls["q_start"] > 0))
    calls["left"] = left
    calls["issued_min"] = calls["q_start"].where(calls["q_start"] > 0, calls["ser_start"])
    calls["wait_min"] = calls["q_time"] / 60
    calls["service_min"] = (calls["ser_time"] / 60).where(~left)
    calls["starts_min"] = calls["ser_start"].where(~left)
    calls["ends_min"] = calls["starts_min"] + calls["service_min"]
    within = calls["issued_min"].between(OPENS_MIN, CLOSES_MIN)
    taken = calls[came & within & (calls["type"] != "IN") & calls["day"].dt.day_name().isin(_WORKING)]
    taken = taken.assign(agent=taken["server"].str.strip())
    names = "day service issued_min wait_min left service_min starts_min ends_min agent"
    taken = taken.rename(columns={"type": "service"}).sort_values(["day", "issued_min"])
    return pd.DataFrame(taken, columns=names.split())


def patience(calls: pd.DataFrame, steps: Numbers) -> list[tuple[float, float]]:
    """Quantiles of patience, (share that has left, minutes), by Kaplan and Meier (1958): who is served would
    have waited longer. As far as at least a hundred calls still waited.
    """
    from scipy.stats import CensoredData, ecdf

    left = calls["left"].to_numpy()
    wait = calls["wait_min"].to_numpy()
    sample = CensoredData(uncensored=wait[left], right=wait[~left])
    curve = ecdf(sample).cdf
    seen = np.sort(wait)[-100]
    found = []
    for step in steps:
        at = np.searchsorted(curve.probabilities, step)
        if at < len(curve.quantiles) and curve.quantiles[at] <= seen:
            found.append((float(step), float(curve.quantiles[at])))
    return found


def agents(calls: pd.DataFrame, bin_min: int) -> pd.DataFrame:
    """Every ten seconds: day, bin (its first minute), waiting calls, agents busy, agents on duty.

    On duty is an agent from the first call to the end of the last; after ten minutes without, on a break.
    """
    clock = np.arange(OPENS_MIN, CLOSES_MIN, 1 / 6)
    parts = []
    for day, own in calls.groupby("day"):
        served = own[~own["left"]].sort_values("starts_min")
        stretches = [_stretches(one) for name, one in served.groupby("agent") if name != "NO_SERVER"]
        begins, ends = (np.concatenate(part) for part in zip(*stretches, strict=True))
        waits = own["issued_min"].to_numpy()
        parts.append(
            pd.DataFrame({
                "day": day, "bin": (clock // bin_min * bin_min).astype(int),
                "waiting": _within(clock, waits, waits + own["wait_min"].to_numpy()),
                "busy": _within(clock, served["starts_min"].to_numpy(), served["ends_min"].to_numpy()),
                "on_duty": _within(clock, begins, ends),
            })
        )  # fmt: skip
    return pd.concat(parts)


def _stretches(calls: pd.DataFrame) -> tuple[Numbers, Numbers]:
    """When an agent's stretches of duty begin and end, from the calls of one day in order."""
    starts, ends = calls["starts_min"].to_numpy(), np.maximum.accumulate(calls["ends_min"].to_numpy())
    new = np.flatnonzero(starts[1:] - ends[:-1] > _BREAK_MIN)
    return starts[np.append(0, new + 1)], ends[np.append(new, len(ends) - 1)]


def _within(clock: Numbers, begins: Numbers, ends: Numbers) -> NDArray[np.int64]:
    """How many of the stretches hold each instant."""
    begun = np.searchsorted(np.sort(begins), clock, side="right")
    return np.asarray(begun - np.searchsorted(np.sort(ends), clock, side="right"))
