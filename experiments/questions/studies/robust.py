"""Does the direction of an expectation hold over the ranges of what is assumed?  (`robust.csv`)"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import pandas as pd

import hallsim.api as hs
from hallsim.metrics.registry import METRICS
from hallsim.study.experiment.expected import region_of
from hallsim.study.inference.verdicts import threshold_of
from hallsim.study.named_metrics import thresholds_of
from hallsim.study.robust.robustness import Answer, answer

if TYPE_CHECKING:
    from hallsim.scenario.study_file.model import Expectation
    from hallsim.study.experiment.expected import Judged
    from hallsim.study.experiment.experiment import Experiment
    from hallsim.study.experiment.loaded import LoadedStudy
    from hallsim.study.robust.robustness import Robustness

FILE: Final = Path(__file__).parent / "robust.csv"
WORLDS: Final = 16
Verdict = Literal["robust", "nearly", "turns", "untold"]
NEARLY: Final = 0.9
"""Of the worlds, from which a side is nearly robust where the others hardly differ."""
_COLUMNS: Final = [
    "question", "expectation", "world", "metric", "direction", "base", "design", "worlds", "as_expected",
    "opposite", "neither", "not_comparable", "lo", "hi", "verdict", "depends_on", "at_lo", "at_hi",
    "turns_at", "stated", "from", "to", "unit", "multiplies", "title", "title_zh",
]  # fmt: skip


def read_robust(file: Path = FILE) -> pd.DataFrame:
    """A row a comparison; `title`, `title_zh`, `from`, `to` are of the assumption that it depends on most."""
    return pd.read_csv(file, keep_default_na=False, na_values={"turns_at": "", "at_lo": "", "at_hi": ""})


def renew_robust(name: str, found: Experiment, folder: Path, processes: int, n: int = WORLDS) -> pd.DataFrame:
    """The rows of a question, in place of its earlier ones; worlds are run, or taken from `folder`."""
    rows = pd.DataFrame(list(_rows(name, found, folder, processes, n)), columns=_COLUMNS)
    kept = read_robust() if FILE.exists() else rows.iloc[:0]
    others = kept[kept["question"] != name]
    table = pd.concat([others, rows]) if len(others) else rows
    table = table.sort_values(["question", "expectation"], kind="stable")
    table.to_csv(FILE, index=False, float_format="%.5g", lineterminator="\n")
    return rows


def told_in_worlds(one: Expectation) -> bool:
    """An expectation between two designs as they stand: what a factor of the study does, it tells itself."""
    return one.along is None and not one.at


def verdict_of(found: Answer, matters: float = 0.0) -> Verdict:
    """Robust: all worlds that can be compared lie on one side. Nearly: most do, and in no other it is a
    difference that `matters`. Turns: neither, and the value of an assumption is found at which it is none.
    """
    sides = (found.better, found.same, found.worse)
    known = found.n - found.unknown - found.fewer
    if 0 < known == max(sides):
        return "robust"
    other = min(abs(found.lo), abs(found.hi)) if found.lo * found.hi < 0 else 0.0
    if max(sides) >= NEARLY * known > 0 and other <= matters:
        return "nearly"
    return "turns" if found.turning is not None and found.turning.at is not None else "untold"


def _rows(name: str, found: Experiment, folder: Path, processes: int, n: int) -> Iterator[tuple[object, ...]]:
    study = found.study
    asked = [(i, one) for i, one in enumerate(found.expectations, start=1) if told_in_worlds(one.expectation)]
    for world in study.worlds:
        over: dict[str, Robustness] = {}
        for number, one in asked:
            if one.base not in over:
                over[one.base] = worlds_from(study, one.base, folder / world, processes, n, world)
            yield _row(name, number, world, one, study, over[one.base])


def worlds_from(
    study: LoadedStudy, base: str, folder: Path, processes: int, n: int, world: str = "world"
) -> Robustness:
    """The designs of a study over plausible worlds, compared with one; what was run is not run again."""
    designs = [base, *(design for design in study.designs if design != base)]
    worlds = hs.plausible_worlds(study.source, designs, n, base=base, world=world)
    folder.mkdir(parents=True, exist_ok=True)
    return hs.robustness(worlds, processes=processes, out=folder, resume=True)


def _row(
    name: str, number: int, world: str, one: Judged, study: LoadedStudy, over: Robustness
) -> tuple[object, ...]:
    asked = one.expectation
    told = judged_in_worlds(one, study, over)
    kept, verdict = told.turning, verdict_of(told, _matters(one, study))
    turning: tuple[object, ...] = ("", math.nan, math.nan, math.nan, "", "", "", "", "", "", "")
    if kept is not None and verdict != "robust":
        factor = next(factor for factor in over.factors if factor.name == kept.factor)
        at = math.nan if kept.at is None or verdict != "turns" else kept.at
        ends = factor.stated, factor.lo, factor.hi, factor.unit, factor.multiplies
        titles = factor.title.get("en", factor.name), factor.title.get("zh", factor.name)
        turning = (factor.name, kept.at_lo, kept.at_hi, at, *ends, *titles)
    counts = told.better, told.worse, told.same, told.unknown + told.fewer
    return (
        name, number, world, asked.metric, asked.direction, one.base, one.design, told.n, *counts, told.lo,
        told.hi, verdict, *turning,
    )  # fmt: skip


def _matters(one: Judged, study: LoadedStudy) -> float:
    """The smallest difference of the metric that matters, as the study judges it."""
    metric = one.expectation.metric
    own = thresholds_of(study.source.scenario).get(metric)
    return threshold_of(METRICS[metric].unit, one.rows[0].difference.base_value) if own is None else own


def judged_in_worlds(one: Judged, study: LoadedStudy, over: Robustness) -> Answer:
    """In how many worlds the difference is as expected (`better`), the other way (`worse`) or neither.

    Of *same*: `better` where it is within what is the same, `worse` where it is not.
    """
    asked = one.expectation
    misses = METRICS[asked.metric].misses
    if asked.direction != "same":
        return answer(over, one.design, asked.metric, asked.direction, misses=misses)
    plain = answer(over, one.design, asked.metric, "lower", misses=misses)
    gaps = over.differences(one.design, asked.metric)
    bases = [world.metrics[one.base].get(asked.metric, math.nan) for world in over.worlds]
    region = region_of(asked, study, one.rows[0].difference)
    parts = [gap / base if region.relative and base else gap for gap, base in zip(gaps, bases, strict=True)]
    known = [part for part in parts if math.isfinite(part)]
    inside = sum(region.lo <= part <= region.hi for part in known)
    return replace(plain, better=inside, worse=len(known) - inside, same=0, fewer=0, turning=None)
