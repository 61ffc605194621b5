"""The halls of the survey reports have what the reports give, and say where it is from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hallsim.api as hs
from hallsim.scenario.language.templates import HALLS, PARTS, copy_template, hall_names
from hallsim.scenario.load import LoadedScenario
from hallsim.study.run import known_figures

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


def test_departments_and_visits_of_the_district_are_as_given() -> None:
    source = hall("district_before")
    services = source.scenario.world.services.values()
    assert len({service.department for service in services}) == 46
    whole = sum(service.per_day or 0 for service in services)
    for department, share in {"commerce": 0.31, "property": 0.18, "housing": 0.15}.items():
        own = sum(service.per_day or 0 for service in services if service.department == department)
        assert own / whole == pytest.approx(share, abs=0.002)


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
