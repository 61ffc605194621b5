"""The questions ask of scenarios and metrics that exist."""

from pathlib import Path

import pytest

from experiments.questions.table import QUESTIONS, Question, page
from hallsim import api
from hallsim.metrics.breakdown import OF_PEOPLE
from hallsim.metrics.registry import METRICS
from hallsim.report.wording.numbers import interval, number
from hallsim.study.result import records
from tests.helpers.study_builder import TEXT


@pytest.mark.parametrize("question", QUESTIONS)
def test_files_and_metrics_exist(question: str, root: Path) -> None:
    asked = QUESTIONS[question]
    assert (root / "scenarios" / asked.file).is_file()
    assert set(asked.metrics) <= set(METRICS)
    assert set(asked.by_group) <= set(OF_PEOPLE)
    designs = api.load(root / "scenarios" / asked.file).scenario.designs
    assert {design for pair in asked.pairs for design in pair} <= set(designs)


def test_a_page_has_a_row_for_every_design_and_a_cell_for_every_metric() -> None:
    study = api.compare(api.loads(TEXT), replications=2, processes=1)
    text, rows = page("E05", study)
    table = [line for line in text.splitlines() if line.startswith("| `")]
    assert len(table) == len(study.designs)
    assert all(line.count("(") == 4 for line in table)
    assert set(rows["metric"]) == set(QUESTIONS["E05"].metrics)


def test_changes_are_shown_by_themselves_and_groups_too(monkeypatch: pytest.MonkeyPatch) -> None:
    study = api.compare(api.loads(TEXT), replications=2, processes=1)
    first, second = study.designs[:2]
    question = Question(
        file="", asks="", metrics=("wait_mean",), pairs=((second, first),), by_group=("wait_mean",)
    )
    monkeypatch.setitem(QUESTIONS, "E05", question)
    text, _ = page("E05", study)
    (line,) = [line for line in text.splitlines() if line.startswith(f"| `{second}` − `{first}` |")]
    (known,) = [r for r in records(study.differences) if (r.design, r.metric) == (second, "wait_mean")]
    assert f"{number(known.difference, 'min', signed=True)} (" in line
    assert interval(known.lo, known.hi, "min", signed=True) in line
    groups = [line for line in text.splitlines() if line.count(" | `") == 1 and "–" in line]
    assert len(groups) == len(study.designs) * study.by_group["key"].nunique()
