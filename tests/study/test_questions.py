"""The questions ask of scenarios and metrics that exist."""

from pathlib import Path

import pytest

from experiments.questions.table import QUESTIONS, page
from hallsim import api
from hallsim.metrics.registry import METRICS
from tests.helpers.study_builder import TEXT


@pytest.mark.parametrize("question", QUESTIONS)
def test_files_and_metrics_exist(question: str, root: Path) -> None:
    asked = QUESTIONS[question]
    assert (root / "scenarios" / asked.file).is_file()
    assert set(asked.metrics) <= set(METRICS)


def test_a_page_has_a_row_for_every_design_and_a_cell_for_every_metric() -> None:
    study = api.compare(api.loads(TEXT), replications=2, processes=1)
    text, rows = page("E05", study)
    table = [line for line in text.splitlines() if line.startswith("| `")]
    assert len(table) == len(study.designs)
    assert all(line.count("±") == 4 for line in table)
    assert set(rows["metric"]) == set(QUESTIONS["E05"].metrics)
