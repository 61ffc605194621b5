"""What a study says of satisfaction beside its figures: plain tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hallsim.text.message import Message

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionTables:
    """Attributes:
    notes: what the model rests on, a sentence each.
    states: how far it is calibrated for the whole, of citizens and of enterprises as far as they come.
    sensitivity: base, design, metric, variant, base_value, design_value, difference: under each variant of
        what no survey tells.
    heard: design, kind, channel, asked, answered, said_score, said_rate, true_score, true_rate, off (said
        minus true score), lo, hi, sampling (half of the 95 % interval that one replication's answers leave).
    complaints: design, kind, stage, n, share (of the dissatisfied).
    walks: design, kind, indicator, walked, found, true_score, score_without (were it as good as can be).
    by_who: dimension, design, key, metric, unit, n, people, value, lo, hi, caution: by age, rural, online,
        home.
    fairness: dimension, metric, design, unit, best, worst (parts), best_value, worst_value, gap, gap_change
        (from the base).
    losers: dimension, key, design, measure, n, mean_difference, mean_of_all: parts that lose though all
        together gain.
    """

    notes: tuple[Message, ...]
    states: tuple[Message, ...]
    sensitivity: pd.DataFrame
    heard: pd.DataFrame
    complaints: pd.DataFrame
    walks: pd.DataFrame
    by_who: pd.DataFrame
    fairness: pd.DataFrame
    losers: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """Those that say something, by the name of their file."""
        found = {
            "sensitivity": self.sensitivity, "heard": self.heard, "complaints": self.complaints,
            "walks": self.walks, "by_who": self.by_who, "fairness": self.fairness, "losers": self.losers,
        }  # fmt: skip
        return {name: table for name, table in found.items() if len(table)}
