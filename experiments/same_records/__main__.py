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


def main() -> int:
    """Keep or compare; 1 when a record differs."""
    parser = argparse.ArgumentParser(prog="experiments.same_records", description=__doc__)
    parser.add_argument("what", choices=["keep", "compare"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--generated", type=int, default=300)
    asked = parser.parse_args()
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
