"""Empirical laws: a list of values, a table of quantiles, or a column of a CSV file beside the scenario."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.parsing.table import read_table
from hallsim.scenario.values.distribution import LawUnit
from hallsim.scenario.values.quantities import common_unit, is_bare, spread_units
from hallsim.text.message import Message
from hallsim.units import MAX_DURATION_MS, MS_PER_DAY, Duration, UnitError, parse_duration, parse_share

_EXACT: Final = 1e9
_DECIMAL_COMMA: Final = re.compile(r"[0-9]+,[0-9]+")
_KINDS: Final = ("values", "quantiles", "csv")

Parts = tuple[LawUnit, tuple[float, ...], tuple[float, ...]]


def is_empirical(written: Mapping[Any, object]) -> bool:
    """Whether the mapping speaks of values, quantiles or a CSV file."""
    return any(kind in written for kind in _KINDS)


def empirical_parts(
    written: Mapping[Any, object], folder: Path | None, files: dict[str, bytes] | None
) -> Parts:
    """(unit, values, levels); levels are empty unless quantiles were given."""
    extra = set(written) - (
        {"csv", "column", "unit"} if "csv" in written else {next(k for k in _KINDS if k in written)}
    )
    if extra:
        names = ", ".join(sorted(map(str, extra)))
        raise UnitError(
            Message("an empirical law has no {names} here", names=names),
            Message("give one of values, quantiles, or csv with column and unit"),
        )
    if "values" in written:
        return _from_values(written["values"])
    if "quantiles" in written:
        return _from_quantiles(written["quantiles"])
    return _from_csv(written, folder, files)


def _from_values(written: object) -> Parts:
    if not isinstance(written, list) or not written:
        raise UnitError(
            Message("values is a list of durations"), Message("write for example values: [3 min, 8 min]")
        )
    texts = spread_units([(True, value) for value in written])
    unit, amounts = common_unit([parse_duration(text) for text in texts])
    return unit, tuple(sorted(amounts)), ()


def _from_quantiles(written: object) -> Parts:
    usage = Message("write for example quantiles: {0%: 1 min, 50%: 8 min, 100%: 40 min}")
    if not isinstance(written, Mapping) or len(written) < 2:
        raise UnitError(Message("quantiles is a mapping of at least two levels to durations"), usage)
    pairs = sorted((parse_share(level), value) for level, value in written.items())
    levels = [level for level, _ in pairs]
    unit, amounts = common_unit([parse_duration(value) for _, value in pairs])
    if levels[-1] < 1 or list(amounts) != sorted(amounts) or len(set(levels)) < len(levels):
        raise UnitError(Message("quantiles must rise with their level and end at 100%"), usage)
    if levels[0] > 0:
        # Without a smallest value the first one holds down to 0 %.
        return unit, (amounts[0], *amounts), (0.0, *levels)
    return unit, amounts, tuple(levels)


def _from_csv(written: Mapping[Any, object], folder: Path | None, files: dict[str, bytes] | None) -> Parts:
    name, title, unit = (written.get(key) for key in ("csv", "column", "unit"))
    if not (isinstance(name, str) and isinstance(title, str) and isinstance(unit, str)):
        raise UnitError(
            Message("a CSV file needs csv, column and unit"),
            Message("write {csv: times.csv, column: minutes, unit: min}"),
        )
    one = parse_duration(f"1 {unit}")
    table = read_table(name, folder, files)
    column = table.column(title)
    numbers = _plain_numbers(column.cells)
    if numbers is None:
        durations = table.read(title, column, partial(_duration, unit=unit))
        law_unit, amounts = common_unit(durations)
        values = np.array(amounts)
    else:
        law_unit, (factor,) = common_unit([one])
        ms = factor * (1 if law_unit == "ms" else MS_PER_DAY)
        if float(numbers.max()) > MAX_DURATION_MS / ms:
            table.read(title, column, partial(_not_too_long, most=MAX_DURATION_MS / ms))
        values = numbers * factor
        # to a millionth of the unit, as the decimals that were written make it; larger ones are exact enough
        values = np.where(values < _EXACT, np.round(values, 6), values)
    return law_unit, tuple(np.sort(values[column.index]).tolist()), ()


def _plain_numbers(cells: Sequence[str]) -> NDArray[np.float64] | None:
    """The cells as numbers of 0 or more; None when some is anything else."""
    try:
        found = np.array(list(map(float, cells)))
    except ValueError:
        return None
    # what Python takes for numbers beyond those people write
    odd = not np.isfinite(found).all() or bool((found < 0).any()) or any("_" in cell for cell in cells)
    return None if odd else found


def _not_too_long(cell: str, most: float) -> None:
    if float(cell) > most:
        raise UnitError(
            Message("{words!r} is longer than a thousand years", words=cell[:40]),
            Message("check the number and its unit"),
        )


def _duration(cell: str, unit: str) -> Duration:
    """A cell with a number in the unit of the column, or a duration with its own."""
    if _DECIMAL_COMMA.fullmatch(cell):
        number = cell.replace(",", ".")
        raise UnitError(
            Message("'{cell}' is written with a decimal comma", cell=cell),
            Message("write {number}", number=number),
        )
    if cell.startswith(("-", "−")):
        raise UnitError(
            Message("'{cell}' is negative", cell=cell[:40]),
            Message("a time is 0 or more: correct the row, or leave it out"),
        )
    try:
        return parse_duration(f"{cell} {unit}" if is_bare(cell) else cell)
    except UnitError:
        raise UnitError(
            Message("'{cell}' is not a number", cell=cell[:40]),
            Message("write a number of {unit}, or a time such as 00:03:30", unit=unit),
        ) from None
