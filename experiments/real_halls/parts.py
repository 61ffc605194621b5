"""The measured numbers of a hall as a part of a scenario, which its file includes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

HEAD = "# Measured by `python -m experiments.real_halls measure`; do not edit.\nhallsim: 1\n"
_FREE = {"mon-fri": ("Saturday", "Sunday"), "sun-thu": ("Friday", "Saturday")}


def clock(minute: Any) -> str:
    return f"{int(minute) // 60:02d}:{int(minute) % 60:02d}"


def flow(pairs: Iterable[tuple[object, object]]) -> str:
    """A mapping in one line."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"


def rates(issued_min: pd.Series[float], days: int, bins_min: Sequence[int]) -> str:
    """Tickets an hour by clock range, from all days together; ranges in which nobody came are left out."""
    counts, _ = np.histogram(issued_min, bins_min)
    ranges = zip(bins_min[:-1], bins_min[1:], counts, strict=True)
    return flow(
        (f"{clock(a)}-{clock(b)}", f"{60 * count / days / (b - a):.4g} per hour")
        for a, b, count in ranges
        if count
    )


def steps(values: pd.Series[float]) -> str:
    """Whole numbers by the minute from which on they hold."""
    return flow((clock(minute), number) for minute, number in values.round().astype(int).items())


def day_cv(counts: pd.Series[int], expected: pd.Series[float]) -> float:
    """Spread of busy and quiet days beyond that of a Poisson number, from tickets a day and their mean."""
    beyond = ((counts - expected) ** 2 - expected).sum() / (expected**2).sum()
    return float(np.sqrt(max(beyond * len(counts) / (len(counts) - 1), 0)))


def calendar(days: Sequence[pd.Timestamp], working_days: str) -> str:
    """The days and no others of those that an ordinary week works."""
    every = pd.date_range(days[0], days[-1])
    every = every[~every.day_name().isin(_FREE[working_days])]
    closed = ", ".join(f"{day:%Y-%m-%d}" for day in every.difference(pd.DatetimeIndex(list(days))))
    n_days = (days[-1] - days[0]).days + 1
    return f"{{start: {days[0]:%Y-%m-%d}, days: {n_days}, working_days: {working_days}, closed: [{closed}]}}"


def figures(known: Mapping[str, tuple[str, float]], source: str) -> str:
    """Figures by the metric that measures each, with their use."""
    lines = []
    for metric, (use, value) in known.items():
        unit = "%" if metric.endswith("_share") else ""
        lines.append(f"  {metric}: {{value: {value:.4g}{unit}, use: {use}, source: {source}}}\n")
    return "figures:\n" + "".join(lines)
