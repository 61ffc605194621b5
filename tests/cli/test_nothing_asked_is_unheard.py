"""What an option asks is done or refused: set or varied of nothing that is run, said twice, overruled."""

from __future__ import annotations

from pathlib import Path

import pytest

from hallsim.cli.main import call
from tests.helpers.opinion_halls import SURVEY

TEXT = """\
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 2}
  services: {a: {share: 50%, counter: 6 min}, b: {share: 50%}}
  arrivals: {per_day: 40}
worlds:
  busy: {arrivals: {per_day: 60}}
designs:
  x: {windows: {hall: {serves: all, count: 3}}}
  y: {windows: {hall: {serves: all, count: 4}}}
  z: {based_on: y, windows: {hall: {speed: 1.1}}}
run: {replications: 2}
"""
UNHEARD = "changes nothing in what is run"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hall.yaml").write_text(TEXT, encoding="utf-8")
    return "hall.yaml"


@pytest.mark.parametrize(
    "args",
    [
        ["run", "--design", "x", "--set", "designs.y.windows.hall.count=2"],
        ["run", "--design", "x", "--vary", "designs.y.windows.hall.count=2,3"],
        ["run", "--worlds", "busy", "--set", "world.arrivals.per_day=50"],
        ["run", "--worlds", "busy", "--vary", "world.arrivals.per_day=50,70"],
        ["run", "--worlds", "world", "--set", "worlds.busy.arrivals.per_day=50"],
        ["compare", "--designs", "y,z", "--set", "designs.x.windows.hall.count=2"],
        ["compare", "--designs", "x", "--vary", "designs.z.windows.hall.speed=1,1.2"],
        ["sweep", "--designs", "x", "--vary", "designs.y.windows.hall.count=2,3"],
        ["sweep", "--worlds", "busy", "--vary", "world.arrivals.per_day=50,70"],
        ["select", "--indifference", "1", "--designs", "x,y", "--vary", "designs.z.windows.hall.speed=1,2"],
        ["sensitivity", "--designs", "x", "--factor", "designs.y.windows.hall.count=2..4"],
        ["breakeven", "--designs", "x,y", "--factor", "designs.z.windows.hall.speed=1..2"],
        ["breakeven", "--designs", "x,y", "--factor", "world.arrivals.per_day=30..50", "--world", "busy"],
        ["size", "--target", "wait_mean <= 5 min", "--vary", "designs.x.windows.hall.count=1..3",
         "--set", "designs.y.windows.hall.count=2"],
        ["bottleneck", "--set", "designs.y.windows.hall.count=2"],
        ["calibration-table", "--set", "designs.y.windows.hall.count=2"],
        ["roster", "--design", "x", "--target", "mean wait 5 min", "--set", "designs.y.windows.hall.count=2"],
    ],
)  # fmt: skip
def test_what_is_set_or_varied_of_nothing_that_is_run(
    args: list[str], file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call([args[0], file, *args[1:], "-q", "--lang", "en"]) == 2
    assert UNHEARD in capsys.readouterr().err
    assert not Path("results").exists()


@pytest.mark.parametrize(
    "args",
    [
        ["--design", "z", "--set", "designs.y.windows.hall.count=2"],  # z is based on y
        ["--worlds", "busy", "--set", "world.services.a.counter=5 min"],  # busy lies over the world
        ["--design", "x", "--set", "designs.*.windows.hall.count=2"],
        ["--design", "x", "--vary", "designs.x.windows.hall.count=3,4"],  # 3 is what stands there
        ["--design", "x", "--set", "designs.x.windows.hall.count=3"],
        ["--worlds", "world,busy", "--vary", "world.arrivals.per_day=50,70"],
        ["--worlds", "world", "--set", "run.wait_target_min=10"],
    ],
)
def test_what_some_of_it_reaches_is_run(args: list[str], file: str) -> None:
    assert call(["run", file, *args, "-q", "-n", "1", "-j", "1", "--lang", "en"]) == 0


@pytest.mark.parametrize(
    "args",
    [
        ["itinerary", "--design", "x", "--service", "a", "--set", "designs.y.windows.hall.count=2"],
        ["itinerary", "--design", "x", "--service", "a", "--set", "worlds.busy.arrivals.per_day=50"],
        ["fit-satisfaction", "--survey", "survey.csv", "--set", "worlds.busy.arrivals.per_day=50"],
    ],
)
def test_what_is_set_of_nothing_that_is_walked_or_asked(
    args: list[str], file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("survey.csv").write_text(SURVEY, encoding="utf-8")
    assert call([args[0], file, *args[1:], "--lang", "en"]) == 2
    assert UNHEARD in capsys.readouterr().err
    assert not Path("hall_satisfaction.yaml").exists()


def test_what_is_set_of_the_world_that_is_walked(file: str) -> None:
    set_ = ["--set", "world.arrivals.per_day=50", "--set", "designs.x.windows.hall.count=2"]
    assert call(["itinerary", file, "--design", "x", "--service", "a", *set_]) == 0


@pytest.mark.parametrize(
    ("points", "n", "left"),
    [("10", 10, 2), ("2", 2, 2), ("one-at-a-time", 3, 3), ("grid", 2, 2)],
)
def test_points_that_are_the_same_again_are_told(
    points: str, n: int, left: int, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of two values a Latin hypercube makes two points, however many are asked for."""
    ways = ["--designs", "x", "--vary", "designs.x.windows.hall.count=3,4", "--points", points]
    assert call(["sweep", file, *ways, "-n", "1", "-j", "1", "--lang", "en", "--worlds", "world"]) == 0
    told = capsys.readouterr()
    said = f"of {n} points {n - left} are the same as others: {left} are run"
    assert (said in told.err) is (n > left)
    assert (said in " ".join(told.out.split())) is (n > left)


def test_rows_that_are_listed_twice_are_told_at_their_place(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    factors = "factors: {windows: {path: designs.x.windows.hall.count}}"
    rows = "points: {rows: [{windows: 2}, {windows: 3}, {windows: 2}]}"
    Path("study.yaml").write_text(
        f"hallsim: 1\nscenario: {file}\ndesigns: [x]\nworlds: [world]\n{factors}\n{rows}\n", encoding="utf-8"
    )
    assert call(["study", "study.yaml", "-n", "1", "-j", "1", "--lang", "zh"]) == 0
    told = capsys.readouterr().err
    assert "3 个点中有 1 个与其他点相同：只运行 2 个" in told
    assert "study.yaml:6" in told


def test_a_factor_of_a_study_that_leaves_its_design_out(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    factors = "factors: {windows: {path: designs.y.windows.hall.count, values: [2, 3]}}"
    Path("study.yaml").write_text(
        f"hallsim: 1\nscenario: {file}\ndesigns: [x]\n{factors}\n", encoding="utf-8"
    )
    assert call(["study", "study.yaml", "-q", "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert "study.yaml:4" in told
    assert UNHEARD in told


def test_a_factor_of_two_designs_of_which_one_is_run(file: str) -> None:
    """Set together by the evidence, so that neither can be set alone."""
    path = "designs.{}.windows.hall.generalist.time"
    both = f"[{path.format('x')}, {path.format('y')}]"
    text = TEXT.replace("count: 3", "count: 3, generalist: {time: 1.1}")
    text = text.replace("count: 4", "count: 4, generalist: {time: 1.1}")
    text += f"evidence: {{slow: {{kind: assumed, sets: {both}, range: 1.0..1.5}}}}\n"
    Path(file).write_text(text, encoding="utf-8")
    factors = f"factors: {{slow: {{path: {both}, values: [1.0, 1.2]}}}}"
    Path("study.yaml").write_text(
        f"hallsim: 1\nscenario: {file}\ndesigns: [x]\n{factors}\n", encoding="utf-8"
    )
    assert call(["study", "study.yaml", "-n", "1", "-j", "1", "-q", "--lang", "en"]) == 0


@pytest.mark.parametrize(
    ("args", "one", "other"),
    [
        (["run", "-n", "2", "--set", "run.replications=5"], "--replications", "--set run.replications"),
        (["run", "--seed", "0", "--set", "run.seed=5"], "--seed", "--set run.seed"),
        (["compare", "--engine", "auto", "--set", "run.engine=compiled"], "--engine", "--set run.engine"),
        (["compare", "--robust", "3", "--set", "run.robust.worlds=4"], "--robust", "--set run.robust.worlds"),
        (["size", "--vary", "x=1..2", "-n", "5", "--set", "run.replications=9"], "--replications",
         "--set run.replications"),
        (["run", "-j", "2", "--cluster", "local:1"], "--processes", "--cluster"),
    ],
)  # fmt: skip
def test_two_options_that_say_the_same(
    args: list[str], one: str, other: str, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call([args[0], file, *args[1:], "--lang", "en"]) == 2
    assert f"of {one} and {other} only one can hold" in capsys.readouterr().err


def test_a_bare_robust_takes_the_number_that_is_set(file: str) -> None:
    Path(file).write_text(TEXT.replace("counter: 6 min", "counter: 6 min in 5..7 min"), encoding="utf-8")
    args = ["--robust", "--set", "run.robust.worlds=2", "--worlds", "world", "-n", "1", "-j", "1", "-q"]
    assert call(["compare", file, *args, "--lang", "en"]) == 0


def test_places_of_targets_that_say_their_own(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    args = ["size", file, "--vary", "designs.x.windows.hall.count=1..3", "--at", "weekday", "-q"]
    assert call([*args, "--target", "wait_p90 <= 15 min at hour", "--lang", "en"]) == 2
    assert "every target says itself where it is to hold" in capsys.readouterr().err


def test_break_even_of_many_runs_asks_before_it_makes_them(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """21 values at most, two designs, 48 replications: 2,016 runs."""
    args = ["breakeven", file, "--designs", "x,y", "--factor", "world.arrivals.per_day=30..50", "-q"]
    assert call([*args, "-n", "48", "--lang", "en"]) == 2
    assert "this takes 2,016 runs" in capsys.readouterr().err
    assert call([*args, "-n", "2", "-j", "1"]) == 0
