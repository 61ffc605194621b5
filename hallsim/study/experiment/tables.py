"""The tables of a study: every figure of every trial, the front, the targets, what was expected."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from hallsim.metrics.registry import METRICS
from hallsim.study.experiment.columns import FIGURES, HEADS, STANDING, TARGETS, front_columns
from hallsim.study.experiment.experiment import Experiment
from hallsim.study.experiment.figures import Figures
from hallsim.study.experiment.trials import Trial
from hallsim.study.runs.blocks import CONFIRM
from hallsim.study.tables import frame
from hallsim.study.targets.judge import decided_by_parameters, worst_reading

if TYPE_CHECKING:
    import pandas as pd


def tables_of(found: Experiment) -> dict[str, pd.DataFrame]:
    """Every table by the name of its file; those that were not asked for are absent."""
    tables = {"points": points_table(found)}
    if found.fronts:
        tables["pareto"] = pareto_table(found)
    if found.goals:
        tables["targets"] = targets_table(found)
    if found.expectations:
        tables["expected"] = expected_table(found)
    return tables


def points_table(found: Experiment) -> pd.DataFrame:
    """trial, world, design, a column a factor (empty: as in the scenario), and a row a metric: its figure,
    and its difference from `base_of`, paired by replication.

    block: whose citizens; precise: 1 where intervals are as narrow as asked for, 0 where not, nan unasked;
    failed: runs that could not be finished, why: the first of them, where none could.
    """
    rows: list[tuple[Any, ...]] = []
    for trial in found.trials.all:
        rows += _figure_rows(found, trial, found.figures, found.block)
    if found.confirmed is not None:
        for trial in found.picked:
            rows += _figure_rows(found, trial, found.confirmed, CONFIRM)
    return frame(rows, [*_heads(found), *FIGURES])


def base_of(found: Experiment, trial: Trial) -> Trial:
    """What a trial is compared with: the base at the same point, of a lone design its first trial."""
    designs = found.study.designs
    mine = [key for key, one in found.trials.at.items() if one is trial]
    if len(designs) > 1 and trial.design != designs[0]:
        world, _, point = mine[0]
        return found.trials.at[world, designs[0], point]
    return next(one for one in found.trials.all if (one.world, one.design) == (trial.world, trial.design))


def pareto_table(found: Experiment) -> pd.DataFrame:
    """trial, world, design, factors; of each metric value, lo, hi; standing (front, may_be, behind);
    by_parameters: 1 where slopes or weights that no survey tells leave it open; of the picked ones their
    standing among themselves with other citizens.
    """
    metrics = found.study.study.pareto
    confirmed = {t: s for front in found.confirmed_fronts.values() for t, s in front.standing.items()}
    rows = []
    for front in found.fronts.values():
        for trial, standing in front.standing.items():
            figures: list[float] = []
            for metric in metrics:
                e, _ = found.figures.told(trial, metric)
                figures += [e.value, e.lo, e.hi]
            doubted = int(trial in front.by_parameters)
            rows.append((*_names(found, trial), *figures, standing, doubted, confirmed.get(trial, "")))
    return frame(rows, [*_heads(found), *front_columns(metrics), *STANDING])


def targets_table(found: Experiment) -> pd.DataFrame:
    """trial, world, design, factors, target, confidence; value, lo, hi of where it is furthest from being
    met (part: which), and state (met, not_met, tied); by_parameters: 1 where it is tied because slopes or
    weights that no survey tells decide it.
    """
    rows = []
    for trial, verdict in found.verdicts.items():
        for goal in found.goals:
            readings = verdict.of(goal)
            worst = worst_reading(readings)
            shown = (math.nan,) * 3 if worst is None else worst.shown()
            part = "" if worst is None else worst.part
            target = goal.target
            state = verdict.state_of(goal)
            names = _names(found, trial)
            doubted = int(decided_by_parameters(readings))
            rows.append((*names, target.text(), target.confidence, part, *shown, state, doubted))
    return frame(rows, [*_heads(found), *TARGETS])


def expected_table(found: Experiment) -> pd.DataFrame:
    """number of the expectation, metric, direction; trial and base trial of each comparison; difference and
    relative difference with their intervals; state (as_expected, otherwise, not_settled); by_parameters: 1
    where slopes or weights that no survey tells decide it.
    """
    rows = []
    for number, one in enumerate(found.expectations, start=1):
        for row in one.rows:
            d = row.difference
            rows.append(
                (
                    number, one.expectation.metric, one.expectation.direction, row.base.number,
                    row.base.candidate.name, row.other.number, row.other.candidate.name, d.value, d.lo, d.hi,
                    d.relative, d.relative_lo, d.relative_hi, row.state, int(row.by_parameters),
                )
            )  # fmt: skip
    heads = [
        "expectation", "metric", "direction", "base_trial", "base", "trial", "design", "difference", "lo",
        "hi", "relative", "relative_lo", "relative_hi", "state", "by_parameters",
    ]  # fmt: skip
    return frame(rows, heads)


def _heads(found: Experiment) -> list[str]:
    return [*HEADS, *(varied.levels.name for varied in found.study.factors)]


def _names(found: Experiment, trial: Trial) -> tuple[Any, ...]:
    values: Mapping[str, str] = dict(trial.values)
    factors = (values.get(varied.levels.name, "") for varied in found.study.factors)
    return (trial.number, trial.world, trial.design, *factors)


def _figure_rows(found: Experiment, trial: Trial, figures: Figures, block: str) -> Iterator[tuple[Any, ...]]:
    base = base_of(found, trial)
    precise = float(found.precise[trial]) if trial in found.precise else math.nan
    failed = len(figures.found.failures(trial.candidate))
    why = found.dead[trial].en if trial in found.dead else ""
    for metric in found.study.metrics:
        e, caution = figures.told(trial, metric)
        gap = (math.nan,) * 3
        if base is not trial and base.candidate.key in figures.n:
            d = figures.difference(base, trial, metric)
            gap = (d.value, d.lo, d.hi)
        yield (
            *_names(found, trial), block, metric, METRICS[metric].unit, e.n_all, e.n, e.value, e.lo, e.hi,
            e.se, e.warning, e.needed or 0, caution, precise if block != CONFIRM else math.nan, *gap,
            failed, why,
        )  # fmt: skip
