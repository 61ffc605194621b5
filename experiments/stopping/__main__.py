"""The table of README.md, and the same numbers as `stopping.csv`.

python -m experiments.stopping --studies 1000
"""

from __future__ import annotations

import argparse
import csv
import re
from dataclasses import asdict
from pathlib import Path

from experiments.stopping.studies import COLUMNS, Row, rows

HERE = Path(__file__).parent
TABLE = re.compile(r"(?<=<!-- table -->\n).*(?=<!-- end -->)", re.DOTALL)


def lines(found: list[Row]) -> str:
    """The table as Markdown."""
    head = (
        "| load | days | quantity | half width asked for | covered | below | above | stopped | narrow enough "
        "| replications |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
    )
    body = [
        f"| {r.load} | {r.days} | {r.statistic} | {r.goal} | **{r.covered:.1%}** | {r.below:.1%} "
        f"| {r.above:.1%} | {r.reached:.0%} | {r.narrow:.0%} | {r.replications:.0f} |\n"
        for r in found
    ]
    return head + "".join(body)


def main() -> None:
    """Work out and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--studies", type=int, default=1000, help="studies in each cell")
    parser.add_argument("--seed", type=int, default=3)
    given = parser.parse_args()
    found = list(rows(given.studies, given.seed))
    with (HERE / "stopping.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in found)
    page = HERE / "README.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(TABLE.sub(lambda _: lines(found), text), encoding="utf-8")


if __name__ == "__main__":
    main()
