"""A study from a scenario to its tables: run what is missing, keep what is finished, put it together."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hallsim.errors import Problem, ReplicationError
from hallsim.metrics.breakdown import OF
from hallsim.metrics.registry import PRIMARY
from hallsim.scenario.assumptions.assumptions import fitted_figures
from hallsim.study import tables
from hallsim.study.collector import without_collector
from hallsim.study.contributions import against
from hallsim.study.cores import cores
from hallsim.study.engines.chosen import engines_of
from hallsim.study.executor import Elsewhere, run_all
from hallsim.study.folder import store
from hallsim.study.folder.claim import claimed
from hallsim.study.folder.kept import refuse_loss
from hallsim.study.judgement import Rules, judged
from hallsim.study.measures import infos_of
from hallsim.study.mechanisms import meaningful
from hallsim.study.named_metrics import figures_of, number_of, thresholds_of
from hallsim.study.names import names
from hallsim.study.opinions.collected import opinion_tables
from hallsim.study.replicate import ReplicationTask, replicated
from hallsim.study.result import KnownFigure, StudyResult, Words
from hallsim.study.targets.of_study import targets_of
from hallsim.text.message import Message

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.scenario.scenario import EngineAsked, Scenario

Progress = Callable[[int, int], None]
"""Told (replications finished, replications wanted)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to run; `files` are the inputs' sha256 by name.

    `designs[0]` is the base of the comparisons; replications are the same whichever it is.  `doubts` are told
    beside the numbers and change none, nor does the title of the `world`; `settings` tell what is otherwise
    than in the files.  `elsewhere` runs instead of `processes` here.  `inputs` are those files, to be kept
    with the results, and `asked` what was asked of them.
    """

    name: str
    scenario: Scenario
    designs: tuple[str, ...]
    n_replications: int
    seed: int
    files: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[Problem, ...] = ()
    settings: tuple[str, ...] = ()
    common_settings: tuple[str, ...] = ()
    world: Words = field(default_factory=dict)
    inputs: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    asked: Mapping[str, Any] = field(default_factory=dict)
    engine: EngineAsked = "auto"
    processes: int = field(default_factory=cores)
    elsewhere: Elsewhere | None = field(default=None, repr=False)
    folder: Path | None = None
    resume: bool = False
    overwrite: bool = False
    progress: Progress = field(default=lambda done, wanted: None)


def run_study(order: Order) -> StudyResult:
    """Run an order, as far as its folder does not hold it already.

    Raises:
        InputError: a folder that holds what this run would lose, or in which another process works.
        RunError: a folder that cannot be written, a broken audit, or no replication finished.
        KeyboardInterrupt: finished replications are in the folder.
    """
    folder = results_folder(order)
    if folder is None:
        return _run(order, None)
    with claimed(folder.path):
        # again: another process may have been there meanwhile
        return _run(order, results_folder(order))


def _run(order: Order, folder: store.Folder | None) -> StudyResult:
    wanted = list(range(order.n_replications))
    found: dict[int, dict[str, Any]] = {}
    looks: tuple[int, ...] = ()
    if folder is not None:
        keep = order.resume or not order.overwrite
        if keep:
            found = {r: against(kept, order.designs) for r, kept in folder.finished(wanted).items()}
            looks = folder.looks()
        if not keep or not folder.is_complete(wanted):
            folder.prepare(keep=keep)
        if not keep:
            folder.clear_nested()
        if folder.path.parent.name != store.BY_WORLD:  # where there are several, their folder has them
            store.keep_inputs(folder.path, order.inputs)
    failed = _run_missing(order, folder, found, wanted)
    if not found:
        raise ReplicationError(Message("no replication could be finished"))
    study = collect(order, [found[r] for r in sorted(found)], tuple(failed), looks)
    if folder is not None:
        folder.note_look(len(found))
    return study


def results_folder(order: Order) -> store.Folder | None:
    """The folder of an order, None when it has none.  InputError when running would lose what it holds."""
    if order.folder is None:
        return None
    folder = store.Folder(order.folder, fingerprint_of(order), about(order))
    refuse_loss(folder, range(order.n_replications), resume=order.resume, overwrite=order.overwrite)
    return folder


def about(order: Order) -> dict[str, Any]:
    """What an order asks, and what its fingerprint is made of: enough to tell it before it is finished."""
    return {
        "study": order.name,
        "seed": order.seed,
        "designs": list(order.designs),
        "inputs_sha256": dict(order.files),
        **({"set": list(order.settings)} if order.settings else {}),
        **({"asked": dict(order.asked)} if order.asked else {}),
        "versions": store.versions(),
    }


def fingerprint_of(order: Order) -> str:
    """A short hash of everything that decides the numbers of an order's replications."""
    return store.fingerprint(
        content=order.files or repr(order.scenario),
        designs=sorted(order.designs),
        seed=order.seed,
        versions=store.versions(),
    )


