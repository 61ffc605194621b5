"""Measure the two real halls on half of their days, and hold the model against the other half.

    python -m experiments.real_halls DATA -n 200

DATA is the folder of the raw files, which are not part of the project (README.md says where they are from).
Renews the `…_measured.yaml` of scenarios/real and `held_out.csv`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from experiments.real_halls import bank, bialoleka
from experiments.real_halls.held_out import beside, simulated

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios" / "real"
TABLE = Path(__file__).parent / "held_out.csv"


def main() -> None:
    """Measure both halls, run them, write the table and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("-n", type=int, default=200, help="replications, each as long as the time held out")
    given = parser.parse_args()
    table = pd.concat([_bialoleka(given.data, given.n), *_bank(given.data, given.n)])
    table.to_csv(TABLE, index=False, float_format="%.4g", lineterminator="\n")
    print(table.to_string(index=False, float_format="{:.2f}".format))  # noqa: T201


def _bialoleka(data: Path, n: int) -> pd.DataFrame:
    scenario = SCENARIOS / "bialoleka.yaml"
    fit, held = bialoleka.read(data)
    service_min, patience_min = bialoleka.write(SCENARIOS / "bialoleka_measured.yaml", fit, held, scenario)
    print(f"Białołęka: service {service_min:.2f} min, patience {patience_min:.0f} min")  # noqa: T201
    runs = simulated(scenario, "today", bialoleka.BINS_MIN, n)
    real_fit, real_held = (bialoleka.real(days, patience_min) for days in (fit, held))
    table = beside(real_fit, real_held, runs)
    table.insert(0, "design", "today")
    table.insert(0, "hall", "bialoleka")
    # polled every five minutes, nobody is seen to be called at once; who has left is not seen at all
    return table[~table["figure"].str.startswith("who ")]


def _bank(data: Path, n: int) -> list[pd.DataFrame]:
    scenario = SCENARIOS / "bank.yaml"
    fit, held = bank.read(data)
    pace = bank.write(SCENARIOS / "bank_measured.yaml", fit, held, scenario)
    print(f"Bank: pace of agents {pace:.3f}")  # noqa: T201
    tables = []
    for design in ("held_out_days", "fitted_days"):
        table = beside(bank.real(fit), bank.real(held), simulated(scenario, design, bank.BINS_MIN, n))
        table.insert(0, "design", design)
        table.insert(0, "hall", "bank")
        tables.append(table)
    return tables


if __name__ == "__main__":
    main()
