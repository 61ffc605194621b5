"""Runs are made once, kept, found again by what decides their numbers, and told like a study."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import hallsim.api as hs
from hallsim.errors import InputError, RunError
from hallsim.study.executor import Pool
from hallsim.study.result import records
from hallsim.study.runs import batch
from hallsim.study.runs.blocks import BLOCKS, MAIN, SEARCH
from hallsim.study.runs.candidate import Candidate, candidate_of, candidates_of
from hallsim.study.runs.executors.chosen import executor
from hallsim.study.runs.job import Answer, Job, work
from hallsim.study.runs.journal import Journal
from hallsim.study.runs.row import Ran
from hallsim.study.runs.runs import Runs
from hallsim.study.runs.wanted import Wanted, wanted
from hallsim.text.message import Both
from tests.helpers.study_builder import TEXT, small_study

SOURCE = hs.loads(TEXT, "small")
BOTH = candidates_of(hs.ask(SOURCE))
WANTED = wanted(["wait_mean", "wait_p90", "not_served_share"], {"hour": ["ticket_wait_mean"]})


def told(table: Any, design: str, metric: str, key: str = "") -> tuple[float, float, float]:
    """The figure and its interval in a table of a study."""
    rows = [row for row in records(table) if (row.design, row.metric) == (design, metric)]
    (row,) = [row for row in rows if not key or str(row.key) == key]
    return row.value, row.lo, row.hi


def same(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(one, other, strict=True))


class Counted:
    """Runs here, counts the runs, and fails or dies where it is told to."""

    n_workers = 1

    def __init__(self, fails: frozenset[int] = frozenset(), dies: str = "") -> None:
        self.ran: list[tuple[str, int]] = []
        self.fails, self.dies = fails, dies

    def run(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, Answer | None]]:
        for job in jobs:
            if self.dies in job.keys and self.dies:
                yield job, None
                continue
            self.ran += [(key, job.replication) for key in job.keys]
            failed = job.replication in self.fails
            yield job, [Ran(reason=Both("why", "因"))] * len(job.keys) if failed else work(job)

    def close(self) -> None:
        return


@pytest.mark.parametrize("design", ["apart", "together"])
def test_figures_are_those_of_the_comparison(design: str) -> None:
    study = small_study()
    (candidate,) = [c for c in BOTH if c.name == design]
    with Runs(seed=7, wanted=WANTED) as runs:
        found = runs.of(BOTH, MAIN, 3)
        for metric in WANTED.metrics:
            e = found.estimate(candidate, metric)
            assert same((e.value, e.lo, e.hi), told(study.summary, design, metric))
        assert "9" in found.parts(candidate, "hour")
        for hour in found.parts(candidate, "hour"):
            e = found.estimate(candidate, "ticket_wait_mean", ("hour", hour))
            assert same((e.value, e.lo, e.hi), told(study.by_hour, design, "ticket_wait_mean", hour))


def test_a_difference_is_paired_by_replication() -> None:
    one, other = BOTH
    with Runs(seed=7, wanted=WANTED) as runs:
        found = runs.of(BOTH, MAIN, 3)
        d = found.difference(one, other, "not_served_share")
        (row,) = [row for row in records(small_study().differences) if row.metric == "not_served_share"]
        assert same((d.value, d.lo, d.hi), (row.difference, row.lo, row.hi))
        # over what both have: one replication more of the one changes nothing
        runs.of([one], MAIN, 4)
        more = runs.of(BOTH, MAIN, {one.key: 4, other.key: 3})
        before, after = (each.difference(one, other, "wait_mean") for each in (found, more))
        assert before == after
        assert more.replications(one) == (0, 1, 2, 3)


@pytest.mark.parametrize("processes", [1, 2])
def test_rows_are_the_same_whoever_runs(processes: int, tmp_path: Path) -> None:
    bodies = []
    with executor(processes) as workers:
        for folder in (tmp_path / "one", tmp_path / "other"):
            with Runs(seed=3, wanted=WANTED, folder=folder, executor=workers) as runs:
                runs.of(BOTH, SEARCH, 4)
                bodies.append(
                    [[r.ran.found for r in runs.journal.rows(c.key, 3, SEARCH, range(4))] for c in BOTH]
                )
    with Runs(seed=3, wanted=WANTED) as runs:
        runs.of(BOTH, SEARCH, 4)
        plain = [[row.ran.found for row in runs.journal.rows(c.key, 3, SEARCH, range(4))] for c in BOTH]
    assert bodies == [plain, plain]


def test_what_is_finished_is_never_run_again(tmp_path: Path) -> None:
    first, again = Counted(), Counted()
    with Runs(seed=1, wanted=WANTED, folder=tmp_path, executor=first) as runs:
        runs.of(BOTH[:1], MAIN, 2)
    with Runs(seed=1, wanted=WANTED, folder=tmp_path, executor=again) as runs:
        runs.of(BOTH, MAIN, 3)
    assert sorted(first.ran) == [(BOTH[0].key, 0), (BOTH[0].key, 1)]
    assert sorted(again.ran) == sorted([(BOTH[0].key, 2), *((BOTH[1].key, r) for r in range(3))])


def test_a_row_that_holds_more_serves_and_one_that_holds_less_grows() -> None:
    counted = Counted()
    with Runs(seed=1, wanted=wanted(["wait_mean", "wait_p90"]), executor=counted) as runs:
        runs.of(BOTH[:1], MAIN, 1)
        runs.of(BOTH[:1], MAIN, 1, wanted(["wait_p90"]))
        assert len(counted.ran) == 1
        found = runs.of(BOTH[:1], MAIN, 1, wanted([], {"queue": ["n_tickets"]}))
        assert len(counted.ran) == 2
        assert found.estimate(BOTH[0], "wait_mean").value > 0  # what was known before is known still
        assert found.parts(BOTH[0], "queue")


def test_leaving_early_keeps_what_was_made(tmp_path: Path) -> None:
    with Runs(seed=1, wanted=WANTED, folder=tmp_path) as runs:
        next(runs.rows(BOTH, MAIN, 5))
    counted = Counted()
    with Runs(seed=1, wanted=WANTED, folder=tmp_path, executor=counted) as runs:
        runs.of(BOTH, MAIN, 5)
    assert 0 < len(counted.ran) < 10


def test_blocks_and_seeds_share_no_citizens() -> None:
    visits = wanted(["n_visits"])
    with Runs(seed=1, wanted=visits) as runs, Runs(seed=2, wanted=visits) as other:
        numbers = [
            tuple(each.of(BOTH[:1], block, 5).pooled(BOTH[0], "n_visits").values)
            for each in (runs, other)
            for block in BLOCKS
        ]
    assert len(set(numbers)) == len(numbers)


def test_a_failed_run_is_a_row_with_its_reason_and_is_tried_again(tmp_path: Path) -> None:
    with Runs(seed=1, wanted=WANTED, folder=tmp_path, executor=Counted(fails=frozenset({1}))) as runs:
        found = runs.of(BOTH, MAIN, 3)
        assert found.replications(BOTH[0]) == (0, 2)
        assert found.failures(BOTH[0]) == {1: Both("why", "因")}
    with Runs(seed=1, wanted=WANTED, folder=tmp_path, executor=(again := Counted())) as runs:
        assert runs.of(BOTH, MAIN, 3).failures(BOTH[0]) == {}
        assert sorted(set(again.ran)) == sorted((c.key, 1) for c in BOTH)


def test_when_every_run_fails_the_reason_is_told_soon() -> None:
    counted = Counted(fails=frozenset(range(1000)))
    with Runs(seed=1, wanted=WANTED, executor=counted) as runs, pytest.raises(RunError, match="so: why"):
        runs.of(BOTH, MAIN, 1000)
    assert len(counted.ran) <= batch.MOST_FAILED + batch.MOST_TOGETHER


def test_who_kills_its_worker_costs_nobody_else_a_run() -> None:
    with Runs(seed=1, wanted=WANTED, executor=Counted(dies=BOTH[0].key)) as runs:
        with pytest.raises(RunError, match=r"every run of apart fails.*killed"):
            runs.of(BOTH, MAIN, 9)  # two designs a job
        assert runs.of(BOTH[1:], MAIN, 9).replications(BOTH[1]) == tuple(range(9))


def test_a_candidate_without_a_finished_run_is_no_figure(tmp_path: Path) -> None:
    """However few are asked for; what was finished before is enough."""
    fails = Counted(fails=frozenset(range(3)))
    with Runs(seed=1, wanted=WANTED, folder=tmp_path, executor=fails) as runs:
        with pytest.raises(RunError, match="so: why"):
            runs.of(BOTH[:1], MAIN, 2)
        assert runs.of(BOTH[1:], MAIN, 4).replications(BOTH[1]) == (3,)
        assert runs.of(BOTH[1:], MAIN, 2).replications(BOTH[1]) == ()


def test_a_key_is_of_what_decides_the_numbers() -> None:
    def key(text: str = TEXT, design: str = "apart", **values: str) -> str:
        factors = tuple((path.replace("__", "."), value) for path, value in values.items())
        return candidate_of(hs.loads(text), design, factors=factors).key

    assert key() == key(TEXT.replace("title: {en: Apart, zh: 分设窗口}", "title: {en: Split, zh: 分设}"))
    assert key() == key(TEXT.replace("building: 2}\n    notice", "building: 2} # two\n    notice"))
    others = [
        key(design="together"),
        key(TEXT.replace("per_day: 60", "per_day: 61")),
        key(TEXT.replace("run: {", "run: {wait_target_min: 20, ")),
        key(TEXT + "satisfaction: {acceptable_wait: 15 min}\n"),
        key(windows__commerce__count="3"),
    ]
    assert len({key(), *others}) == 6
    assert key(windows__commerce__count="2") == key()


def test_candidates_are_the_variants_of_a_question() -> None:
    worlds = TEXT.replace("designs:\n", "worlds: {busy: {arrivals: {per_day: 80}}}\ndesigns:\n", 1)
    question = hs.ask(hs.loads(worlds), vary=["windows.all_in_one.count=2,3"])
    told = [(c.name, c.world, c.design, c.factors) for c in candidates_of(question)]
    path = "windows.all_in_one.count"
    assert told[:3] == [
        ("world: apart", "world", "apart", ()),
        (f"world: together, {path}=2", "world", "together", ((path, "2"),)),
        (f"world: together, {path}=3", "world", "together", ((path, "3"),)),
    ]
    assert [name for name, *_ in told[3:]] == [name.replace("world:", "busy:", 1) for name, *_ in told[:3]]


@pytest.mark.parametrize(
    ("metrics", "by", "said"),
    [
        (["wait_maen"], {}, "did you mean 'wait_mean'"),
        ([], {"huor": ["wait_mean"]}, "did you mean 'hour'"),
        ([], {"queue": ["wait_mean"]}, "wait_mean has no parts by queue"),
    ],
)
def test_what_cannot_be_wanted_is_refused(metrics: list[str], by: dict[str, list[str]], said: str) -> None:
    with pytest.raises(InputError, match=said):
        wanted(metrics, by)


def test_more_is_wanted_than_either() -> None:
    one, other = wanted(["wait_mean"], {"hour": ["n_tickets"]}), wanted(["wait_p90"], {"hour": ["n_visits"]})
    assert (one | other).covers(one)
    assert (one | other).covers(other)
    assert not one.covers(other)
    assert one | other == other | one
    assert Wanted().covers(Wanted())


def die(folder: str, item: int) -> int:
    """Ends its process at item 3, whenever it is tried."""
    if item == 3:
        os._exit(9)
    return os.getpid()


def test_workers_stay_for_the_next_items() -> None:
    pool: Pool[int, int] = Pool(die, "", 1)
    try:
        first, again = ([pid for _, pid in pool.run(range(2))] for _ in range(2))
        assert len({*first, *again}) == 1
        assert dict(pool.run([3, 4]))[3] is None
    finally:
        pool.end()


def test_two_names_for_the_same_numbers_are_run_once() -> None:
    twin = Candidate(name="twin", scenario=BOTH[0].scenario, variant="apart", design="apart")
    counted = Counted()
    with Runs(seed=1, wanted=WANTED, executor=counted) as runs:
        found = runs.of([BOTH[0], twin], MAIN, 2)
        assert len(counted.ran) == 2
        assert found.estimate(twin, "wait_mean") == found.estimate(BOTH[0], "wait_mean")


def test_a_journal_without_a_folder_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Journal() as journal:
        assert journal.known("nobody", 1, MAIN) == {}
    assert list(tmp_path.iterdir()) == []
