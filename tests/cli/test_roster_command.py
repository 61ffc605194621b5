"""`hallsim roster` on the command line: what is printed, what the folder holds, what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from hallsim.cli.main import call

HALL = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 2, ending: drain}
  services: {pension: {counter: exponential(mean 6 min)}}
  arrivals: {per_day: 60, profile: {09:00-13:00: 1}}
designs:
  hall:
    title: {en: The hall, zh: 大厅}
    opening: 09:00-13:00
    windows: {counter: {count: 4, serves: [pension], title: {en: Counter, zh: 柜台}}}
run: {seed: 3}
"""
ASKED = ("roster", "hall.yaml", "--design", "hall", "--by", "2 h", "-j", "1", "-n", "8", "--search", "4")
KEPT = ("--target", "70% called in 20 min")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hall.yaml").write_text(HALL, encoding="utf-8")
    return tmp_path


def test_a_roster_is_found_told_and_kept_in_both_languages(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call([*ASKED, *KEPT, "--robust", "2", "--lang", "en", "--set", "arrivals.per_day=+10%"]) == 0
    shown = capsys.readouterr()
    assert "Roster: The hall" in shown.out
    assert "keep the promise (70% called in 20 min) in every period" in shown.out
    assert "What if: world.arrivals.per_day: 60 → 66" in shown.out
    assert "need: fewer where it holds" in shown.err
    out = folder / "results" / "hall_roster"
    assert "排班：大厅" in (out / "report.zh.html").read_text("utf-8")
    assert "Promised: 70% called in 20 min" in (out / "plan.html").read_text("utf-8")
    need = pd.read_csv(out / "need.csv")
    assert list(need["period"].unique()) == ["09:00-11:00", "11:00-13:00"]
    assert (need["slack"] == need["on_duty"] - need["need"]).all()
    told = json.loads((out / "manifest.json").read_text("utf-8"))
    assert told["finished"]
    assert {"roster.yaml", "plan.zh.html", "figures/roster_counter.svg", "robust.csv"} <= set(told["files"])
    assert "# with world.arrivals.per_day: 60 → 66" in (out / "roster.yaml").read_text("utf-8")
    # the same again: another question may stand in the same folder, one of another kind may not
    assert call([*ASKED, *KEPT, "--robust", "0", "-q", "--lang", "zh"]) == 0
    assert "每个时段都兑现承诺" in capsys.readouterr().out
    assert not (out / "robust.csv").read_text("utf-8-sig").strip()
    (out / "manifest.json").write_text(json.dumps({**told, "asked": {"designs": ["hall"]}}), "utf-8")
    assert call([*ASKED, *KEPT, "-q", "--lang", "en"]) == 2
    assert "holds the results of another question" in capsys.readouterr().err


def test_windows_beyond_those_of_the_design_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "hall.yaml").write_text(HALL.replace("count: 4", "count: 1"), "utf-8")
    asked = [*ASKED, "--target", "90% called in 10 min", "--robust", "0", "-q", "--lang"]
    assert call([*asked, "en"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert re.search(r"It needs [2-9] windows at 'Counter' at once, where the design has 1\.", told)
    assert "write windows: {counter: 1} into the file of --shifts" in told
    plan = (folder / "results" / "hall_roster" / "plan.html").read_text("utf-8")
    assert "windows at &#39;Counter&#39; at once" in plan
    assert "hall: every week from 2026-03-02 to 2026-03-15" in plan
    (folder / "shifts.yaml").write_text("shifts: {half: {length: 4 h}}\nwindows: {counter: 1}\n", "utf-8")
    assert call([*asked, "en", "--shifts", "shifts.yaml"]) == 2
    assert "there are no more windows" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--target", "soon"), "--target soon: 'soon' is no target"),
        ((*KEPT, "--by", "7 min"), "--by 7 min: periods of this length do not fill a day evenly"),
        ((*KEPT, "--by", "30 h"), "--by 30 h: periods of this length"),
        ((*KEPT, "--budget", "nan"), "--budget nan: no amount of money"),
        ((*KEPT, "--budget", "inf"), "--budget inf: no amount of money"),
        ((*KEPT, "--by", "often"), "--by often: 'often' is not a duration"),
        ((*KEPT, "--confidence", "30%"), "no roster can be held to this confidence"),
        ((*KEPT, "--design", "hal"), "did you mean 'hall'?"),
        ((*KEPT, "--shifts", "none.yaml"), "none.yaml:1:1: there is no such file"),
        (("--target", "90% called in 10 min at counte"), "did you mean 'counter'?"),
    ],
)
def test_what_is_wrong_is_told_before_anything_runs(
    more: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    at = {option: i for i, option in enumerate(ASKED) if option in more}
    without = [word for i, word in enumerate(ASKED) if i not in at.values() and i - 1 not in at.values()]
    assert call([*without, *more, "-q", "--lang", "en"]) == 2
    shown = capsys.readouterr().err
    assert says in shown
    assert "Traceback" not in shown
    assert not Path("results").exists() or not any(Path("results").rglob("*.csv"))


def test_a_roster_that_breaks_the_promise_is_told_by_the_exit_code(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "shifts.yaml").write_text(
        "shifts: {short: {length: 2 h, starts: [09:00]}, late: {length: 2 h, starts: [11:00]}}\n"
        "contracts: {clerk: {people: 1, days: 5}}\n",
        encoding="utf-8",
    )
    assert call([*ASKED, *KEPT, "--shifts", "shifts.yaml", "--robust", "0", "-q", "--lang", "en"]) == 1
    shown = capsys.readouterr().out
    assert "break the promise" in shown
    assert "are covered by nobody under these rules" in shown
    assert call([*ASKED, *KEPT, "--budget", "0", "--robust", "0", "-q", "--lang", "en"]) == 1
    assert "break the promise" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "nobody comes to whom this is promised"), ("zh", "没有任何人得到这一承诺")]
)
def test_a_promise_to_nobody_is_no_promise(
    lang: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [*ASKED, *KEPT, "-q", "--lang", lang]
    assert call([*asked, "--set", "arrivals.per_day=0"]) == 2
    told = capsys.readouterr().err
    assert "--target 70% called in 20 min: " in told
    assert said in told
    two = "counter: {count: 4, serves: [pension]}, other: {count: 1, serves: [loan]}"
    text = HALL.replace("windows: {counter: {count: 4, serves: [pension], title: {en: Counter, zh: 柜台}}}",
                        f"windows: {{{two}}}")  # fmt: skip
    text = text.replace("{pension: {", "{loan: {share: 0%}, pension: {share: 100%, ")
    (folder / "hall.yaml").write_text(text, "utf-8")
    assert call([*asked, "--target", "mean wait 5 min at other"]) == 2
    told = capsys.readouterr().err
    assert "--target mean wait 5 min at other: " in told
    assert "--target 70%" not in told


@pytest.mark.parametrize(
    "odd",
    [
        ["--robust", "1"],
        ["--robust", "50", "--search", "12"],  # more of both than replications that judge
        ["--confidence", "99.9%", "-n", "4"],
    ],
    ids=" ".join,
)
def test_odd_numbers_of_replications_and_confidences_are_answered(
    odd: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = [*ASKED, *KEPT, "--robust", "0", *odd, "--set", "calendar.weeks=1", "-q", "--lang", "en"]
    assert call(args) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert not re.search(r"\b(nan|inf)\b", shown.out)


def test_the_need_is_counted_in_hours_of_opening(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One period of 24 h in which the hall is open for 4: one person a day of five is a need of 20 h."""
    asked = ["24 h" if word == "2 h" else word for word in ASKED]
    args = [*asked, "--target", "mean wait 60 min", "--robust", "0", "-q", "--lang", "en"]
    assert call([*args, "--set", "arrivals.per_day=5"]) == 0
    (line,) = [one for one in capsys.readouterr().out.splitlines() if "kept in the search" in one]
    assert line.split()[-2] == "20.0"
