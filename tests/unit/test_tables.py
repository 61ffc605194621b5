"""Tables in CSV files: what they may stand for, and how what is wrong in them is told."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from hallsim.errors import InputError, Problem
from hallsim.scenario.assumptions.assignments import Assignment
from hallsim.scenario.load import LoadedScenario, load_scenario, load_text, with_assignments
from hallsim.scenario.parsing.table import read_table
from hallsim.units import MS_PER_DAY, MS_PER_HOUR, MS_PER_MIN, MS_PER_S

HALL = """hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 2, working_days: all}
  services: {matter: {counter: COUNTER}}
  arrivals: ARRIVALS
designs: {a: {windows: WINDOWS}}
"""
LAW = "{empirical: {csv: t.csv, column: minutes, unit: min}}"


def load(
    folder: Path,
    table: str | bytes,
    counter: str = "8 min",
    arrivals: str = "{per_day: 10}",
    windows: str = "",
) -> LoadedScenario:
    """A hall whose table `t.csv` is named in one of its parts."""
    raw = table if isinstance(table, bytes) else table.encode()
    (folder / "t.csv").write_bytes(raw)
    text = HALL.replace("COUNTER", counter).replace("ARRIVALS", arrivals)
    (folder / "hall.yaml").write_text(text.replace("WINDOWS", windows or "{hall: 2}"), encoding="utf-8")
    return load_scenario(folder / "hall.yaml")


def told(folder: Path, table: str | bytes, **parts: str) -> Problem:
    """The one thing that is wrong with a table, told in both languages."""
    with pytest.raises(InputError) as caught:
        load(folder, table, **parts)
    (found,) = caught.value.problems
    assert all((found.said.text("zh"), found.remedy, found.advice.text("zh")))
    return found


@pytest.mark.parametrize(
    ("table", "minutes"),
    [
        ("minutes,kind\n3,a\n8.5,b\n", [3, 8.5]),
        ("minutes,kind\r\n3,a\r\n8,b\r\n", [3, 8]),
        ("\ufeffminutes,kind\n3,a\n", [3]),
        ('kind,minutes\n"a, or\nb",3\n,8\n', [3, 8]),
        ("minutes\n00:03:30\n01:00:00\n", [3.5, 60]),
        ('minutes,n\n"1,000",1\n2 h,2\n1,3\n1,4\n', [1, 1, 120, 1000]),
        ("minutes\n 3 \n\n8\n", [3, 8]),
        ("minutes\n0.1\n0.3\n", [0.1, 0.3]),
        ("\ufeff\ufeffminutes\n3\n", [3]),
        ('minutes,screen\n3,12"\n4,15 in\n', [3, 4]),
    ],
)
def test_times_of_service_in_a_table(tmp_path: Path, table: str, minutes: list[float]) -> None:
    source = load(tmp_path, table, counter=LAW)
    law = source.scenario.world.services["matter"].counter
    assert list(law.params) == [minute * MS_PER_MIN for minute in minutes]
    assert [Path(file.name).name for file in source.files] == ["hall.yaml", "t.csv"]


@pytest.mark.parametrize(
    ("table", "line", "message", "remedy"),
    [
        ("minutes;kind\n3,5;a\n", 1, "separated by semicolons (;)", "commas"),
        ("minutes\tkind\n3\ta\n", 1, "separated by tabs", "commas"),
        ("minutes，kind\n3，a\n", 1, "separated by full-width commas", "commas"),
        (" minutes , kind\n 3 , a\n", 1, "with blanks before or after its name", "remove the blanks"),
        ("minutes,kind\n3,a\n-1,b\n", 3, "'-1' is negative", "0 or more"),
        ('minutes,kind\n3,a\n"3,5",b\n', 3, "decimal comma", "write 3.5"),
        ("minutes,kind\n3,a\n,b\n", 3, "empty", "fill it in"),
        ("minutes,kind\n3,a\nlots,b\n", 3, "'lots' is not a number", "00:03:30"),
        ("minutes,kind\n3,a\nnan,b\n", 3, "'nan' is not a number", "00:03:30"),
        ("minutes,kind\n3,a\n1,200,b\n", 3, "3 cells, the header 2", "thousands comma in quotes"),
        ('minutes,kind\n3,"a\nb"\nx,b\n', 4, "'x' is not a number", "00:03:30"),
        ("minuts,kind\n3,a\n", 1, "there is no column 'minutes'", "'minuts'"),
        ("minutes,minutes\n3,4\n", 1, "two columns are called 'minutes'", "rename"),
        ("minutes,kind\n", 1, "no rows", "row a line"),
        ("\n", 1, "names no column", "first line"),
        ("办理分钟,类型\n3,甲\n".encode("gbk"), 1, "GBK", "UTF-8"),
        ("minutes\n3\n".encode("utf-16"), 1, "UTF-16", "UTF-8"),
        (b"minutes\n\0\n", 2, "binary", "text file"),
        ("minutes|kind\n3|a\n", 1, "separated by vertical bars", "commas"),
        ("minutes\n3\n".encode("utf-32"), 1, "UTF-32", "UTF-8"),
        ("sep=,\nminutes,kind\n3,a\n", 1, "sep=", "remove it"),
        ("minutes,kind", 1, "no rows", "row a line"),
        ('minutes,kind\n3,a\n4,"b\n5,c\n', 3, "a quotation mark begins a cell", "write the other"),
        ("minutes,kind\n3,a\n" + "x" * 200_000 + ",b\n", 3, "more than 131,072 characters", "shorten it"),
        ("minutes,kind\n3,a\n1e308,b\n", 3, "longer than a thousand years", "its unit"),
    ],
)
def test_a_mistake_in_a_table_is_told_with_its_file_and_line(
    tmp_path: Path, table: str | bytes, line: int, message: str, remedy: str
) -> None:
    found = told(tmp_path, table, counter=LAW)
    assert message in found.message
    assert remedy in found.remedy
    assert found.place is not None
    assert (Path(found.place.file).name, found.place.line) == ("t.csv", line)


def test_what_is_no_regular_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe" / "t.csv")
    text = HALL.replace("COUNTER", LAW.replace("t.csv", "pipe/t.csv")).replace("ARRIVALS", "{per_day: 10}")
    (tmp_path / "hall.yaml").write_text(text.replace("WINDOWS", "{hall: 2}"), encoding="utf-8")
    with pytest.raises(InputError, match="not an ordinary file"):
        load_scenario(tmp_path / "hall.yaml")
    with pytest.raises(InputError, match="no folder for CSV files"):
        load_text(text.replace("WINDOWS", "{hall: 2}"))


def test_times_of_arrival_in_a_table(tmp_path: Path) -> None:
    table = (
        "came\n09:00\n9:05 AM\n下午1:30\n9 h 7 min\n2026-03-03 10:00:30\n2026/3/2 8:15\n2026-03-02T08:16:00\n"
    )
    (source,) = load(tmp_path, table, arrivals="{times: {csv: t.csv, column: came}}").scenario.world.sources()
    h, m = MS_PER_HOUR, MS_PER_MIN
    assert source.times == (
        9 * h, 9 * h + 5 * m, 13 * h + 30 * m, 9 * h + 7 * m, MS_PER_DAY + 10 * h + 30 * MS_PER_S,
        8 * h + 15 * m, 8 * h + 16 * m,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("came\n09:00\n9\n", "9 has no unit"),
        ("came\n09:00\n2026-03-01 09:00\n", "2026-03-01 is before the calendar's start"),
        ("came\n09:00\n2026-02-30 09:00\n", "there is no day 2026-02-30"),
        ("came\n09:00\n25:00\n", "'25:00' is not a clock time"),
    ],
)
def test_a_wrong_time_of_arrival_is_told_with_its_line(tmp_path: Path, table: str, message: str) -> None:
    found = told(tmp_path, table, arrivals="{times: {csv: t.csv, column: came}}")
    assert message in found.message
    assert found.place is not None
    assert (Path(found.place.file).name, found.place.line) == ("t.csv", 3)


@pytest.mark.parametrize(
    ("table", "asked"),
    [
        ("hour,people\n8,60\n9,\"1,200\"\n", "{csv: t.csv, unit: per hour}"),
        ("span,people\n8AM-9AM,60\n09:00-10:00,1200\n", "{csv: t.csv, unit: per hour}"),
        ("n,note,at\n60 per hour,x,8-9\n20 per min,y,9\n", ""),
        ("n,note,at\n1 per min,x,8\n20 per min,y,9\n", "{csv: t.csv, keys: at, column: n}"),
    ],
)  # fmt: skip
def test_rates_by_hour_in_a_table(tmp_path: Path, table: str, asked: str) -> None:
    if not asked:
        found = told(tmp_path, table, arrivals="{rates: {csv: t.csv}}")
        assert "which column is meant" in found.message
        return
    (source,) = load(tmp_path, table, arrivals=f"{{rates: {asked}}}").scenario.world.sources()
    assert source.rates is not None
    assert source.rates.integral(8 * MS_PER_HOUR, 9 * MS_PER_HOUR) == pytest.approx(60)
    assert source.rates.integral(9 * MS_PER_HOUR, 10 * MS_PER_HOUR) == pytest.approx(1200)
    assert source.rates.integral() == pytest.approx(1260)


def test_a_roster_and_windows_in_tables_are_as_if_written_out(tmp_path: Path) -> None:
    table = "count,hours\n2,09:00-12:00\n1,6AM-7AM;1PM-5PM\n"
    found = load(tmp_path, table, windows="{hall: {shifts: {csv: t.csv}}}").scenario.designs["a"]
    written = (
        "{hall: {shifts: [{count: 2, hours: 09:00-12:00}, {count: 1, hours: [06:00-07:00, 13:00-17:00]}]}}"
    )
    assert found == load(tmp_path, table, windows=written).scenario.designs["a"]
    table = "group,count,serves,helps\nfirst,3,matter,\nsecond,2,collect,matter;all\n"
    found = load(tmp_path, table, windows="{csv: t.csv}").scenario.designs["a"]
    written = "{first: {count: 3, serves: matter}, second: {count: 2, serves: collect, helps: [matter, all]}}"
    assert found == load(tmp_path, table, windows=written).scenario.designs["a"]


def test_numbers_by_time_or_weekday_in_tables_are_as_if_written_out(tmp_path: Path) -> None:
    table = "from,n\n08:30,2\n10:00,3\n"
    found = load(tmp_path, table, windows="{hall: {serves: all, on_duty: {csv: t.csv}}}").scenario
    written = "{hall: {serves: all, on_duty: {08:30: 2, 10:00: 3}}}"
    assert found == load(tmp_path, table, windows=written).scenario
    table = "hall,from\n2,8:30 AM\n3,10:00 AM\n"
    staff = "{csv: t.csv, keys: from, column: hall}"
    found = load(tmp_path, table, windows=f"{{hall: {{serves: all, staff: {staff}}}}}").scenario
    assert found == load(tmp_path, table, windows=written).scenario
    table = "weekday,places\nmon,8\ntue-fri,4\n"
    hall = "{hall: {serves: all}}, appointments: {capacity: "
    found = load(tmp_path, table, windows=hall + "{csv: t.csv}}").scenario
    assert found == load(tmp_path, table, windows=hall + "{mon: 8, tue-fri: 4}}").scenario


def test_a_table_of_staff_without_times_is_one_of_names(tmp_path: Path) -> None:
    hall = "{hall: {serves: all, count: 2, staff: STAFF}}, clerks: {li: {}, wang: {}}"
    written = load(tmp_path, "", windows=hall.replace("STAFF", "[li, wang]")).scenario
    for table, staff in (
        ("name\nli\nwang\n", "{csv: t.csv}"),
        ("room,name\n1,li\n2,wang\n", "{csv: t.csv, column: name}"),
    ):
        assert load(tmp_path, table, windows=hall.replace("STAFF", staff)).scenario == written
    several = told(tmp_path, "room,name\n1,li\n", windows=hall.replace("STAFF", "{csv: t.csv}"))
    assert "which column is meant? There are room, name" in several.message


def test_numbers_of_staff_by_what_is_no_clock_time_are_no_names(tmp_path: Path) -> None:
    staff = "{hall: {serves: all, staff: {csv: t.csv, column: n}}}"
    assert "'9' is not a clock time" in told(tmp_path, "hour,n\n9,2\n13,1\n", windows=staff).message
    found = told(tmp_path, "hour,n\n09:00,\n", windows=staff)
    assert found.message == "the cell of 'n' is empty"
    assert found.said.text("zh") == "'n' 的单元格为空"
    assert found.place is not None
    assert found.place.line == 2


def test_what_the_models_refuse_of_a_row_is_told_at_its_cell(tmp_path: Path) -> None:
    found = told(
        tmp_path, "count,hours\n2,09:00-12:00\n1,7XM-9AM\n", windows="{hall: {shifts: {csv: t.csv}}}"
    )
    assert "'7xm' is not a clock time" in found.message
    assert found.place is not None
    assert (Path(found.place.file).name, found.place.line, found.place.column) == ("t.csv", 3, 3)
    found = told(tmp_path, "count,hour\n2,09:00-12:00\n", windows="{hall: {shifts: {csv: t.csv}}}")
    assert "there is no key 'hour' here" in found.message
    found = told(tmp_path, "group,count\na,1\nb,2\na,3\n", windows="{csv: t.csv}")
    assert "'a' is written twice, first at line 2" in found.message


RATES = {"arrivals": "{rates: {csv: t.csv, unit: per hour}}"}


@pytest.mark.parametrize(
    ("table", "parts", "line", "message"),
    [
        ("hour,n\n8,60\n25:00,20\n", RATES, 3, "'25:00' is not a span"),
        ("hour,n\n" + "8" * 5000 + ",60\n", RATES, 2, "clock"),
        ("hour,n\n8,1\n9,nan\n", RATES, 3, "'nan' is not a number"),
        ("count,hours,count\n2,9-12,3\n", {"windows": "{hall: {shifts: {csv: t.csv}}}"}, 1, "two columns"),
        ("name,count,count \nhall,2,3\n", {"windows": "{csv: t.csv}"}, 1, "two columns are called 'count'"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_table_as_a_whole_is_told_in_it(
    tmp_path: Path, table: str, parts: dict[str, str], line: int, message: str
) -> None:
    found = told(tmp_path, table, **parts)
    assert message in found.message
    assert found.place is not None
    assert (Path(found.place.file).name, found.place.line) == ("t.csv", line)


def test_links_in_a_circle_are_no_table_and_no_scenario(tmp_path: Path) -> None:
    (tmp_path / "ring.csv").symlink_to("ring.csv")
    found = told(tmp_path, "minutes\n3\n", counter=LAW.replace("t.csv", "ring.csv"))
    assert found.message == "this file cannot be read: its links lead in a circle"
    with pytest.raises(InputError, match="its links lead in a circle"):
        load_scenario(tmp_path / "ring.csv")


def test_a_table_that_stands_for_one_value_is_refused(tmp_path: Path) -> None:
    found = told(tmp_path, "x\n1\n", arrivals="{per_day: {csv: t.csv}}")
    assert "a table cannot stand here" in found.message


def test_the_cells_of_a_long_column_are_told_apart_by_what_they_say(tmp_path: Path) -> None:
    rows = [f"{i},{i % 7}" for i in range(30_000)]
    (tmp_path / "t.csv").write_text("id,n\n" + "\n".join(rows), encoding="utf-8")
    column = read_table("t.csv", tmp_path, None).column("n")
    assert len(column.cells) == 7
    assert np.array(column.cells)[column.index].tolist() == [str(i % 7) for i in range(30_000)]


def test_a_table_is_read_once_for_all_worlds_of_a_scenario(tmp_path: Path) -> None:
    source = load(tmp_path, "minutes\n3\n8\n", counter=LAW, arrivals="{per_day: 10 in 8..12}")
    (tmp_path / "t.csv").unlink()
    other = with_assignments(source, [Assignment(path="world.arrivals.per_day", text="9")])
    assert other.scenario.world.services == source.scenario.world.services
    assert other.files == source.files
    assert other.scenario.world.arrivals[0].per_day == 9
