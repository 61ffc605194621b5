"""A cluster runs what is asked, says what it is not fit for before it begins, and outlives its workers."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from typing import Any

import pytest

import hallsim.api as hs
from hallsim.errors import InputError, RunError
from hallsim.study.folder.store import versions
from hallsim.study.runs.blocks import MAIN
from hallsim.study.runs.candidate import candidates_of
from hallsim.study.runs.executors import cluster as module
from hallsim.study.runs.executors.chosen import executor
from hallsim.study.runs.executors.cluster import Cluster, refuse_other_versions
from hallsim.study.runs.job import Job
from hallsim.study.runs.runs import Runs
from hallsim.study.runs.wanted import wanted
from tests.helpers.study_builder import TEXT

if importlib.util.find_spec("distributed") is None:
    pytest.skip("Dask is not installed", allow_module_level=True)

from distributed import KilledWorker

BOTH = candidates_of(hs.ask(hs.loads(TEXT, "small")))
WANTED = wanted(["wait_mean", "wait_p90"])


class Future:
    """What came of a chunk, known at once."""

    def __init__(self, outcome: Any) -> None:
        self.outcome = outcome
        self.status = "error" if isinstance(outcome, BaseException) else "finished"

    def add_done_callback(self, told: Callable[[Future], None]) -> None:
        told(self)

    def exception(self) -> Any:
        return self.outcome

    def result(self) -> Any:
        return self.outcome


class Client:
    """A cluster of one thread, whose workers die of some replications."""

    status = "running"

    def __init__(self, deadly: int = -1, versions: dict[str, str] | None = None) -> None:
        self.deadly, self.versions = deadly, versions
        self.chunks: list[int] = []
        self.outcome: Future | None = None

    def nthreads(self) -> dict[str, int]:
        return {"tcp://one:1": 1}

    def submit(self, work: Callable[..., Any], jobs: list[Job], *, pure: bool) -> Future:
        self.chunks.append(len(jobs))
        if self.outcome is not None:
            return self.outcome
        if any(getattr(job, "replication", job) == self.deadly for job in jobs):
            return Future(KilledWorker("chunk", "one", 3))
        return Future(work(jobs))

    def cancel(self, futures: list[Future], *, force: bool) -> None:
        return

    def close(self) -> None:
        return

    def get_versions(self, packages: list[str]) -> dict[str, Any]:
        ours = versions() | {"python": f"{versions()['python']}.final.0"}
        return {
            "scheduler": {"packages": ours},
            "workers": {"tcp://one:1": {"packages": ours | (self.versions or {})}},
        }


def found(workers: Any, n: int = 12) -> tuple[list[Any], dict[int, Any]]:
    with Runs(seed=1, wanted=WANTED, executor=workers) as runs:
        told = runs.of(BOTH, MAIN, n)
        rows = [runs.journal.rows(one.key, 1, MAIN, range(n)) for one in BOTH]
        return [[row.ran.found for row in of] for of in rows], dict(told.failures(BOTH[0]))


def test_a_local_cluster_gives_the_same_rows() -> None:
    with executor(1) as here, executor(1, "local:1") as workers:
        assert found(here) == found(workers)


def test_more_is_sent_together_when_runs_are_quick() -> None:
    client = Client()
    found(Cluster(client), 40)
    assert client.chunks[0] == 1
    assert max(client.chunks) > 4


def test_who_kills_workers_is_found_and_costs_nobody_else_a_run() -> None:
    with executor(1) as here:
        whole, _ = found(here)
    rows, failures = found(Cluster(Client(deadly=7)))
    assert list(failures) == [7]
    assert "killed" in failures[7].en
    assert rows == [of[:7] + of[8:] for of in whole]


def test_a_scheduler_that_goes_is_told() -> None:
    client = Client()

    class Gone(Future):
        def add_done_callback(self, told: Callable[[Future], None]) -> None:
            client.status = "closed"

    client.outcome = Gone(None)
    with pytest.raises(
        RunError, match="the scheduler of the cluster is gone; what was finished before is kept"
    ):
        found(Cluster(client))


def test_a_fault_of_the_program_is_none_of_the_clusters() -> None:
    client = Client()
    client.outcome = Future(KeyError("x"))
    with pytest.raises(KeyError):
        found(Cluster(client))


def test_other_versions_are_told_before_anything_is_run() -> None:
    refuse_other_versions(Client(), "tcp://a:1")
    other = Client(versions={"numpy": "1.0", "hallsim": ""})
    with pytest.raises(InputError, match="--cluster tcp://a:1") as error:
        refuse_other_versions(other, "tcp://a:1")
    (told,) = error.value.problems
    assert "tcp://one:1 has hallsim – instead of" in told.message
    assert f"numpy 1.0 instead of {versions()['numpy']}" in told.message


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "this names no cluster"),
        ("lokal", "this names no cluster"),
        ("local:0", "this names no cluster"),
        ("tcp://nowhere", "this names no cluster"),
        ("tcp://127.0.0.1:1", "no scheduler answers there"),
    ],
)
def test_what_is_no_cluster_is_one_message(asked: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REACHED_S", 0.2)
    with pytest.raises(InputError, match=said) as error, executor(2, asked):
        pass
    assert len(error.value.problems) == 1


def test_without_dask_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'hallsim\[cluster\]'"), executor(2, "local:2"):
        pass


def test_a_comparison_on_a_cluster_is_that_of_this_machine() -> None:
    source = hs.loads(TEXT, "small")
    here = hs.compare(source, replications=4, processes=1)
    there = hs.compare(source, replications=4, cluster="local:1")
    assert here.summary.equals(there.summary)
    assert here.differences.equals(there.differences)


def test_a_replication_that_kills_its_workers_costs_a_comparison_no_other() -> None:
    source = hs.loads(TEXT, "small")
    found = hs.answer(source, hs.ask(source), 6, elsewhere=Cluster(Client(deadly=3)))
    assert (found.studies[0].replications, found.studies[0].failed) == ((0, 1, 2, 4, 5), (3,))
