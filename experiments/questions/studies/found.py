"""What came of every expectation, in one table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from hallsim.study.experiment.tables import expected_table

if TYPE_CHECKING:
    from hallsim.study.experiment.experiment import Experiment

FILE = Path(__file__).parent / "found.csv"
_COLUMNS = ["expectation", "metric", "direction", "base", "design", "difference", "lo", "hi", "state"]


def read_found(file: Path = FILE) -> pd.DataFrame:
    """Question, expectation (from 1), metric, direction, base, design, difference, lo, hi, state: a row a
    comparison.
    """
    return pd.read_csv(file)


def renew_table(name: str, found: Experiment) -> pd.DataFrame:
    """The rows of a question, in the file in place of its earlier ones."""
    rows = expected_table(found)[_COLUMNS]
    rows.insert(0, "question", name)
    kept = read_found() if FILE.exists() else rows.iloc[:0]
    others = kept[kept["question"] != name]
    table = pd.concat([others, rows]) if len(others) else rows
    table.sort_values("question", kind="stable").to_csv(
        FILE, index=False, float_format="%.5g", lineterminator="\n"
    )
    return rows
