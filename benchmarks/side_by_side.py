"""The contenders, in turn, on the two systems; those that cannot be had here are left out with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import ModuleType

import numpy as np

from benchmarks import ciw_models, cpp_loop, hallsim_compiled, hallsim_models, textbook_simpy
from benchmarks.outcome import HALL_KNOWN_MIN, NotHereError, Outcome, mean_and_error, spread

TEXTBOOK, REFERENCE, COMPILED, LOOP = "textbook SimPy", "hallsim", "hallsim, compiled", "C++ loop"
ALL = {
    TEXTBOOK: textbook_simpy,
    REFERENCE: hallsim_models,
    COMPILED: hallsim_compiled,
    LOOP: cpp_loop,
    "Ciw": ciw_models,
}
OPTIONAL: dict[str, Callable[[], object]] = {
    COMPILED: hallsim_compiled.make_ready,
    LOOP: cpp_loop.make_ready,
}
BASES = (TEXTBOOK, LOOP)
SAME_CITIZENS = (REFERENCE, COMPILED, LOOP)
Simulate = Callable[[int, int], Outcome]


def left_out() -> dict[str, str]:
    """Why contenders are left out, by name."""
    reasons = {}
    for name, make_ready in OPTIONAL.items():
        try:
            make_ready()
        except NotHereError as error:
            reasons[name] = str(error)
    return reasons


def interleaved(
    contenders: dict[str, ModuleType], function: str, n_customers: int, rounds: int
) -> dict[str, list[Outcome]]:
    """Every contender in turn, round after round, so that a slow minute of the machine meets them all."""
    found: dict[str, list[Outcome]] = {name: [] for name in contenders}
    for seed in range(rounds):
        for name, module in contenders.items():
            simulate: Simulate = getattr(module, function)
            found[name].append(simulate(n_customers // rounds, seed))
            print(f"{function}: round {seed + 1} of {rounds}, {name}", flush=True)
    return found


def per_second(found: dict[str, list[Outcome]]) -> dict[str, list[float]]:
    """Customers per second of each contender by round, of hallsim's engines also alone."""
    speeds = {}
    for name, outcomes in found.items():
        speeds[name] = [o.n_customers / o.seconds for o in outcomes]
        alone = [o.n_customers / o.engine_seconds for o in outcomes if o.engine_seconds]
        if alone:
            speeds[f"{name}, engine alone"] = alone
    return speeds


def speed_table(systems: Sequence[dict[str, list[Outcome]]]) -> Iterator[str]:
    """Customers per second as ratios to the textbook model's, and to the loop's, of the same round."""
    speeds = [per_second(found) for found in systems]
    bases = [base for base in BASES if base in speeds[0]]
    heads = [f"{system}, {base} = 1" for base in bases for system in ("(a) M/M/20", "(b) hall")]
    yield "| customers per second | " + " | ".join(heads) + " |"
    yield "| --- |" + " ---: |" * len(heads)
    for name in speeds[0]:
        cells = [
            spread([mine / other for mine, other in zip(speed[name], speed[base], strict=True)])
            for base in bases
            for speed in speeds
        ]
        yield f"| {name} | " + " | ".join(cells) + " |"


def same_waits_line(systems: Sequence[dict[str, list[Outcome]]]) -> str:
    """Refuse contenders that serve the same citizens with other waits; who they are."""
    names = [name for name in SAME_CITIZENS if name in systems[0]]
    for found in systems:
        for name in names[1:]:
            for first, other in zip(found[REFERENCE], found[name], strict=True):
                for station, waits in first.waits_min.items():
                    if not np.array_equal(np.sort(waits), np.sort(other.waits_min[station])):
                        raise SystemExit(f"{name} and hallsim differ in the waits at the {station}")
    return f"The same citizens, the same waits to the millisecond: {'; '.join(names)}."


def agreement_table(found: dict[str, list[Outcome]], warm_up: int = 3000) -> Iterator[str]:
    """Means of (b) with standard errors over batches, beside the long-run means."""
    yield "| (b), minutes | long run | " + " | ".join(found) + " |"
    yield "| --- | ---: |" + " ---: |" * len(found)
    for station, known in HALL_KNOWN_MIN.items():
        cells = []
        for outcomes in found.values():
            parts = [o.total_min if station == "total" else o.waits_min[station] for o in outcomes]
            values = np.concatenate([part[warm_up:] for part in parts])
            mean, error = mean_and_error(values, n_batches=10 * len(parts))
            cells.append(f"{mean:.3f} ± {error:.3f} (z {(mean - known) / error:+.1f})")
        yield f"| {station} | {known} | " + " | ".join(cells) + " |"


def tables(n_customers: int, rounds: int) -> Iterator[str]:
    """Speeds and agreement of all that are here."""
    reasons = left_out()
    contenders = {name: module for name, module in ALL.items() if name not in reasons}
    queue, hall = (
        interleaved(contenders, function, n_customers, rounds)
        for function in ("simulate_mm20", "simulate_hall")
    )
    yield from speed_table((queue, hall))
    yield ""
    for name, reason in reasons.items():
        yield f"{name} is left out: {reason}."
        yield ""
    yield same_waits_line((queue, hall))
    yield ""
    yield from agreement_table(hall)
