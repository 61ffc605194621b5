"""Keep the hashes of many runs, and compare them after an edit that must change no record.

    python -m experiments.same_records keep before.json
    python -m experiments.same_records compare before.json

`keep` writes the generated scenarios too, so that `compare` runs the very same.  `--only TEXT` takes the
shipped files whose path contains TEXT; `--generated N` sets how many generated ones there are.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from experiments.same_records.cases import generate_cases, generated_run, shipped, shipped_runs

SEED = 2026


def hashes(only: str, generated: list[dict[str, Any]]) -> dict[str, str]:
    """Name and hash of every run."""
    found: dict[str, str] = {}
    for path in shipped():
        if only in path.as_posix():
            sys.stderr.write(f"{path.name}\n")
            found.update(shipped_runs(path))
    for number, case in enumerate(generated):
        found[f"generated {number}"] = generated_run(case)
    return found


def how_many(text: str) -> int:
    """A number of generated scenarios, 0 for none."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"write a number from 0, not {text!r}")
    return int(text)


def main(words: Sequence[str] | None = None) -> int:
    """Keep or compare; 1 when a record differs."""
    name = "python -m experiments.same_records"
    parser = argparse.ArgumentParser(
        prog=name, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["keep", "compare"])
    parser.add_argument("file", type=Path, nargs="?", help="where the hashes are, or are to be, kept")
    parser.add_argument("--only", default="", metavar="TEXT")
    parser.add_argument("--generated", type=how_many, default=300, metavar="N")
    asked = parser.parse_args(words)
    if asked.file is None:
        parser.error(f"name the file of the hashes: {name} {asked.what} before.json")
    if asked.what == "compare" and not asked.file.is_file():
        parser.error(f"there is no {asked.file}: before the edit, {name} keep {asked.file}")
    if asked.what == "keep":
        cases = generate_cases(asked.generated, SEED)
        kept = {"only": asked.only, "cases": cases, "hashes": hashes(asked.only, cases)}
        asked.file.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        sys.stdout.write(f"{len(kept['hashes'])} runs kept in {asked.file}\n")
        return 0
    kept = json.loads(asked.file.read_text(encoding="utf-8"))
    now, before = hashes(kept["only"], kept["cases"]), kept["hashes"]
    other = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
    for name in other:
        sys.stdout.write(f"differs: {name}\n")
    sys.stdout.write(f"{len(now)} runs, {len(other)} with other records\n")
    return 1 if other else 0


if __name__ == "__main__":
    sys.exit(main())
