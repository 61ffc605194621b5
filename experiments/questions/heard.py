"""E07: what each channel reports beside what people think; writes E07.csv and E07.md.

python -m experiments.questions.heard
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import hallsim.api as hs

HERE = Path(__file__).parent
SCENARIO = HERE.parents[1] / "scenarios" / "j_city_e07.yaml"
FILE = HERE / "E07.csv"
_HEAD = """# E07: Do the feedback tools see the truth?

`scenarios/j_city_e07.yaml`, {n} replications; `python -m experiments.questions.heard`. Points of the model of
satisfaction, which is not calibrated; said minus true with its 95 % interval over replications.

| who | channel | asked | answered | said | true | said minus true |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
"""


def heard(replications: int | None = None, processes: int = 1) -> pd.DataFrame:
    """The table `heard` of the study: a row a kind of people and channel."""
    study = hs.compare(SCENARIO, replications=replications, processes=processes)
    if study.opinions is None:
        raise ValueError("the scenario has no channels")
    return study.opinions.heard


def _line(row: pd.Series) -> str:
    off = f"{row['off']:+.2f} ({row['lo']:+.2f} to {row['hi']:+.2f})"
    who = f"| {row['kind']} | {row['channel']} | {row['asked']:,.0f} | {row['answered']:,.0f} "
    return f"{who}| {row['said_score']:.1f} | {row['true_score']:.1f} | {off} |"


def main() -> None:
    """Run and write."""
    table = heard()
    table.to_csv(FILE, index=False, float_format="%.5g", lineterminator="\n")
    lines = [_line(row) for _, row in table.iterrows()]
    n = hs.load(SCENARIO).scenario.run.replications
    (HERE / "E07.md").write_text(_HEAD.format(n=n) + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
