"""The table of README.md: runs that are killed, have no disk, or nobody to read them.

    python -m experiments.reliability --kills 50

It takes some minutes, and is alone on its machine for an honest spread of moments. Exit code 1 when anything
was not well.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from experiments.reliability.cases import Bench, rows


def main() -> None:
    """Try everything and print a Markdown table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=50, help="times that a run is killed (kill -9)")
    parser.add_argument("--stops", type=int, default=10, help="times for each of TERM, HUP and INT")
    parser.add_argument("--span", type=float, default=6.0, help="seconds in which the moments lie")
    parser.add_argument("--seed", type=int, default=1, help="of the moments")
    given = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(Path(place), given.seed)
        sys.stdout.write("| case | tried | well | seen |\n| --- | --- | --- | --- |\n")
        for row in rows(bench, given.kills, given.stops, given.span):
            bad += row.tried - row.well
            sys.stdout.write(f"| {row.case} | {row.tried} | {row.well} | {row.seen} |\n")
            sys.stdout.flush()
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
