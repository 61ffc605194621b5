"""Every interval of a study's tables holds the number it is of, and nothing that cannot be."""

from __future__ import annotations

from functools import lru_cache

import pytest

from hallsim.study.result import StudyResult
from tests.helpers.study_values import row, study_of, value

LATE = """
world:
  calendar: {start: 2026-03-02, days: 5, ending: drain}
  services:
    permit: {counter: 5 min, decision: promised, limit: 2 workdays, approval: {step: look},
             steps: {look: {work: 30 min, desk: d}}}
  arrivals: {per_day: 30}
designs:
  plain: {windows: {hall: 2}, desks: {d: 3}}
  slow: {windows: {hall: 2}, desks: {d: 1}}
  shut: {windows: {hall: 2}, desks: {d: 3}, tickets_until: "09:30"}
run: {primary: [limit_used_mean, satisfaction_overall, not_served_share]}
"""


@lru_cache(maxsize=1)
def late() -> StudyResult:
    """A hall with too few officers, and one that shuts after half an hour, against a plain one."""
    return study_of(LATE, 2)


def test_a_case_may_use_more_than_its_limit() -> None:
    """Of two days 124 % are used instead of 4 %: the difference and its interval lie above 100 %."""
    study = late()
    assert value(study, "limit_used_mean", "slow") > 1
    for metric in ("limit_used_mean", "limit_used_p90"):
        found = row(study, metric, "slow", "differences")
        assert 1 < found["difference"] < found["hi"], metric
    found = row(study, "limit_used_mean", "slow", "differences")
    assert found["family_lo"] < found["difference"] < found["family_hi"]


@pytest.mark.parametrize(
    "table", ["summary", "differences", "by_service", "by_group", "by_hour", "by_window"]
)
def test_an_interval_holds_its_number(table: str) -> None:
    rows = getattr(late(), table)
    number = "difference" if table == "differences" else "value"
    known = rows[rows["lo"].notna() & rows[number].notna()]
    assert len(known) > 3
    outside = known[(known["lo"] > known[number] + 1e-9) | (known["hi"] < known[number] - 1e-9)]
    assert list(outside["metric"]) == []


def test_no_interval_holds_more_points_than_there_are() -> None:
    """Two replications tell little of a score, but that it lies between 0 and 100."""
    study = late()
    scores = study.summary[study.summary["unit"] == "score"].dropna(subset=["lo"])
    assert len(scores) >= 10
    assert scores["lo"].min() >= 0
    assert scores["hi"].max() <= 100
    gaps = study.differences[study.differences["unit"] == "score"].dropna(subset=["lo"])
    assert len(gaps) >= 10
    assert gaps[["lo", "family_lo"]].min().min() >= -100
    assert gaps[["hi", "family_hi"]].max().max() <= 100
