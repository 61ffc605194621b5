"""Selections, break-evens, changes, gains, indices, targets: answers that are known, a thousand studies each.

python -m experiments.how_sure            # all, some twenty minutes of one core
python -m experiments.how_sure select --studies 200
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from experiments.how_sure.break_evens import break_evens
from experiments.how_sure.changes import changes
from experiments.how_sure.functions import functions
from experiments.how_sure.gains import gains
from experiments.how_sure.selections import selections
from experiments.how_sure.targets import targets

PARTS: Final[Mapping[str, Callable[[int, int, Path | None], Iterator[str]]]] = {
    "select": selections,
    "breakeven": break_evens,
    "changes": changes,
    "gains": gains,
    "indices": functions,
    "targets": targets,
}


def main(argv: Sequence[str] | None = None) -> None:
    """Print what came of it, as Markdown."""
    parser = argparse.ArgumentParser(prog="python -m experiments.how_sure")
    parser.add_argument("what", nargs="*", choices=[*PARTS, "all"], default=["all"])
    parser.add_argument("--studies", type=int, default=1000)
    parser.add_argument("-j", "--processes", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="keeps finished runs")
    args = parser.parse_args(argv)
    for name, part in PARTS.items():
        if name in args.what or "all" in args.what:
            for line in part(args.studies, args.processes, args.folder):
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