def _run_missing(
    order: Order, folder: store.Folder | None, found: dict[int, dict[str, Any]], wanted: Sequence[int]
) -> list[int]:
    """Add what is not yet in `found`; returns the replications that failed."""
    task = ReplicationTask(
        scenario=order.scenario, designs=tuple(sorted(order.designs)), seed=order.seed, engine=order.engine
    )
    failed = []
    missing = [r for r in wanted if r not in found]
    order.progress(len(found), len(wanted))
    task = task.ready() if missing else task
    for outcome in run_all(replicated, task, missing, order.processes, order.elsewhere):
        if outcome.result is None:
            failed.append(outcome.replication)
            continue
        found[outcome.replication] = _out_of_json(outcome.result, order.designs)
        if folder is not None:
            folder.put(outcome.replication, outcome.result)
        order.progress(len(found), len(wanted))
    return sorted(failed)


@without_collector
def _out_of_json(result: bytes, designs: Sequence[str]) -> dict[str, Any]:
    """A resumed study is the same to the last byte."""
    return against(json.loads(result), designs)


@without_collector
def collect(
    order: Order, results: Sequence[dict[str, Any]], failed: tuple[int, ...], looks: tuple[int, ...] = ()
) -> StudyResult:
    """The study's tables from its replications seen against its base, in their order.

    Args:
        looks: numbers of replications at which verdicts of this study have been shown before.
    """
    scenario, designs, base = order.scenario, order.designs, order.designs[0]
    rules = Rules(primary=scenario.run.primary or PRIMARY, thresholds=thresholds_of(scenario), looks=looks)
    known = meaningful(infos_of(scenario), scenario, designs, results)
    whole = tables.together(results, designs, known)
    told = judged(results, designs, base, known, rules, whole)
    title = scenario.title

    parts: dict[str, pd.DataFrame] = {
        dimension: tables.breakdown_table(results, designs, dimension, known, whole.serving)
        for dimension in OF
    }
    gains = tables.gains_table(results, designs, base)
    return StudyResult(
        name=order.name,
        title={"en": title.en, "zh": title.zh} if title else {},
        base=base,
        designs=designs,
        replications=tuple(result["replication"] for result in results),
        failed=failed,
        seed=order.seed,
        infos=known,
        names=names(scenario),
        metrics=tables.metrics_table(results, known, whole),
        summary=tables.summary_table(designs, known, whole),
        differences=told.differences,
        best=told.best,
        gains=gains,
        by_group=parts["group"],
        by_service=parts["service"],
        by_queue=parts["queue"],
        by_task=parts["task"],
        by_hour=parts["hour"],
        by_weekday=parts["weekday"],
        by_office=parts["office"],
        by_window=parts["window"],
        by_desk=parts["desk"],
        by_time=tables.by_time_table(results, designs, whole.serving),
        lead_times=tables.lead_time_table(results, designs, whole.serving),
        targets=targets_of(results, scenario, designs, looks),
        figures=known_figures(scenario),
        key_metrics=scenario.run.metrics,
        looks=looks,
        replicated=results,
        opinions=opinion_tables(scenario, results, known, parts, gains, told.sensitivity),
        doubts=order.doubts,
        settings=order.settings,
        world=order.world,
        manifest=_manifest(order, results, failed, looks),
    )


def _manifest(
    order: Order, results: Sequence[dict[str, Any]], failed: tuple[int, ...], looks: tuple[int, ...]
) -> dict[str, Any]:
    """What makes the study what it is: inputs, versions, seed, and how often it has been looked at."""
    return {
        "study": order.name,
        **({"set": list(order.settings)} if order.settings else {}),
        "designs": list(order.designs),
        "base": order.designs[0],
        "replications": len(results),
        "failed": list(failed),
        "seed": order.seed,
        "engines": engines_of(results, order.designs),
        "inputs_sha256": dict(order.files),
        "versions": store.versions(),
        "fingerprint": fingerprint_of(order),
        "looks": sorted({*looks, len(results)}),
        **({"asked": dict(order.asked)} if order.asked else {}),
    }


def known_figures(scenario: Scenario) -> tuple[KnownFigure, ...]:
    """What is known of the real hall; what the model was fitted to is marked."""
    fitted = fitted_figures(scenario)
    sources = {metric: figure.source for metric, figure in scenario.figures.items()}
    return tuple(
        KnownFigure(
            metric=said.metric,
            value=number_of(said),
            source=source.model_dump() if (source := sources[said.metric]) else {},
            use="fitted" if said.metric in fitted else "held_out",
            dimension=said.dimension,
            key=said.key,
        )
        for said in figures_of(scenario)
    )
