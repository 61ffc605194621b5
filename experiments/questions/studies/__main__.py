"""Run the studies of the questions, or those named, and renew the tables and the gallery.

    python -m experiments.questions.studies E01 E09 -j 2

    python -m experiments.questions.studies --pages

writes the pages of the gallery again from what is kept beside the studies, and runs nothing.

What was run is kept in results/experiments/ and is not run again. E07, E09_reform and E14_gap are no
comparisons of designs: they have modules of their own.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from experiments.questions import gap, heard, reform
from experiments.questions.studies.asked import NAMES, ask
from experiments.questions.studies.found import renew_table
from experiments.questions.studies.gallery import GALLERY, renew_gallery, renew_pages
from experiments.questions.studies.robust import renew_robust
from experiments.questions.studies.summary import renew_summary

RESULTS: Final = Path(__file__).parents[3] / "results" / "experiments"
OTHERS: Final[Mapping[str, Callable[[], None]]] = {
    "E07": heard.main,
    "E09_reform": reform.main,
    "E14_gap": gap.main,
}


def answer(name: str, processes: int) -> str:
    """Run a question, or go on with it, and write what came; in a line."""
    if name in OTHERS:
        OTHERS[name]()
        return "done"
    with ask(name, RESULTS / name, processes) as found:
        table = renew_table(name, found)
        worlds = renew_robust(name, found, RESULTS / f"{name}_worlds", processes)
        renew_gallery(name, found, GALLERY)
    renew_summary()
    return f"{', '.join(table['state'])}; {', '.join(worlds['verdict'])}"


def main() -> None:
    """Run and write, question by question, so that a stop loses nothing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    every = sorted((*NAMES, *OTHERS))
    parser.add_argument(
        "questions", nargs="*", choices=[*every, []], help="all when absent", metavar="QUESTION"
    )
    parser.add_argument("-j", type=int, default=2, help="processes")
    parser.add_argument("--pages", action="store_true", help="write the pages alone")
    given = parser.parse_args()
    if given.pages:
        renew_pages()
        return
    for name in given.questions or every:
        sys.stdout.write(f"{name}: {answer(name, given.j)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
