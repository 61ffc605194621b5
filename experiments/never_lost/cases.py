"""Who is killed, and whether the study is what it would have been."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from experiments.never_lost.cluster import Loopback
from experiments.reliability.cases import Row
from experiments.reliability.runs import Ended, call
from hallsim.study.runs.journal_file import JOURNAL, opened_to_read

STUDY = "experiments.never_lost.study"
_TABLES = ("runs.csv", "runs.parquet", "figures.csv", "figures.parquet")


class Bench:
    """A folder with what an undisturbed study leaves."""

    def __init__(self, place: Path, n: int, seed: int) -> None:
        self.place, self.n, self.random = place, n, random.Random(seed)
        self.whole = place / "whole"
        began = time.monotonic()
        assert self.study(self.whole).code == 0
        self.span_s = 1.2 * (time.monotonic() - began)
        self.n_runs = finished(self.whole)

    def study(self, out: Path, *options: str, end: tuple[int, float] | None = None) -> Ended:
        """The study in a folder, or the rest of it."""
        return call(str(out), "--replications", str(self.n), *options, module=STUDY, end=end)

    def is_whole(self, out: Path) -> bool:
        """Whether a folder has the tables of the undisturbed study, to the byte."""
        return all((out / name).read_bytes() == (self.whole / name).read_bytes() for name in _TABLES)

    # ------------------------------------------------------------------ processes

    def processes_killed(self, n: int) -> Row:
        """Killed `n` times, each time going on; nothing finished is run again."""
        out, ends, sizes = self.place / "process", 0, []
        well = same = n_made = 0
        while ends < n:
            before = finished(out)
            after_s = self.random.uniform(0.5, self.span_s)
            ended = self.study(out, "--processes", "2", end=(signal.SIGKILL, after_s))
            kept = finished(out)
            sizes.append(kept - before)
            if ended.code == 0:
                n_made += 1
                same += self.is_whole(out) and int(ended.printed) == self.n_runs - before
                shutil.rmtree(out)
                continue
            ends += 1
            well += ended.clean and ended.code == -signal.SIGKILL and kept >= before
        before = finished(out)
        last = self.study(out, "--processes", "2")
        n_made += 1
        same += last.code == 0 and self.is_whole(out) and int(last.printed) == self.n_runs - before
        seen = f"{n_made} studies ended, {same} with the same bytes and no run made twice"
        return Row("the process is killed (kill -9), two workers", ends + n_made, well + same, seen)

    def workers_killed(self, n: int) -> Row:
        """Worker processes killed while the study goes on by itself."""
        out, ends, studies, well, n_again = self.place / "worker", 0, 0, 0, 0
        while ends < n:
            with running([str(out), "--replications", str(self.n), "--processes", "2"]) as run:
                while run.poll() is None and ends < n:
                    time.sleep(self.random.uniform(0.3, self.span_s / 3))
                    ends += killed(self.random, workers_of(run.pid))
                studies += 1
                code = run.wait()
            # two deaths at the same run are a failed run, which the same command runs again
            while code == 0 and not self.is_whole(out) and n_again < n:
                n_again += 1
                code = self.study(out).code
            well += code == 0 and self.is_whole(out)
            shutil.rmtree(out)
        seen = f"{ends} kills, {studies} studies, {n_again} told of a run that died twice and were resumed"
        return Row("a worker process is killed", studies, well, seen)

    # ------------------------------------------------------------------ cluster

    def dask_workers_killed(self, n: int) -> Row:
        """A scheduler and two workers on loopback; workers are killed, others take their place."""
        studies = well = ends = 0
        out = self.place / "dask"
        with Loopback(2) as cluster:
            while ends < n:
                shutil.rmtree(out, ignore_errors=True)
                with running([str(out), "--replications", str(self.n), "--cluster", cluster.address]) as run:
                    while run.poll() is None and ends < n:
                        while run.poll() is None and not finished(out):
                            time.sleep(0.1)
                        time.sleep(self.random.uniform(0.1, self.span_s / 2))
                        if run.poll() is None:
                            cluster.kill(self.random)
                            ends += 1
                    code = run.wait()
                studies += 1
                well += code == 0 and self.is_whole(out)
        seen = f"{ends} kills, {studies} studies"
        return Row("a worker of a Dask cluster is killed", studies, well, seen)

    def dask(self) -> Row:
        """A scheduler and two workers as processes of their own on loopback, undisturbed."""
        out = self.place / "loopback"
        with Loopback(2) as cluster:
            ended = self.study(out, "--cluster", cluster.address)
        well = int(ended.code == 0 and ended.clean and self.is_whole(out))
        return Row("a Dask cluster of two workers gives the same tables", 1, well, "the same bytes")


def finished(out: Path) -> int:
    """Finished runs in a folder, as a journal that was left in any state tells them."""
    path = out / JOURNAL
    if not path.exists():
        return 0
    try:
        with closing(opened_to_read(path)) as db:
            found: int = db.execute("SELECT count(*) FROM runs WHERE state = 'done'").fetchone()[0]
    except Exception:  # killed before its tables were made
        return 0
    return found


@contextmanager
def running(args: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """The study as a process that is waited for; what it complains of is in a file beside its folder."""
    complained = Path(args[0]).with_name("complained")
    command = [sys.executable, "-m", STUDY, *args]
    with (
        complained.open("wb") as file,
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=file) as run,
    ):
        yield run


def workers_of(pid: int) -> list[int]:
    """Worker processes of a process: its children, without what tracks its resources."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        commands = {int(c): Path(f"/proc/{c}/cmdline").read_bytes() for c in children}
    except OSError:
        return []
    return [child for child, command in commands.items() if b"spawn_main" in command]


def killed(chance: random.Random, pids: list[int]) -> int:
    """Kill one of them; how many were there to be killed, 0 or 1."""
    if not pids:
        return 0
    try:
        os.kill(chance.choice(pids), signal.SIGKILL)
    except ProcessLookupError:
        return 0
    return 1
