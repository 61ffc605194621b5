"""E09: how many unified windows wait no longer than those of today, by what generalists cost (E09_fewer.csv).

    python -m experiments.questions.fewer

Of the runs of the study `E09_fewer`, which are made where they are missing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from experiments.questions.studies.asked import ask
from hallsim.study.experiment.tables import points_table

HERE: Final = Path(__file__).parent
FILE: Final = HERE / "E09_fewer.csv"
RESULTS: Final = HERE.parents[1] / "results" / "experiments" / "E09_fewer"


def least(points: pd.DataFrame) -> pd.DataFrame:
    """factor, windows (the least tried whose mean wait is no longer than today's), wait, today; no row where
    none is.
    """
    waits = points[points["metric"] == "wait_mean"]
    today = float(waits.loc[waits["design"] == "today", "value"].iloc[0])
    tried = waits[(waits["design"] != "today") & (waits["value"] <= today)].astype({"windows": int})
    found = tried.sort_values("windows").groupby("factor", as_index=False).first()
    return found[["factor", "windows", "value"]].rename(columns={"value": "wait"}).assign(today=today)


def main() -> None:
    """Run what is missing, and write."""
    with ask("E09_fewer", RESULTS, 1) as found:
        table = least(points_table(found))
    table.to_csv(FILE, index=False, float_format="%.4g", lineterminator="\n")


if __name__ == "__main__":
    main()
