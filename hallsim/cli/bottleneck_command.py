"""`hallsim bottleneck`: where the days go, and what one more of anything would bring."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hallsim.cli.language import Spoken, lang_option, say, tell_doubts
from hallsim.cli.options.engine import engine_option
from hallsim.cli.options.executor import executor_options
from hallsim.cli.options.results_folder import ResultsFolder
from hallsim.cli.options.told_effort import MOST_RUNS, duration
from hallsim.cli.options.what_if import set_option
from hallsim.cli.saving import saved
from hallsim.cli.wrong_call import WrongCallError
from hallsim.text.message import Lang

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario


@click.command(
    cls=Spoken, help="Tell where the days go, and what one more officer, window or meeting would bring."
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--design", help="Design of which; the first of the file when absent.")
@click.option(
    "--metric",
    help="Metric that one more is to improve: lead_first_visit_mean when absent, wait_mean in a hall without "
    "approvals.",
)
@click.option(
    "--most",
    type=click.IntRange(0, 500),
    default=8,
    show_default=True,
    help="Desks, and windows, of which one more is tried at most: those where most is waited.",
)
@click.option("--world", default="world", help="World of the file in which; its own when absent.")
@set_option
@click.option(
    "-n", "--replications", type=click.IntRange(1, 100_000), help="Replications; the file's when absent."
)
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of every stream; the file's when absent."
)
@click.option(
    "--out",
    type=ResultsFolder(),
    help="Results folder; results/NAME-bottleneck (and the design named) when absent.",
)
@executor_options
@engine_option
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@click.option("--yes", is_flag=True, help="Make as many runs as it takes, however many.")
@lang_option
def bottleneck(
    file: Path,
    design: str | None,
    metric: str | None,
    most: int,
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
    from hallsim.report.bottleneck.answer import answer
    from hallsim.report.terminal import progress, show
    from hallsim.study.runs.executors.chosen import executor

    source = api.load(file, settings)
    (chosen,) = api.chosen_designs(source, [design] if design else None)[:1]
    n = source.scenario.run.replications if replications is None else replications
    _tell_or_refuse(source, chosen, n, most, lang, processes, engine, quiet=quiet, yes=yes)
    if not quiet:
        tell_doubts(source.warnings, lang)
    folder = out or Path("results") / "-".join([file.stem, "bottleneck", *([design] if design else [])])
    text = "{name}: {done} of {wanted} runs"
    name = api.name_of(source)
    with executor(processes, cluster) as workers, progress(name, lang, quiet=quiet, text=text) as told:
        found = api.bottleneck(
            source, workers, chosen, metric=metric, world=world, replications=n, seed=seed, most=most,
            engine=engine, out=folder, progress=told,
        )  # fmt: skip
    told_answer = answer(found, lang)
    page = saved(told_answer, folder, lang)
    show(printed(told_answer))
    click.echo(say("Tables, figures and {page} are in {where}", lang, page=page, where=folder))
    if found.dead:
        stations = ", ".join(dict.fromkeys(one.station for one in found.dead))
        click.echo(say("Not finished: {failed}.", lang, failed=stations), err=True)
        raise click.exceptions.Exit(1)


def _tell_or_refuse(
    source: LoadedScenario, design: str, replications: int, most: int, lang: Lang, processes: int,
    engine: str | None, *, quiet: bool, yes: bool,
) -> None:  # fmt: skip
    """How many runs it takes at most, and about how long; too many must be meant."""
    from hallsim import api
    from hallsim.study.bottleneck.study import n_runs

    runs = n_runs(source, design, replications, most)
    one = api.effort(source, [design], 1, 1, engine)
    told = {"runs": f"{runs:,}", "time": duration(runs * one.seconds / processes, lang)}
    if not yes and runs > MOST_RUNS:
        text = "this takes up to {runs} runs, about {time}; ask for fewer with -n or --most, or add --yes"
        raise WrongCallError(say(text, lang, **told))
    if not quiet:
        click.echo(say("Up to {runs} runs, about {time}.", lang, **told), err=True)
