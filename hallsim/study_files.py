"""Study files, and the same asked on a command line: read with their scenario, checked, ready to be run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hallsim.errors import InputError, Place, Problem, problem
from hallsim.loading import load, refuse_unheard, with_settings
from hallsim.text.message import Message

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario
    from hallsim.scenario.study_file.model import StudyFile
    from hallsim.scenario.study_file.read import WrittenStudy
    from hallsim.scenario.targets.target import Target
    from hallsim.scenario.whatif.variation import Variation
    from hallsim.study.experiment.experiment import Experiment
    from hallsim.study.experiment.loaded import LoadedStudy
    from hallsim.study.experiment.trials import Trials
    from hallsim.study.runs.executors.protocol import Executor

_SET: Final = "set"


def load_study(
    path: str | Path, settings: Sequence[str] = (), given: Mapping[str, Any] | None = None
) -> LoadedStudy:
    """A study file with its scenario, checked as a whole.

    Args:
        settings: more that is otherwise than in the scenario, as for `--set`.
        given: keys of the file that a command line overrules, such as `replications`, `seed` and `block`.

    Raises:
        InputError: everything that is wrong with either file, each at its place.
    """
    from hallsim.scenario.study_file.read import read_study

    written = read_study(path)
    study = written.study.model_copy(update=_overruled(given or {}))
    return loaded(replace(written, study=study), settings)


def loaded(written: WrittenStudy, settings: Sequence[str] = ()) -> LoadedStudy:
    """A study that was read, with its scenario.  InputError as for `load_study`."""
    from hallsim.study.experiment.checks import alone_in_their_worlds, metric_problems, name_problems
    from hallsim.study.experiment.factors import factors_of, row_problems, unheard_factors
    from hallsim.study.experiment.loaded import LoadedStudy, made_points

    study, problems = written.study, list(metric_problems(written))
    try:
        source = _scenario(written, settings)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    problems += name_problems(written, source.scenario)
    factors = factors_of(written, source, problems)
    problems += row_problems(written, source)
    targets = _targets(written, source, problems)
    designs = study.designs or tuple(source.scenario.designs)
    worlds = study.worlds or source.scenario.world_names()
    if not problems:
        refuse_unheard(source, designs, worlds)
        problems += unheard_factors(written, source, designs, worlds)
    of_world = [name for name, varied in factors.items() if varied.in_world]
    problems += alone_in_their_worlds(written, source.scenario, of_world)
    if problems:
        raise InputError(problems)
    seed = source.scenario.run.seed if study.seed is None else study.seed
    levels = {name: varied.levels for name, varied in factors.items()}
    return LoadedStudy(
        written=written, source=source, designs=designs, worlds=worlds, factors=tuple(factors.values()),
        points=made_points(study, levels, seed), metrics=_metrics(study, source), targets=targets,
    )  # fmt: skip


def load_sweep(
    file: str | Path,
    vary: Sequence[str],
    settings: Sequence[str] = (),
    given: Mapping[str, Any] | None = None,
) -> LoadedStudy:
    """A study asked on a command line: a scenario file, and what is varied as for `--vary`.

    Args:
        given: other keys of a study file, such as `designs`, `metrics` and `points`.

    Raises:
        InputError: everything that is wrong, each at its option.
    """
    from hallsim.scenario.study_file.model import MOST_POINTS
    from hallsim.scenario.study_file.sweep import written_sweep
    from hallsim.study.effort import FEWER_SWEPT, too_many

    asked = given or {}

    def too_many_values(one: Variation) -> Problem:
        scenario = load(file, settings).scenario
        n_each = len(asked.get("designs") or scenario.designs)
        n_each *= len(asked.get("worlds") or scenario.world_names())
        place = Place(file=one.said, line=1, column=1, said=True)
        n, each = len(one.values), asked.get("replications")
        return too_many(place, "vary.many", scenario, n, n_each, each, MOST_POINTS, FEWER_SWEPT)

    return loaded(written_sweep(Path(file), vary, asked, too_many_values), settings)


def _overruled(given: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in given.items() if value is not None}
    if "replications" in found:
        found["precision"] = None
    return found


def _scenario(written: WrittenStudy, settings: Sequence[str]) -> LoadedScenario:
    """The scenario of a study with what is set for the whole of it; its own problems keep their places."""
    own = [f"{path}={value}" for path, value in written.study.set.items()]
    source = load(_named(written))
    try:
        source = with_settings(source, own, _SET) if own else source
    except InputError as error:
        places = {
            f"{_SET} {path}={value}": written.place_of("set", path)
            for path, value in written.study.set.items()
        }
        raise InputError([_placed(p, places) for p in error.problems]) from None
    return with_settings(source, settings) if settings else source


def _named(written: WrittenStudy) -> Path:
    """The scenario's file; InputError at the key that names it where there is none."""
    path = written.scenario_path
    try:
        path.stat()
    except (OSError, ValueError):
        raise InputError(
            problem(
                written.value_place("scenario"),
                "study.scenario",
                Message("there is no scenario file '{name}' beside this study", name=written.study.scenario),
                Message("write its name as seen from the folder of the study, such as my_hall.yaml"),
            )
        ) from None
    return path


