"""The means of compilation, compared on one slice of an engine: ``python -m benchmarks.means``.

Engines take turns, round after round; a ratio is the median over rounds, with the smallest and the largest.
"""

from __future__ import annotations

import argparse
from array import array
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks import textbook_simpy
from benchmarks.means.building import Means, Run, columns, cpp, cython, uncompiled
from benchmarks.means.case import Ints, drawn
from benchmarks.outcome import NotHereError, spread

MEANS: dict[str, Callable[[], Means]] = {"C++": cpp, "Cython": cython}


def available() -> Iterator[Means]:
    """What can be built here; a line for what cannot."""
    for name, build in MEANS.items():
        try:
            yield build()
        except NotHereError as error:
            print(f"{name} is left out: {error}")


def check_same(records: dict[str, dict[str, Ints]]) -> None:
    """Refuse engines that leave other records than the first one."""
    first, *others = records
    for other in others:
        for name, cells in records[first].items():
            if not np.array_equal(cells, records[other][name]):
                raise SystemExit(f"{first} and {other} differ in {name}")


def per_second(engines: dict[str, Run], n: int, rounds: int) -> dict[str, list[float]]:
    """Customers per second of every engine, in turn; their records are the same."""
    speeds: dict[str, list[float]] = {name: [] for name in engines}
    for seed in range(rounds):
        arrays, records = drawn(n, seed).arrays(), {}
        for name, run in engines.items():
            begin = perf_counter()
            found = run(*arrays)
            speeds[name].append(n / (perf_counter() - begin))
            records[name] = columns(found)
        check_same(records)
    return speeds


def python_lines(n: int, rounds: int, engines: dict[str, Run]) -> Iterator[str]:
    """Cython's source uncompiled beside the textbook SimPy model, its records beside the compiled ones."""
    try:
        run = uncompiled()
    except NotHereError as error:
        yield f"Cython's source uncompiled is left out: {error}"
        return
    ratios = []
    for seed in range(rounds):
        arrays = drawn(n, seed).arrays()
        lists = [array("q", cells.tolist()) for cells in arrays]
        begin = perf_counter()
        found = run(*lists)
        ours = perf_counter() - begin
        check_same({"uncompiled": columns(found), **{k: columns(e(*arrays)) for k, e in engines.items()}})
        textbook = textbook_simpy.simulate_hall(n, seed)
        ratios.append(textbook.seconds / textbook.n_customers * n / ours)
    yield f"Cython's source uncompiled: {spread(ratios)} times the textbook SimPy model of (b)."


def main() -> None:
    """Build, run, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.means", description=__doc__)
    parser.add_argument("--customers", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=9)
    args = parser.parse_args()
    found = list(available())
    engines = {name: run for means in found for name, run in means.engines.items()}
    if engines:
        speeds = per_second(engines, args.customers, args.rounds)
        base = speeds[next(iter(engines))]
        print(f"\n| engine | customers per second | ratio to {next(iter(engines))} |\n| --- | ---: | ---: |")
        for name, values in speeds.items():
            ratios = [value / other for value, other in zip(values, base, strict=True)]
            print(f"| {name} | {median(values):,.0f} | {spread(ratios)} |")
        print("\n| source | lines | cold build, CPU s | shared object, KiB | a fresh machine needs |")
        print("| --- | ---: | ---: | ---: | --- |")
        for means in found:
            print(
                f"| {means.source.name} | {means.n_lines} | {means.seconds:.1f} "
                f"| {means.kib:.0f} | {means.needs} |"
            )
        print()
    for line in python_lines(4_000, args.rounds, engines):
        print(line)


if __name__ == "__main__":
    main()
