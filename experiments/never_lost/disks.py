"""Disks and files that fail, a second process, a scheduler that goes: one message, nothing lost."""

from __future__ import annotations

import random
import resource
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from experiments.never_lost.cases import STUDY, Bench, finished, running
from experiments.never_lost.cluster import Loopback
from experiments.reliability.cases import Row
from experiments.reliability.runs import Ended, call
from hallsim.study.runs.journal_file import JOURNAL


def disks(bench: Bench) -> list[Callable[[], Row]]:
    """All cases of this file."""
    return [
        lambda: full_disk(bench),
        lambda: small_files(bench),
        lambda: read_only(bench),
        lambda: damaged(bench),
        lambda: two_at_once(bench),
        lambda: scheduler_killed(bench),
    ]


def full_disk(bench: Bench) -> Row:
    """A disk of so many kilobytes; afterwards there is room again."""
    tried = well = 0
    for kilobytes in (32, 128, 256):
        disk = bench.place / f"disk-{kilobytes}"
        disk.mkdir()
        size = ("mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(disk))
        if subprocess.run(size, capture_output=True, check=False).returncode:
            return Row("full disk", 0, 0, "not tried: no right to mount one")
        try:
            ended = bench.study(disk / "out")
            kept = finished(disk / "out")
            subprocess.run((*size[:4], "remount,size=100m", *size[5:]), check=True)
            again = bench.study(disk / "out")
            made = int(again.printed or 0)
            tried += 1
            well += told_once(ended, b"full") and bench.is_whole(disk / "out") and made + kept == bench.n_runs
        finally:
            subprocess.run(("umount", str(disk)), check=True)
    return Row("full disk, then resumed with room", tried, well, "exit 1, one message, no finished run lost")


def small_files(bench: Bench) -> Row:
    """Files may not be larger than so many bytes."""
    tried = well = 0
    for n_bytes in (0, 5_000, 50_000, 100_000):
        out = bench.place / f"small-{n_bytes}"

        def limit(n_bytes: int = n_bytes) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, n_bytes))

        ended = call(str(out), "--replications", str(bench.n), module=STUDY, before=limit)
        kept = finished(out)
        again = bench.study(out)
        tried += 1
        well += told_once(ended, b"cannot be written") and bench.is_whole(out)
        well -= int(again.printed or 0) + kept != bench.n_runs
    return Row("no room for files (limit of their size), then resumed", tried, well, "exit 1, one message")


def read_only(bench: Bench) -> Row:
    """Places in which nothing can be written."""
    places = [Path("/proc/out"), Path("/sys/out"), bench.whole / "runs.csv" / "out"]
    ends = [bench.study(place) for place in places]
    well = sum(ended.clean and ended.code in (1, 2) and ended.complained.strip() != b"" for ended in ends)
    return Row("folders that cannot be written", len(ends), well, "exit 1 or 2, one message")


def damaged(bench: Bench) -> Row:
    """Bytes of a finished journal overwritten at random; a header that is none; a file cut short."""
    chance = random.Random(3)
    tried = well = least = 0
    for i in range(8):
        out = bench.place / f"damaged-{i}"
        shutil.copytree(bench.whole, out)
        content = bytearray((out / JOURNAL).read_bytes())
        if i == 0:
            content[:100] = bytes(100)
        elif i == 1:
            del content[len(content) // 2 :]
        else:
            at = chance.randrange(4096, len(content) - 64)
            content[at : at + 64] = bytes(chance.randrange(256) for _ in range(64))
        (out / JOURNAL).write_bytes(content)
        first = bench.study(out)
        if first.code == 1:  # what was overwritten held something
            kept = finished(out)
            aside = next(out.glob("*.damaged-1.sqlite")).read_bytes() == bytes(content)
            again = bench.study(out)
            least += kept
            well += told_once(first, b"damaged") and aside and again.code == 0 and bench.is_whole(out)
            well -= again.code == 0 and int(again.printed) + kept != bench.n_runs
        else:
            well += first.code == 0 and bench.is_whole(out) and int(first.printed) == 0
        tried += 1
    return Row("damaged journal", tried, well, f"{least} of {tried * bench.n_runs} rows could be read")


def two_at_once(bench: Bench) -> Row:
    """A second process on a folder in which one is working."""
    out = bench.place / "two"
    with running([str(out), "--replications", str(bench.n)]) as first:
        while not (out / JOURNAL).exists():
            time.sleep(0.05)
        second = bench.study(out)
        code = first.wait()
    told = second.code == 2 and f"process {first.pid}".encode() in second.complained
    return Row(
        "two processes on one folder", 1, told and code == 0 and bench.is_whole(out), "the second: exit 2"
    )


def scheduler_killed(bench: Bench) -> Row:
    """The scheduler of a cluster goes while a study runs; the study goes on without it."""
    out = bench.place / "scheduler"
    with (
        Loopback(2) as cluster,
        running([str(out), "--replications", str(bench.n), "--cluster", cluster.address]) as run,
    ):
        while finished(out) < 2:
            time.sleep(0.05)
        cluster.end_scheduler()
        code = run.wait(timeout=60)
    complained = (bench.place / "complained").read_bytes()
    kept = finished(out)
    again = bench.study(out)
    whole = again.code == 0 and int(again.printed) + kept == bench.n_runs and bench.is_whole(out)
    said = b"the scheduler of the cluster is gone" in complained and complained.count(b"\n") == 1
    well = int(code == 1 and said and whole)
    return Row("the scheduler is killed, then resumed without it", 1, well, f"{kept} runs were kept")


def told_once(ended: Ended, word: bytes) -> bool:
    """A run that failed with one message in which a word stands."""
    return ended.clean and ended.code == 1 and word in ended.complained and ended.complained.count(b"\n") == 1
