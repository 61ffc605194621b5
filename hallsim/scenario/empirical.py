"""Empirical laws: a list of values, a table of quantiles, or a column of a CSV file beside the scenario."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from hallsim.errors import did_you_mean
from hallsim.scenario.distribution import LawUnit
from hallsim.scenario.quantities import common_unit, is_bare, spread_units
from hallsim.units import UnitError, parse_duration, parse_share

_MAX_CSV_BYTES: Final = 20_000_000
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
    name, column, unit = (written.get(key) for key in ("csv", "column", "unit"))
    if not (isinstance(name, str) and isinstance(column, str) and isinstance(unit, str)):
        raise UnitError(
            "a CSV file needs csv, column and unit", "write {csv: times.csv, column: minutes, unit: min}",
            "CSV 需要 csv、column 与 unit", "请写 {csv: times.csv, column: minutes, unit: min}",
        )  # fmt: skip
    raw = _read_inside(name, folder)
    if files is not None:
        files[name] = raw
    try:
        rows = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))
        header = [str(field) for field in rows.fieldnames or ()]
        cells = [row.get(column) for row in rows]
    except (UnicodeDecodeError, csv.Error):
        raise UnitError(
            f"{name} is not a UTF-8 CSV file", "save it as CSV UTF-8",
            f"{name} 不是 UTF-8 的 CSV 文件", "请另存为 CSV UTF-8"
        ) from None  # fmt: skip
    if column not in header:
        raise UnitError(
            f"{name} has no column '{column}'", did_you_mean(column, header),
            f"{name} 没有列 '{column}'", did_you_mean(column, header, "zh"),
        )  # fmt: skip
    wrong = next((i for i, cell in enumerate(cells) if not is_bare(cell)), None)
    if wrong is not None or not cells:
        line = 2 + (wrong or 0)
        raise UnitError(
            f"{name}: line {line} of column '{column}' is not a number", f"write plain numbers in {unit}",
            f"{name}：列 '{column}' 第 {line} 行不是数字", f"请写以 {unit} 为单位的数字",
        )  # fmt: skip
    return _from_values([f"{str(cell).strip()} {unit}" for cell in cells])


def _read_inside(name: str, folder: Path | None) -> bytes:
    """The bytes of the file `name` in the scenario's folder or below it, never outside."""
    if folder is None:
        raise UnitError(
            "a scenario given as text has no folder for CSV files", "save the scenario as a file beside them",
            "以文本给出的场景没有可放 CSV 的目录", "请把场景另存为文件",
        )  # fmt: skip
    root = folder.resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise UnitError(
            f"{name} lies outside the scenario's folder", "put the file beside the scenario",
            f"{name} 在场景目录之外", "请把文件放在场景旁边",
        )  # fmt: skip
    try:
        with path.open("rb") as stream:
            raw = stream.read(_MAX_CSV_BYTES + 1)
    except OSError:
        raise UnitError(
            f"{name} cannot be read", "check the name and the folder",
            f"无法读取 {name}", "请检查文件名和目录"
        ) from None  # fmt: skip
    if len(raw) > _MAX_CSV_BYTES:
        raise UnitError(f"{name} is too large", "20 MB at most", f"{name} 过大", "最多 20 MB")
    return raw
