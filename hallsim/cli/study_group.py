"""`hallsim study`: a study file answered, and what is done with the folders of studies."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from hallsim.cli.language import Spoken, lang_option, say
from hallsim.cli.lazy_group import Lazy, LazyGroup
from hallsim.cli.options.results_folder import ResultsFolder
from hallsim.text.message import Lang

_HERE: Final = "hallsim.cli.study_group"
COMMANDS: Final[Lazy] = {
    "run": (
        "hallsim.cli.study_file_commands:study",
        "Answer the question of a study file (the same as hallsim study STUDY.yaml).",
    ),
    "status": (f"{_HERE}:status", "Say how far a study is; also while it runs."),
    "results": (f"{_HERE}:results", "Write the tables of a study as far as it is, and print its figures."),
    "clean": (f"{_HERE}:clean", "Remove from a study what nobody will read again."),
}
_FOLDER: Final = click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")


@click.group(
    cls=LazyGroup,
    sections={"Commands": COMMANDS},
    plain="run",
    help="Answer the question of a study file: hallsim study STUDY.yaml. Tell and tidy their folders.",
    invoke_without_command=True,
)
@lang_option
@click.pass_context
def study(ctx: click.Context, lang: Lang) -> None:
    del lang  # noted in the context before any command is found
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@click.command(cls=Spoken, help=COMMANDS["status"][1])
@_FOLDER
@lang_option
def status(folder: Path, lang: Lang) -> None:
    from hallsim.report.tables.journal import status_report
    from hallsim.report.terminal import show
    from hallsim.study.runs.status import status_of

    show(status_report(status_of(folder), lang))


@click.command(cls=Spoken, help=COMMANDS["results"][1])
@_FOLDER
@click.option("--out", type=ResultsFolder(), help="Another folder for the tables.")
@lang_option
def results(folder: Path, out: Path | None, lang: Lang) -> None:
    from hallsim.report.tables.journal import figures_report
    from hallsim.report.terminal import show
    from hallsim.study.folder.store import table_files, write_file
    from hallsim.study.runs.folder import refuse_others
    from hallsim.study.runs.status import read
    from hallsim.study.runs.tables import FIGURES, tables_of

    where = out or folder
    with read(folder) as journal:
        tables = tables_of(journal)
    files = table_files(tables, parquet=list(tables))
    if out is not None:
        refuse_others(out, files)
    for name, content in files.items():
        write_file(where / name, content)
    show(figures_report(tables[FIGURES], lang))
    click.echo(say("Tables are in {where}", lang, where=where))


@click.command(cls=Spoken, help=COMMANDS["clean"][1])
@_FOLDER
@click.option("--yes", is_flag=True, help="Remove it; without it is only said what would go.")
@lang_option
def clean(folder: Path, yes: bool, lang: Lang) -> None:
    from hallsim.report.tables.journal import idle_lines
    from hallsim.report.terminal import show
    from hallsim.study.runs.status import cleaned, status_of

    idle = cleaned(folder) if yes else status_of(folder).idle
    show(idle_lines(idle, lang))
    if idle and not yes:
        click.echo(say("Nothing is removed yet: add --yes.", lang))
