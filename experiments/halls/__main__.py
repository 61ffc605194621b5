"""Run the halls of the survey reports and put what is given of each beside what the model gives.

    python -m experiments.halls -j 2

Renews `given.csv` and `README.md`.
"""

from __future__ import annotations

import argparse

import pandas as pd

from experiments.halls.table import PAGE, TABLE, files, page, table_of


def main() -> None:
    """Run all halls and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-j", type=int, default=2, help="processes")
    given = parser.parse_args()
    table_of(files(), given.j).to_csv(TABLE, index=False, float_format="%.5g", lineterminator="\n")
    PAGE.write_text(page(pd.read_csv(TABLE)), encoding="utf-8")  # the page says what the file says


if __name__ == "__main__":
    main()
