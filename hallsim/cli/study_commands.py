"""`hallsim run` and `hallsim compare`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hallsim.cli.engine_option import engine_option, tell_engines
from hallsim.cli.language import Spoken, lang_option, say, tell_doubts
from hallsim.cli.results_folder import ResultsFolder, folder_names
from hallsim.cli.robust_option import OptionalNumber, robust_option, with_robustness
from hallsim.errors import Lang
from hallsim.study.cores import cores

if TYPE_CHECKING:
    from hallsim.report.wording.grid import Grid
    from hallsim.study.result import StudyResult

_FILE = click.Path(path_type=Path)
_OPTIONS = (
    click.option(
        "-n", "--replications", type=click.IntRange(1, 100_000), help="Replications; the file's when absent."
    ),
    click.option(
        "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of every stream; the file's when absent."
    ),
    click.option("--out", type=ResultsFolder(), help="Results folder; results/NAME when absent."),
    click.option(
        "-j",
        "--processes",
        type=click.IntRange(1, 256),
        help="Processes; as many as the machine lends cores when absent.",
    ),
    engine_option,
    click.option("-q", "--quiet", is_flag=True, help="No progress."),
    click.option(
        "--resume", is_flag=True, help="Keep the replications an interrupted run has left in the folder."
    ),
    click.option(
        "--overwrite",
        is_flag=True,
        help="Replace finished replications in the folder (with --resume only those of another study).",
    ),
    lang_option,
)


def _study_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@click.command(cls=Spoken, help="Run the designs of scenario files and print what comes of them.")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("--design", "designs", multiple=True, help="Only this design (may be repeated).")
@_study_options
def run(
    files: tuple[Path, ...], designs: tuple[str, ...], out: Path | None, lang: Lang, **options: Any
) -> None:
    from hallsim import api
    from hallsim.report.tables.study import run_report

    # every file is read before the first one runs: a mistake in the last one costs nothing
    names = folder_names(files, lang)
    loaded = [api.load(file) for file in files]
    for source in loaded:
        api.chosen_designs(source, designs)
    folders = [(out / n if len(files) > 1 else out) if out else Path("results") / n for n in names]
    for source, folder in zip(loaded, folders, strict=True):
        _check_folder(source, designs, folder, **options)
        _check_engine(source, designs, **options)
    for source, folder in zip(loaded, folders, strict=True):
        _study(source, designs, folder, lang, run_report, **options)


@click.command(cls=OptionalNumber, help="Compare designs with the same citizens, paired by replication.")
@click.argument("file", type=_FILE, metavar="FILE")
@click.option("--designs", help="Designs separated by commas, the base first; all of the file when absent.")
@click.option(
    "--base", help="Design that the others are compared with; finished replications serve any of them."
)
@robust_option
@_study_options
def compare(
    file: Path, designs: str | None, base: str | None, out: Path | None, lang: Lang, **options: Any
) -> None:
    from hallsim import api
    from hallsim.report.tables.study import compare_report

    wanted = tuple(name.strip() for name in designs.split(",") if name.strip()) if designs else ()
    source = api.load(file)
    chosen = api.chosen_designs(source, wanted, base)
    folder = out or Path("results") / file.stem
    _check_folder(source, chosen, folder, **options)
    _check_engine(source, chosen, **options)
    _study(source, chosen, folder, lang, compare_report, **options)


def _study(
    source: Any,
    designs: tuple[str, ...],
    folder: Path,
    lang: Lang,
    report: Callable[[StudyResult, Lang], Iterator[Grid | str]],
    *,
    replications: int | None,
    seed: int | None,
    processes: int | None,
    engine: str | None,
    quiet: bool,
    resume: bool,
    overwrite: bool,
    robust: int | None = None,
) -> None:
    from hallsim import api
    from hallsim.report.terminal import progress, show

    processes = cores() if processes is None else processes
    if not quiet:
        tell_doubts(source.warnings, lang)
    # drawn before anything runs: a scenario without ranges, or a world that cannot be, costs nothing
    worlds = None if robust is None else api.plausible_worlds(source, designs, robust or None, seed)
    if not quiet:
        tell_engines(source, designs, seed, engine, processes, lang)
        _tell_effort(source, designs, folder, lang, replications, processes, keep=resume or not overwrite)
    try:
        with api.claimed(folder):
            with progress(api.name_of(source), lang, quiet=quiet) as told:
                study = api.compare(
                    source, designs=designs or None, replications=replications, seed=seed,
                    engine=engine, processes=processes, out=folder, resume=resume, overwrite=overwrite,
                    progress=told,
                )  # fmt: skip
            if worlds is not None:
                keep = resume or not overwrite
                study = with_robustness(
                    study, worlds, folder, lang, processes, engine, quiet=quiet, resume=keep
                )
            page = api.save(study, folder, lang=lang)
    except KeyboardInterrupt as stopped:
        n = api.finished_replications(folder)
        text = "Interrupted. {n} finished replications are kept in {where}; --resume goes on from there."
        stopped.args = (say(text, lang, n=n, where=folder / "replications"),)
        raise
    # only now: nobody may be there to read it
    show(report(study, lang))
    click.echo(say("Tables, figures and {page} are in {where}", lang, page=page, where=folder))
    if study.failed:
        failed = ", ".join(map(str, study.failed))
        click.echo(say("Not finished: replications {failed}.", lang, failed=failed), err=True)
        raise click.exceptions.Exit(1)


LONG_S = 60
"""A run that takes longer says so before it begins."""


def _tell_effort(
    source: Any,
    designs: tuple[str, ...],
    folder: Path,
    lang: Lang,
    replications: int | None,
    processes: int,
    *,
    keep: bool,
) -> None:
    from hallsim import api

    wanted = source.scenario.run.replications if replications is None else replications
    left = max(0, wanted - api.finished_replications(folder)) if keep else wanted
    effort = api.effort(source, designs, left, processes)
    if effort.seconds < LONG_S:
        return
    minutes = effort.seconds / 60
    text = "About {n} matters a replication; {left} replications will take about {minutes} min,"
    text += " {memory} GB of memory."
    if minutes >= 90:
        text = text.replace("{minutes} min", "{hours} h")
    values = {
        "n": f"{float(f'{effort.n_matters:.2g}'):,.0f}", "left": left, "minutes": f"{minutes:.0f}",
        "hours": f"{minutes / 60:.0f}", "memory": f"{effort.n_bytes / 1e9:.1f}",
    }  # fmt: skip
    click.echo(say(text, lang, **values), err=True)


def _check_folder(
    source: Any,
    designs: tuple[str, ...],
    folder: Path,
    *,
    replications: int | None,
    seed: int | None,
    resume: bool,
    overwrite: bool,
    **_: Any,
) -> None:
    """Refuse a folder in which something would be lost, before anything runs or is written."""
    from hallsim import api

    api.check_folder(source, designs or None, replications, seed, folder, resume=resume, overwrite=overwrite)


def _check_engine(
    source: Any, designs: tuple[str, ...], *, seed: int | None, engine: str | None, **_: Any
) -> None:
    """Refuse the compiled engine where it cannot run, before anything runs or is written."""
    from hallsim import api

    if (engine or source.scenario.run.engine) == "compiled":
        api.choices(source, designs or None, seed, engine)
