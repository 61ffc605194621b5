"""What is not the engine takes of a study, and what the compiled one spares; ``parts.py`` tells all parts."""

from __future__ import annotations

import argparse

from benchmarks.engines import COMPILED, available
from benchmarks.outcome import spread
from benchmarks.parts import J_CITY, study
from hallsim.errors import RunError

BESIDE = ("audit", "metrics", "pairs", "tables")


def engines_line(n_replications: int = 1, rounds: int = 3) -> str:
    """How much sooner J city is done with the compiled engine: the engine alone, and all of a replication."""
    if COMPILED not in available():
        return "J city with the compiled engine is left out: it is not there."
    alone, whole = [], []
    for _ in range(rounds):
        try:
            other = study(J_CITY, n_replications, "compiled")
        except RunError as error:
            return f"J city with the compiled engine is left out: {error}."
        ours = study(J_CITY, n_replications)
        alone.append(ours.seconds["engine"] / other.seconds["engine"])
        whole.append(ours.of_each / other.of_each)
    return (
        f"J city, all designs: the compiled engine is {spread(alone)} times as quick as the reference; a "
        f"replication with drawing, audit and metrics {spread(whole)} times."
    )


def shares_line(n_replications: int = 8) -> str:
    """The shares of audit, metrics and tables in a study of J city."""
    spent = study(J_CITY, n_replications)
    parts = ", ".join(f"{part} {spent.share(part):.1%}" for part in BESIDE)
    return (
        f"J city, all designs, {n_replications} replications: of the CPU time audit, metrics and tables take "
        f"{spent.share(*BESIDE):.1%} ({parts}); the engine {spent.share('engine'):.1%}, plan and trace "
        f"{spent.share('plan', 'decisions', 'trace'):.1%}, drawing the demand {spent.share('drawing'):.1%}."
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shares", description=__doc__)
    parser.add_argument("--replications", type=int, default=8)
    print(shares_line(parser.parse_args().replications))
    print(engines_line())


if __name__ == "__main__":
    main()
