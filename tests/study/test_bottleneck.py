"""Where the days go, and what one more of anything brings: the same runs, told once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import hallsim.api as hs
from hallsim.errors import InputError
from hallsim.metrics.attribution.lead_parts import LEAD_PARTS
from hallsim.metrics.catalogue.days import day_id
from hallsim.study.bottleneck.study import n_runs
from hallsim.study.result import records
from hallsim.study.runs.executors.serial import Serial
from hallsim.study.runs.job import Answer, Job
from tests.helpers.permit_hall import TEXT, permit_hall

SOURCE = hs.loads(TEXT, "permits")


class Counted(Serial):
    """Runs here, and counts."""

    def __init__(self) -> None:
        self.n = 0

    def run(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, Answer | None]]:
        for job, answer in super().run(jobs):
            self.n += len(job.keys)
            yield job, answer


def test_the_parts_are_those_of_compare_and_add_up() -> None:
    found, study = permit_hall(), hs.compare(SOURCE, ["now"], processes=1)
    values = {row.metric: row for row in records(study.summary)}
    assert found.split is not None
    for part in LEAD_PARTS:
        if day_id(part) in values:
            row, own = values[day_id(part)], found.split.parts[part]
            assert (own.value, own.lo, own.hi) == pytest.approx((row.value, row.lo, row.hi), nan_ok=True)
    total = values["lead_first_visit_mean"].value
    for split in (found.split, *found.by_service.values()):
        assert sum(e.value for e in split.parts.values()) == pytest.approx(split.total.value, abs=1e-9)
    assert found.split.total.value == pytest.approx(total, abs=1e-9)
    assert found.by_service["sign"].parts["meeting"].value == 0
    weighed = sum(split.n_cases * split.total.value for split in found.by_service.values())
    assert weighed / found.split.n_cases == pytest.approx(total, abs=1e-9)


def test_what_one_more_brings_is_what_compare_says_of_the_same_setting() -> None:
    found = permit_hall()
    gain = next(gain for gain in found.gains if gain.addition.station == "desk.back")
    moved = hs.with_settings(SOURCE, [f"{gain.addition.path}={gain.addition.value}"])
    study = hs.compare(moved, ["now"], processes=1)
    then = next(row.value for row in records(study.summary) if row.metric == "lead_first_visit_mean")
    assert gain.difference.base_value == found.now.value
    assert gain.difference.other_value == pytest.approx(then)


def test_the_meeting_is_the_best_and_its_interval_the_widest_of_the_family() -> None:
    found = permit_hall()
    assert found.gains[0].addition.kind == "meeting"
    assert found.gains[0].verdict.word == "better"
    values = [gain.difference.value for gain in found.gains]
    assert values == sorted(values)
    for gain in found.gains:
        assert gain.verdict.lo <= gain.difference.lo
        assert gain.verdict.hi >= gain.difference.hi
    assert {one.station for one in found.left_out} == {"desk.archive"}  # no file comes there


def test_steps_and_files_in_work() -> None:
    found = permit_hall()
    steps = {step.step: step for step in found.steps}
    assert list(steps) == ["permit/look", "permit/visit", "permit/board", "sign/look"]
    assert steps["permit/board"].desk == "desk.board"
    assert steps["permit/look"].n_a_day + steps["sign/look"].n_a_day == pytest.approx(12, rel=0.15)
    assert found.files is not None
    by_step = found.files.steps.groupby("step")["waiting"].mean()
    # Little's law, as far as the ends of the run allow: files a day times the days each waits
    board = steps["permit/board"]
    assert by_step["permit/board"] == pytest.approx(board.n_a_day * board.wait.value, rel=0.1)
    assert found.files.n_warm_up == 5


def test_another_metric_has_its_own_order() -> None:
    found = permit_hall("now", "wait_mean")
    assert found.gains[0].addition.kind == "window"
    assert found.metric.id == "wait_mean"


def test_a_daily_meeting_cannot_be_held_more_often() -> None:
    found = permit_hall("daily")
    assert "meeting" not in {gain.addition.kind for gain in found.gains}


def test_the_same_question_again_runs_nothing_and_more_replications_run_only_these(tmp_path: Path) -> None:
    first, again, more = Counted(), Counted(), Counted()
    one = hs.bottleneck(SOURCE, first, replications=2, most=2, out=tmp_path)
    two = hs.bottleneck(SOURCE, again, replications=2, most=2, out=tmp_path)
    three = hs.bottleneck(SOURCE, more, replications=3, most=2, out=tmp_path)
    n_tried = len(one.gains)
    assert first.n == 2 * (1 + n_tried)
    assert again.n == 0
    assert more.n == 1 + n_tried
    assert [gain.difference for gain in one.gains] == [gain.difference for gain in two.gains]
    assert len(three.replications) == 3
    assert first.n <= n_runs(SOURCE, "now", 2, 2)


def test_a_hall_without_approvals_is_asked_about_its_wait() -> None:
    text = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 3}
  services: {card: {counter: exponential(mean 10 min)}}
  arrivals: {per_day: 60}
designs: {now: {windows: {hall: {count: 2, serves: all}}}}
"""
    found = hs.bottleneck(hs.loads(text, "plain"), Serial(), replications=2)
    assert found.metric.id == "wait_mean"
    assert found.steps == ()
    assert found.files is None


@pytest.mark.parametrize(
    ("metric", "told"),
    [("lead_frist_visit_mean", "lead_first_visit_mean"), ("days_work", "neither way is better")],
)
def test_metrics_that_cannot_be_asked_about(metric: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        hs.bottleneck(SOURCE, Serial(), metric=metric)
