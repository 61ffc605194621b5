"""The days held out beside simulated ones, as many and on the same dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

import hallsim.api as hs
from experiments.real_halls.observed import looked_at, tickets_of

if TYPE_CHECKING:
    from pathlib import Path


def simulated(scenario: Path, design: str, bins_min: list[int], replications: int) -> pd.DataFrame:
    """What is looked at, a row a replication: each as long as the time held out."""
    source = hs.load(scenario)
    runs = (hs.run_once(source, design, replication=number) for number in range(replications))
    return pd.DataFrame([looked_at(tickets_of(run), bins_min) for run in runs])


def beside(real_fit: dict[str, float], real_held: dict[str, float], runs: pd.DataFrame) -> pd.DataFrame:
    """A row a figure: of the days fitted, of those held out, the mean of the runs, from and to between which
    nine of ten runs lie, and whether the days held out do too.
    """
    held = pd.Series(real_held)
    runs = runs[list(real_held)]
    low, high = runs.quantile(0.05), runs.quantile(0.95)
    table = pd.DataFrame({
        "days fitted": pd.Series(real_fit)[list(real_held)], "days held out": held, "simulated": runs.mean(),
        "from": low, "to": high, "inside": (low <= held) & (held <= high),
    })  # fmt: skip
    return table.rename_axis("figure").reset_index()
