"""Studies of short texts, and one figure of them at a time."""

from __future__ import annotations

from typing import Any

import hallsim.api as hs
from hallsim.study.result import StudyResult


def study_of(text: str, replications: int = 1) -> StudyResult:
    """A study of every design of a text, on one process."""
    return hs.compare(hs.loads("hallsim: 1\n" + text, "hall"), replications=replications, processes=1)


def row(study: StudyResult, metric: str, design: str, table: str = "summary") -> Any:
    """The row of a metric and a design in a table of a study."""
    rows = getattr(study, table)
    found = rows[(rows["metric"] == metric) & (rows["design"] == design)]
    assert len(found) == 1, f"{len(found)} rows of {metric} under {design}"
    return found.iloc[0]


def value(study: StudyResult, metric: str, design: str) -> float:
    """A figure of a design."""
    return float(row(study, metric, design)["value"])


def part(study: StudyResult, table: str, metric: str, design: str, key: str) -> Any:
    """The row of a metric for one part (of `by_group`, `by_queue` ...)."""
    rows = getattr(study, table)
    found = rows[(rows["metric"] == metric) & (rows["design"] == design) & (rows["key"].astype(str) == key)]
    assert len(found) == 1, f"{len(found)} rows of {metric} for {key}"
    return found.iloc[0]


def gain(study: StudyResult, measure: str, design: str) -> Any:
    """The row of all citizens (or cases) in the table of gains."""
    rows = study.gains
    found = rows[(rows["measure"] == measure) & (rows["design"] == design) & (rows["dimension"] == "all")]
    return found.iloc[0]
