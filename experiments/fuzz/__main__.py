"""The table of README.md: mutated scenario files, and what became of them.

    python -m experiments.fuzz --files 50000 --seed 1
    python -m experiments.fuzz --seed 1 --repeat 1234    one file: its text, and how it ended

Every file is made of the seed and its number alone. Exit code 1 when there was a traceback, or a file
over its time.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from experiments.fuzz.mutate import ROOT
from experiments.fuzz.trial import ACCEPTED, FORETOLD, REFUSED, SLOW, TRACEBACK, Bench, Trial

MOST_MEMORY = 4 << 30


def main() -> None:
    """Try the files and print a Markdown table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=50_000, help="how many files")
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--seed", type=int, default=1, help="of the mutations")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no file after so many")
    parser.add_argument(
        "--repeat", type=int, metavar="NUMBER", help="try only this file, and tell everything"
    )
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(Path(place), given.seed)
        if given.repeat is not None:
            trial = bench.trial(given.repeat)
            sys.stdout.write(f"{_line(trial)}\n{trial.mutant.content!s}\n{trial.told}\n")
            sys.exit(trial.end in (TRACEBACK, SLOW))
        sys.exit(_table(bench, range(given.first, given.first + given.files), given.seconds))


def _table(bench: Bench, numbers: range, seconds: float) -> bool:
    """Try them; faults are told as they come, each kind in full once.  Whether there were any."""
    ends: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    begun, longest_s = time.monotonic(), 0.0
    for number in numbers:
        if time.monotonic() - begun > seconds:
            break
        trial = bench.trial(number)
        ends[trial.end] += 1
        longest_s = max(longest_s, trial.spent_s)
        if trial.end in (TRACEBACK, SLOW):
            kinds[trial.kind] += 1
            told = f"\n{trial.told}" if kinds[trial.kind] == 1 else ""
            sys.stderr.write(f"{_line(trial)}: {trial.kind}{told}\n")
            sys.stderr.flush()
    rows = [
        ("files", ends.total()),
        *((end, ends[end]) for end in (REFUSED, ACCEPTED, FORETOLD, TRACEBACK, SLOW)),
    ]
    sys.stdout.write("| what | files |\n| --- | ---: |\n")
    sys.stdout.writelines(f"| {what} | {n} |\n" for what, n in rows)
    sys.stdout.write(f"| CPU seconds, the longest call | {longest_s:.1f} |\n")
    sys.stdout.write(f"| CPU seconds, all | {time.process_time():.0f} |\n")
    sys.stdout.writelines(f"\n{n} × {kind}" for kind, n in kinds.most_common())
    return bool(kinds)


def _line(trial: Trial) -> str:
    """The file in a line: its number, what it was made of, what was done to it, and how it ended."""
    base, done = trial.mutant.base.relative_to(ROOT), "; ".join(trial.mutant.done)
    return f"[{trial.number}] {base}: {done!r}: {trial.end} in {trial.stage}, {trial.spent_s:.2f} s"


if __name__ == "__main__":
    main()
