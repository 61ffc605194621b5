"""`hallsim study STUDY.yaml` and `hallsim sweep FILE --vary …`: many points of one scenario."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hallsim.cli.language import Spoken, lang_option, say, tell_doubts
from hallsim.cli.options.engine import engine_option, engines_line
from hallsim.cli.options.executor import executor_options
from hallsim.cli.options.names import names_option
from hallsim.cli.options.results_folder import ResultsFolder
from hallsim.cli.options.told_effort import MOST_RUNS, duration
from hallsim.cli.options.what_if import set_option
from hallsim.cli.saving import saved
from hallsim.cli.wrong_call import WrongCallError
from hallsim.study.cores import told_processes
from hallsim.text.message import Lang

if TYPE_CHECKING:
    from hallsim.study.experiment.loaded import LoadedStudy
    from hallsim.study.experiment.trials import Trials

_FILE = click.Path(path_type=Path)
_BLOCKS = ("main", "pilot", "search", "confirm")
_OPTIONS = (
    click.option(
        "-n",
        "--replications",
        type=click.IntRange(1, 100_000),
        help="Replications of every point, in place of what the file says.",
    ),
    click.option(
        "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of every stream; the file's when absent."
    ),
    click.option(
        "--block",
        type=click.Choice(_BLOCKS),
        help="Citizens that come: main (those of compare), pilot, search, confirm; the file's when absent.",
    ),
    click.option("--out", type=ResultsFolder(), help="Results folder; results/NAME when absent."),
    executor_options,
    engine_option,
    click.option("-q", "--quiet", is_flag=True, help="No progress."),
    click.option("--yes", is_flag=True, help="Run as many runs as are asked for, however many."),
    set_option,
    lang_option,
)


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@click.command(
    cls=Spoken,
    help="Answer the question of a study file: many points of one scenario, run and told together.",
)
@click.argument("file", type=_FILE, metavar="STUDY.yaml")
@_options
def study(file: Path, settings: tuple[str, ...], out: Path | None, lang: Lang, **options: Any) -> None:
    from hallsim import api

    keys = ("replications", "seed", "block")
    asked = api.load_study(file, settings, {key: options[key] for key in keys})
    _answer(asked, out or Path("results") / file.stem, lang, **options)


@click.command(
    cls=Spoken, help="Try values of one or several paths together: a quick study without a study file."
)
@click.argument("file", type=_FILE, metavar="FILE")
@click.option(
    "--vary",
    multiple=True,
    required=True,
    metavar="PATH=VALUES",
    help="Values of a path: 4,6,8 or 4..8 or 0.5..2:0.5; 0.8..1.2 of a Latin hypercube (may be repeated).",
)
@click.option(
    "--points",
    metavar="HOW",
    help="How they are combined: grid (every combination), one-at-a-time, or the number of points of a Latin "
    "hypercube.",
)
@names_option("--designs", help="Designs separated by commas, the base first; all of the file when absent.")
@names_option("--worlds", help="Worlds of the file separated by commas, world for its own; all when absent.")
@names_option("--metrics", help="Metrics that are told, separated by commas.")
@names_option("--pareto", help="Metrics that are weighed against each other, separated by commas.")
@_options
def sweep(
    file: Path,
    vary: tuple[str, ...],
    points: str | None,
    settings: tuple[str, ...],
    out: Path | None,
    lang: Lang,
    **options: Any,
) -> None:
    from hallsim import api

    named = {key: options.pop(key) or None for key in ("designs", "worlds", "metrics", "pareto")}
    keys = {key: options[key] for key in ("replications", "seed", "block")}
    asked = api.load_sweep(file, vary, settings, {**named, **keys, "points": _points(points, lang)})
    _answer(asked, out or Path("results") / f"{file.stem}-sweep", lang, **options)


def _points(text: str | None, lang: Lang) -> Any:
    """The design of experiments that an option asks for."""
    from hallsim.scenario.study_file.model import MOST_POINTS, Points

    asked = (text or "grid").strip().replace("-", "_")
    if asked in ("grid", "one_at_a_time"):
        return Points(kind="grid" if asked == "grid" else "one_at_a_time")
    if asked.isdecimal() and len(asked) < 20 and 2 <= int(asked) <= MOST_POINTS:
        return Points(kind="latin_hypercube", n=int(asked))
    message = "--points cannot be '{text}'; write grid, one-at-a-time, or a number of points such as 40"
    raise WrongCallError(say(message, lang, text=str(text)))


def _answer(
    asked: LoadedStudy,
    folder: Path,
    lang: Lang,
    *,
    processes: int,
    cluster: str | None,
    engine: str | None,
    quiet: bool,
    yes: bool,
    **_: Any,
) -> None:
    """Make every point, run what is missing, save and print the answer."""
    from hallsim import api
    from hallsim.report.answer import printed
    from hallsim.report.experiment import experiment_answer
    from hallsim.report.terminal import progress, show
    from hallsim.study.runs.executors.chosen import executor

    _refuse_many(asked, lang, processes, engine, yes=yes)
    trials = api.trials_of(asked)
    _tell(asked, trials, lang, processes, engine, quiet=quiet)
    text = "{name}: {done} of {wanted} runs"
    with executor(processes, cluster) as workers, progress(asked.name, lang, quiet=quiet, text=text) as told:
        study = api.run_study(asked, trials, executor=workers, engine=engine, out=folder, progress=told)
        try:
            with study as found:
                answer = experiment_answer(found, api.manifest_of(found), lang)
                page = saved(answer, folder, lang)
                api.keep_study(asked, folder)
                failed = found.n_failed
        except KeyboardInterrupt as stopped:
            message = "Interrupted. The runs made are kept in {where}; the same command goes on from there."
            stopped.args = (say(message, lang, where=folder),)
            raise
    show(printed(answer))
    click.echo(say("Tables, figures and {page} are in {where}", lang, page=page, where=folder))
    if failed:
        click.echo(say("{n} runs failed and are in no figure.", lang, n=failed), err=True)
        raise click.exceptions.Exit(1)


def _one_run_s(asked: LoadedStudy, engine: str | None) -> float:
    from hallsim import api

    return api.effort(asked.source, list(asked.designs)[:1], 1, 1, engine).seconds


def _refuse_many(asked: LoadedStudy, lang: Lang, processes: int, engine: str | None, *, yes: bool) -> None:
    """A wrong call when a study takes more runs than anybody asks for by chance; before any point is made."""
    n = asked.most_runs
    if yes or n <= MOST_RUNS:
        return
    text = "{points} points, up to {n} runs, about {time}: more than {most}; try fewer, or add --yes"
    time = duration(n * _one_run_s(asked, engine) / processes, lang)
    n_points = len(asked.points) * len(asked.designs) * len(asked.worlds)
    told = {"points": f"{n_points:,}", "n": f"{n:,}", "time": time, "most": f"{MOST_RUNS:,}"}
    raise WrongCallError(say(text, lang, **told))


def _tell(
    asked: LoadedStudy, trials: Trials, lang: Lang, processes: int, engine: str | None, *, quiet: bool
) -> None:
    """What looks unintended, which engine, how many points and runs, about how long."""
    from hallsim.study.engines.chosen import choices

    found = choices(asked.source.scenario, asked.designs, asked.seed, engine)
    if quiet:
        return
    tell_doubts((*asked.source.warnings, *trials.doubts), lang)
    used, engines = told_processes(processes), engines_line(found, lang)
    message = "{name}: {processes}, {engines}"
    click.echo(say(message, lang, name=asked.name, processes=used, engines=engines), err=True)
    precision = asked.study.precision
    each = asked.replications if precision is None else precision.budget
    n = len({trial.candidate.key for trial in trials.all}) * each
    time = duration(n * _one_run_s(asked, engine) / processes, lang)
    text = "{points} points, up to {runs} runs: about {time}; what is in the folder already is not run again."
    click.echo(say(text, lang, points=len(trials.all), runs=f"{n:,}", time=time), err=True)
