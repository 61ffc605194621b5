"""Columns of the tables of a study, beside which those of its factors stand."""

from __future__ import annotations

from typing import Final

HEADS: Final = ("trial", "world", "design")
FIGURES: Final = (
    "block", "metric", "unit", "replications", "n", "value", "lo", "hi", "se", "warning", "needed", "caution",
    "precise", "difference", "difference_lo", "difference_hi", "failed", "why",
)  # fmt: skip
TARGETS: Final = ("target", "confidence", "part", "value", "lo", "hi", "state", "by_parameters")
STANDING: Final = ("standing", "by_parameters", "confirmed")


def front_columns(metrics: tuple[str, ...]) -> list[str]:
    """Those of the metrics of a front."""
    return [f"{metric}{end}" for metric in metrics for end in ("", "_lo", "_hi")]


def taken(metrics: tuple[str, ...]) -> frozenset[str]:
    """What no factor may be called in a study with a front of these metrics."""
    return frozenset((*HEADS, *FIGURES, *TARGETS, *STANDING, *front_columns(metrics)))
