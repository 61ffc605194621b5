"""The use cases as functions: what the command line does, without printing anything.

    import hallsim.api as hs

    source = hs.load("scenarios/small_town.yaml")
    study = hs.compare(source, replications=10)
    study.summary        # a pandas DataFrame, a row a design and metric
    study.differences    # every design against the first, paired by replication

Wrong input raises `hallsim.errors.InputError`, a failed run `hallsim.errors.RunError`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hallsim.errors import InputError, Lang, Problem, RunError, problem, unknown_name
from hallsim.os_errors import why
from hallsim.study.engines import asked_engine
from hallsim.study.result import StudyResult, Words

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.hall import Engine, EngineInput, Records, cases_of, check_engine, engine_input
    from hallsim.hall.engines import Choice
    from hallsim.scenario.load import LoadedScenario
    from hallsim.study.effort import Effort
    from hallsim.study.forecast import Forecast
    from hallsim.study.robust.robustness import Robustness
    from hallsim.study.run import Order, Progress
    from hallsim.study.ways.line import RouteLine
    from hallsim.study.worlds import Worlds
    from hallsim.trace.model import Trace
    from hallsim.workload.offered_load import StationLoad

__all__ = [
    "Engine", "EngineInput", "InputError", "Records", "RunError", "StudyResult", "cases_of", "check",
    "check_engine", "check_folder", "choices", "chosen_designs", "claimed", "compare", "draw_itinerary",
    "effort", "engine_input", "finished_replications", "forecast", "itinerary", "load", "loads", "measure",
    "name_of", "plausible_worlds", "read_trace", "robustness", "run_once", "save", "simulate", "tables",
    "titles", "write_trace",
]  # fmt: skip
_OF_ENGINES = {"Engine", "EngineInput", "Records", "cases_of", "check_engine", "engine_input"}


def __getattr__(name: str) -> Any:
    """What an engine of one's own is written and held against with (docs/engine.md), read when asked for."""
    if name not in _OF_ENGINES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("hallsim.hall"), name)


def load(path: str | Path) -> LoadedScenario:
    """Read and check a scenario file.  InputError carries every problem found, with its place."""
    from hallsim.scenario.load import load_scenario

    return _runnable(load_scenario(path))


def loads(text: str, name: str = "<text>") -> LoadedScenario:
    """Read and check a scenario given as text."""
    from hallsim.scenario.load import load_text

    return _runnable(load_text(text, name))


def simulate(
    source: LoadedScenario | str | Path, design: str | None = None, replications: int | None = None,
    seed: int | None = None, **options: Any,
) -> StudyResult:  # fmt: skip
    """Run one design (all of them when absent); options as for `compare`."""
    return compare(source, [design] if design else None, replications, seed, **options)


def compare(
    source: LoadedScenario | str | Path, designs: Sequence[str] | None = None,
    replications: int | None = None, seed: int | None = None, *,
    base: str | None = None, engine: str | None = None, processes: int | None = None,
    out: str | Path | None = None, resume: bool = False, overwrite: bool = False,
    progress: Progress | None = None,
) -> StudyResult:  # fmt: skip
    """Run designs with the same citizens and compare each with the base.

    Args:
        source: a loaded scenario, or its path.
        designs: names; all of the scenario when absent.
        base: the design that the others are compared with, the first when absent. Finished replications
            serve any base.
        replications, seed: those of the scenario's `run` when absent.
        engine: auto, reference or compiled, that of `run` when absent; the result is the same by any.
        processes: as many as the machine lends cores when absent; the result is the same for any number.
        out: folder that keeps each replication as it is finished (see `save` for the rest).  If it holds just
            the replications wanted, nothing is run.
        resume: take over what an interrupted run with the same inputs, designs and seed has left in `out`.
        overwrite: finished replications in `out` may be lost (with `resume`: those it cannot take over).
        progress: told (finished, wanted) after every replication.

    Raises:
        InputError: wrong input, an engine that cannot run it, what lies in `out` and would be lost, or
            another process that works there.
        RunError: a broken audit, an unwritable folder, or no replication finished.
    """
    from hallsim.study.cores import cores
    from hallsim.study.run import run_study

    loaded = _loaded(source)
    folder = Path(out) if out is not None else None
    wanted = chosen_designs(loaded, designs, base)
    order = _order(loaded, wanted, replications, seed, folder, resume=resume, overwrite=overwrite)
    order = replace(order, processes=processes or cores(), engine=asked_engine(loaded.scenario, engine))
    if order.engine == "compiled":
        choices(loaded, wanted, seed, order.engine)
    return run_study(replace(order, progress=progress or (lambda done, wanted: None)))


