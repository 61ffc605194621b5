"""`hallsim run` and `hallsim compare`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hallsim.cli.language import Spoken, lang_option, say, tell_doubts
from hallsim.cli.options.engine import engine_option, tell_engines
from hallsim.cli.options.executor import executor_options
from hallsim.cli.options.names import names_option
from hallsim.cli.options.results_folder import ResultsFolder, folder_names
from hallsim.cli.options.robust import OptionalNumber, robust_option, with_robustness
from hallsim.cli.options.told_effort import refuse_many, refuse_pairs, tell_effort
from hallsim.cli.options.what_if import question_options
from hallsim.cli.wrong_call import WrongCallError
from hallsim.text.message import Lang

if TYPE_CHECKING:
    from hallsim.errors import Problem
    from hallsim.report.wording.grid import Grid
    from hallsim.scenario.load import LoadedScenario
    from hallsim.scenario.whatif.question import Cell, Question
    from hallsim.study.result import StudyResult
    from hallsim.study.several.several import Several
    from hallsim.study.worlds import Worlds

_FILE = click.Path(path_type=Path)
_OPTIONS = (
    click.option(
        "-n", "--replications", type=click.IntRange(1, 100_000), help="Replications; the file's when absent."
    ),
    click.option(
        "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of every stream; the file's when absent."
    ),
    click.option("--out", type=ResultsFolder(), help="Results folder; results/NAME when absent."),
    executor_options,
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
    return question_options(function)


@click.command(cls=Spoken, help="Run the designs of scenario files and print what comes of them.")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("--design", "designs", multiple=True, help="Only this design (may be repeated).")
@_study_options
def run(
    files: tuple[Path, ...], designs: tuple[str, ...], out: Path | None, lang: Lang, **options: Any
) -> None:
    from hallsim.report.tables.study import run_report

    # every file is read before the first one runs: a mistake in the last one costs nothing
    stems = folder_names(files, lang)
    folders = [(out / n if len(files) > 1 else out) if out else Path("results") / n for n in stems]
    pairs = zip(files, folders, strict=True)
    asked = [_ask(file, designs, None, folder, lang, **options) for file, folder in pairs]
    for one in asked:
        _answer(one, lang, run_report, **options)


@click.command(cls=OptionalNumber, help="Compare designs with the same citizens, paired by replication.")
@click.argument("file", type=_FILE, metavar="FILE")
@names_option("--designs", help="Designs separated by commas, the base first; all of the file when absent.")
@click.option(
    "--base", help="Design that the others are compared with; finished replications serve any of them."
)
@robust_option
@_study_options
def compare(
    file: Path, designs: tuple[str, ...], base: str | None, out: Path | None, lang: Lang, **options: Any
) -> None:
    from hallsim.report.tables.study import compare_report

    folder = out or Path("results") / file.stem
    asked = _ask(file, designs, base, folder, lang, **options)
    _answer(asked, lang, compare_report, **options)


@dataclass(frozen=True, slots=True)
class Asked:
    """A scenario and a question on it that may be answered: nothing in its folder would be lost."""

    source: LoadedScenario
    question: Question
    folder: Path
    plausible: Worlds | None


def _ask(
    file: Path,
    designs: tuple[str, ...],
    base: str | None,
    folder: Path,
    lang: Lang,
    *,
    settings: tuple[str, ...],
    vary: tuple[str, ...],
    worlds: tuple[str, ...],
    yes: bool,
    replications: int | None,
    seed: int | None,
    processes: int,
    engine: str | None,
    resume: bool,
    overwrite: bool,
    robust: int | None = None,
    **_: Any,
) -> Asked:
    """Read a file and ask: whatever is wrong is told before anything runs or is written."""
    from hallsim import api

    source = api.load(file, settings)
    chosen, wanted = api.chosen_designs(source, designs, base), worlds or None
    if vary and not yes:
        refuse_many(source, api.n_runs(source, chosen, wanted, vary, replications), lang, processes, engine)
    question = api.ask(source, chosen, worlds=wanted, vary=vary, replications=replications)
    if not yes:
        n = source.scenario.run.replications if replications is None else replications
        refuse_pairs(question, n, lang, processes, engine)
    api.check_folder(source, question, replications, seed, folder, resume=resume, overwrite=overwrite)
    if (engine or source.scenario.run.engine) == "compiled":
        api.choices(source, question, seed, engine)
    # drawn before anything runs: a scenario without ranges, or a world that cannot be, costs nothing
    plausible = None
    if robust is not None:
        if vary or len(question.cells) > 1:
            text = "--robust goes with one world (name it with --worlds) and without --vary"
            raise WrongCallError(say(text, lang))
        world = question.cells[0].world
        plausible = api.plausible_worlds(source, chosen, robust or None, seed, world=world)
    return Asked(source, question, folder, plausible)


def _answer(
    asked: Asked,
    lang: Lang,
    report: Callable[[StudyResult, Lang], Iterator[Grid | str]],
    *,
    replications: int | None,
    seed: int | None,
    processes: int,
    cluster: str | None,
    engine: str | None,
    quiet: bool,
    resume: bool,
    overwrite: bool,
    **_: Any,
) -> None:
    from hallsim import api
    from hallsim.report.terminal import progress
    from hallsim.study.runs.executors.chosen import elsewhere

    source, question, folder = asked.source, asked.question, asked.folder
    keep = resume or not overwrite
    if not quiet:
        tell_doubts(_doubts(asked), lang)
        wanted = replications or source.scenario.run.replications
        worlds = len(asked.plausible.scenarios) if asked.plausible else 0
        at_once = min(processes, max(wanted, worlds))
        tell_engines(source, question, seed, engine, at_once, lang)
        tell_effort(source, question, folder, lang, replications, processes, engine, keep=keep)

    def told(cell: Cell) -> Any:
        name = api.name_of(source) + (f" ({cell.name})" if len(question.cells) > 1 else "")
        return progress(name, lang, quiet=quiet)

    try:
        with elsewhere(cluster) as workers, api.claimed(folder):
            several = api.answer(
                source, question, replications, seed, engine=engine, processes=processes, elsewhere=workers,
                out=folder, resume=resume, overwrite=overwrite, progress=told,
            )  # fmt: skip
            if asked.plausible is not None:
                study = with_robustness(
                    several.studies[0],
                    asked.plausible,
                    folder,
                    lang,
                    processes,
                    engine,
                    elsewhere=workers,
                    quiet=quiet,
                    resume=keep,
                )
                several = replace(several, studies=(study,))
            page = api.save_answer(several, folder, lang=lang)
    except KeyboardInterrupt as stopped:
        n = api.finished_replications(folder)
        text = "Interrupted. {n} finished replications are kept in {where}; --resume goes on from there."
        where = folder / "replications" if len(question.cells) == 1 else folder
        stopped.args = (say(text, lang, n=n, where=where),)
        raise
    tell(several, folder, page, report, lang)


def _doubts(asked: Asked) -> list[Problem]:
    """What looks unintended in what is to be run."""
    from hallsim.study.robust.left_out import left_out

    lost = [] if asked.plausible is None else left_out(asked.source, [asked.question.cells[0].world])
    return [*asked.source.warnings, *asked.question.doubts, *lost]


def tell(
    several: Several,
    folder: Path,
    page: str,
    report: Callable[[StudyResult, Lang], Iterator[Grid | str]],
    lang: Lang,
) -> None:
    """Print an answer that is saved already: nobody may be there to read it."""
    from hallsim.report.several import cell_name, several_report
    from hallsim.report.terminal import show

    show(report(several.studies[0], lang) if several.is_one else several_report(several, lang))
    click.echo(say("Tables, figures and {page} are in {where}", lang, page=page, where=folder))
    failed = ", ".join(str(r) for study in several.studies for r in study.failed)
    if failed:
        click.echo(say("Not finished: replications {failed}.", lang, failed=failed), err=True)
    lost = [study.robustness.failed for study in several.studies if study.robustness is not None]
    worlds = [cell_name(several, cell, lang) for cell, _ in several.dead]
    worlds += [str(number) for numbers in lost for number in numbers]
    if worlds:
        click.echo(say("Not finished: worlds {failed}.", lang, failed=", ".join(worlds)), err=True)
    if failed or worlds:
        raise click.exceptions.Exit(1)
