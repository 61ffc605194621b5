"""Speed and size, measured in one run and side by side: ``make bench``; ``--write`` renews README.md.

Times are wall clock, but for the shares of a study (CPU time); only ratios within one run mean anything.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

import numpy as np

import hallsim.api as hs
from benchmarks import ciw_models, district, growth, hallsim_models, textbook_simpy
from benchmarks.hallsim_models import run
from benchmarks.outcome import HALL_KNOWN_MIN, Outcome, mean_and_error
from benchmarks.shares import shares_line

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
CONTENDERS = {"textbook SimPy": textbook_simpy, "hallsim": hallsim_models, "Ciw": ciw_models}
Simulate = Callable[[int, int], Outcome]


def interleaved(name: str, n_customers: int, rounds: int) -> dict[str, list[Outcome]]:
    """Every contender in turn, round after round, so that a slow minute of the machine meets them all."""
    found: dict[str, list[Outcome]] = {contender: [] for contender in CONTENDERS}
    for seed in range(rounds):
        for contender, module in CONTENDERS.items():
            simulate: Simulate = getattr(module, name)
            found[contender].append(simulate(n_customers // rounds, seed))
            print(f"{name}: round {seed + 1} of {rounds}, {contender}", flush=True)
    return found


def speeds(found: dict[str, list[Outcome]]) -> dict[str, list[float]]:
    """Customers per second of each contender over the textbook model's of the same round."""
    textbook = [o.n_customers / o.seconds for o in found["textbook SimPy"]]
    return {
        name: [o.n_customers / o.seconds / base for o, base in zip(outcomes, textbook, strict=True)]
        for name, outcomes in found.items()
    }


def spread(ratios: Sequence[float]) -> str:
    """The median of some ratios, with the smallest and the largest."""
    return f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def speed_table(queue: dict[str, list[float]], hall: dict[str, list[float]]) -> Iterator[str]:
    """Customers per second as ratios to the textbook model."""
    yield "| customers per second, textbook SimPy = 1 | (a) M/M/20 | (b) hall |"
    yield "| --- | ---: | ---: |"
    for name in CONTENDERS:
        yield f"| {name} | " + " | ".join(spread(speed[name]) for speed in (queue, hall)) + " |"


def agreement_table(found: dict[str, list[Outcome]], warm_up: int = 3000) -> Iterator[str]:
    """Means of (b) with standard errors over batches, beside the long-run means."""
    yield "| (b), minutes | long run | " + " | ".join(CONTENDERS) + " |"
    yield "| --- | ---: |" + " ---: |" * len(CONTENDERS)
    for station, known in HALL_KNOWN_MIN.items():
        cells = []
        for outcomes in found.values():
            parts = [o.total_min if station == "total" else o.waits_min[station] for o in outcomes]
            values = np.concatenate([part[warm_up:] for part in parts])
            mean, error = mean_and_error(values, n_batches=10 * len(parts))
            cells.append(f"{mean:.3f} ± {error:.3f} (z {(mean - known) / error:+.1f})")
        yield f"| {station} | {known} | " + " | ".join(cells) + " |"


def growth_table() -> Iterator[str]:
    """Cost of a citizen at one size against another."""
    small, _ = growth.in_fresh_process(growth.by_citizens, 10_000)
    large, gib = growth.in_fresh_process(growth.by_citizens, 1_000_000)
    by_windows = growth.ratios(growth.by_windows, 5, 500)
    by_queue = growth.ratios(growth.by_queue, 0.9, 1.5)
    yield "| what grows | cost of a citizen, ratio |"
    yield "| --- | ---: |"
    yield f"| citizens, 10,000 to 1,000,000 | {large / small:.2f} |"
    yield f"| windows, 5 to 500 | {spread(by_windows)} |"
    yield f"| queue, short (load 0.9) to beyond 20,000 (load 1.5) | {spread(by_queue)} |"
    yield ""
    yield f"One million citizens: peak memory {gib:.2f} GiB."


def textbook_seconds(n_customers: int, seed: int) -> float:
    """What the textbook model needs for so many customers of (b), by 60,000 of them."""
    outcome = textbook_simpy.simulate_hall(60_000, seed)
    return outcome.seconds / outcome.n_customers * n_customers


def j_city_line(rounds: int = 3) -> str:
    """J city against the textbook model with as many customers of (b) as J city has visits, in turn."""
    scenario = hs.load(Path("scenarios/j_city.yaml")).scenario
    alone, whole = [], []
    for seed in range(rounds):
        trace, drawing, seconds = run(scenario, "by_department", scenario.run.seed)
        n_visits = len(trace.visits["visit"])
        base = textbook_seconds(n_visits, seed)
        alone.append(seconds / base)
        whole.append((seconds + drawing) / base)
    return (
        f"J city, one design, one replication ({n_visits:,} visits): {spread(alone)} times the time the "
        f"textbook model needs for as many customers of (b); {spread(whole)} with drawing the demand."
    )


def district_line(rounds: int = 3) -> str:
    """A year of a district against the textbook model with as many customers of (b), in turn."""
    alone, whole = [], []
    for seed in range(rounds):
        n_visits, drawing, seconds, gib = growth.in_fresh_process(district.a_year)
        base = textbook_seconds(n_visits, seed)
        alone.append(seconds / base)
        whole.append((seconds + drawing) / base)
    return (
        f"A year of a district of 1 + 28 offices ({n_visits:,} visits, one process): {spread(alone)} "
        f"times the time the textbook model needs for as many customers of (b); "
        f"{spread(whole)} with drawing the demand; peak memory {gib:.2f} GiB."
    )


def measured(n_customers: int, rounds: int) -> str:
    """Everything, as Markdown."""
    queue = interleaved("simulate_mm20", n_customers, rounds)
    hall = interleaved("simulate_hall", n_customers, rounds)
    lines = [*speed_table(speeds(queue), speeds(hall)), "", *agreement_table(hall), "", *growth_table(), ""]
    return "\n".join([*lines, j_city_line(), "", shares_line(), "", district_line()])


def main() -> None:
    """Measure, print, and on request write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--write", action="store_true", help="renew the tables of benchmarks/README.md")
    args = parser.parse_args()
    text = measured(args.customers, args.rounds)
    print(text)
    if args.write:
        page = README.read_text(encoding="utf-8")
        head, rest = page.split(BEGIN)
        README.write_text(f"{head}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
