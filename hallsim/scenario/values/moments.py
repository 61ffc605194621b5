"""Instants from the start of the simulation, one by one or from a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from hallsim.scenario.parsing.table import read_table
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY, UnitError, parse_clock, parse_duration

_CLOCK: Final = re.compile(r"\s*\d+\s*[:：]|.*\d\s*[ap]\.?m\.?\s*$|\s*[上下]午", re.IGNORECASE)
_DATE: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_LIKE_A_DATE: Final = re.compile(r"\d+\s*[-/.年]\s*\d+\s*[-/.月]\s*\d+")
_USAGE: Final = Message("write {csv: FILE, column: NAME}")


def parse_moment_ms(value: object) -> int:
    """An instant from the start of the simulation: a duration, or a clock time of day 0."""
    if isinstance(value, str) and _CLOCK.match(value):
        return parse_clock(value)
    return parse_duration(value).to_ms(None)


def times_of_table(
    written: Mapping[Any, object], folder: Path | None, files: dict[str, bytes], start: date | None
) -> tuple[int, ...]:
    """The instants in the column of a CSV file: clock times of the first day, durations, dates with a time.

    Args:
        folder: of the scenario; None for one given as text.
        files: takes the bytes of the file.
        start: the first day of the calendar; None where it is not a day.
    """
    name, title = written.get("csv"), written.get("column")
    if set(written) != {"csv", "column"} or not (isinstance(name, str) and isinstance(title, str)):
        raise UnitError(Message("times from a table need csv and column"), _USAGE)
    table = read_table(name, folder, files)
    column = table.column(title)
    read = table.read(title, column, _reader(start))
    return tuple(np.array(read, np.int64)[column.index].tolist())


def _reader(start: date | None) -> Callable[[str], int]:
    """What reads a cell; of a million cells every day and every time of day is worked out once."""
    moment = cache(parse_moment_ms)
    day_ms = cache(partial(_day_ms, start=start))

    def read(cell: str) -> int:
        day, _, clock = cell.partition("T" if "T" in cell else " ")
        midnight_ms = day_ms(day) if clock else None
        if midnight_ms is None and _LIKE_A_DATE.match(cell):
            raise UnitError(
                Message("'{cell}' is not a date with a time", cell=cell),
                Message("write year-month-day and the time: 2026-03-02 09:03"),
            )
        return moment(cell) if midnight_ms is None else midnight_ms + moment(clock)

    return read


def _day_ms(written: str, start: date | None) -> int | None:
    """The midnight of a date from that of `start`; None for what is no date."""
    match = _DATE.fullmatch(written)
    if match is None:
        return None
    try:
        found = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise UnitError(
            Message("there is no day {written}", written=written),
            Message("write year-month-day, such as 2026-03-02"),
        ) from None
    if start is None or found < start:
        raise UnitError(
            Message("{found} is before the calendar's start", found=found)
            if start
            else Message("dates need the calendar's start"),
            Message("write calendar: {start: DATE}, no later than the first of them"),
        )
    return (found - start).days * MS_PER_DAY