def _placed(wrong: Problem, places: Mapping[str, Any]) -> Problem:
    place = wrong.place
    if place is None or not place.said or place.file not in places:
        return wrong
    return replace(wrong, place=places[place.file])


def _targets(written: WrittenStudy, source: LoadedScenario, problems: list[Problem]) -> tuple[Target, ...]:
    """Those of the study, else those of the scenario, which are checked with it."""
    from hallsim.study.targets.checks import Written, target_problems

    own = written.study.targets
    if not own:
        return source.scenario.targets
    places = [Written(target, written.place_of("targets", i)) for i, target in enumerate(own)]
    problems += target_problems(source.scenario, places)
    return own


def _metrics(study: StudyFile, source: LoadedScenario) -> tuple[str, ...]:
    """What is told: the study's own choice, the scenario's, else the usual ones that the hall has."""
    from hallsim.metrics.registry import PRIMARY
    from hallsim.study.mechanisms import has_mechanism

    run, designs = source.scenario.run, study.designs or tuple(source.scenario.designs)
    chosen = study.metrics or run.metrics or run.primary
    usual = (name for name in PRIMARY if has_mechanism(name, source.scenario, designs))
    precision = tuple(study.precision.metrics) if study.precision is not None else ()
    more = (*study.pareto, *precision, *(one.metric for one in study.expect))
    return tuple(dict.fromkeys((*(chosen or usual), *more)))


@contextmanager
def run_study(
    study: LoadedStudy,
    trials: Trials | None = None,
    *,
    executor: Executor | None = None,
    engine: str | None = None,
    out: str | Path | None = None,
    progress: Callable[[int, int], None] = lambda done, wanted: None,
) -> Iterator[Experiment]:
    """A study run, or gone on with: what the folder's journal has is not run again.

    Its figures are read from the journal, so inside the `with` only.

    Args:
        trials: those of the study, where they are made already.
        executor: who runs; this process when absent.
        out: folder that keeps every run; nowhere when absent.

    Raises:
        InputError: what the scenario cannot be at a point, or another process that works in the folder.
        RunError: see `hallsim.study.runs.runs.Runs`.
    """
    from hallsim.study.engines.chosen import asked_engine
    from hallsim.study.experiment.experiment import run_experiment, wanted_of
    from hallsim.study.experiment.trials import trials_of
    from hallsim.study.folder.kept import refuse_foreign
    from hallsim.study.runs.executors.serial import Serial
    from hallsim.study.runs.runs import Runs

    made = trials_of(study) if trials is None else trials
    folder = None if out is None else Path(out)
    if folder is not None:
        refuse_foreign(folder)
    with Runs(
        seed=study.seed, wanted=wanted_of(study), folder=folder, executor=executor or Serial(),
        engine=asked_engine(study.source.scenario, engine), progress=progress,
    ) as runs:  # fmt: skip
        yield run_experiment(study, made, runs)


def manifest_of(found: Experiment) -> dict[str, Any]:
    """How a study was made."""
    from hallsim.study.folder.store import fingerprint, versions

    study = found.study
    own = {Path(name).name: sha256(content).hexdigest() for name, content in study.written.files.items()}
    inputs = study.source.hashes() | own
    told: dict[str, Any] = {
        "study": study.name, "set": list(study.source.written.asked), "designs": list(study.designs),
        "worlds": list(study.worlds),
        "varied": [f"{varied.levels.name}: {', '.join(varied.paths)}" for varied in study.factors],
        "points": len(found.trials.all), "runs": found.n_runs, "block": found.block, "seed": study.seed,
        "inputs_sha256": inputs, "versions": versions(),
    }  # fmt: skip
    return {**told, "fingerprint": fingerprint(**told)}


def keep_study(study: LoadedStudy, folder: Path) -> None:
    """A copy of the study file and of its scenario beside their results."""
    from hallsim.study.folder.store import keep_inputs

    own = {Path(name).name: content for name, content in study.written.files.items()}
    keep_inputs(folder, study.source.inputs() | own)
