"""`hallsim calibration-table`: what is given of the real hall beside what the model gives."""

from __future__ import annotations

from pathlib import Path

import click

from hallsim.cli.language import Spoken, lang_option, say, tell_doubts
from hallsim.cli.options.engine import engine_option
from hallsim.cli.options.executor import processes_option
from hallsim.cli.options.results_folder import ResultsFolder
from hallsim.cli.options.what_if import set_option
from hallsim.cli.saving import saved
from hallsim.text.message import Lang


@click.command(
    name="calibration-table",
    cls=Spoken,
    help="Hold a hall against the figures known of it: given, simulated, fitted or held out.",
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--design", help="Design that is the real hall; the first one when absent.")
@click.option(
    "-n", "--replications", type=click.IntRange(2, 100_000), help="Replications; the file's when absent."
)
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of every stream; the file's when absent."
)
@click.option("--out", type=ResultsFolder(), help="Results folder; results/NAME-calibration when absent.")
@processes_option
@engine_option
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@set_option
@lang_option
def calibration_table(
    file: Path,
    design: str | None,
    replications: int | None,
    seed: int | None,
    out: Path | None,
    processes: int,
    engine: str | None,
    quiet: bool,
    settings: tuple[str, ...],
    lang: Lang,
) -> None:
    from hallsim import api
    from hallsim.loading import refuse_unheard
    from hallsim.report.answer import printed
    from hallsim.report.calibration import COMMAND, calibration_answer
    from hallsim.report.terminal import progress, show
    from hallsim.study.folder.claim import claimed
    from hallsim.study.folder.kept import refuse_another, refuse_foreign

    source = api.load(file, settings)
    (chosen, *_) = api.chosen_designs(source, (design,) if design else (), None)
    refuse_unheard(source, [chosen], ["world"])
    folder = out or Path("results") / f"{file.stem}-calibration"
    refuse_foreign(folder)  # before anything runs
    refuse_another(folder, COMMAND)
    if not quiet:
        tell_doubts(source.warnings, lang)
    with claimed(folder):  # also before: a folder that cannot be written costs no run
        with progress(api.name_of(source), lang, quiet=quiet) as told:
            study = api.compare(
                source, [chosen], replications, seed, engine=engine, processes=processes, progress=told
            )
        answer = calibration_answer(study, source.bases, lang)
        page = saved(answer, folder, lang)
    show(printed(answer))
    click.echo(say("Tables, figures and {page} are in {where}", lang, page=page, where=folder))