def choices(
    source: LoadedScenario, designs: Sequence[str] | None, seed: int | None, engine: str | None
) -> dict[str, Choice]:
    """Which engine runs each design, and why not the compiled one; InputError when that is asked for then."""
    from hallsim.study.engines import choices as chosen

    scenario, wanted = source.scenario, chosen_designs(source, designs)
    return chosen(scenario, wanted, scenario.run.seed if seed is None else seed, engine)


def check_folder(
    source: LoadedScenario, designs: Sequence[str] | None, replications: int | None, seed: int | None,
    out: Path, *, resume: bool, overwrite: bool,
) -> None:  # fmt: skip
    """InputError when `compare` would refuse the folder `out`; writes nothing."""
    from hallsim.study.run import results_folder

    wanted = chosen_designs(source, designs)
    results_folder(_order(source, wanted, replications, seed, out, resume=resume, overwrite=overwrite))


def _order(
    loaded: LoadedScenario, designs: tuple[str, ...], replications: int | None, seed: int | None,
    out: Path | None, *, resume: bool, overwrite: bool,
) -> Order:  # fmt: skip
    from hallsim.study.run import Order

    run = loaded.scenario.run
    return Order(
        name=name_of(loaded),
        scenario=loaded.scenario,
        designs=designs,
        n_replications=run.replications if replications is None else replications,
        seed=run.seed if seed is None else seed,
        files=loaded.hashes(),
        doubts=loaded.warnings,
        folder=out,
        resume=resume,
        overwrite=overwrite,
    )


def plausible_worlds(
    source: LoadedScenario | str | Path, designs: Sequence[str] | None = None, n: int | None = None,
    seed: int | None = None, *, base: str | None = None,
) -> Worlds:  # fmt: skip
    """Worlds drawn from the ranges of the assumed numbers, as many as `run.robust.worlds` when `n` is absent.

    InputError when nothing has a range, or for an unknown design.
    """
    from hallsim.study.worlds import plausible_worlds as drawn

    loaded = _loaded(source)
    chosen = chosen_designs(loaded, designs, base)
    used = loaded.scenario.run.seed if seed is None else seed
    return drawn(loaded, chosen, used, n, inputs=repr(loaded.hashes()))


def robustness(
    worlds: Worlds, *, engine: str | None = None, processes: int | None = None,
    out: str | Path | None = None, resume: bool = False, progress: Progress | None = None,
) -> Robustness:  # fmt: skip
    """Run plausible worlds: every design in each with the same citizens; the rest as for `compare`.

    study = hs.compare(source)
    study = replace(study, robustness=hs.robustness(hs.plausible_worlds(source)))
    """
    from hallsim.study.worlds import run_worlds

    told = progress or (lambda done, wanted: None)
    folder = Path(out) if out is not None else None
    asked = replace(worlds, engine=asked_engine(worlds.scenarios[0], engine))
    return run_worlds(asked, processes=processes, folder=folder, resume=resume, progress=told)


def save(study: StudyResult, folder: str | Path, lang: Lang = "en") -> str:
    """Write the tables, figures, page and manifest of a study into a folder; gives the name of the page.

    The page of the other language stays if it tells the same study.

    Raises:
        InputError: the folder holds something else, or another process works in it.
        RunError: it cannot be written.
    """
    from hallsim.report.folder import save_study

    return save_study(study, Path(folder), lang)


def claimed(folder: str | Path) -> AbstractContextManager[None]:
    """Inside, no other process may fill the results folder; InputError when one does already."""
    from hallsim.study.folder.claim import claimed as claim

    return claim(Path(folder))


def forecast(source: LoadedScenario | str | Path) -> Forecast:
    """What is expected before anything is run: loads and waits, meetings, the effort of running it."""
    from hallsim.study.forecast import forecast as foretold

    return foretold(_loaded(source).scenario)


def check(source: LoadedScenario | str | Path) -> list[StationLoad]:
    """The load offered to every station of every design, and what follows from it."""
    return list(forecast(source).stations)


