"""What is printed of a study's journal: how far it is, its figures, what could go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from hallsim.metrics.registry import METRICS
from hallsim.report.wording.grid import Column, Grid, columns
from hallsim.report.wording.numbers import NOTHING, with_interval
from hallsim.study.result import records
from hallsim.study.runs.folder import Idle
from hallsim.study.runs.status import Status
from hallsim.text.message import Lang, Message, translate

if TYPE_CHECKING:
    import pandas as pd

_BLOCKS: Final = {
    "main": Message("comparison"),
    "pilot": Message("pilot"),
    "search": Message("search"),
    "confirm": Message("confirmation"),
}
_MOST_REASONS: Final = 5
_MOST_ROWS: Final = 60
_MOST_METRICS: Final = 4


def status_report(status: Status, lang: Lang) -> Iterator[Grid | str]:
    """How many runs are finished, what failed, who works there, what could go."""
    grid = Grid(
        title=str(status.folder),
        columns=[
            *columns(lang, "Runs for"),
            *columns(lang, "Seed", "Candidates", "Asked for", "Finished", "Failed", "Left", right=True),
        ],
    )
    for one in status.blocks:
        numbers = (one.n_candidates, one.n_asked, one.n_done, one.n_failed, one.n_left)
        grid.add(_BLOCKS[one.block].text(lang), str(one.seed), *(f"{n:,}" for n in numbers))
    yield grid
    for reason, n in status.reasons[:_MOST_REASONS]:
        yield translate("{n} failed: {reason}", lang, n=f"{n:,}", reason=reason)
    if status.holder:
        yield translate("Process {holder} is working in it.", lang, holder=status.holder)
    elif any(one.n_left for one in status.blocks):
        yield translate("Nobody is working in it; the command that began it goes on from there.", lang)
    yield translate("The journal has {size} MB.", lang, size=f"{status.n_bytes / 1e6:.1f}")
    if status.idle:
        yield from idle_lines(status.idle, lang)


def idle_lines(idle: Idle, lang: Lang) -> Iterator[str]:
    """What nobody will read again, a line each."""
    if idle.n_versions:
        text = "Runs by other versions of hallsim or its libraries: {n}"
        yield translate(text, lang, n=f"{idle.n_versions:,}")
    if idle.n_changed:
        yield translate("Runs of inputs that have been changed since: {n}", lang, n=f"{idle.n_changed:,}")
    if idle.n_failed:
        yield translate("Failed runs, which are tried again: {n}", lang, n=f"{idle.n_failed:,}")
    if idle.n_bytes_aside:
        size = f"{idle.n_bytes_aside / 1e6:.1f}"
        yield translate("Damaged journals put aside: {size} MB", lang, size=size)
    if not idle:
        yield translate("There is nothing that nobody will read again.", lang)


def figures_report(figures: pd.DataFrame, lang: Lang) -> Iterator[Grid | str]:
    """The figures of the whole hall, a row a candidate: some metrics, some candidates."""
    whole = records(figures[figures["dimension"] == ""])
    kinds = dict.fromkeys((row.seed, row.block) for row in whole)
    for seed, block in kinds:
        rows = [row for row in whole if (row.seed, row.block) == (seed, block)]
        metrics = list(dict.fromkeys(row.metric for row in rows))[:_MOST_METRICS]
        candidates = list(dict.fromkeys(row.candidate for row in rows))
        heads = [Column(METRICS[metric].label.text(lang), right=True) for metric in metrics]
        title = _BLOCKS[block].text(lang)
        grid = Grid(
            title=translate("Runs for: {block} (seed {seed})", lang, block=title, seed=seed),
            columns=[*columns(lang, "Candidate"), *heads],
        )
        cells = {
            (row.candidate, row.metric): with_interval(row.value, row.lo, row.hi, row.unit) for row in rows
        }
        for name in candidates[:_MOST_ROWS]:
            grid.add(name, *(cells.get((name, metric), NOTHING) for metric in metrics))
        yield grid
        if len(candidates) > _MOST_ROWS:
            yield translate("{n} more rows are in figures.csv", lang, n=len(candidates) - _MOST_ROWS)
    if not kinds:
        text = "No run that tells of a metric is finished yet; of rosters their own command tells."
        yield translate(text, lang)
