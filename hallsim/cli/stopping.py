"""Ctrl-C, SIGTERM and SIGHUP stop a command in one way: it says what is kept, and ends with 128 + signal."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_SIGNALS: Final = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Stopped(KeyboardInterrupt):
    """The command was told to stop by a signal."""

    def __init__(self, signum: int) -> None:
        super().__init__()
        self.signum = signum


def exit_code(stopped: BaseException) -> int:
    """What a command that was stopped ends with, as shells count; a plain KeyboardInterrupt is Ctrl-C."""
    return 128 + (stopped.signum if isinstance(stopped, Stopped) else signal.SIGINT)


@contextmanager
def stoppable() -> Iterator[None]:
    """Inside, the first signal raises `Stopped`; more are ignored: it stops already, and some senders tell
    twice (`timeout`, a closed terminal).  What is ignored before (SIGHUP under nohup) stays so.
    """
    heard = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]

    def stop(signum: int, _frame: FrameType | None) -> None:
        for number in heard:
            signal.signal(number, signal.SIG_IGN)
        raise Stopped(signum)

    before = {number: signal.signal(number, stop) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
