"""A Dask cluster on loopback: a scheduler and workers as processes of their own."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import time
from types import TracebackType
from typing import Self


class Loopback:
    """Started in a `with`, ended with it."""

    def __init__(self, n_workers: int) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        self.n_workers = n_workers
        self.scheduler: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        _, _, port = self.address.rpartition(":")
        self.scheduler = _dask("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
        self._listens(int(port))
        self.workers = [self._worker() for _ in range(self.n_workers)]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in [*self.workers, *([self.scheduler] if self.scheduler else [])]:
            process.kill()
            process.wait()

    @staticmethod
    def _listens(port: int) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.1)

    def kill(self, chance: random.Random) -> None:
        """Kill one of the workers (kill -9), and start another."""
        victim = self.workers.pop(chance.randrange(len(self.workers)))
        victim.kill()
        victim.wait()
        self.workers.append(self._worker())

    def end_scheduler(self) -> None:
        """Kill the scheduler."""
        assert self.scheduler is not None
        self.scheduler.kill()
        self.scheduler.wait()

    def _worker(self) -> subprocess.Popen[bytes]:
        return _dask(
            "worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"
        )


def _dask(kind: str, *args: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", kind, *args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
