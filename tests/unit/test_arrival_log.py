"""Arrivals replayed from a table of a ticket machine: who comes when, for what, and what is wrong with it.

Rules of the model: R2.8.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import hallsim.api as hs
from hallsim.demand.generate import generate
from hallsim.errors import InputError
from hallsim.scenario.load import LoadedScenario, load_scenario
from hallsim.scenario.world.calendar import build_calendar
from hallsim.units import MS_PER_DAY, MS_PER_MIN, MS_PER_S
from hallsim.workload.expected import coming

HALL = """hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 2}
  groups: {elderly: {share: 30%}, adult: {share: 70%}}
  services: {licence: {counter: 10 min}, permit: {counter: 5 min}}
  arrivals: ARRIVALS
designs: {a: {windows: {hall: 1}}}
"""
TABLE = """taken,matter,who
2026-03-02 09:01:00,permit,
2026-03-03 9:05,licence,adult
2026-03-02 09:00:00,licence,elderly
2026-03-02 9:00:30,permit,adult
"""
LOG = "{log: {csv: t.csv, time: taken, service: matter, group: who}}"
NINE = 9 * 60 * MS_PER_MIN


def load(folder: Path, table: str = TABLE, arrivals: str = LOG) -> LoadedScenario:
    """The hall with its table."""
    (folder / "t.csv").write_text(table, encoding="utf-8")
    (folder / "hall.yaml").write_text(HALL.replace("ARRIVALS", arrivals), encoding="utf-8")
    return load_scenario(folder / "hall.yaml")


def test_everybody_of_the_table_comes_at_the_time_with_the_matter(tmp_path: Path) -> None:
    world = load(tmp_path).scenario.world
    demand = generate(world, 1, 0)
    assert demand.arrive_ms.tolist() == [
        NINE, NINE + 30 * MS_PER_S, NINE + MS_PER_MIN, MS_PER_DAY + NINE + 5 * MS_PER_MIN,
    ]  # fmt: skip
    names = list(world.services)
    assert [names[k] for k in demand.service] == ["licence", "permit", "permit", "licence"]
    groups = [list(world.groups)[k] for k in demand.group]
    assert [groups[0], groups[1], groups[3]] == ["elderly", "adult", "adult"]


def test_what_the_table_leaves_open_is_drawn(tmp_path: Path) -> None:
    rows = "\n".join(f"{h:02d}:{m:02d},permit," for h in range(9, 17) for m in range(60))
    world = load(tmp_path, f"taken,matter,who\n{rows}\n").scenario.world
    demand = generate(world, 1, 0)
    assert set(demand.service.tolist()) == {1}
    assert np.mean(demand.group == 0) == pytest.approx(0.3, abs=3 * np.sqrt(0.3 * 0.7 / 480))


def test_a_column_may_be_missing_and_the_source_say_it(tmp_path: Path) -> None:
    arrivals = "{log: {csv: t.csv, time: taken}, service: licence, group: adult}"
    world = load(tmp_path, arrivals=arrivals).scenario.world
    demand = generate(world, 1, 0)
    assert (demand.service.tolist(), demand.group.tolist()) == ([0] * 4, [1] * 4)


def test_the_load_counts_the_matters_of_the_table(tmp_path: Path) -> None:
    world = load(tmp_path).scenario.world
    found = coming(world)
    assert found.by_day.tolist() == [3, 1]
    assert found.matters.sum(axis=2)[:, :2].tolist() == [[1, 1], [2, 0]]
    assert found.matters[1, 0, NINE // (15 * MS_PER_MIN)] == 2


def test_rows_after_the_end_are_told_and_do_not_come(tmp_path: Path) -> None:
    source = load(tmp_path, TABLE + "2026-03-09 09:00,permit,adult\n")
    (late,) = [warning for warning in source.warnings if warning.code == "arrivals.late"]
    assert "1 of these arrivals" in late.message
    world = source.scenario.world
    assert generate(world, 1, 0).arrive_ms.max() < build_calendar(world.calendar).horizon_ms


@pytest.mark.parametrize(
    ("old", "new", "message", "line"),
    [
        ("licence,adult", "license,adult", "no service 'license'", 6),
        ("licence,adult", "licence,adlut", "no group 'adlut'", 6),
        ("9:00:30", "9:00:99", "column 'taken': '9:00:99'", 5),
        ("2026-03-02 9:00:30", "03/02/2026 9:00", "'03/02/2026 9:00' is not a date with a time", 5),
        ("2026-03-02 9:00:30", "2026-03-02", "'2026-03-02' is not a date with a time", 5),
        ("taken,", "time,", "no column 'taken'", 1),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(
    tmp_path: Path, old: str, new: str, message: str, line: int
) -> None:
    with pytest.raises(InputError, match=message) as error:
        load(tmp_path, TABLE.replace(old, new))
    (found,) = error.value.problems
    assert found.place is not None
    assert found.place.line == line


def test_a_title_in_the_table_leads_to_the_name(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE.replace("licence,adult", "营业执照,Adults"), encoding="utf-8")
    hall = HALL.replace("licence: {", "licence: {title: {en: Licence, zh: 营业执照}, ")
    hall = hall.replace("adult: {", "adult: {title: Adults, ").replace("ARRIVALS", LOG)
    (tmp_path / "hall.yaml").write_text(hall, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_scenario(tmp_path / "hall.yaml")
    assert [found.message for found in error.value.problems] == [
        "'Adults' is the title of 'adult', not its name",
        "'营业执照' is the title of 'licence', not its name",
    ]
    assert error.value.problems[1].advice.text("zh") == "请写 licence"


def test_factors_of_days_do_nothing(tmp_path: Path) -> None:
    source = load(tmp_path, arrivals=LOG.replace("{log", "{after_holiday: 1.3, log"))
    assert "arrivals.day_factors" in {warning.code for warning in source.warnings}


def test_a_study_runs_in_other_processes_and_its_manifest_has_the_table(tmp_path: Path) -> None:
    load(tmp_path)
    study = hs.compare(tmp_path / "hall.yaml", replications=2, processes=2)
    assert "t.csv" in study.manifest["inputs_sha256"]
    assert study.summary.set_index("metric")["value"]["visits_per_day"] == 2
