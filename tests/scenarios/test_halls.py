"""The halls of the survey reports have what the reports give, and say where it is from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

import hallsim.api as hs
from experiments.halls.counted import COUNTED, run
from experiments.halls.table import TABLE, files
from hallsim.report.answer import printed
from hallsim.report.calibration import calibration_answer, calibration_frame
from hallsim.report.terminal import shown
from hallsim.scenario.language.templates import HALLS, PARTS, copy_template, hall_names
from hallsim.scenario.load import LoadedScenario
from hallsim.study.run import known_figures
from hallsim.text.message import Lang

FOLDER = Path(hs.__file__).parent / "templates" / HALLS
REPORT = re.compile(r"\b00[0-4]-[A-Z]\b")


def hall(name: str) -> LoadedScenario:
    return hs.load(FOLDER / f"{name}.yaml")


def n_windows(source: LoadedScenario) -> int:
    return sum(windows.count for windows in source.scenario.designs["today"].windows.values())


def test_a_scenario_for_each_hall_but_j_city_which_has_its_own_folder() -> None:
    assert len(hall_names()) == 18
    assert "j_city" not in hall_names()


@pytest.mark.parametrize(
    ("name", "windows"), [("yingchun", 80), ("county_a", 52), ("shuncheng", 13), ("ziyang", 28 + 4 + 4 + 2)]
)
def test_windows_are_as_many_as_given(name: str, windows: int) -> None:
    assert n_windows(hall(name)) == windows


def test_departments_visits_and_cases_of_the_district_are_as_given() -> None:
    """Over three runs of two weeks some 5,000 cases: shares within half a percentage point of their mean."""
    district = run(hall("district_before"))
    for other in COUNTED["district_before"]:
        if other.figure == "items":
            continue
        found = other.counted(district)
        if "fewer than" in other.figure:
            assert found < other.given
        else:
            assert found == pytest.approx(other.given, abs=1.5 if other.figure.endswith("%") else 0)


def test_enterprises_are_as_satisfied_as_their_survey_says() -> None:
    """Fitted to those who got something: who got nothing, one in seventy, takes 1.4 points of the score."""
    study = hs.compare(hall("enterprise_survey"), replications=2, processes=1)
    table = calibration_frame(study).set_index("metric")
    scores = table.loc[[f"satisfaction_enterprises_{name}" for name in ("overall", "attitude", "efficiency")]]
    assert (scores["given"] - scores["simulated"]).between(-1, 3).all()


def test_the_table_of_the_halls_has_every_figure_of_their_files() -> None:
    kept = pd.read_csv(TABLE)
    for name, file in files().items():
        counted = len(COUNTED.get(name, ()))
        assert len(kept[kept["hall"] == name]) == counted + len(known_figures(hs.load(file).scenario))


@pytest.mark.parametrize("name", hall_names())
def test_what_is_given_names_its_report_and_what_is_assumed_its_range(name: str) -> None:
    source = hall(name)
    for basis in source.bases:
        if basis.kind == "given":
            assert REPORT.search(str(basis.source)), basis.name
        if basis.kind == "assumed":
            assert basis.range is not None, basis.name
    for figure in known_figures(source.scenario):
        assert REPORT.search(figure.source["en"]), figure.metric
    comments = (FOLDER / f"{name}.yaml").read_text("utf-8").splitlines()[:2]
    assert all(line.startswith("# ") for line in comments)
    assert REPORT.search(comments[0])
    assert set(source.scenario.title.model_dump()) >= {"en", "zh"} if source.scenario.title else False


def test_a_hall_is_copied_with_what_it_shares(tmp_path: Path) -> None:
    first = copy_template("dalian", tmp_path / "halls")
    assert hs.load(first).scenario.title == hall("dalian").scenario.title
    part = tmp_path / "halls" / PARTS[0]
    part.write_text(part.read_text("utf-8") + "# changed\n", encoding="utf-8")
    copy_template("yingchun", tmp_path / "halls")
    assert part.read_text("utf-8").endswith("# changed\n")


@pytest.mark.parametrize("name", hall_names())
def test_a_template_runs_and_its_calibration_table_prints(name: str) -> None:
    source = hs.load(FOLDER / f"{name}.yaml", ["world.calendar.weeks=1", "world.calendar.warm_up=0"])
    study = hs.compare(source, ["today"], replications=2, processes=1)
    for lang in get_args(Lang):
        text = shown(printed(calibration_answer(study, source.bases, lang)))
        assert source.scenario.title is not None
        assert getattr(source.scenario.title, lang) in text
