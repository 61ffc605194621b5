"""Run a study: every trial until it has run enough, the picked ones again with other citizens, all told."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hallsim.errors import Place
from hallsim.metrics.definition.unit import in_unit
from hallsim.metrics.registry import METRICS
from hallsim.study.experiment.expected import Judged, judged
from hallsim.study.experiment.figures import BESIDE, Figures
from hallsim.study.experiment.fronts import Front, front_of
from hallsim.study.experiment.loaded import LoadedStudy
from hallsim.study.experiment.trials import Surroundings, Trial, Trials
from hallsim.study.inference.precision import Goal, half_width, level_of, next_look, shortfall
from hallsim.study.named_metrics import refuse_without_value
from hallsim.study.opinions.calibration import is_opinion
from hallsim.study.runs.blocks import CONFIRM, Block
from hallsim.study.runs.runs import Runs
from hallsim.study.runs.wanted import Wanted, wanted
from hallsim.study.targets.goal import Goal as TargetGoal
from hallsim.study.targets.goal import goals_of, read_of
from hallsim.study.targets.judge import Verdict
from hallsim.study.targets.of_runs import measured, without_value
from hallsim.study.targets.of_satisfaction import opinions_wanted
from hallsim.text.message import Both


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """A study that has been run; its figures are read from the journal, so while that is open.

    Attributes:
        figures: of all trials; `confirmed`: of the picked ones, with citizens who did not pick them.
        precise: by trial, whether its intervals are as narrow as asked for; empty where nothing was asked.
        fronts: one for each surroundings, as nobody chooses the world; `confirmed_fronts`: of the picked.
        verdicts: by trial, of the targets.
        dead: trials of which no run could be finished, each with why; they are in nothing but their row.
    """

    study: LoadedStudy
    trials: Trials
    block: Block
    figures: Figures
    precise: Mapping[Trial, bool]
    fronts: Mapping[Surroundings, Front]
    picked: tuple[Trial, ...] = ()
    confirmed: Figures | None = None
    confirmed_fronts: Mapping[Surroundings, Front] = field(default_factory=dict)
    goals: tuple[TargetGoal, ...] = ()
    verdicts: Mapping[Trial, Verdict] = field(default_factory=dict)
    expectations: tuple[Judged, ...] = ()
    dead: Mapping[Trial, Both] = field(default_factory=dict)

    @property
    def n_failed(self) -> int:
        """Runs that could not be finished."""
        found = self.figures.found
        return sum(len(found.failures(trial.candidate)) for trial in self.trials.all)

    @property
    def n_runs(self) -> int:
        """Runs behind the figures, each candidate once."""
        again = self.confirmed.n if self.confirmed is not None else {}
        return sum(self.figures.n.values()) + sum(again.values())


def wanted_of(study: LoadedStudy) -> Wanted:
    """What has to be worked out of every run."""
    goals = goals_of(study.targets)
    whole, parts = read_of(goals)
    opinions, in_parts = opinions_wanted(goals)
    opinions += [metric for metrics in in_parts.values() for metric in metrics]
    opinions += [one.metric for one in study.study.expect if is_opinion(one.metric)]
    opinions += filter(is_opinion, (*study.study.pareto, *study.metrics[:1]))  # the best is told by the first
    by = {str(dimension): names for dimension, names in parts.items()}
    return wanted([*study.metrics, *BESIDE, *whole], by, opinions)


def run_experiment(study: LoadedStudy, trials: Trials, runs: Runs) -> Experiment:
    """Run what is missing, and tell what comes of it.

    Raises:
        InputError: what is asked is of a metric that has no value at any point.
        RunError: all that is run fails, or the folder cannot be written.
    """
    block: Block = study.study.block
    figures, precise = _run(study, trials.all, runs, block)
    dead = _dead(trials.all, figures)
    alive = [trial for trial in trials.all if trial not in dead]
    _refuse_without_value(study, alive, figures)
    fronts = _fronts(study, alive, figures)
    picked = _picked(study, alive, figures, fronts)
    confirmed = None
    if picked and study.study.confirm:
        n = {trial.candidate.key: study.study.confirm for trial in picked}
        found = runs.of([trial.candidate for trial in picked], CONFIRM, n, some_may_fail=True)
        confirmed = Figures(found, n, picked)
    judging = confirmed if confirmed is not None and len(picked) == len(trials.all) else figures
    goals = goals_of(study.targets)
    return Experiment(
        study=study, trials=trials, block=block, figures=figures, precise=precise, fronts=fronts,
        picked=picked if confirmed is not None else (), confirmed=confirmed,
        confirmed_fronts={} if confirmed is None else _fronts(study, picked, confirmed),
        goals=goals, verdicts={t: figures.verdict(t, goals) for t in alive} if goals else {},
        expectations=tuple(judged(study, trials, judging)), dead=dead,
    )  # fmt: skip


def _refuse_without_value(study: LoadedStudy, trials: Sequence[Trial], figures: Figures) -> None:
    """InputError where what is asked is of a metric without a value; one that is only told is shown so."""
    file, written = study.study, study.written
    asked = {name: written.value_place("pareto", i) for i, name in enumerate(file.pareto)}
    asked |= {one.metric: written.value_place("expect", i, "metric") for i, one in enumerate(file.expect)}
    if file.confirm and not file.pareto:
        asked |= {study.metrics[0]: written.place_of("confirm")}
    goals = goals_of(study.targets)
    found = [set(without_value(measured(figures.found, one.candidate, goals), goals)) for one in trials]
    empty = set.intersection(*found) if found else set()
    refuse_without_value(
        _of_nothing(asked, trials, figures) | {goal.metric: None for goal in goals if goal in empty}
    )


def _refuse_precision_of_nothing(study: LoadedStudy, trials: Sequence[Trial], figures: Figures) -> None:
    """InputError where precision is asked of what no trial has: no budget of replications brings it."""
    assert study.study.precision is not None
    metrics, place = study.study.precision.metrics, study.written.place_of
    asked = {name: place("precision", "metrics", name) for name in metrics}
    refuse_without_value(_of_nothing(asked, trials, figures))


def _of_nothing(
    asked: Mapping[str, Place | None], trials: Sequence[Trial], figures: Figures
) -> dict[str, Place | None]:
    """Those of some metrics, with where each is asked for, of which no trial has a value."""
    return {
        name: place
        for name, place in asked.items()
        if trials and all(math.isnan(figures.estimate(trial, name).value) for trial in trials)
    }


def _dead(trials: Sequence[Trial], figures: Figures) -> dict[Trial, Both]:
    """Those of which no run could be finished, with why the first one was not."""
    found = figures.found
    silent = [trial for trial in trials if not found.replications(trial.candidate)]
    told = {trial: found.failures(trial.candidate) for trial in silent}
    return {trial: next(iter(why.values())) for trial, why in told.items() if why}


def _run(
    study: LoadedStudy, trials: Sequence[Trial], runs: Runs, block: Block
) -> tuple[Figures, dict[Trial, bool]]:
    """Every trial as often as asked for, or until it is precise enough."""
    asked = study.study.precision
    candidates = [trial.candidate for trial in trials]
    if asked is None:
        n = {candidate.key: study.replications for candidate in candidates}
        return Figures(runs.of(candidates, block, n, some_may_fail=True), n, trials), {}
    goals = [_goal(name, study) for name in asked.metrics]
    level = level_of(asked.confidence)
    n = {candidate.key: min(asked.minimum, asked.budget) for candidate in candidates}
    held = dict.fromkeys(n, False)
    going = list(trials)
    while going:
        found = runs.of([trial.candidate for trial in going], block, n, some_may_fail=True)
        going = [trial for trial in going if found.replications(trial.candidate)]
        figures, more = Figures(found, n, trials, level), dict(n)
        _refuse_precision_of_nothing(study, going, figures)
        for trial in going:
            key = trial.candidate.key
            seen = [(figures.estimate(trial, goal.metric), goal) for goal in goals]
            # what a point has none of has no interval to wait for
            short = [shortfall(one, goal) for one, goal in seen if not math.isnan(one.value)]
            held_before = held[key] or not short
            more[key] = next_look(n[key], short, asked.minimum, asked.budget, held_before=held_before)
            held[key] = max(short, default=0.0) <= 1
        going = [trial for trial in going if more[trial.candidate.key] != n[trial.candidate.key]]
        n = more
    figures = Figures(runs.of(candidates, block, n, some_may_fail=True), n, trials, level)
    ran = [trial for trial in trials if figures.found.replications(trial.candidate)]
    return figures, {trial: all(_reached(figures, trial, goal) for goal in goals) for trial in ran}


def _reached(figures: Figures, trial: Trial, goal: Goal) -> bool:
    estimate = figures.estimate(trial, goal.metric)
    return half_width(estimate) <= goal.allowed(estimate.value)


def _goal(name: str, study: LoadedStudy) -> Goal:
    assert study.study.precision is not None
    amount, unit = study.study.precision.metrics[name], METRICS[name].unit
    if amount.kind == "share" and unit != "share":
        return Goal(metric=name, half_width=amount.value / 100, relative=True)
    width = in_unit(amount, unit)
    assert width is not None  # the checks of the study
    return Goal(metric=name, half_width=width)


def _fronts(study: LoadedStudy, trials: Sequence[Trial], figures: Figures) -> dict[Surroundings, Front]:
    """The Pareto front in each surroundings, where one is asked for."""
    metrics = study.study.pareto
    if not metrics:
        return {}
    return {
        where: front_of([trial for trial in trials if trial.surroundings == where], metrics, figures)
        for where in dict.fromkeys(trial.surroundings for trial in trials)
    }


def _picked(
    study: LoadedStudy, trials: Sequence[Trial], figures: Figures, fronts: Mapping[Surroundings, Front]
) -> tuple[Trial, ...]:
    """The trials that are worth confirming: those of the fronts, else the best by the first metric."""
    if fronts:
        return tuple(trial for front in fronts.values() for trial in front.by_figures)
    metric = study.metrics[0]
    better = METRICS[metric].better
    known = [trial for trial in trials if figures.told(trial, metric)[0].n]
    if better == "neutral" or not known:
        return ()
    sign = -1.0 if better == "higher" else 1.0
    return tuple(
        min(
            (trial for trial in known if trial.surroundings == where),
            key=lambda trial: sign * figures.estimate(trial, metric).value,
        )
        for where in dict.fromkeys(trial.surroundings for trial in known)
    )
