"""Everything that was expected, what was found and in how many worlds, in one table: `found.md`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from experiments.questions.studies.found import read_found
from experiments.questions.studies.robust import read_robust
from hallsim.metrics.registry import METRICS
from hallsim.report.wording.numbers import interval, number, unit_after_number

FILE: Final = Path(__file__).parent / "found.md"
_HEAD: Final = """# What was expected, what was found

Made from `found.csv` and `robust.csv` by `make experiments`; do not edit. Differences of a design from
another (along a factor: of its last value from its first) with their 95 % intervals; of *n* plausible worlds
in how many the difference points as expected; *turns* with the assumption and its value at which there is no
difference.

| question | expected | found | as expected in worlds | verdict |
| --- | --- | --- | ---: | --- |
"""
_STATES: Final = {"as_expected": "as expected", "otherwise": "**otherwise**", "not_settled": "not settled"}
_VERDICTS: Final = {
    "robust": "robust",
    "nearly": "nearly robust",
    "turns": "turns",
    "untold": "cannot be told",
}


def renew_summary() -> None:
    """Write it."""
    found, worlds = read_found(), read_robust()
    lines = [_line(row, worlds) for _, row in found.iterrows()]
    FILE.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def _line(row: pd.Series, worlds: pd.DataFrame) -> str:
    unit = METRICS[str(row["metric"])].unit
    expected = f"`{row['metric']}` of `{row['design']}` {row['direction']} than of `{row['base']}`"
    if row["direction"] == "same":
        expected = f"`{row['metric']}` of `{row['design']}` the same as of `{row['base']}`"
    value = f"{number(row['difference'], unit, signed=True)} {unit_after_number(unit, 'en', difference=True)}"
    ends = interval(row["lo"], row["hi"], unit, "en", signed=True)
    came = f"{_STATES[str(row['state'])]}: {value.strip()} ({ends})"
    own = worlds[(worlds["question"] == row["question"]) & (worlds["expectation"] == row["expectation"])]
    if worlds["world"].nunique() > 1:
        own = own[[str(row["design"]).startswith(f"{world}, ") or len(own) == 1 for world in own["world"]]]
    if own.empty:
        return f"| {row['question']} | {expected} | {came} | – | – |"
    told = own.iloc[0]
    verdict = _VERDICTS[str(told["verdict"])]
    if told["verdict"] == "robust" and told["opposite"]:
        verdict = "robust, the other way"
    if told["depends_on"]:
        times = "×" if str(told["multiplies"]) == "True" else ""
        at = (
            ""
            if pd.isna(told["turns_at"])
            else f" at {times}{float(told['turns_at']):.2g} {told['unit']}".rstrip()
        )
        verdict += f": {told['title']}{at}"
    return (
        f"| {row['question']} | {expected} | {came} | {told['as_expected']} of {told['worlds']} | {verdict} |"
    )
