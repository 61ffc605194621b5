"""The runs whose records are compared: every shipped scenario, and generated ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from experiments.same_records.digest import digest
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.scenario.load import load_scenario
from tests.property.strategies import Case, cases

ROOT = Path(__file__).parents[2]
N_REPLICATIONS = 2


def shipped() -> list[Path]:
    """The scenarios of the project that run by themselves: a part that others include has no title."""
    found = sorted((ROOT / "scenarios").rglob("*.yaml")) + sorted(
        (ROOT / "hallsim" / "templates").glob("*.yaml")
    )
    texts = {path: path.read_text(encoding="utf-8") for path in found}
    return [path for path, text in texts.items() if "\ndesigns:" in text and "\ntitle:" in text]


def shipped_runs(path: Path) -> Iterator[tuple[str, str]]:
    """Name and hash of each design and replication of one file."""
    scenario = load_scenario(path).scenario
    for replication in range(N_REPLICATIONS):
        demand = generate(scenario.world, scenario.run.seed, replication)
        for name, design in scenario.designs.items():
            trace = simulate(scenario.world, design, demand)
            yield f"{path.relative_to(ROOT).as_posix()} {name} {replication}", digest(trace)


def generate_cases(n: int, seed: int) -> list[dict[str, Any]]:
    """`n` whole scenarios of the property tests, as plain mappings."""
    if n == 0:  # hypothesis wants one at least
        return []
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    found: list[dict[str, Any]] = []

    @seeded(seed)
    @settings(
        max_examples=n, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(cases())
    def collect(case: Case) -> None:
        found.append({"world": case.world, "design": case.design, "seed": case.seed})

    collect()
    return found[:n]


def generated_run(case: dict[str, Any]) -> str:
    """The hash of one generated case, or what refused it."""
    try:
        return digest(Case(world=case["world"], design=case["design"], seed=case["seed"]).run())
    except Exception as error:  # what is refused before must be refused after, for the same reason
        return f"{type(error).__name__}: {error}"
