"""The table: expected, got ± SE, z, and whether they agree."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

from experiments.known_values.case import LIMIT, Case, Known
from experiments.known_values.measuring import CASES, Cache, key

BEGIN, END = "<!-- table begins -->", "<!-- table ends -->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One metric of a case, measured."""

    case: Case
    known: Known
    n: int
    got: float
    se: float

    @property
    def z(self) -> float:
        """Deviation in standard errors, beyond what is allowed without chance."""
        return self.known.z(self.got, self.se)

    @property
    def passes(self) -> bool:
        """Within 3.5 standard errors (and the tolerance of an approximation)."""
        if self.known.kind == "upper-approx":
            return self.got <= self.known.value + LIMIT * self.se
        return abs(self.z) <= LIMIT

    @property
    def is_precise(self) -> bool:
        """Whether the standard error is as small as the rule asks."""
        return self.excess <= 1

    @property
    def excess(self) -> float:
        """The standard error as a multiple of what the rule asks."""
        return self.known.excess(self.se)


def mean_se(values: list[float]) -> tuple[int, float, float]:
    """Number, mean and standard error of the values that there are."""
    kept = [value for value in values if not math.isnan(value)]
    n = len(kept)
    if n < 2:
        return n, math.nan, math.nan
    mean = math.fsum(kept) / n
    return n, mean, math.sqrt(math.fsum((x - mean) ** 2 for x in kept) / (n - 1) / n)


def rows_of(cache: Cache) -> list[Row]:
    """A row for every metric with at least one replication."""
    rows = []
    for case in CASES:
        done = cache.get(case.file)
        for known in case.known:
            values = [part[key(case, known.metric)] for r in sorted(done) for part in done[r]]
            n, got, se = mean_se(values)
            if n > 1:
                rows.append(Row(case=case, known=known, n=n, got=got, se=se))
    return rows


def with_committed(rows: list[Row], folder: Path) -> list[Row]:
    """The rows, and those of results.csv for metrics without a replication here, in the cases' order."""
    known = {(case.id, case.file, one.metric): (case, one) for case in CASES for one in case.known}
    found: dict[tuple[str, str, str], Row] = {}
    with (folder / "results.csv").open(newline="", encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            name = line["case"], line["file"], line["metric"]
            if name in known:
                case, one = known[name]
                n, got, se = int(line["n"]), float(line["got"]), float(line["se"])
                found[name] = Row(case=case, known=one, n=n, got=got, se=se)
    found |= {(row.case.id, row.case.file, row.known.metric): row for row in rows}
    return [found[name] for name in known if name in found]


HEADER = ("case", "file", "metric", "kind", "expected", "got", "se", "n", "z", "passes", "se_small")


def write(rows: list[Row], folder: Path) -> None:
    """results.csv, and the table between the marks of README.md."""
    with (folder / "results.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADER)
        for row in rows:
            cells = (row.case.id, row.case.file, row.known.metric, row.known.kind, f"{row.known.value:.8g}")
            numbers = (f"{row.got:.8g}", f"{row.se:.3g}", row.n, f"{row.z:.2f}")
            writer.writerow((*cells, *numbers, row.passes, row.is_precise))
    readme = folder / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    readme.write_text(f"{before}{BEGIN}\n\n{markdown(rows)}\n{END}{rest.split(END)[1]}", encoding="utf-8")


def markdown(rows: list[Row]) -> str:
    """A sentence and the table."""
    n_pass, n_precise = sum(row.passes for row in rows), sum(row.is_precise for row in rows)
    lines = [
        f"{n_pass} of {len(rows)} values lie within {LIMIT} standard errors (approximations: "
        f"beside their tolerance); {n_precise} are as precise as the rule asks.",
        "",
        "| case | metric | expected | got ± SE | z | within | SE small enough |",
        "| --- | --- | ---: | ---: | ---: | --- | --- |",
    ]
    for row in rows:
        name = f"{row.case.id} ({row.case.file.removesuffix('.yaml')})"
        lines.append(
            f"| {name} | {row.known.metric} | {row.known.value:.6g} | {row.got:.6g} ± {row.se:.2g} "
            f"| {row.z:+.2f} | {'yes' if row.passes else '**no**'} | {'yes' if row.is_precise else 'no'} |"
        )
    return "\n".join(lines) + "\n"
