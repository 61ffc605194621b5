"""Arrivals replayed from a table: what a ticket machine has noted, a row a citizen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Self

from pydantic import PrivateAttr, ValidationInfo, model_validator

from hallsim.scenario.parsing.table import Table, read_table
from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import read_once, reading_context
from hallsim.scenario.values.moments import times_of_table
from hallsim.scenario.world.arrival_kinds.listed import Listed
from hallsim.scenario.world.arrival_kinds.process import Doubt, Process
from hallsim.scenario.world.calendar import WorkingCalendar

Who = tuple[str | None, str | None]
"""Group and service of a citizen, None where the table does not say."""


class Log(Model):
    """A table of citizens who came."""

    csv: str = key(
        ...,
        en="The file, in the scenario's folder or below it; a row a citizen, in any order.",
        example="tickets.csv",
    )
    time: str = key(
        ...,
        en="Column of the times: a date with a time, a clock time of the first day, or time from the start.",
        example="taken",
    )
    service: str | None = key(
        None,
        en="Column of the services; where a cell is empty, the service is that of the source, or drawn.",
        example="matter",
    )
    group: str | None = key(
        None,
        en="Column of the groups; where a cell is empty, the group is that of the source, or drawn.",
        example="who",
    )
    _times_ms: dict[Who, tuple[int, ...]] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _read(self, info: ValidationInfo) -> Self:
        """Read the table, once for all worlds that have it."""
        folder, tables, start = reading_context(info)

        def read() -> dict[Who, tuple[int, ...]]:
            times_ms = times_of_table({"csv": self.csv, "column": self.time}, folder, tables.files, start)
            table = read_table(self.csv, folder, tables.files)
            names = (_names(table, title, len(times_ms)) for title in (self.group, self.service))
            found: dict[Who, list[int]] = {}
            for time_ms, group, service in zip(times_ms, *names, strict=True):
                found.setdefault((group, service), []).append(time_ms)
            return {who: tuple(found[who]) for who in sorted(found, key=str)}

        self._times_ms.update(read_once(tables, f"log {self!r} from {start}", read))
        return self

    @property
    def times_ms(self) -> dict[Who, tuple[int, ...]]:
        """Times of arrival of each group and service."""
        return self._times_ms


def _names(table: Table, title: str | None, n: int) -> Sequence[str | None]:
    if title is None:
        return [None] * n
    column = table.column(title)
    cells = [cell.strip() or None for cell in column.cells]
    return [cells[i] for i in column.index]


class Replay(Process):
    """The citizens of a log, as lists of times, one for each group and service."""

    def __init__(self, log: Log) -> None:
        self.log = log

    def told_apart(self) -> list[dict[str, object]]:
        """Times, group and service of each."""
        found: list[dict[str, object]] = []
        for (group, service), times_ms in self.log.times_ms.items():
            who = {"group": group, "service": service}
            found.append({"times": times_ms} | {what: name for what, name in who.items() if name is not None})
        return found

    def doubts(self, calendar: WorkingCalendar | None) -> Iterator[Doubt]:
        """Times after the end."""
        return Listed(tuple(t for times_ms in self.log.times_ms.values() for t in times_ms)).doubts(calendar)


LOG = key(
    None,
    en="Citizens as a table of a ticket machine has them: their times and, where it has the columns, what "
    "they came for and who they are; on any day.",
    example="{csv: tickets.csv, time: taken, ...}",
)
