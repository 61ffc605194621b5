"""`hallsim run` and `hallsim compare`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hallsim.cli.language import Spoken, lang_option, say, tell_doubts
from hallsim.cli.robust_option import OptionalNumber, robust_option, with_robustness
from hallsim.errors import Lang

if TYPE_CHECKING:
    from hallsim.report.grid import Grid
    from hallsim.study.result import StudyResult

_FILE = click.Path(path_type=Path)
_OPTIONS = (
    click.option(
        "-n", "--replications", type=click.IntRange(1, 100_000), help="Replications; the file's when absent."
    ),
    click.option(
        "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of every stream; the file's when absent."
    ),
    click.option("--out", type=_FILE, help="Results folder; results/NAME when absent."),
    click.option(
        "-j", "--processes", type=click.IntRange(1, 256), default=2, help="Processes; 2 when absent."
    ),
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
    from hallsim.report.tables import run_report

    # every file is read before the first one runs: a mistake in the last one costs nothing
    loaded = [api.load(file) for file in files]
    for source in loaded:
        api.chosen_designs(source, designs)
    names = _folder_names(files)
    folders = [(out / n if len(files) > 1 else out) if out else Path("results") / n for n in names]
    for source, folder in zip(loaded, folders, strict=True):
        _check_folder(source, designs, folder, **options)
    for source, folder in zip(loaded, folders, strict=True):
        _study(source, designs, folder, lang, run_report, **options)


@click.command(cls=OptionalNumber, help="Compare designs with the same citizens, paired by replication.")
@click.argument("file", type=_FILE, metavar="FILE")
@click.option("--designs", help="Designs separated by commas, the base first; all of the file when absent.")
@robust_option
@_study_options
def compare(file: Path, designs: str | None, out: Path | None, lang: Lang, **options: Any) -> None:
    from hallsim import api
    from hallsim.report.tables import compare_report

    wanted = tuple(name.strip() for name in designs.split(",") if name.strip()) if designs else ()
    source = api.load(file)
    api.chosen_designs(source, wanted)
    _study(source, wanted, out or Path("results") / file.stem, lang, compare_report, **options)


def _study(
    source: Any,
    designs: tuple[str, ...],
    folder: Path,
    lang: Lang,
    report: Callable[[StudyResult, Lang], Iterator[Grid | str]],
    *,
    replications: int | None,
    seed: int | None,
    processes: int,
    quiet: bool,
    resume: bool,
    overwrite: bool,
    robust: int | None = None,
) -> None:
    from hallsim import api
    from hallsim.report.terminal import progress, show

    if not quiet:
        tell_doubts(source.warnings, lang)
    # drawn before anything runs: a scenario without ranges, or a world that cannot be, costs nothing
    worlds = None if robust is None else api.plausible_worlds(source, designs, robust or None, seed)
    try:
        with progress(api.name_of(source), lang, quiet=quiet) as told:
            study = api.compare(
                source, designs=designs or None, replications=replications, seed=seed, processes=processes,
                out=folder, resume=resume, overwrite=overwrite, progress=told,
            )  # fmt: skip
        if worlds is not None:
            study = with_robustness(study, worlds, folder, lang, processes, quiet=quiet, resume=resume)
        show(report(study, lang))
        api.save(study, folder, lang=lang)
    except KeyboardInterrupt:
        n = api.finished_replications(folder)
        text = "Interrupted. {n} finished replications are kept in {where}; --resume goes on from there."
        raise KeyboardInterrupt(say(text, lang, n=n, where=folder / "replications")) from None
    click.echo(say("Tables, figures and report.html are in {where}", lang, where=folder))
    if study.failed:
        failed = ", ".join(map(str, study.failed))
        click.echo(say("Not finished: replications {failed}.", lang, failed=failed), err=True)
        raise click.exceptions.Exit(1)


def _check_folder(
    source: Any,
    designs: tuple[str, ...],
    folder: Path,
    *,
    seed: int | None,
    resume: bool,
    overwrite: bool,
    **_: Any,
) -> None:
    """Refuse a folder whose finished replications would be lost, before anything runs."""
    from hallsim import api

    api.check_folder(source, designs or None, seed, folder, resume=resume, overwrite=overwrite)


def _folder_names(files: tuple[Path, ...]) -> list[str]:
    """The files' stems; with their folder in front where two are the same."""
    stems = [file.stem for file in files]
    return [
        s if stems.count(s) == 1 else f"{f.resolve().parent.name}-{s}"
        for f, s in zip(files, stems, strict=True)
    ]
