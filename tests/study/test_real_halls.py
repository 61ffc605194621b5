"""Two real halls: what their measuring does is known, and what it says holds for days it has not seen."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.real_halls import __main__ as command
from experiments.real_halls import bank, bialoleka
from experiments.real_halls.calls import agents, patience, read_calls
from experiments.real_halls.feed import Day, pace, read_feed
from experiments.real_halls.held_out import beside, simulated
from experiments.real_halls.observed import looked_at

HALLS = command.SCENARIOS
FEED = """office,date,time,queue_id,open_windows,waiting,ticket_no
hall,2020-01-02,07:59,7,0,2,
hall,2020-01-02,08:04,7,1,2,1
hall,2020-01-02,08:14,7,1,0,3
hall,2020-01-03,08:00,7,1,1,
hall,2020-01-03,08:10,7,1,0,4
hall,2020-01-04,08:00,7,1,0,
other,2020-01-02,08:00,7,1,9,99
"""
CALLS = """type\tdate\toutcome\tq_start\tq_exit\tq_time\tser_start\tser_exit\tser_time\tserver
PS\t990201\tAGENT\t0:00:00\t0:00:00\t0\t7:00:00\t7:02:00\t120\tDORIT
PS\t990201\tHANG\t7:01:00\t7:01:30\t30\t0:00:00\t0:00:00\t0\tNO_SERVER
NW\t990201\tAGENT\t7:01:00\t7:02:00\t60\t7:02:00\t7:03:00\t60\tDORIT
PS\t990201\tHANG\t0:00:00\t0:00:00\t0\t0:00:00\t0:00:00\t0\tNO_SERVER
IN\t990201\tAGENT\t0:00:00\t0:00:00\t0\t7:05:00\t7:06:00\t60\tPINHAS
PS\t990205\tAGENT\t0:00:00\t0:00:00\t0\t7:05:00\t7:06:00\t60\tDORIT
"""


def test_a_display_tells_when_tickets_were_issued_and_called(tmp_path: Path) -> None:
    """Two wait at the opening, one has come by 8:04; between two polls both go on evenly.

    On the second morning the numbers go on where they were, on the third nobody is called.
    """
    (tmp_path / "feed.csv").write_text(FEED)
    first, second = read_feed(tmp_path / "feed.csv", "hall", 7)
    tickets = first.tickets()
    assert tickets["issued_min"].tolist() == [480, 480, 480 + 2]
    assert tickets["called_min"].tolist() == [480 + 2, 484 + 2.5, 484 + 7.5]
    assert second.tickets()["called_min"].tolist() == [480 + 5]


def polls(rng: np.random.Generator, service_min: float, patience_min: float) -> Day:
    """A day on which many wait, called as `pace` says."""
    minute = np.arange(480.0, 960, 5)
    issued, called = np.full(len(minute), 15.0), np.zeros(len(minute))
    issued += np.cumsum(rng.poisson(1.8, len(minute)))
    day = Day(
        date=pd.Timestamp("2020-01-02"),
        minute=minute,
        windows=np.full(len(minute), 5.0),
        called=called,
        issued=issued,
    )
    head = day._when(day.issued, np.arange(1, int(issued[-1]) + 1))
    for i in range(len(minute) - 1):
        wait = max(minute[i] - head[int(called[i])], 0)
        calls = rng.poisson(25 / service_min * np.exp(wait / patience_min))
        called[i + 1] = min(called[i] + calls, issued[i])
    return day


def test_pace_finds_the_service_and_the_patience_of_a_display() -> None:
    rng = np.random.default_rng(1)
    service_min, patience_min = pace([polls(rng, 18, 200) for _ in range(60)])
    assert service_min == pytest.approx(18, rel=0.04)  # 60 days, some 5,000 polls: a standard error of 1.5 %
    assert patience_min == pytest.approx(200, rel=0.15)


def test_calls_that_came_to_the_agents_and_who_was_there(tmp_path: Path) -> None:
    (tmp_path / "calls.txt").write_text(CALLS)
    calls = read_calls(tmp_path / "calls.txt")
    assert calls["service"].tolist() == ["PS", "PS", "NW"]
    assert calls["left"].tolist() == [False, True, False]
    assert calls["issued_min"].tolist() == [420, 421, 421]
    duty = agents(calls, 30)
    assert duty["on_duty"].sum() == 3 * 6  # every ten seconds from 7:00 to 7:03
    assert duty["busy"].sum() == 3 * 6
    assert duty["waiting"].sum() == 3 + 6


def test_patience_is_the_curve_of_kaplan_and_meier() -> None:
    """A hundred each wait for 1, 2 and 3 min: those of one minute and of three leave, the others are served.

    S(1) = 2/3, S(2) = 2/3, S(3) = 0.
    """
    calls = pd.DataFrame(
        {"wait_min": np.repeat([1.0, 2, 3], 100), "left": np.repeat([True, False, True], 100)}
    )
    assert patience(calls, np.array([0.2, 0.3, 0.4])) == [(0.2, 1), (0.3, 1), (0.4, 3)]


def test_what_is_looked_at_weighs_who_was_served() -> None:
    names = ["day", "issued_min", "wait_min", "weight"]
    rows = [(0, 480, 0, 1), (0, 490, 10, 1), (1, 480, 20, 0), (1, 560, 30, 1)]
    tickets = pd.DataFrame(rows, columns=names, dtype=float)
    found = looked_at(tickets, [480, 540])
    assert found["tickets a day"] == 2
    assert found["wait of those served, min"] == pytest.approx(40 / 3)
    assert found["who wait, %"] == 75
    assert found["who leave, %"] == 25
    assert found["wait from 08:00, min"] == 5
    assert found["wait from 09:00, min"] == 30


@pytest.mark.statistical
@pytest.mark.parametrize(
    ("hall", "design", "inside"), [("bialoleka", "today", 11), ("bank", "held_out_days", 10)]
)
def test_days_held_out_lie_where_the_model_says(hall: str, design: str, inside: int) -> None:
    """The real days as the command wrote them down, beside the model as it is now: not worse than it was."""
    rows = pd.read_csv(command.TABLE).query("hall == @hall and design == @design")
    known = dict(zip(rows["figure"], rows["days held out"].astype(float), strict=True))
    bins_min = {"bialoleka": bialoleka, "bank": bank}[hall].BINS_MIN
    table = beside(known, known, simulated(HALLS / f"{hall}.yaml", design, bins_min, 25))
    assert table["inside"].sum() >= inside - 2  # two of them lie near an end
    assert table.set_index("figure").loc["wait of those served, min", "inside"]


DATA = Path(os.environ.get("HALLSIM_DATA", "-"))
with_data = pytest.mark.skipif(
    not (DATA / bank.FILE).exists(),
    reason="HALLSIM_DATA names no folder with the raw data",
)


@with_data
def test_the_bank_is_measured_as_its_part_says() -> None:
    kept = (HALLS / "bank_measured.yaml").read_text("utf-8")
    pace_of_agents = float(kept.split("speed: ")[1].split("\n")[0])
    assert bank.part(*bank.read(DATA), pace_of_agents) == kept


@with_data
def test_the_office_is_measured_as_its_part_says() -> None:
    kept = (HALLS / "bialoleka_measured.yaml").read_text("utf-8")
    service_min, patience_min = (float(part.split(" min")[0]) for part in kept.split("mean: ")[1:3])
    made = bialoleka.part(*bialoleka.read(DATA), service_min, patience_min)
    assert made.split("figures:")[0] == kept.split("figures:")[0]
