"""Run the studies of the questions, or those named, and renew `found.csv`, `robust.csv` and the gallery.

    python -m experiments.questions.studies E01 E09 -j 2

What was run is kept in results/experiments/ and is not run again.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from experiments.questions.studies.asked import NAMES, ask
from experiments.questions.studies.found import renew_table
from experiments.questions.studies.gallery import renew_gallery
from experiments.questions.studies.robust import renew_robust


def main() -> None:
    """Run and write, question by question, so that a stop loses nothing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("questions", nargs="*", help="all when absent")
    parser.add_argument("-j", type=int, default=2, help="processes")
    given = parser.parse_args()
    root = Path(__file__).parents[3]
    for name in given.questions or NAMES:
        kept = root / "results" / "experiments" / name
        with ask(name, kept, given.j) as found:
            table = renew_table(name, found)
            worlds = renew_robust(name, found, kept.with_name(f"{name}_worlds"), given.j)
            renew_gallery(name, found, root / "docs" / "gallery")
        sys.stdout.write(f"{name}: {', '.join(table['state'])}; {', '.join(worlds['verdict'])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
