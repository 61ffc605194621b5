"""Whoever reads the output, in whatever code page, and whatever ends a run: what is finished is on disk."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

import hallsim.api as hs
from hallsim.cli.stopping import Stopped, exit_code, stoppable
from hallsim.cli.streams import steady_streams
from tests.helpers.study_builder import TEXT

LONG = TEXT.replace("days: 4", "days: 60")
GUARD_S = 300
"""A test that would wait for ever fails instead."""


def started(*args: str, **options: Any) -> subprocess.Popen[bytes]:
    env = {"LC_ALL": "C.UTF-8"} | options.pop("env", {})
    return subprocess.Popen([sys.executable, "-m", "hallsim", *args], env=os.environ | env, **options)


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    file = tmp_path / "hall.yaml"
    file.write_text(LONG, encoding="utf-8")
    return file


def finished(out: Path) -> bool:
    return bool(json.loads((out / "manifest.json").read_text(encoding="utf-8"))["finished"])


# ---------------------------------------------------------------------- what ends a run


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no such signals")
@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGKILL", -9)])
def test_a_run_that_is_ended_leaves_its_replications_and_no_process(
    name: str, code: int, hall: Path, tmp_path: Path
) -> None:
    """Workers and the tracker of resources have standard error too: its end is theirs."""
    out = tmp_path / "out"
    args = ("compare", str(hall), "-n", "19", "-j", "2", "--out", str(out), "--lang", "en")
    with started(*args, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
        assert run.stderr is not None
        for line in run.stderr:
            if b"1 of 19 replications" in line:
                break
        run.send_signal(getattr(signal, name))
        _, told = run.communicate(timeout=GUARD_S)
    assert run.returncode == code
    assert b"Traceback" not in told
    n = hs.finished_replications(out)
    assert 1 <= n < 19
    if code > 0:
        kept = "1 finished replication is kept" if n == 1 else f"{n} finished replications are kept"
        assert f"Interrupted. {kept}" in told.decode()
    assert not finished(out)


def test_the_first_signal_stops_and_more_do_not_disturb() -> None:
    with pytest.raises(Stopped) as stopped, stoppable():
        signal.raise_signal(signal.SIGTERM)
    assert exit_code(stopped.value) == 143
    assert exit_code(KeyboardInterrupt()) == 130
    with stoppable():
        with pytest.raises(Stopped):
            signal.raise_signal(signal.SIGTERM)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):  # `timeout` and terminals tell twice
            signal.raise_signal(number)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        with stoppable():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


# ---------------------------------------------------------------------- who reads


def test_a_reader_who_has_seen_enough_is_no_failure(hall: Path, tmp_path: Path) -> None:
    hall.write_text(TEXT, encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text(TEXT, encoding="utf-8")
    out = tmp_path / "out"
    args = ("run", str(hall), str(other), "-n", "1", "-j", "1", "--out", str(out))
    with started(*args, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.readline()
        run.stdout.close()
        told = run.stderr.read()
        assert run.wait(GUARD_S) == 0
    assert b"Traceback" not in told
    assert finished(out / "hall")
    assert finished(out / "other")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
def test_a_full_disk_behind_the_output_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        args = ("explain", "--all", "--lang", "en")
        with started(*args, stdout=full, stderr=subprocess.PIPE) as run:
            _, told = run.communicate(timeout=GUARD_S)
        assert run.returncode == 1
        assert told.decode() == "Error: what was printed could not be written: the disk is full\n"
        with started("explain", stdout=full, stderr=full) as run:
            assert run.wait(GUARD_S) == 1


@pytest.mark.skipif(os.name != "posix", reason="descriptors of another kind")
def test_closed_descriptors_are_no_failure(tmp_path: Path) -> None:
    target = tmp_path / "town"

    def close_all() -> None:
        for descriptor in (0, 1, 2):
            os.close(descriptor)

    with started("new", str(target), preexec_fn=close_all) as run:
        assert run.wait(GUARD_S) == 0
    # nothing that was printed or complained of has come into a file of ours
    assert all(b"hallsim check" not in file.read_bytes()[:40] for file in target.glob("*.yaml"))
    assert list(target.glob("*.yaml"))


@pytest.mark.parametrize(
    ("page", "lang", "shown", "lost"),
    [
        ("gbk", "zh", "综合窗口 与 分设窗口 相比", "🏛"),
        ("cp1252", "en", "Together against Apart", "−"),
        ("cp1252", "zh", "? -1 <= 2", "测"),
    ],
)
def test_a_code_page_that_lacks_a_character(
    page: str, lang: str, shown: str, lost: str, hall: Path, tmp_path: Path
) -> None:
    """A character that is lacking is replaced by one like it, else by `?`; a minus sign stays one."""
    hall.write_text(TEXT.replace("Test hall", "🏛 −1 ≤ 2").replace("测试大厅", "🏛 −1 ≤ 2"), encoding="utf-8")
    out = tmp_path / "out"
    args = ("compare", str(hall), "-n", "1", "-j", "1", "--out", str(out), "--lang", lang)
    env = {"PYTHONIOENCODING": page}
    with started(*args, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        told, complained = run.communicate(timeout=GUARD_S)
    assert (run.returncode, b"Traceback" in complained) == (0, False)
    text = told.decode(page)
    assert shown in text
    assert "? -1 " in text.splitlines()[0]
    assert lost not in text
    assert finished(out)


class Broken(io.RawIOBase):
    """A raw stream that writes `n` times and then fails."""

    def __init__(self, n: int, number: int) -> None:
        self.left, self.number, self.got = n, number, b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if not self.left:
            raise OSError(self.number, "the system's own words")
        self.left -= 1
        self.got += bytes(data)
        return len(data)


@pytest.mark.parametrize(
    ("number", "matters"),
    [
        (errno.EPIPE, False),
        (errno.EIO, False),
        (errno.EBADF, False),
        (errno.ENOSPC, True),
        (errno.EFBIG, True),
    ],
)
def test_writing_never_raises(number: int, matters: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = Broken(1, number)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(raw), encoding="gbk"))
    with steady_streams() as outlet:
        for text in ("测试 − 🏛\n", "more\n", "and more\n"):
            sys.stdout.write(text)
            sys.stdout.flush()
        assert outlet is not None
        assert (outlet.failure is not None, outlet.lost is not None) == (True, matters)
    assert raw.got.decode("gbk") == "测试 - ?\n"


def test_ctrl_c_while_modules_are_loaded_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the command line hears signals, Ctrl-C ends the process as the system does."""
    from hallsim import __main__ as program

    heard: list[object] = []
    loaded = types.ModuleType("hallsim.cli.main")
    monkeypatch.setattr(loaded, "main", lambda: heard.append(signal.getsignal(signal.SIGINT)), raising=False)
    monkeypatch.setitem(sys.modules, "hallsim.cli.main", loaded)
    before = signal.getsignal(signal.SIGINT)
    try:
        for handler in (signal.default_int_handler, signal.SIG_IGN):
            signal.signal(signal.SIGINT, handler)
            program.main()
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [signal.SIG_DFL, signal.SIG_IGN]
