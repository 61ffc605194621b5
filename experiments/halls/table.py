"""The table of the halls: figures of their files by `calibration-table`, and what else is given, counted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

import hallsim.api as hs
from experiments.halls.counted import COUNTED, run
from experiments.halls.reasons import HEAD, REASONS, TAIL
from hallsim.report.calibration import calibration_frame
from hallsim.report.wording.numbers import number, with_interval
from hallsim.scenario.language.templates import HALLS, hall_names
from hallsim.study.run import known_figures

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

ROOT = Path(__file__).parents[2]
TABLE = Path(__file__).parent / "given.csv"
PAGE = Path(__file__).parent / "README.md"
BEST = ("j_city", "district_before", "enterprise_survey")
"""Halls of which reports give enough to calibrate."""


def files() -> dict[str, Path]:
    """The file of each hall of which any figure is given that the model tells, the best described first."""
    own = {name: Path(hs.__file__).parent / "templates" / HALLS / f"{name}.yaml" for name in hall_names()}
    found = {"j_city": ROOT / "scenarios" / "j_city.yaml", **own}
    order = [*BEST, *sorted(set(found) - set(BEST))]
    return {name: found[name] for name in order if known_figures(hs.load(found[name]).scenario)}


def table_of(halls: Mapping[str, Path], processes: int) -> pd.DataFrame:
    """A row a figure: hall, figure, unit, use, given, simulated, lo, hi (nan if counted), source, why."""
    return pd.concat([pd.DataFrame(_rows(name, file, processes)) for name, file in halls.items()])


def _rows(name: str, file: Path, processes: int) -> Iterator[dict[str, object]]:
    source = hs.load(file)
    study = hs.compare(source, [next(iter(source.scenario.designs))], processes=processes)
    labels = {info.id: info.label["en"] for info in study.infos}
    for row in calibration_frame(study).to_dict("records"):
        yield {
            "hall": name, "figure": labels[row["metric"]], "unit": row["unit"], "use": row["use"],
            "given": row["given"], "simulated": row["simulated"], "lo": row["lo"], "hi": row["hi"],
            "source": row["source"], "why": REASONS.get((name, row["metric"]), ""),
        }  # fmt: skip
    others = COUNTED.get(name, ())
    hall = run(source) if others else None
    for other in others:
        if hall is not None:
            yield {
                "hall": name, "figure": other.figure, "unit": "", "use": other.use, "given": other.given,
                "simulated": other.counted(hall), "source": other.source, "why": other.why,
            }  # fmt: skip


def page(table: pd.DataFrame) -> str:
    """The page: the best described halls, then the others."""
    lines = [HEAD]
    for title, mine in (
        ("## Enough given to calibrate", table["hall"].isin(BEST)),
        ("## Less given", ~table["hall"].isin(BEST)),
    ):
        lines += ["", title, "", "| hall | figure | use | given | model | why it differs |"]
        lines += ["| --- | --- | --- | ---: | ---: | --- |"]
        lines += [_line(row) for row in table[mine].fillna({"why": ""}).to_dict("records")]
    return "\n".join([*lines, "", TAIL]) + "\n"


def _line(row: Mapping[Hashable, object]) -> str:
    given, value, low, high = (float(str(row[name])) for name in ("given", "simulated", "lo", "hi"))
    unit, use = str(row["unit"]), str(row["use"]).replace("_", " ")
    counted = low != low
    known = f"{given:,.4g}" if counted else number(given, unit)
    model = f"{value:,.3g}" if counted else with_interval(value, low, high, unit)
    return "| " + " | ".join(map(str, (row["hall"], row["figure"], use, known, model, row["why"]))) + " |"
