"""Replications survive what happens to the processes that work on them."""

import multiprocessing
import os
from multiprocessing import connection
from pathlib import Path

import pytest

from hallsim.study.executor import Pool, run_all


def square(task: int, replication: int) -> int:
    return task + replication**2


def die_once(folder: str, replication: int) -> int:
    """Replication 2 kills its process the first time it is tried."""
    mark = Path(folder) / "died"
    if replication == 2 and not mark.exists():
        mark.touch()
        os._exit(9)
    return replication


def die_always(folder: str, replication: int) -> int:
    if replication == 2:
        os._exit(9)
    return replication


def fail(task: int, replication: int) -> int:
    raise ValueError(f"replication {replication} is wrong")


def large_or_fail(task: int, replication: int) -> bytes:
    """More than a pipe holds, so that whoever sends it waits for its reader; the last one fails."""
    if replication == task:
        raise ValueError(f"replication {replication} is wrong")
    return bytes(20_000_000)


@pytest.mark.parametrize("processes", [1, 2])
def test_every_replication_comes_once(processes: int) -> None:
    found = {o.replication: o.result for o in run_all(square, 10, [0, 1, 2, 5], processes)}
    assert found == {0: 10, 1: 11, 2: 14, 5: 35}


def test_a_killed_process_is_replaced_once(tmp_path: Path) -> None:
    found = {o.replication: o.result for o in run_all(die_once, str(tmp_path), range(4), 2)}
    assert found == {0: 0, 1: 1, 2: 2, 3: 3}


def test_a_replication_that_always_kills_is_reported(tmp_path: Path) -> None:
    found = {o.replication: o.result for o in run_all(die_always, str(tmp_path), range(3), 2)}
    assert sorted(found) == [0, 1, 2]
    assert found[2] is None


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_reaches_the_caller(processes: int) -> None:
    with pytest.raises(ValueError, match="is wrong"):
        list(run_all(fail, 0, [0, 1], processes))


def test_nobody_waits_for_who_is_stopped_while_it_sends_its_result() -> None:
    """A worker ended half-way through a result left the reader waiting for the rest."""
    for _ in range(2):
        with pytest.raises(ValueError, match="is wrong"):
            list(run_all(large_or_fail, 1, range(6), 3))
    first = next(run_all(large_or_fail, 9, range(6), 3))  # and nobody wants the others
    assert first.result == bytes(20_000_000)
    assert multiprocessing.active_children() == []


def test_the_place_of_a_workers_error_is_kept() -> None:
    with pytest.raises(ValueError, match="is wrong") as raised:
        list(run_all(fail, 0, [0, 1], 2))
    assert "in fail" in "".join(raised.value.__notes__)


def test_what_is_to_be_done_goes_by_the_pipe_and_not_with_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parent that was killed while it wrote a large task to a new process left that one's traceback."""
    started: list[tuple[object, ...]] = []
    pool: Pool[int, int] = Pool(square, b"task", 1)

    class Recorded:
        def __init__(self, args: tuple[connection.Connection, ...], **_: object) -> None:
            self.pipe = connection.Connection(os.dup(args[0].fileno()))
            started.append(args)

        def start(self) -> None:
            assert self.pipe.poll() is False

    monkeypatch.setattr(pool.context, "Process", Recorded, raising=False)
    pool._begin()
    (process,) = pool.processes.values()
    assert isinstance(process, Recorded)
    assert [len(args) for args in started] == [1]
    assert process.pipe.recv() == (square, b"task")
