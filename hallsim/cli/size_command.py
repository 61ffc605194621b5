"""`hallsim size`: the smallest numbers with which targets hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hallsim.cli.language import Spoken, lang_option, say, spoken, tell_doubts
from hallsim.cli.options.engine import engine_option
from hallsim.cli.options.executor import executor_options
from hallsim.cli.options.names import names_option
from hallsim.cli.options.results_folder import ResultsFolder
from hallsim.cli.options.told_effort import MOST_RUNS, duration
from hallsim.cli.options.what_if import set_option
from hallsim.cli.saving import saved
from hallsim.cli.wrong_call import WrongCallError
from hallsim.text.message import Lang

if TYPE_CHECKING:
    from hallsim.sizing import SizeQuestion

MOST_NUMBERS = 10_000
"""More numbers, or combinations of them, are asked for by chance."""


class _Confidence(click.ParamType[float]):
    """A share: 90%, 0.9."""

    name = "share"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        from hallsim.units import UnitError, parse_share

        if isinstance(value, float):
            return value
        try:
            share = parse_share(value)
        except UnitError:
            share = 0.0
        if not 0.5 <= share <= 0.999:
            text = "--confidence cannot be '{text}'; write a share from 50% to 99.9%, such as 90%"
            raise WrongCallError(say(text, spoken(ctx), text=str(value)))
        return share


@click.command(cls=Spoken, help="Find the smallest numbers with which targets hold.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--design", help="Design in which; the first that has what is varied when absent.")
@click.option(
    "--vary",
    multiple=True,
    required=True,
    metavar="PATH=LO..HI",
    help="Number that is looked for: windows.NAME.count=4..12 (several for a cheapest combination).",
)
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="TARGET",
    help="What is to hold: 'wait_p90 <= 15 min', '90% called in 10 min at hour' (may be repeated); the "
    "file's when absent.",
)
@names_option(
    "--at",
    metavar="PARTS",
    help="In each of which parts: hour, weekday, station, group, service, station=NAME.",
)
@click.option("--confidence", type=_Confidence(), help="How sure the answer is to be; 90% when absent.")
@click.option("--world", default="world", help="World of the file in which; its own when absent.")
@set_option
@click.option(
    "-n",
    "--replications",
    type=click.IntRange(2, 100_000),
    help="Replications with which a number is judged at most; the file's when absent.",
)
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of every stream; the file's when absent."
)
@click.option("--out", type=ResultsFolder(), help="Results folder; results/NAME-size when absent.")
@executor_options
@engine_option
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@click.option("--yes", is_flag=True, help="Look among as many numbers as --vary asks for, however many.")
@lang_option
def size(
    file: Path,
    design: str | None,
    vary: tuple[str, ...],
    targets: tuple[str, ...],
    at: tuple[str, ...],
    confidence: float | None,
    world: str,
    settings: tuple[str, ...],
    replications: int | None,
    seed: int | None,
    out: Path | None,
    processes: int,
    cluster: str | None,
    engine: str | None,
    quiet: bool,
    yes: bool,
    lang: Lang,
) -> None:
    from hallsim import api
    from hallsim.report.answer import printed
    from hallsim.report.sizing import sizing_answer
    from hallsim.report.terminal import progress, show
    from hallsim.study.runs.executors.chosen import executor

    if not targets and (at or confidence is not None):
        raise WrongCallError(say("--at and --confidence go with --target", lang))
    source = api.load(file, settings)
    question = api.ask_size(
        source, vary, targets, design=design, world=world, at=",".join(at) or None, confidence=confidence,
        replications=replications
    )  # fmt: skip
    _tell_or_refuse(question, lang, processes, engine, quiet=quiet, yes=yes)
    if not quiet:
        tell_doubts(source.warnings, lang)
    folder = out or Path("results") / f"{file.stem}-size"
    text = "{name}: {done} of {wanted} runs"
    with (
        executor(processes, cluster) as workers,
        progress(api.name_of(source), lang, quiet=quiet, text=text) as told,
    ):
        found = api.size(question, workers, seed=seed, engine=engine, out=folder, progress=told)
    answer = sizing_answer(found, lang)
    page = saved(answer, folder, lang)
    show(printed(answer))
    click.echo(say("Tables, figures and {page} are in {where}", lang, page=page, where=folder))


def _tell_or_refuse(
    question: SizeQuestion, lang: Lang, processes: int, engine: str | None, *, quiet: bool, yes: bool
) -> None:
    """How many numbers there are and about how long the search takes; too many must be meant."""
    from hallsim import api

    one = api.effort(question.source, [question.axes.design], 1, 1, engine)
    time = duration(question.n_runs * one.seconds / processes, lang)
    told = {"n": f"{question.n_points:,}", "runs": f"{question.n_runs:,}", "time": time}
    if not yes and (question.n_points > MOST_NUMBERS or question.n_runs > MOST_RUNS):
        text = "--vary asks for {n} numbers: up to {runs} runs, about {time}; try fewer, or add --yes"
        raise WrongCallError(say(text, lang, **told))
    if not quiet:
        click.echo(say("{n} numbers; up to {runs} runs, about {time}.", lang, **told), err=True)
