"""Questions on what is guessed: which guess decides, where two designs break even, which of many is best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hallsim.errors import InputError, Problem, problem
from hallsim.loading import as_loaded, chosen_designs, chosen_worlds, name_of, refuse_unheard
from hallsim.questions import ask, n_runs
from hallsim.study.cores import cores
from hallsim.text.message import Message

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario
    from hallsim.study.runs.runs import Progress, Runs
    from hallsim.study.selection.selection import Method as SelectionMethod
    from hallsim.study.selection.selection import Selected
    from hallsim.study.sensitivity.even import Even
    from hallsim.study.sensitivity.hall import Hall
    from hallsim.study.sensitivity.outcome import Outcome
    from hallsim.study.sensitivity.sensitivity import Method, Sensitivity


_SHOWN = ("metric", "metrics", "method", "factor", "factors", "indifference", "probability")
"""What was asked that the page says under how it was made."""


def _silent(done: int, wanted: int) -> None:
    """Nobody is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How runs are made: replications, seed and engine (the file's when absent), by whom, kept where.

    Attributes:
        processes: as many as the machine lends cores when absent.
        cluster: the workers of a scheduler instead (`study.runs.executors.cluster`).
        out: a folder that keeps every run; the same question goes on from there.
    """

    replications: int | None = None
    seed: int | None = None
    engine: str | None = None
    processes: int | None = None
    cluster: str | None = None
    out: Path | None = None
    progress: Progress = field(default=_silent)


def sensitivity(
    source: LoadedScenario | str | Path,
    designs: Sequence[str] | None = None,
    metrics: Sequence[str] = (),
    factors: Sequence[str] = (),
    *,
    method: Method = "one-at-a-time",
    points: int | None = None,
    world: str = "world",
    how: How = How(),
) -> Sensitivity:
    """Which guess decides a figure of one design, or the differences of several from the first of them.

    Args:
        metrics: the first primary metric of the scenario when none is named.
        factors: names of assumptions, or `PATH=FROM..TO`; every assumption with a range when absent.
        points: ways (morris) or base points (sobol).

    Raises:
        InputError: names that are none, nothing to move, or a scenario that cannot be at some point.
        RunError: as `hallsim.study.runs.runs.Runs`.
    """
    from hallsim.study.sensitivity.sensitivity import POINTS, run_sensitivity

    loaded = as_loaded(source)
    hall = _hall(loaded, designs, metrics, factors, method, world, how)
    asked = {"method": method, "points": points or POINTS[method], "factors": [v.name for v in hall.levers]}
    with _runs(loaded, _metrics((*hall.outcomes, *hall.beside)), how) as runs:
        found = run_sensitivity(hall, runs, method, points or POINTS[method], runs.seed)
    return replace(found, manifest=_manifest(loaded, "sensitivity", hall.outcomes, how, hall.n, asked))


def n_sensitivity_runs(
    source: LoadedScenario, designs: Sequence[str] | None, metrics: Sequence[str], factors: Sequence[str],
    method: Method, points: int | None, how: How,
) -> int:  # fmt: skip
    """How many runs `sensitivity` takes; InputError as there, before anything is run."""
    from hallsim.study.sensitivity.outcome import all_designs
    from hallsim.study.sensitivity.sensitivity import POINTS, n_points

    hall = _hall(source, designs, metrics, factors, method, "world", how)
    n = n_points(method, len(hall.levers), points or POINTS[method])
    return n * len(all_designs(hall.outcomes)) * hall.n


def break_even(
    source: LoadedScenario | str | Path,
    factor: str,
    designs: Sequence[str] | None = None,
    metric: str | None = None,
    *,
    world: str = "world",
    how: How = How(),
) -> Even:
    """The value of a guess at which two designs are equally good.

    Args:
        factor: the name of an assumption, or `PATH=FROM..TO`.
        designs: two, the base first; those of the file when it has two.

    Raises:
        InputError, RunError: as `sensitivity`.
    """
    from hallsim.study.sensitivity.even import outcomes_of, where_even
    from hallsim.study.sensitivity.hall import Hall
    from hallsim.study.sensitivity.levers import read_levers

    loaded = as_loaded(source)
    names = chosen_designs(loaded, designs)
    if len(names) != 2:
        raise InputError(
            problem(
                None,
                "breakeven.designs",
                Message("two designs break even, not {n}", n=len(names)),
                Message(
                    "name two with --designs, the base first: {names}",
                    names=",".join(list(loaded.scenario.designs)[:2]),
                )
                if len(loaded.scenario.designs) > 1
                else Message("the file has one design only: write another one under designs"),
            )
        )
    (chosen,) = _chosen_metrics(loaded, [metric] if metric else [])
    outcomes = outcomes_of(chosen, *names)
    n = _replications(loaded, how)
    chosen_worlds(loaded, [world])
    refuse_unheard(loaded, names, [world])
    _refuse_idle_factors(loaded, [factor], names, world)
    hall = Hall(
        source=loaded, levers=read_levers(loaded, [factor]), outcomes=outcomes, n=n, world=world, short=False
    )
    with _runs(loaded, _metrics(outcomes), how) as runs:
        found = where_even(hall, runs)
    asked = {"factor": factor}
    return replace(found, manifest=_manifest(loaded, "breakeven", outcomes[:1], how, n, asked))


def n_break_even_runs(source: LoadedScenario, how: How) -> int:
    """How many runs `break_even` takes at most."""
    from hallsim.study.sensitivity.break_even import MOST_VALUES

    return 2 * MOST_VALUES * _replications(source, how)


def select(
    source: LoadedScenario | str | Path,
    designs: Sequence[str] | None = None,
    vary: Sequence[str] = (),
    metric: str | None = None,
    *,
    indifference: float,
    probability: float = 0.95,
    method: SelectionMethod = "kn",
    budget: int | None = None,
    world: str = "world",
    how: How = How(),
) -> Selected:
    """The best of several designs, or of values tried in them, with a stated probability.

    Args:
        vary: as for `hallsim compare --vary`; values of the world make no candidates.
        metric: has a better side.
        indifference: a difference that does not matter, in the metric's unit.
        budget: replications of one candidate (kn), runs of all together (ocba).

    Raises:
        InputError: names that are none, one candidate only, a metric that has no better side.
        RunError: as `sensitivity`; or a candidate without a figure.
    """
    from hallsim.metrics.registry import METRICS
    from hallsim.scenario.whatif.settings import new_doubts
    from hallsim.study.inference.verdicts import NOT_SERVED
    from hallsim.study.runs.candidate import candidates_of
    from hallsim.study.selection.selection import select as selected

    loaded = as_loaded(source)
    (chosen,) = _chosen_metrics(loaded, [metric] if metric else [])
    question = ask(loaded, designs, worlds=[world], vary=vary, replications=how.replications)
    candidates = candidates_of(question)
    _refuse_selection(loaded, chosen, len(candidates), len(question.cells))
    _refuse_budget(budget, method, len(candidates))
    n = _replications(loaded, how)
    with _runs(loaded, (chosen, NOT_SERVED), how) as runs:
        found = selected(
            candidates, runs, chosen, lower=METRICS[chosen].better == "lower",
            misses=METRICS[chosen].misses, method=method,
            probability=probability, indifference=indifference, budget=budget, n_confirm=n,
        )  # fmt: skip
    values = {i: [f"{path}={value}" for path, value in found.candidates[i].factors] for i in found.best}
    doubts = {i: new_doubts(loaded, texts) for i, texts in values.items()}
    found = replace(found, doubts={i: several for i, several in doubts.items() if several})
    asked = {"vary": list(vary), "method": method, "indifference": indifference, "probability": probability}
    told = _manifest(loaded, "select", (), how, n, asked | {"metric": chosen})
    designs_told = {"designs": [c.name for c in found.candidates]}
    failed = {"failed_candidates": [c.name for c, _ in found.dead]} if found.dead else {}
    return replace(found, manifest=told | designs_told | failed)


def n_selection_runs(
    source: LoadedScenario, designs: Sequence[str] | None, vary: Sequence[str], world: str, how: How
) -> int:
    """How many runs `select` takes at least: the first look at every candidate, then that with others."""
    from hallsim.study.selection.kn import FIRST

    names, n = chosen_designs(source, designs), FIRST + _replications(source, how)
    return n_runs(source, names, [world], vary, n)


def _refuse_budget(budget: int | None, method: SelectionMethod, n_candidates: int) -> None:
    """InputError for a budget that is spent before anything can be told."""
    from hallsim.study.selection.kn import FIRST

    least = FIRST if method == "kn" else FIRST * n_candidates
    if budget is not None and budget < least:
        raise InputError(
            problem(
                None,
                "select.budget",
                Message("a budget of {budget} is spent before anything can be told", budget=budget),
                Message("ask for {least} or more", least=least),
            )
        )


def _refuse_selection(source: LoadedScenario, metric: str, n_candidates: int, n_worlds: int) -> None:
    """InputError where there is nothing to select among, or nothing better than anything else."""
    from hallsim.metrics.registry import METRICS
    from hallsim.study.opinions.calibration import is_uncalibrated

    problems = []
    if is_uncalibrated(metric, source.scenario):
        problems.append(
            problem(
                None,
                "select.uncalibrated",
                Message("{metric} is not calibrated: no design can be selected by it", metric=metric),
                Message("fit it to a survey with hallsim fit-satisfaction, or name another metric"),
            )
        )
    if METRICS[metric].better == "neutral":
        problems.append(
            problem(
                None,
                "select.neutral",
                Message("no side of {metric} is better", metric=metric),
                Message("name a metric of which less or more is better, such as wait_mean"),
            )
        )
    if n_candidates < 2 or n_worlds > 1:
        problems.append(
            problem(
                None,
                "select.one",
                Message("there is nothing to select among: each world has one candidate"),
                Message("name several designs, or try values of a design with --vary"),
            )
        )
    if problems:
        raise InputError(problems)


def default_metric(source: LoadedScenario) -> str:
    """The metric that is looked at when none is named."""
    from hallsim.metrics.registry import PRIMARY
    from hallsim.study.inference.verdicts import NOT_SERVED

    return next(name for name in (*source.scenario.run.primary, *PRIMARY) if name != NOT_SERVED)


def _hall(
    source: LoadedScenario, designs: Sequence[str] | None, metrics: Sequence[str], factors: Sequence[str],
    method: Method, world: str, how: How,
) -> Hall:  # fmt: skip
    from hallsim.study.sensitivity.hall import Hall
    from hallsim.study.sensitivity.levers import levers_of, read_levers
    from hallsim.study.sensitivity.outcome import Outcome

    names = chosen_designs(source, designs)
    chosen_worlds(source, [world])
    chosen = _chosen_metrics(source, metrics)
    levers = read_levers(source, factors) if factors else levers_of(source)
    refuse_unheard(source, names, [world])
    _refuse_idle_factors(source, factors, names, world)
    base = names[0]
    outcomes = tuple(
        Outcome(metric, design, base if len(names) > 1 else None)
        for metric in chosen
        for design in (names[1:] or names)
    )
    short = method != "one-at-a-time"
    own = source.scenario.run.robust.replications if short else source.scenario.run.replications
    n = own if how.replications is None else how.replications
    return Hall(source=source, levers=levers, outcomes=outcomes, n=n, world=world, short=short)


def _refuse_idle_factors(
    source: LoadedScenario, factors: Sequence[str], designs: Sequence[str], world: str
) -> None:
    """InputError for paths of designs that are not compared."""
    from hallsim.scenario.whatif.heard import unheard_values
    from hallsim.study.sensitivity.levers import OPTION, read_levers

    problems: list[Problem] = []
    for text, lever in zip(factors, read_levers(source, factors), strict=True):
        if lever.basis is None:
            ends = [lever.text(lever.lo), lever.text(lever.hi)]
            problems += unheard_values(source, f"{OPTION} {text}", lever.name, ends, designs, [world])
    if problems:
        raise InputError(problems)


def _chosen_metrics(source: LoadedScenario, metrics: Sequence[str]) -> tuple[str, ...]:
    from hallsim.study.named_metrics import METRIC, refuse_unknown_metrics

    refuse_unknown_metrics(metrics, METRIC)
    return tuple(dict.fromkeys(metrics)) or (default_metric(source),)


def _metrics(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    from hallsim.study.sensitivity.outcome import all_metrics

    return all_metrics(outcomes)


def _replications(source: LoadedScenario, how: How) -> int:
    return source.scenario.run.replications if how.replications is None else how.replications


@contextmanager
def _runs(source: LoadedScenario, metrics: Sequence[str], how: How) -> Iterator[Runs]:
    from hallsim.study.engines.chosen import asked_engine
    from hallsim.study.folder.kept import refuse_foreign
    from hallsim.study.runs.executors.chosen import executor
    from hallsim.study.runs.runs import Runs
    from hallsim.study.runs.wanted import wanted

    if how.out is not None:
        refuse_foreign(how.out)
    engine = asked_engine(source.scenario, how.engine)
    with (
        executor(how.processes or cores(), how.cluster) as workers,
        Runs(
            seed=_seed(source, how), wanted=wanted(metrics), folder=how.out, engine=engine,
            executor=workers, progress=how.progress,
        ) as runs,
    ):  # fmt: skip
        yield runs


def _seed(source: LoadedScenario, how: How) -> int:
    return source.scenario.run.seed if how.seed is None else how.seed


def _manifest(
    source: LoadedScenario, question: str, outcomes: Sequence[Outcome], how: How, n: int,
    asked: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    from hallsim.study.folder import store

    designs = list(dict.fromkeys(name for outcome in outcomes for name in outcome.designs))
    metrics = list(dict.fromkeys(outcome.metric for outcome in outcomes))
    told = {
        "question": question, "file": source.main_file(), "set": list(source.written.asked),
        **({"metrics": metrics} if metrics else {}), **asked,
    }  # fmt: skip
    return {
        "study": name_of(source),
        **({"set": [str(one) for one in source.written.settings]} if source.written.settings else {}),
        "designs": designs,
        "replications": n,
        "seed": _seed(source, how),
        "inputs_sha256": source.hashes(),
        "versions": store.versions(),
        **{key: value for key, value in told.items() if key in _SHOWN and value is not None},
        "fingerprint": store.fingerprint(inputs=source.hashes(), asked=told, n=n, seed=_seed(source, how)),
        "asked": told,
    }
