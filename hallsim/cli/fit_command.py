"""`hallsim fit-satisfaction`: the satisfaction model fitted to a survey and frozen; what is open tried."""

from __future__ import annotations

from pathlib import Path

import click

from hallsim.cli.language import Spoken, lang_option, say, tell_doubts
from hallsim.cli.options.engine import engine_option
from hallsim.cli.options.executor import processes_option
from hallsim.cli.options.what_if import set_option
from hallsim.os_errors import real_path
from hallsim.text.message import Lang

_FILE = click.Path(path_type=Path)


@click.command(
    "fit-satisfaction",
    cls=Spoken,
    help="Fit the satisfaction model to a survey; writes what a scenario includes.",
)
@click.argument("file", type=_FILE, metavar="FILE")
@click.option("--survey", required=True, type=_FILE, help="Table: indicator,group,level,share,n.")
@click.option("--design", help="Design under which people were asked; the first when absent.")
@click.option("--source", help="What the survey is called; its column source, or its file, when absent.")
@click.option("--model", default="logit", help="Model that is fitted: logit or levels; logit when absent.")
@click.option("--out", type=_FILE, help="File to write; NAME_satisfaction.yaml beside FILE when absent.")
@click.option("--overwrite", is_flag=True, help="Replace the file.")
@click.option(
    "-n", "--replications", type=click.IntRange(1, 100_000), help="Replications; the file's when absent."
)
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of every stream; the file's when absent."
)
@processes_option
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@engine_option
@set_option
@lang_option
def fit_satisfaction(
    file: Path,
    survey: Path,
    design: str | None,
    source: str | None,
    model: str,
    out: Path | None,
    overwrite: bool,
    replications: int | None,
    seed: int | None,
    processes: int,
    quiet: bool,
    engine: str | None,
    settings: tuple[str, ...],
    lang: Lang,
) -> None:
    from hallsim import api
    from hallsim.fitting import can_be_included, fit_satisfaction, refuse_file
    from hallsim.report.tables.fitting import fitting_report
    from hallsim.report.terminal import progress, show

    target = out or file.with_name(f"{file.stem}_satisfaction.yaml")
    loaded = api.load(file, settings)
    refuse_file(target, [file, survey, *(one.name for one in loaded.files)], overwrite=overwrite)
    tell_doubts(loaded.warnings, lang)
    beside = can_be_included(target, file)
    if not beside:
        text = (
            "{file} lies outside the scenario's folder, from where a scenario cannot include it; to include"
            " it, name a file in {folder} with --out"
        )
        click.echo(say(text, lang, file=target, folder=real_path(file).parent), err=True)
    with progress(file.stem, lang, quiet=quiet) as told:
        found = fit_satisfaction(
            loaded, survey, design, source=source, model=model, replications=replications, seed=seed,
            processes=processes, engine=engine, progress=told,
        )  # fmt: skip
    show(
        fitting_report(found.fitted, found.variations, found.changed, api.titles(loaded), found.designs, lang)
    )
    found.write(target)
    text = (
        "Written: {file}; include it in the scenario, or paste it there."
        if beside
        else "Written: {file}; paste it into the scenario."
    )
    click.echo(say(text, lang, file=target))
