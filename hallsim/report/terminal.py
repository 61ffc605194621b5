"""Printing for people: tables of at most 100 columns, progress on a terminal or as plain lines.

The one owner of rich, which knows that a Chinese character fills two cells.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hallsim.report.wording.grid import Grid
from hallsim.text.message import Lang, translate

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDTH = 100
_LINES = 10


def show(parts: Iterable[Grid | str]) -> None:
    """Print tables and sentences to standard output."""
    _print(_console(errors=False), parts)


def shown(parts: Iterable[Grid | str]) -> str:
    """What `show` prints where there is no terminal, as text."""
    from rich.console import Console

    out = Console(
        width=WIDTH, highlight=False, emoji=False, no_color=True, force_terminal=False, color_system=None
    )
    with out.capture() as captured:
        _print(out, parts)
    return captured.get()


@contextmanager
def progress(
    name: str, lang: Lang, *, quiet: bool, text: str = "{name}: {done} of {wanted} replications"
) -> Iterator[Callable[[int, int], None]]:
    """How far a study is, on standard error: a bar on a terminal, about ten plain lines elsewhere."""
    if quiet:
        yield lambda done, wanted: None
    elif sys.stderr.isatty():
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=_console(errors=True), transient=True) as bar:
            task = bar.add_task(name, total=None)
            yield lambda done, wanted: bar.update(task, completed=done, total=wanted)
    else:
        yield lambda done, wanted: _progress_line(name, done, wanted, lang, text)


def _progress_line(name: str, done: int, wanted: int, lang: Lang, text: str) -> None:
    step = max(1, wanted // _LINES)
    if done and (done % step == 0 or done == wanted):
        sys.stderr.write(translate(text, lang, name=name, done=done, wanted=wanted) + "\n")
        sys.stderr.flush()


def _console(*, errors: bool) -> Console:
    from rich.console import Console

    stream = sys.stderr if errors else sys.stdout
    width = min(WIDTH, Console(file=stream).width) if stream.isatty() else WIDTH
    return Console(file=stream, width=width, highlight=False, emoji=False)


def _print(out: Console, parts: Iterable[Grid | str]) -> None:
    for part in parts:
        if isinstance(part, Grid):
            if part.title:
                out.print(part.title, markup=False, style="bold")
            out.print(_table(part))
        else:
            out.print(part, markup=False)


def _table(grid: Grid) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for column in grid.columns:
        justify = "right" if column.right else "left"
        table.add_column(Text(column.heading), justify=justify, overflow="fold", no_wrap=column.keep)  # type: ignore[arg-type]
    for i, cells in enumerate(grid.rows):
        # Text: a name such as [red] is a name, not markup
        table.add_row(*map(Text, cells), style="bold" if i in grid.bold else "")
    return table
