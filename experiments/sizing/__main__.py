"""How often the number named is right.

    python -m experiments.sizing --studies 1000

Every case takes some seconds; the table is written to experiments/sizing/results.csv.
"""

from __future__ import annotations

import argparse
import csv
import sys
from dataclasses import asdict
from pathlib import Path

from experiments.sizing.studies import CASES, LONG, LONG_STUDIES, tally


def main() -> None:
    """Work out, print and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--studies", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results.csv")
    given = parser.parse_args()
    rows = []
    for case in (*CASES, *LONG):
        n = min(given.studies, LONG_STUDIES) if case in LONG else given.studies
        rows.append(asdict(tally(case, n, given.seed)))
        sys.stdout.write(", ".join(f"{name} {value}" for name, value in rows[-1].items()) + "\n")
    with given.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
