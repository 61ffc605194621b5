"""Options of the questions on guesses, and how their answers are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hallsim.cli.language import lang_option, say, tell_doubts
from hallsim.cli.options.engine import engine_option
from hallsim.cli.options.executor import cluster_option, processes_option
from hallsim.cli.options.results_folder import ResultsFolder
from hallsim.cli.options.told_effort import MOST_RUNS, duration
from hallsim.cli.options.what_if import set_option
from hallsim.cli.saving import saved
from hallsim.cli.wrong_call import WrongCallError
from hallsim.text.message import Lang

if TYPE_CHECKING:
    from hallsim.guesses import How
    from hallsim.report.answer import Answer
    from hallsim.scenario.load import LoadedScenario

_OPTIONS = (
    set_option,
    click.option("--world", default="world", help="World of the file; its own when absent."),
    click.option(
        "-n", "--replications", type=click.IntRange(2, 100_000),
        help="Replications of every point; the file's when absent.",
    ),
    click.option(
        "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of every stream; the file's when absent."
    ),
    click.option(
        "--out", type=ResultsFolder(),
        help="Results folder, which keeps every run; results/NAME-QUESTION when absent.",
    ),
    processes_option,
    cluster_option,
    engine_option,
    click.option("-q", "--quiet", is_flag=True, help="No progress."),
    click.option("--yes", is_flag=True, help="Run as many runs as the question takes, however many."),
    lang_option,
)  # fmt: skip


def guess_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What all questions on guesses take."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@contextmanager
def told_how(
    source: LoadedScenario, question: str, lang: Lang, *, replications: int | None, seed: int | None,
    engine: str | None, processes: int, cluster: str | None, quiet: bool, out: Path | None, **_: Any,
) -> Iterator[How]:  # fmt: skip
    """How runs are made, with their progress told; where they are kept is said when it is interrupted."""
    from hallsim import api
    from hallsim.guesses import How
    from hallsim.report.terminal import progress

    folder = out or Path("results") / f"{api.name_of(source)}-{question}"
    text = "{name}: {done} of {wanted} runs"
    if not quiet:
        tell_doubts(source.warnings, lang)
    try:
        with progress(api.name_of(source), lang, quiet=quiet, text=text) as told:
            yield How(
                replications=replications, seed=seed, engine=engine, processes=processes, cluster=cluster,
                out=folder, progress=_in_all(told),
            )  # fmt: skip
    except KeyboardInterrupt as stopped:
        text = "Interrupted. Every finished run is kept in {where}; the same command goes on from there."
        stopped.args = (say(text, lang, where=folder),)
        raise


def _in_all(told: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """Progress of a question that asks for runs again and again: of all that it has asked for so far."""
    before = 0

    def progress(done: int, wanted: int) -> None:
        nonlocal before
        told(before + done, before + wanted)
        if done == wanted:
            before += wanted

    return progress


def refuse_runs(source: LoadedScenario, n_runs: int, lang: Lang, how: How, *, yes: bool) -> None:
    """A wrong call when a question takes more runs than anybody asks for by chance."""
    from hallsim import api

    if yes or n_runs <= MOST_RUNS:
        return
    one = api.effort(source, list(source.scenario.designs)[:1], 1, 1, how.engine)
    time = duration(n_runs * one.seconds / (how.processes or 1), lang)
    text = "this takes {n} runs, about {time}: more than {most}; ask for fewer points, or add --yes"
    raise WrongCallError(say(text, lang, n=f"{n_runs:,}", time=time, most=f"{MOST_RUNS:,}"))


def tell_answer(build: Callable[[Lang], Answer], folder: Path, lang: Lang) -> None:
    """Keep an answer, then print it: nobody may be there to read it."""
    from hallsim.report.answer import printed
    from hallsim.report.terminal import show

    found = build(lang)
    page = saved(found, folder, lang)
    show(printed(found))
    click.echo(say("Tables, figures and {page} are in {where}", lang, page=page, where=folder))
