"""The cases of the table: each gives how often it was tried, how often all was well, and what was seen."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from experiments.reliability.runs import HALL, Ended, call, is_consistent, results


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    case: str
    tried: int
    well: int
    seen: str


class Bench:
    """A folder with a hall, and what an undisturbed run of it leaves."""

    def __init__(self, place: Path, seed: int) -> None:
        self.place, self.random = place, random.Random(seed)
        self.hall = place / "hall.yaml"
        self.hall.write_text(HALL, encoding="utf-8")
        self.args = ("compare", str(self.hall), "-j", "2", "--lang", "en", "--out")
        self.whole = place / "whole"
        assert call(*self.args, str(self.whole)).code == 0

    def row(self, case: str, ends: list[tuple[Ended, bool]]) -> Row:
        """A line from how calls ended, each with whether all else was well."""
        codes = Counter(ended.code for ended, _ in ends)
        seen = ", ".join(f"{n} × exit {code}" for code, n in sorted(codes.items()))
        return Row(case, len(ends), sum(ended.clean and well for ended, well in ends), seen)

    # ------------------------------------------------------------------ ends

    def kills(self, name: str, n: int, span_s: float) -> Row:
        """Ended `n` times at random moments, each time going on; in the end as if nothing had happened."""
        number, out = getattr(signal, name), self.place / name
        expected = -number if name == "SIGKILL" else 128 + number
        ends, whole = [], results(self.whole)
        for _ in range(n):
            after = self.random.uniform(0.05, span_s)
            ended = call(*self.args, str(out), "--resume", end=(number, after))
            # before the program has begun to listen, the system ends it by the signal
            ok = ended.code in (expected, -number, 0) and is_consistent(out)
            ends.append((ended, ok))
            if ended.code == 0:
                ends[-1] = (ended, ok and results(out) == whole)
                shutil.rmtree(out)
        last = call(*self.args, str(out), "--resume")
        assert last.code == 0
        same = results(out) == whole
        row = self.row(f"{name} at random moments", ends)
        told = sum(b"Interrupted" in ended.complained for ended, _ in ends)
        seen = f"{row.seen}; message {told}; afterwards {'the same bytes' if same else 'OTHER BYTES'}"
        return Row(row.case, row.tried + 1, row.well + same, seen)

    # ------------------------------------------------------------------ disks

    def small_files(self) -> Row:
        """Files may not be larger than so many bytes."""
        ends = []
        for n_bytes in (0, 200, 5_000, 20_000, 60_000, 200_000):
            out = self.place / f"small-{n_bytes}"

            def limit(n_bytes: int = n_bytes) -> None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, n_bytes))

            ended = call(*self.args, str(out), before=limit)
            ends.append((ended, ended.code in (0, 1) and (ended.code == 0 or b"Error: " in ended.complained)))
        return self.row("no room for files (limit of their size)", ends)

    def small_disk(self) -> Row:
        """A disk of so many kilobytes; afterwards there is room again."""
        ends = []
        for kilobytes in (4, 64, 256, 1024):
            disk = self.place / f"disk-{kilobytes}"
            disk.mkdir()
            size = ("mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(disk))
            if subprocess.run(size, capture_output=True, check=False).returncode:
                return Row("full disk", 0, 0, "not tried: no right to mount one")
            try:
                ended = call(*self.args, str(disk / "out"))
                grown = (*size[:4], "remount,size=100m", *size[5:])
                subprocess.run(grown, check=True)
                again = call(*self.args, str(disk / "out"), "--resume")
                same = again.code == 0 and results(disk / "out") == results(self.whole)
                ends.append((ended, ended.code in (0, 1) and same))
            finally:
                subprocess.run(("umount", str(disk)), check=True)
        return self.row("full disk, then resumed with room", ends)

    def full_output(self) -> Row:
        """The disk behind standard output, or behind both streams, is full."""
        with Path("/dev/full").open("wb") as full:
            out = [self.place / "full-1", self.place / "full-2"]
            one = call(*self.args, str(out[0]), stdout=full)
            both = subprocess.run(
                [sys.executable, "-m", "hallsim", *self.args, str(out[1])],
                stdout=full,
                stderr=full,
                check=False,
            )
        told = b"could not be written: the disk is full" in one.complained
        ends = [(one, told), (Ended(both.returncode, b"", b""), True)]
        saved = [results(folder) == results(self.whole) for folder in out]
        return self.row(
            "full disk behind the output",
            [(e, ok and s and e.code == 1) for (e, ok), s in zip(ends, saved, strict=True)],
        )

    # ------------------------------------------------------------------ readers

    def closed(self) -> Row:
        """A reader that takes three lines or none, and descriptors that are closed."""
        ends = []
        for i, command in enumerate(("| head -3", "| true", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-")):
            out = self.place / f"closed-{i}"
            line = (
                f"{sys.executable} -m hallsim {' '.join(self.args)} {out} {command}; exit ${{PIPESTATUS[0]}}"
            )
            done = subprocess.run(("bash", "-c", line), capture_output=True, check=False)
            ended = Ended(done.returncode, done.stdout, done.stderr)
            ends.append((ended, ended.code == 0 and results(out) == results(self.whole)))
        return self.row("closed pipe or descriptor", ends)

    def code_pages(self) -> Iterator[Row]:
        """Every command that prints much, in both languages."""
        file = str(self.hall)
        commands = (
            ("compare", file, "-n", "2", "-j", "1", "--out"),
            ("run", file, "-n", "2", "-j", "1", "--out"),
            ("check", file),
            ("itinerary", file, "--design", "apart", "--service", "permit"),
            ("explain", "--all"),
            ("check", "nowhere-测试.yaml"),
        )
        for page in ("gbk", "cp1252", "ascii"):
            ends = []
            for lang in ("en", "zh"):
                for i, command in enumerate(commands):
                    out = (str(self.place / f"{page}-{lang}-{i}"),) if command[-1] == "--out" else ()
                    ended = call(*command, *out, "--lang", lang, env={"PYTHONIOENCODING": page})
                    ends.append((ended, ended.code == (2 if "nowhere" in command[-1] else 0)))
            yield self.row(f"code page {page}", ends)

    # ------------------------------------------------------------------ folders

    def read_only(self) -> Row:
        """Folders in which nothing can be written."""
        ends = []
        for place in ("/proc", "/sys", "/dev/full/x", str(self.hall / "x")):
            ended = call(*self.args, f"{place}/out")
            ends.append((ended, ended.code in (1, 2) and bool(ended.complained)))
        shut = self.place / "shut"
        shut.mkdir(mode=0o555)
        if os.access(shut, os.W_OK):  # who may everything writes there too
            ended = call(*self.args, str(shut / "out"))
            ends.append((ended, ended.code == 0))
        else:
            ended = call(*self.args, str(shut / "out"))
            ends.append((ended, ended.code == 1))
        return self.row("folders that cannot be written", ends)

    def foreign(self) -> Row:
        """Files of one's own, and a manifest of another program; an empty name."""
        ends = []
        for i, (name, text) in enumerate(
            (("summary.csv", "mine"), ("manifest.json", '{"name": "other"}'), ("report.html", "mine"))
        ):
            for more in ((), ("--overwrite",), ("--resume",)):
                own = self.place / f"own-{i}{''.join(more)}"
                own.mkdir()
                (own / name).write_text(text)
                ended = call(*self.args, str(own), *more)
                kept = {file.name: file.read_text() for file in own.iterdir()} == {name: text}
                ends.append((ended, ended.code == 2 and kept))
        ended = call(*self.args, "", cwd=self.place)
        ends.append((ended, ended.code == 2 and not (self.place / "summary.csv").exists()))
        return self.row("folders of one's own", ends)

    def two_at_once(self) -> Row:
        """A second process on a folder in which one is working."""
        out = self.place / "two"
        first = subprocess.Popen(
            [sys.executable, "-m", "hallsim", *self.args, str(out), "-n", "40"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert first.stderr is not None
        first.stderr.readline()
        second = call(*self.args, str(out), "--resume")
        first.stderr.close()
        first.terminate()
        first.wait()
        told = f"process {first.pid}".encode() in second.complained
        return self.row("two processes on one folder", [(second, second.code == 2 and told)])


def rows(bench: Bench, n_kills: int, n_stops: int, span_s: float) -> Iterator[Row]:
    """The whole table, a line as soon as it is known."""
    yield bench.kills("SIGKILL", n_kills, span_s)
    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        yield bench.kills(name, n_stops, span_s)
    cases: list[Callable[[], Row]] = [
        bench.small_files, bench.small_disk, bench.full_output, bench.closed,
        bench.read_only, bench.foreign, bench.two_at_once,
    ]  # fmt: skip
    for case in cases:
        yield case()
    yield from bench.code_pages()
