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
from hallsim.units import Duration, UnitError, parse_duration, parse_share

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
            f"an empirical law has no {names} here",
            "give one of values, quantiles, or csv with column and unit",
            f"此处的经验分布没有 {names}", "请给出 values、quantiles，或 csv 及其 column、unit 之一",
        )  # fmt: skip
    if "values" in written:
        return _from_values(written["values"])
    if "quantiles" in written:
        return _from_quantiles(written["quantiles"])
    return _from_csv(written, folder, files)


def _from_values(written: object) -> Parts:
    if not isinstance(written, list) or not written:
        raise UnitError(
            "values is a list of durations", "write for example values: [3 min, 8 min]",
            "values 是时长的列表", "例如写 values: [3 min, 8 min]",
        )  # fmt: skip
    texts = spread_units([(True, value) for value in written])
    unit, amounts = common_unit([parse_duration(text) for text in texts])
    return unit, tuple(sorted(amounts)), ()


def _from_quantiles(written: object) -> Parts:
    usage = "write for example quantiles: {0%: 1 min, 50%: 8 min, 100%: 40 min}"
    usage_zh = "例如写 quantiles: {0%: 1 min, 50%: 8 min, 100%: 40 min}"
    if not isinstance(written, Mapping) or len(written) < 2:
        raise UnitError(
            "quantiles is a mapping of at least two levels to durations", usage,
            "quantiles 是至少两个水平到时长的映射", usage_zh,
        )  # fmt: skip
    pairs = sorted((parse_share(level), value) for level, value in written.items())
    levels = [level for level, _ in pairs]
    unit, amounts = common_unit([parse_duration(value) for _, value in pairs])
    if levels[-1] < 1 or list(amounts) != sorted(amounts) or len(set(levels)) < len(levels):
        raise UnitError(
            "quantiles must rise with their level and end at 100%", usage,
            "分位数须随水平递增，并以 100% 结束", usage_zh,
        )  # fmt: skip
    if levels[0] > 0:
        # Without a smallest value the first one holds down to 0 %.
        return unit, (amounts[0], *amounts), (0.0, *levels)
    return unit, amounts, tuple(levels)


def _from_csv(written: Mapping[Any, object], folder: Path | None, files: dict[str, bytes] | None) -> Parts:
    name, title, unit = (written.get(key) for key in ("csv", "column", "unit"))
    if not (isinstance(name, str) and isinstance(title, str) and isinstance(unit, str)):
        raise UnitError(
            "a CSV file needs csv, column and unit", "write {csv: times.csv, column: minutes, unit: min}",
            "CSV 需要 csv、column 与 unit", "请写 {csv: times.csv, column: minutes, unit: min}",
        )  # fmt: skip
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


def _duration(cell: str, unit: str) -> Duration:
    """A cell with a number in the unit of the column, or a duration with its own."""
    if _DECIMAL_COMMA.fullmatch(cell):
        number = cell.replace(",", ".")
        raise UnitError(
            f"'{cell}' is written with a decimal comma", f"write {number}",
            f"'{cell}' 用逗号作小数点", f"请写 {number}",
        )  # fmt: skip
    if cell.startswith(("-", "−")):
        raise UnitError(
            f"'{cell[:40]}' is negative", "a time is 0 or more: correct the row, or leave it out",
            f"'{cell[:40]}' 为负数", "时长不小于 0：请更正或删去此行",
        )  # fmt: skip
    try:
        return parse_duration(f"{cell} {unit}" if is_bare(cell) else cell)
    except UnitError:
        raise UnitError(
            f"'{cell[:40]}' is not a number", f"write a number of {unit}, or a time such as 00:03:30",
            f"'{cell[:40]}' 不是数字", f"请写以 {unit} 为单位的数字，或 00:03:30 这样的时长",
        ) from None  # fmt: skip
