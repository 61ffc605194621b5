"""The use cases as functions: what the command line does, without printing anything.

    import hallsim.api as hs

    source = hs.load("scenarios/small_town.yaml")
    study = hs.compare(source, replications=10)
    study.summary        # a pandas DataFrame, a row a design and metric
    study.differences    # every design against the first, paired by replication

Wrong input raises `hallsim.errors.InputError`, a failed run `hallsim.errors.RunError`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hallsim.errors import InputError, RunError
from hallsim.fitting import fit_satisfaction
from hallsim.guesses import How, break_even, select, sensitivity
from hallsim.loading import (
    as_loaded,
    chosen_designs,
    chosen_worlds,
    load,
    loads,
    name_of,
    refuse_unknown,
    with_settings,
)  # fmt: skip
from hallsim.os_errors import why
from hallsim.questions import answer, ask, check_folder, choices, effort_of, n_runs, order_of, results
from hallsim.rosters import ask_roster, check_roster_folder, roster, save_roster
from hallsim.sizing import SizeQuestion, ask_size, size
from hallsim.study.engines.chosen import asked_engine
from hallsim.study.experiment.trials import trials_of
from hallsim.study.result import StudyResult, Words
from hallsim.study_files import keep_study, load_study, load_sweep, manifest_of, run_study
from hallsim.text.message import Lang, Message
from hallsim.whole_file import write_whole

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.hall import Engine, EngineInput, Records, cases_of, check_engine, engine_input
    from hallsim.scenario.load import LoadedScenario
    from hallsim.study.bottleneck.result import Bottleneck
    from hallsim.study.effort import Effort
    from hallsim.study.executor import Elsewhere
    from hallsim.study.forecast import Forecast
    from hallsim.study.robust.robustness import Robustness
    from hallsim.study.run import Progress
    from hallsim.study.runs.candidate import candidate_of, candidates_of
    from hallsim.study.runs.executors.chosen import executor
    from hallsim.study.runs.executors.protocol import Executor
    from hallsim.study.runs.runs import Runs
    from hallsim.study.runs.wanted import wanted
    from hallsim.study.several.several import Several
    from hallsim.study.ways.line import RouteLine
    from hallsim.study.worlds import Worlds
    from hallsim.trace.model import Trace
    from hallsim.workload.offered_load import StationLoad

__all__ = [
    "Engine", "EngineInput", "How", "InputError", "Records", "RunError", "Runs", "SizeQuestion",
    "StudyResult", "answer", "ask", "ask_roster", "ask_size", "bottleneck", "break_even", "candidate_of",
    "candidates_of", "cases_of", "check", "check_engine", "check_folder", "check_roster_folder", "choices",
    "chosen_designs", "chosen_worlds", "claimed", "compare", "draw_itinerary", "effort", "effort_of",
    "engine_input", "executor", "finished_replications", "fit_satisfaction", "forecast", "itinerary",
    "keep_study", "load", "load_study", "load_sweep", "loads", "manifest_of", "measure", "n_runs",
    "name_of", "plausible_worlds", "read_trace", "results", "robustness", "roster", "run_once", "run_study",
    "save", "save_answer", "save_roster", "select", "sensitivity", "simulate", "size", "tables", "titles",
    "trials_of", "wanted", "with_settings", "write_trace",
]  # fmt: skip
_ELSEWHERE = {
    **dict.fromkeys(
        ("Engine", "EngineInput", "Records", "cases_of", "check_engine", "engine_input"), "hallsim.hall"
    ),
    "Runs": "hallsim.study.runs.runs",
    "candidate_of": "hallsim.study.runs.candidate",
    "candidates_of": "hallsim.study.runs.candidate",
    "executor": "hallsim.study.runs.executors.chosen",
    "wanted": "hallsim.study.runs.wanted",
}


def __getattr__(name: str) -> Any:
    """What an engine of one's own is written and held against with (docs/engine.md), and single runs
    (docs/how-to/long-studies.md): read when asked for.
    """
    if name not in _ELSEWHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_ELSEWHERE[name]), name)


def simulate(
    source: LoadedScenario | str | Path, design: str | None = None, replications: int | None = None,
    seed: int | None = None, **options: Any,
) -> StudyResult:  # fmt: skip
    """Run one design (all of them when absent); options as for `compare`."""
    return compare(source, [design] if design else None, replications, seed, **options)


def compare(
    source: LoadedScenario | str | Path, designs: Sequence[str] | None = None,
    replications: int | None = None, seed: int | None = None, *,
    base: str | None = None, world: str = "world", engine: str | None = None,
    processes: int | None = None, cluster: str | None = None, out: str | Path | None = None,
    resume: bool = False, overwrite: bool = False, progress: Progress | None = None,
) -> StudyResult:  # fmt: skip
    """Run designs with the same citizens and compare each with the base.

    Args:
        source: a loaded scenario, or its path.
        designs: names; all of the scenario when absent.
        base: the design that the others are compared with, the first when absent. Finished replications
            serve any base.
        world: one of the file's `worlds`; that of the file when absent (`ask` and `answer` take several).
        replications, seed: those of the scenario's `run` when absent.
        engine: auto, reference or compiled, that of `run` when absent; the result is the same by any.
        processes: 1 runs in this process, as many as the machine lends cores when absent; the result is the
            same for any number.
        cluster: the workers of a Dask scheduler instead, tcp://HOST:8786 (docs/how-to/long-studies.md).
        out: folder that keeps each replication as it is finished (see `save` for the rest).  If it holds just
            the replications wanted, nothing is run.
        resume: take over what an interrupted run with the same inputs, designs and seed has left in `out`.
        overwrite: finished replications in `out` may be lost (with `resume`: those it cannot take over).
        progress: told (finished, wanted) after every replication.

    Raises:
        InputError: wrong input, what lies in `out` and would be lost, or another process that works there.
        RunError: a broken audit, an unwritable folder, or no replication finished.
    """
    from hallsim.study.cores import cores
    from hallsim.study.run import run_study
    from hallsim.study.runs.executors.chosen import elsewhere

    loaded = as_loaded(source)
    question = ask(loaded, designs, base=base, worlds=[world])
    folder = Path(out) if out is not None else None
    order = order_of(
        loaded, question, question.cells[0], replications, seed, folder, resume=resume, overwrite=overwrite
    )
    order = replace(order, processes=processes or cores(), engine=asked_engine(loaded.scenario, engine))
    if order.engine == "compiled":
        choices(loaded, question, seed, order.engine)
    with elsewhere(cluster) as workers:
        told = progress or (lambda done, wanted: None)
        return run_study(replace(order, progress=told, elsewhere=workers))


def plausible_worlds(
    source: LoadedScenario | str | Path,
    designs: Sequence[str] | None = None,
    n: int | None = None,
    seed: int | None = None,
    *,
    base: str | None = None,
    world: str = "world",
) -> Worlds:
    """Worlds drawn from the ranges of the assumed numbers, as many as `run.robust.worlds` when `n` is absent.

    InputError when nothing has a range, or for an unknown design.
    """
    from hallsim.study.worlds import plausible_worlds as drawn

    loaded = as_loaded(source)
    chosen = chosen_designs(loaded, designs, base)
    used = loaded.scenario.run.seed if seed is None else seed
    return drawn(
        loaded, chosen, used, n, inputs=repr(loaded.hashes()), world=chosen_worlds(loaded, [world])[0]
    )


def robustness(
    worlds: Worlds, *, engine: str | None = None, processes: int | None = None,
    elsewhere: Elsewhere | None = None, out: str | Path | None = None, resume: bool = False,
    progress: Progress | None = None,
) -> Robustness:  # fmt: skip
    """Run plausible worlds: every design in each with the same citizens; `out` keeps them as for `compare`.

    study = hs.compare(source)
    study = replace(study, robustness=hs.robustness(hs.plausible_worlds(source)))
    """
    from hallsim.study.worlds import run_worlds

    told = progress or (lambda done, wanted: None)
    folder = Path(out) if out is not None else None
    asked = replace(worlds, engine=asked_engine(worlds.scenarios[0], engine))
    return run_worlds(
        asked, processes=processes, elsewhere=elsewhere, folder=folder, resume=resume, progress=told
    )


def save(study: StudyResult, folder: str | Path, lang: Lang = "en") -> str:
    """Write the tables, figures, page and manifest of a study into a folder; gives the name of the page.

    The page of the other language stays if it tells the same study.

    Raises:
        InputError: the folder holds something else, or another process works in it.
        RunError: it cannot be written.
    """
    from hallsim.report.folder import save_study

    return save_study(study, Path(folder), lang)


def save_answer(several: Several, folder: str | Path, lang: Lang = "en") -> str:
    """The same of an answer: of several worlds a page with all of them, and a folder a world."""
    from hallsim.report.several import save_several

    if several.is_one:
        return save(several.studies[0], folder, lang)
    return save_several(several, Path(folder), lang)


def bottleneck(
    source: LoadedScenario | str | Path, workers: Executor, design: str | None = None, *,
    metric: str | None = None, world: str = "world", replications: int | None = None,
    seed: int | None = None, most: int = 8, engine: str | None = None, out: str | Path | None = None,
    progress: Progress | None = None,
) -> Bottleneck:  # fmt: skip
    """Where the days of a lead time go, and what one more officer, window or meeting would bring.

    Args:
        workers: who runs (`hallsim.study.runs.executors`).
        design: the first when absent; world: one of the file's `worlds`, that of the file when absent.
        metric: by which one more of anything is measured; the lead time from the first visit when absent, the
            mean wait in a hall without approvals.
        most: desks, and windows, of which one more is tried at most: those where most is waited.
        out: keeps the runs; the same question asked again makes only those that are missing.
        replications, seed, engine, progress: as for `compare`; progress counts runs.

    Raises:
        InputError: a name that is none, or another process that works in `out`.
        RunError: an unwritable folder, or no replication finished.
    """
    from hallsim.study.bottleneck.study import Asked, find_bottleneck, wanted_of
    from hallsim.study.runs.runs import Runs

    loaded = as_loaded(source)
    run = loaded.scenario.run
    asked = Asked(
        source=loaded, name=name_of(loaded), design=chosen_designs(loaded, [design] if design else None)[0],
        world=chosen_worlds(loaded, [world])[0], metric=metric, most=most,
        replications=run.replications if replications is None else replications,
    )  # fmt: skip
    chosen = asked_engine(loaded.scenario, engine)
    if chosen == "compiled":
        choices(loaded, ask(loaded, [asked.design], worlds=[asked.world]), seed, chosen)
    with Runs(
        seed=run.seed if seed is None else seed, wanted=wanted_of(asked), executor=workers, engine=chosen,
        folder=None if out is None else Path(out), progress=progress or (lambda done, wanted: None),
    ) as runs:  # fmt: skip
        return find_bottleneck(asked, runs)


def claimed(folder: str | Path) -> AbstractContextManager[None]:
    """Inside, no other process may fill the results folder; InputError when one does already."""
    from hallsim.study.folder.claim import claimed as claim

    return claim(Path(folder))


def forecast(source: LoadedScenario | str | Path, world: str = "world") -> Forecast:
    """What is expected before anything is run: loads and waits, meetings, the effort of running it."""
    from hallsim.study.forecast import forecast as foretold

    loaded = as_loaded(source)
    (name,) = chosen_worlds(loaded, [world])
    return foretold(loaded.scenario.in_world(name))


def check(source: LoadedScenario | str | Path, world: str = "world") -> list[StationLoad]:
    """The load offered to every station of every design in a world, and what follows from it."""
    return list(forecast(source, world).stations)


def itinerary(
    source: LoadedScenario | str | Path, design: str, service: str, lang: Lang = "en", way: str = "hall"
) -> str:
    """The way a matter of a service walks under a design, as text.

    Args:
        way: which one, where a design has several: `hall` is the plain one, the text names the others.
    """
    from hallsim.report.ways.text import route_text

    return route_text(_route(as_loaded(source), design, service, way), lang)


def draw_itinerary(
    source: LoadedScenario | str | Path, design: str, service: str, file: str | Path,
    lang: Lang = "en", way: str = "hall",
) -> None:  # fmt: skip
    """Draw the way of `itinerary` into an SVG file.  RunError when it cannot be written."""
    from hallsim.report.ways.way import draw_way

    loaded = as_loaded(source)
    picture = draw_way(loaded.scenario, design, service, _route(loaded, design, service, way), lang)
    try:
        write_whole(Path(file), picture.encode())
    except OSError as error:
        reason = why(error)
        raise RunError(Message("cannot write {file}: {reason}", file=file, reason=reason)) from None


def _route(loaded: LoadedScenario, design: str, service: str, way: str) -> list[RouteLine]:
    from hallsim.study.ways.route import route, way_names

    chosen_designs(loaded, [design])
    refuse_unknown([service], loaded.scenario.world.services, Message("service"))
    refuse_unknown([way], dict.fromkeys(way_names(loaded.scenario, design, service)), Message("way"))
    return route(loaded.scenario, design, service, way)


def run_once(
    source: LoadedScenario | str | Path, design: str | None = None, seed: int | None = None,
    replication: int = 0, *, engine: Engine | str | None = None,
) -> Trace:  # fmt: skip
    """The audited trace of one replication of one design (the first when absent).

    Args:
        engine: a name as for `compare`, or a function that keeps the contract.
    """
    from hallsim.study.replicate import run_design

    loaded = as_loaded(source)
    name = chosen_designs(loaded, [design] if design else None)[0]
    used = loaded.scenario.run.seed if seed is None else seed
    run = engine if callable(engine) else asked_engine(loaded.scenario, engine)
    return run_design(loaded.scenario, name, used, replication, run)


def tables(trace: Trace) -> dict[str, pd.DataFrame]:
    """A trace as DataFrames: times in ms since midnight of day 0, -1 for never; codes also by name."""
    from hallsim.study.frames import frames

    return frames(trace)


def write_trace(trace: Trace, folder: str | Path) -> None:
    """Keep a trace in a folder: a Parquet file a table, and everything else as trace.json.

    Raises:
        InputError: the folder holds something else.
        RunError: it cannot be written.
    """
    from hallsim.trace.file import write_trace as write

    write(trace, Path(folder))


def read_trace(folder: str | Path) -> Trace:
    """The trace kept in a folder.  InputError when there is none, or not all that was written."""
    from hallsim.trace.file import read_trace as read

    return read(Path(folder))


def measure(trace: Trace, wait_target_min: float = 15.0) -> pd.Series[float]:
    """Every metric of a trace by its id; a wait up to the target counts as short."""
    import pandas as pd

    from hallsim.metrics.registry import measure as measured

    return pd.Series(measured(trace, wait_target_min=wait_target_min), name=trace.design, dtype="float64")


def effort(
    source: LoadedScenario,
    designs: Sequence[str],
    replications: int | None = None,
    processes: int = 1,
    engine: str | None = None,
) -> Effort:
    """About how long replications of some designs take in the world of the file, and how much memory."""
    from hallsim.study.effort import effort_of

    n = source.scenario.run.replications if replications is None else replications
    return effort_of(source.scenario, len(chosen_designs(source, designs)), n, processes, engine)


def finished_replications(folder: str | Path) -> int:
    """How many finished replications a results folder holds."""
    from hallsim.study.folder.store import Folder

    return Folder(Path(folder), "").count()


def titles(source: LoadedScenario) -> dict[str, dict[str, Words]]:
    """The titles that the scenario gives, by kind (design, station, service, group, department) and name."""
    from hallsim.study.names import names

    return names(source.scenario)
