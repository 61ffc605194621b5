"""`hallsim engines`: both engines over the same runs."""

from __future__ import annotations

from pathlib import Path

import click

from hallsim.cli.language import Spoken, lang_option
from hallsim.text.message import Lang


@click.command(cls=Spoken, help="Run both engines and say whether their records are identical.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--design", "designs", multiple=True, help="Only this design (may be repeated).")
@click.option(
    "-n", "--replications", type=click.IntRange(1, 100_000), default=1, help="Replications; 1 when absent."
)
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of every stream; the file's when absent."
)
@lang_option
def engines(file: Path, designs: tuple[str, ...], replications: int, seed: int | None, lang: Lang) -> None:
    from hallsim import api
    from hallsim.report.tables.two_engines import trials_report
    from hallsim.report.terminal import show
    from hallsim.study.engines.compared import trials

    source = api.load(file)
    chosen = api.chosen_designs(source, designs)
    used = source.scenario.run.seed if seed is None else seed
    found = []
    for trial in trials(source.scenario, chosen, replications, used):
        found.append(trial)
        if trial.difference is not None:
            break
    show(trials_report(found, api.titles(source), lang))
    if found[-1].difference is not None:
        raise click.exceptions.Exit(1)
