"""The tables of README.md, and the same numbers as CSV.

    python -m experiments.coverage --studies 1000

Parts that are finished are kept in results/coverage/ and are not worked out again with the same numbers.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from experiments.coverage import engine, other_days, same_design, studies, table
from experiments.coverage.queue import simulate

HERE = Path(__file__).parent
KEPT = HERE.parents[1] / "results" / "coverage"
SAME_CELLS = ((0.8, 1), (0.9, 1), (0.8, 5))
SAME_POOL = 12_000
Rows = list[dict[str, Any]]


def kept(key: str, work: Callable[[], Iterable[Any]]) -> Rows:
    """The rows of one part, worked out unless they are there."""
    path = KEPT / f"{key}.json"
    if not path.exists():
        rows = [asdict(row) for row in work()]
        KEPT.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(rows), encoding="utf-8")
    found: Rows = json.loads(path.read_text(encoding="utf-8"))
    return found


def coverage_rows(load: float, days: int, n_studies: int, seed: int) -> Iterable[studies.Row]:
    """Coverage of one load and length of replications."""
    pools = simulate(studies.POOL_SIZES[days], days, load, seed)
    return studies.rows(load, days, pools, n_studies, seed)


def same_rows(load: float, days: int, n_studies: int, seed: int) -> Iterable[same_design.Row]:
    """False verdicts of one load and length of replications."""
    pools = simulate(SAME_POOL, days, load, seed, equal=True)
    rules: tuple[tuple[str, same_design.Rule, int], ...] = (
        ("before: 47 metrics, 1 design", same_design.old_rule, 1),
        ("family: 3 metrics, 1 design", same_design.family_rule, 1),
        ("family: 3 metrics, 3 designs", same_design.family_rule, 3),
    )
    for name, rule, others in rules:
        for paired in (False, True):
            for n in same_design.N_REPLICATIONS:
                found = same_design.fixed(pools, rule, n, others, paired, n_studies // 2, seed)
                draws = "same arrivals" if paired else "independent"
                yield same_design.Row(name, draws, load, days, str(n), n_studies // 2, *found)
    nan = float("nan")
    for name, n in (("before: mean wait", n_studies), ("family", n_studies // 2)):
        share = same_design.resumed(pools, name, n, seed)
        yield same_design.Row(
            f"resumed, {name}", "independent", load, days, "4, 8, .., 40", n, share, nan, 0, nan
        )


def called_same_rows(load: float, days: int, n_studies: int, seed: int) -> Iterable[same_design.Row]:
    """False *practically the same* of one load and length of replications."""
    pools = simulate(2000, days, load, seed)
    for n in same_design.N_REPLICATIONS:
        found = same_design.called_same(pools, n, n_studies // 2, seed)
        name = "*the same* at the threshold, 3 metrics"
        yield same_design.Row(name, "same people", load, days, str(n), n_studies // 2, *found)


def engine_rows(seed: int, days: int) -> Iterable[engine.Agreement]:
    """The reference engine against the recursion."""
    for load in studies.LOADS:
        yield engine.compare(load, simulate(studies.POOL_SIZES[1], 1, load, seed)[0], days)


def main() -> None:
    """Work out and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--studies", type=int, default=1000, help="studies in each cell")
    parser.add_argument("--engine-days", type=int, default=200, help="days of the reference engine")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=HERE)
    given = parser.parse_args()
    n, seed = given.studies, given.seed
    covered: Rows = []
    false: Rows = []
    for load in studies.LOADS:
        for days in studies.DAYS:
            key = f"coverage_{load}_{days}_{n}_{seed}"
            covered += kept(key, lambda load=load, days=days: coverage_rows(load, days, n, seed))  # type: ignore[misc]
    for load, days in SAME_CELLS:
        key = f"same_{load}_{days}_{n}_{seed}"
        false += kept(key, lambda load=load, days=days: same_rows(load, days, n, seed))  # type: ignore[misc]
    for load, days in SAME_CELLS:
        key = f"called_same_{load}_{days}_{n}_{seed}"
        false += kept(key, lambda load=load, days=days: called_same_rows(load, days, n, seed))  # type: ignore[misc]
    agreed = kept(f"engine_{given.engine_days}_{seed}", lambda: engine_rows(seed, given.engine_days))
    others = kept(f"other_days_{n}_{seed}", lambda: other_days.rows(n, seed))
    table.write(given.out, covered, others, false, agreed)


if __name__ == "__main__":
    main()
