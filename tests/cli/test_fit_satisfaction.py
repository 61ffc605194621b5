"""`hallsim fit-satisfaction` on the command line, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from hallsim.cli.main import call
from tests.helpers.opinion_halls import HALL, SURVEY


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hall.yaml").write_text(HALL, encoding="utf-8")
    (tmp_path / "survey.csv").write_text(SURVEY, encoding="utf-8")
    return tmp_path


ARGS = ("fit-satisfaction", "hall.yaml", "--survey", "survey.csv", "-n", "1", "-j", "1", "-q")


def test_it_prints_the_fit_what_is_open_and_writes_what_a_scenario_includes(
    hall: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call([*ARGS, "--lang", "en"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    for words in (
        "attitude enterprises very satisfied 39.52% 39.52%",
        "What is not identified",
        "Validation: each indicator left out",
        "weight of process × 1.2",
        "slope × 0.5",
        "Written: hall_satisfaction.yaml",
    ):
        assert words in told
    assert any(
        said in told for said in ("the ranking of the designs survives", "change places", "no ranking")
    )
    both = "hallsim: 1\ninclude: [hall.yaml, hall_satisfaction.yaml]\n"
    (hall / "both.yaml").write_text(both, encoding="utf-8")
    assert call(["check", "both.yaml", "-q"]) == 0


def test_in_chinese_and_never_over_a_file(hall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call([*ARGS, "--out", "out.yaml", "--lang", "zh"]) == 0
    assert "未能确定的" in capsys.readouterr().out
    before = (hall / "out.yaml").read_text("utf-8")
    assert call([*ARGS, "--out", "out.yaml", "--lang", "en"]) == 2
    assert "out.yaml is there already" in capsys.readouterr().err
    assert call([*ARGS, "--out", "out.yaml", "--overwrite"]) == 0
    assert (hall / "out.yaml").read_text("utf-8") == before


def test_who_did_not_answer_is_told_and_the_option_names_the_survey(
    hall: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        "indicator,level,share,source",
        "efficiency,satisfied,30,column",
        "efficiency,dissatisfied,50,column",
    ]
    (hall / "survey.csv").write_text("\n".join([*rows, "efficiency,unreported,20,column"]), encoding="utf-8")
    (hall / "below").mkdir()
    (hall / "below" / "hall.yaml").write_text(HALL, encoding="utf-8")
    args = ["fit-satisfaction", "below/hall.yaml", *ARGS[2:], "--out", "out.yaml", "--lang", "en"]
    assert call([*args, "--source", "option"]) == 0
    told = capsys.readouterr()
    assert "20% did not answer (unreported)" in " ".join(told.out.split())
    assert "out.yaml; paste it into the scenario" in told.out
    assert "out.yaml lies outside the scenario's folder" in told.err
    assert '"option"' in (hall / "out.yaml").read_text("utf-8")
    assert call([*args, "--overwrite"]) == 0
    assert '"column"' in (hall / "out.yaml").read_text("utf-8")


def test_a_survey_that_is_wrong_is_told_before_anything_runs(
    hall: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (hall / "survey.csv").write_text(SURVEY.replace("fairly,43.81", "fairly,53.81"), encoding="utf-8")
    assert call([*ARGS, "--lang", "en"]) == 2
    assert "survey.csv:6:" in (err := capsys.readouterr().err)
    assert "sum to 110 %" in err
    assert not (hall / "hall_satisfaction.yaml").exists()
    assert call([*ARGS[:3], "none.csv", "--lang", "zh"]) == 2


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("hall.yaml", "hall.yaml is read for this"),
        ("../{folder}/more.yaml", "more.yaml is read for this"),
        ("survey.csv", "survey.csv is read for this"),
        ("nowhere/out.yaml", "there is no folder nowhere to write out.yaml into"),
        ("survey.csv/out.yaml", "there is no folder survey.csv"),
        (".", ". is a folder"),
    ],
)
def test_where_it_cannot_be_written_is_told_before_anything_runs(
    hall: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, out: str, says: str
) -> None:
    monkeypatch.setattr("hallsim.fitting.fit_satisfaction", None)
    (hall / "hall.yaml").write_text(
        HALL.replace("hallsim: 1", "hallsim: 1\ninclude: [more.yaml]", 1), "utf-8"
    )
    (hall / "more.yaml").write_text("title: More\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in hall.iterdir()}
    args = [*ARGS, "--out", out.format(folder=hall.name), "--overwrite", "--lang", "en"]
    assert call(args) == 2
    assert says in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in hall.iterdir()} == before


def test_a_source_of_several_lines_stays_in_its_comment(hall: Path) -> None:
    assert call([*ARGS, "--source", "asked\nin spring"]) == 0
    assert (hall / "hall_satisfaction.yaml").read_text("utf-8").startswith("# Fitted to asked in spring by")
    both = "hallsim: 1\ninclude: [hall.yaml, hall_satisfaction.yaml]\n"
    (hall / "both.yaml").write_text(both, encoding="utf-8")
    assert call(["check", "both.yaml", "-q"]) == 0


@pytest.mark.parametrize("out", ["deep.yaml", "more/../deep.yaml", "soft.yaml", "hard.yaml"])
def test_a_file_that_an_included_one_includes_is_not_replaced(
    hall: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    """Under whatever name: by way of a folder, as a link, as a second name of the same file."""
    monkeypatch.setattr("hallsim.fitting.fit_satisfaction", None)
    (hall / "hall.yaml").write_text(
        HALL.replace("hallsim: 1", "hallsim: 1\ninclude: [middle.yaml]", 1), "utf-8"
    )
    (hall / "middle.yaml").write_text("hallsim: 1\ninclude: [deep.yaml]\n", encoding="utf-8")
    (hall / "deep.yaml").write_text("title: Deep\n", encoding="utf-8")
    (hall / "more").mkdir()
    (hall / "soft.yaml").symlink_to("deep.yaml")
    (hall / "hard.yaml").hardlink_to(hall / "deep.yaml")
    assert call([*ARGS, "--out", out, "--overwrite", "--lang", "en"]) == 2
    assert "is read for this, so it is not replaced" in capsys.readouterr().err
    assert (hall / "deep.yaml").read_text("utf-8") == "title: Deep\n"
