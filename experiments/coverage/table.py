"""README.md between its marks, and the CSV files."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.coverage.other_days import COLUMNS as OTHER_COLUMNS
from experiments.coverage.queue import SERVICE_MIN, TARGET_MIN
from experiments.coverage.same_design import COLUMNS as FALSE_COLUMNS
from experiments.coverage.studies import COLUMNS as COVERAGE_COLUMNS
from hallsim.theory import mmc

BEGIN, END = "<!-- tables begin -->", "<!-- tables end -->"
Rows = Sequence[Mapping[str, Any]]


def write(folder: Path, covered: Rows, others: Rows, false: Rows, agreed: Rows) -> None:
    """Replace what stands between the marks of README.md."""
    _csv(folder / "coverage.csv", COVERAGE_COLUMNS, covered)
    _csv(folder / "other_days.csv", OTHER_COLUMNS, others)
    _csv(folder / "same_design.csv", FALSE_COLUMNS, false)
    page = folder / "README.md"
    text = page.read_text(encoding="utf-8")
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    lines = [
        "",
        *coverage_lines(covered),
        "",
        *other_lines(others),
        "",
        *false_lines(false),
        "",
        *truth_lines(covered, agreed),
        "",
    ]
    page.write_text(head + BEGIN + "\n".join(lines) + END + tail, encoding="utf-8")


def coverage_lines(rows: Rows) -> list[str]:
    """One line a statistic, load and length; the numbers of replications side by side."""
    numbers = list(dict.fromkeys(row["n"] for row in rows))
    heads = [f"n = {n}: before → now, warned, silent" for n in numbers]
    lines = [
        f"Coverage in % of {rows[0]['studies']} studies a cell.",
        "",
        "| | load | days | " + " | ".join(heads) + " |",
        "| --- | --- | --- |" + " --- |" * len(numbers),
    ]
    cells = {_key(row): row for row in rows}
    groups = dict.fromkeys((r["statistic"], r["kind"], r["load"], r["days"]) for r in rows)
    order = {name: i for i, name in enumerate(dict.fromkeys((g[0], g[1]) for g in groups))}
    for statistic, kind, load, days in sorted(groups, key=lambda g: (order[g[0], g[1]], g[2], g[3])):
        texts = [_cell(cells[statistic, kind, load, days, n]) for n in numbers]
        name = statistic if kind == "value" else f"{statistic}, {kind}"
        lines.append(f"| {name} | {load} | {days} | " + " | ".join(texts) + " |")
    return lines


def other_lines(rows: Rows) -> list[str]:
    """Coverage under other laws of a replication."""
    numbers = list(dict.fromkeys(row["n"] for row in rows))
    lines = [
        "Coverage in % where replications follow other laws: before → **now**, warned.",
        "",
        "| law of a replication | " + " | ".join(f"n = {n}" for n in numbers) + " |",
        "| --- |" + " --- |" * len(numbers),
    ]
    cells = {(row["law"], row["n"]): row for row in rows}
    for law in dict.fromkeys(row["law"] for row in rows):
        several = [cells[law, n] for n in numbers]
        texts = [
            f"{100 * row['plain']:.1f} → **{100 * row['covered']:.1f}**, {100 * row['warned']:.0f}"
            for row in several
        ]
        lines.append(f"| {law} | " + " | ".join(texts) + " |")
    return lines


def false_lines(rows: Rows) -> list[str]:
    """False verdicts between equal designs."""
    lines = [
        "False verdicts: better or worse between designs that differ in nothing;",
        "*practically the same* between designs that differ by exactly the threshold.",
        "",
        "| rule | draws | load | days | n | studies | studies with one, % | a study | most |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        counts = f"{row['mean_false']:.2f} | {row['most_false']}"
        head = " | ".join(str(row[key]) for key in ("rule", "draws", "load", "days", "n", "studies"))
        told = "– | –" if math.isnan(row["mean_false"]) else counts
        lines.append(f"| {head} | {100 * row['any_false']:.1f} | {told} |")
    return lines


def truth_lines(covered: Rows, agreed: Rows) -> list[str]:
    """True values beside theory, and the engine beside the recursion."""
    lines = [
        "True values of the first design, and those of the queue without beginning or end.",
        "",
        "| load | days | mean wait, min | 90th percentile, min | within 15 min, % |",
        "| --- | --- | --- | --- | --- |",
    ]
    values = {(r["load"], r["days"], r["statistic"]): r["truth"] for r in covered if r["kind"] == "value"}
    for load in dict.fromkeys(row["load"] for row in covered):
        for days in dict.fromkeys(row["days"] for row in covered):
            mean, p90, share = (
                values[load, days, s] for s in ("mean wait", "90th percentile", "share within 15 min")
            )
            lines.append(f"| {load} | {days} | {mean:.2f} | {p90:.2f} | {100 * share:.2f} |")
        queue = mmc(2 * load / SERVICE_MIN, 1 / SERVICE_MIN, 2)
        within = 100 * (1 - queue.wait_tail(TARGET_MIN))
        p90 = queue.wait_quantile(0.9)
        lines.append(f"| {load} | for ever | {queue.mean_wait:.2f} | {p90:.2f} | {within:.2f} |")
    lines += [
        "",
        "The reference engine beside the recursion: mean wait of one-day replications.",
        "",
        "| load | days | engine, min | recursion, min | z | p (Kolmogorov-Smirnov) |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {a['load']} | {a['days']} | {a['engine_min']:.2f} | {a['recursion_min']:.2f} | {a['z']:+.2f} "
        f"| {a['ks_p']:.2f} |"
        for a in agreed
    ]
    return lines


def _key(row: Mapping[str, Any]) -> tuple[str, str, float, int, int]:
    return row["statistic"], row["kind"], row["load"], row["days"], row["n"]


def _cell(row: Mapping[str, Any]) -> str:
    before = "–" if math.isnan(row["plain"]) else f"{100 * row['plain']:.1f}"
    silent = row["covered_unwarned"] if row["warned"] <= 0.5 else math.nan
    quiet = "–" if math.isnan(silent) else f"{100 * silent:.1f}"
    return f"{before} → **{100 * row['covered']:.1f}**, {100 * row['warned']:.0f}, {quiet}"


def _csv(path: Path, columns: Sequence[str], rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(columns)
        out.writerows([_short(row[column]) for column in columns] for row in rows)


def _short(value: object) -> object:
    return f"{value:.6g}" if isinstance(value, float) else value
