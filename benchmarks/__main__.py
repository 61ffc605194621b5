"""Speed and size, measured in one run and side by side: ``make bench``; ``--write`` renews README.md.

Times are CPU time, which other jobs of the machine disturb least; only ratios within one run mean anything.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.growth import growth_table
from benchmarks.shares import engines_line, shares_line
from benchmarks.side_by_side import tables
from benchmarks.studies import district_line, j_city_line

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
PARTS: dict[str, Callable[[int, int], Iterable[str]]] = {
    "contenders": tables,
    "growth": lambda *_: growth_table(),
    "j_city": lambda *_: (j_city_line(), "", shares_line(), "", engines_line()),
    "district": lambda *_: (district_line(),),
}


def main() -> None:
    """Measure, print, and on request write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--only", choices=PARTS, help="one part, to be printed alone")
    parser.add_argument("--write", action="store_true", help="renew the tables of benchmarks/README.md")
    args = parser.parse_args()
    if args.only and args.write:
        parser.error("--write needs all parts")
    parts = [PARTS[args.only]] if args.only else list(PARTS.values())
    text = "\n\n".join("\n".join(part(args.customers, args.rounds)) for part in parts)
    print(text)
    if args.write:
        page = README.read_text(encoding="utf-8")
        head, rest = page.split(BEGIN)
        README.write_text(f"{head}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
