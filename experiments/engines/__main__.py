"""Hold the compiled engine against the reference over all shipped scenarios and many generated ones.

    python -m experiments.engines --generated 3000
    python -m experiments.engines faults [TEXT]

The first stops at the first difference, prints that citizen's way in both, and ends with 1. Generated cases
come in chunks of 100; after a stop `--from CHUNK` goes on there, without the shipped ones unless it is 0.
The second builds the engine with each fault of faults.toml that matches TEXT, and says which are found.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from experiments.engines.cases import IN_A_CHUNK, chunk, whole
from experiments.engines.faults import look_for_faults, told
from experiments.same_records.cases import shipped
from hallsim.hall.compiled.coverage import not_covered
from hallsim.hall.engine_check import Case
from hallsim.report.tables.two_engines import trials_report
from hallsim.report.terminal import show
from hallsim.study.engines.compared import trial


class Sums:
    """What has been compared so far."""

    def __init__(self) -> None:
        self.runs, self.records, self.kept_back = 0, 0, 0
        self.seconds = [0.0, 0.0]

    def compare(self, cases: Iterable[Case]) -> bool:
        """Run both over cases; False at the first difference, which is told."""
        for name, given in cases:
            if not_covered(given) is not None:
                self.kept_back += 1
                continue
            found = trial(given, name, 0)
            if found.difference is not None:
                show(trials_report([found], {}, "en"))
                return False
            self.runs += 1
            self.records += found.n_records
            self.seconds = [sum(pair) for pair in zip(self.seconds, found.seconds, strict=True)]
        return True

    def __str__(self) -> str:
        one, other = self.seconds
        return (
            f"{self.runs:,} runs with {self.records:,} records identical, {self.kept_back} not covered; "
            f"reference {one:,.1f} s, compiled {other:,.2f} s"
        )


def compare(n_generated: int, first_chunk: int, only: str) -> int:
    """All of it; 1 when a record differs."""
    sums = Sums()
    if first_chunk == 0:
        for path in shipped():
            if only in path.as_posix() and not sums.compare(whole(path)):
                return 1
            told(f"{path.stem}: {sums}")
    for number in range(first_chunk, -(-n_generated // IN_A_CHUNK)):
        if not sums.compare(chunk(number)):
            return 1
        told(f"chunk {number}: {sums}")
    return 0


def main(words: Sequence[str] | None = None) -> int:
    """Compare, or look for planted faults."""
    parser = argparse.ArgumentParser(
        prog="python -m experiments.engines", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("what", nargs="?", choices=["compare", "faults"], default="compare")
    parser.add_argument("only", nargs="?", default="", metavar="TEXT")
    parser.add_argument("--generated", type=int, default=200, metavar="N")
    parser.add_argument("--from", type=int, default=0, dest="first", metavar="CHUNK")
    parser.add_argument("--build", type=Path, default=Path("build/engine-faults"), metavar="FOLDER")
    asked = parser.parse_args(words)
    if asked.what == "faults":
        return look_for_faults(asked.build, asked.only)
    return compare(asked.generated, asked.first, asked.only)


if __name__ == "__main__":
    sys.exit(main())
