"""The tables of the questions: `<id>.csv` and `<id>.md`, one design a row, with 95 % intervals.

    python -m experiments.questions E05 E12 -n 6 -j 2

Finished replications are kept in results/questions/ and are not run again.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import hallsim.api as hs
from experiments.questions.table import QUESTIONS, page

if TYPE_CHECKING:
    from hallsim.study.result import StudyResult

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def run(question: str, replications: int | None, processes: int) -> StudyResult:
    """The study of a question, going on where an earlier call stopped."""
    folder = ROOT / "results" / "questions" / question
    return hs.compare(
        ROOT / "scenarios" / QUESTIONS[question].file,
        replications=replications,
        processes=processes,
        out=folder,
        resume=True,
        overwrite=True,  # what an earlier version of the scenario has left is of no use
    )


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("questions", nargs="+", choices=sorted(QUESTIONS))
    parser.add_argument("-n", type=int, help="replications; the file's when absent")
    parser.add_argument("-j", type=int, default=2, help="processes")
    given = parser.parse_args()
    for question in given.questions:
        study = run(question, given.n, given.j)
        text, rows = page(question, study)
        (HERE / f"{question}.md").write_text(text, encoding="utf-8")
        rows.to_csv(HERE / f"{question}.csv", index=False, lineterminator="\n")
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