def itinerary(
    source: LoadedScenario | str | Path, design: str, service: str, lang: Lang = "en", way: str = "hall"
) -> str:
    """The way a matter of a service walks under a design, as text.

    Args:
        way: which one, where a design has several: `hall` is the plain one, the text names the others.
    """
    from hallsim.report.ways.text import route_text

    return route_text(_route(_loaded(source), design, service, way), lang)


def draw_itinerary(
    source: LoadedScenario | str | Path, design: str, service: str, file: str | Path,
    lang: Lang = "en", way: str = "hall",
) -> None:  # fmt: skip
    """Draw the way of `itinerary` into an SVG file.  RunError when it cannot be written."""
    from hallsim.report.ways.way import draw_way

    loaded = _loaded(source)
    picture = draw_way(loaded.scenario, design, service, _route(loaded, design, service, way), lang)
    try:
        Path(file).write_text(picture, encoding="utf-8")
    except OSError as error:
        reason, reason_zh = why(error)
        raise RunError(f"cannot write {file}: {reason}", f"无法写入 {file}：{reason_zh}") from None


def _route(loaded: LoadedScenario, design: str, service: str, way: str) -> list[RouteLine]:
    from hallsim.study.ways.route import route, way_names

    chosen_designs(loaded, [design])
    _known([service], loaded.scenario.world.services, "service", "事项")
    _known([way], dict.fromkeys(way_names(loaded.scenario, design, service)), "way", "办理途径")
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

    loaded = _loaded(source)
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
    source: LoadedScenario, designs: Sequence[str], replications: int | None, processes: int
) -> Effort:
    """About how long replications of some designs take, and how much memory."""
    from hallsim.study.effort import effort_of

    n = source.scenario.run.replications if replications is None else replications
    return effort_of(source.scenario, len(chosen_designs(source, designs)), n, processes)


def chosen_designs(
    source: LoadedScenario, designs: Sequence[str] | None, base: str | None = None
) -> tuple[str, ...]:
    """The designs asked for, in the order asked, each once, the base first; all when none is.

    InputError for an unknown one.
    """
    known = source.scenario.designs
    wanted = tuple(dict.fromkeys([*([] if base is None else [base]), *(designs or known)]))
    _known(wanted, known, "design", "方案")
    return wanted


def finished_replications(folder: str | Path) -> int:
    """How many finished replications a results folder holds."""
    from hallsim.study.folder.store import Folder

    return Folder(Path(folder), "").count()


def name_of(source: LoadedScenario) -> str:
    """The short name of a scenario: its file's, without folder and ending."""
    return source.path.stem if source.path is not None else source.name.strip("<>")


def titles(source: LoadedScenario) -> dict[str, dict[str, Words]]:
    """The titles that the scenario gives, by kind (design, station, service, group, department) and name."""
    from hallsim.study.names import names

    return names(source.scenario)


def _loaded(source: LoadedScenario | str | Path) -> LoadedScenario:
    return load(source) if isinstance(source, str | Path) else source


def _runnable(source: LoadedScenario) -> LoadedScenario:
    """The scenario, once right in what its own layer cannot know: names of metrics, numbers of citizens."""
    from hallsim.study.named_metrics import metric_doubts, metric_problems

    problems = [*metric_problems(source), *_too_many_citizens(source)]
    if problems:
        raise InputError(problems)
    return replace(source, warnings=(*source.warnings, *metric_doubts(source)))


def _too_many_citizens(loaded: LoadedScenario) -> list[Problem]:
    from hallsim.demand.arrivals import undrawable
    from hallsim.scenario.parsing.located import value_place
    from hallsim.scenario.world.calendar import build_calendar

    world = loaded.scenario.world
    calendar = build_calendar(world.calendar)
    problems = []
    for i, written in enumerate(world.arrivals):
        wrong = [undrawable(world.with_volume(source), calendar) for source in written.told_apart()]
        loc: Sequence[str | int] = (
            ("world", "arrivals", i, written.kind) if written.kind else ("world", "services")
        )
        place = value_place(loaded.tree, loc)
        for refused in filter(None, wrong):
            remedy, remedy_zh = "check the number and its unit", "请检查数值和单位"
            problems.append(problem(place, "arrivals.many", refused[0], remedy, refused[1], remedy_zh))
    return problems


def _known(wanted: Sequence[str], known: Mapping[str, Any], what: str, what_zh: str) -> None:
    problems = [unknown_name(name, known, what, what_zh) for name in wanted if name not in known]
    if problems:
        raise InputError(problems)
