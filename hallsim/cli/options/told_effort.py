"""How long a run will take, said before it begins; what is too long is refused unless it is meant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from hallsim.cli.language import say
from hallsim.cli.wrong_call import WrongCallError
from hallsim.text.message import Lang

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario
    from hallsim.scenario.whatif.question import Question

LONG_S: Final = 60
"""A run that takes longer says so before it begins."""
MOST_RUNS: Final = 2_000
"""More of them that `--vary` makes must be meant: some minutes of a small hall, hours of a large one."""

MOST_PAIRED: Final = 100
"""Each design is held against each other one, so that any can be the base: 100 are 4,950 pairs."""


def refuse_many(source: LoadedScenario, n_runs: int, lang: Lang, processes: int, engine: str | None) -> None:
    """A wrong call when values tried make more runs than anybody asks for by chance."""
    if n_runs <= MOST_RUNS:
        return
    from hallsim import api

    one = api.effort(source, list(source.scenario.designs)[:1], 1, 1, engine)
    seconds = n_runs * one.seconds / processes
    text = "--vary makes up to {n} runs, about {time}: more than {most}; try fewer values, or add --yes"
    told = {"n": f"{n_runs:,}", "time": duration(seconds, lang), "most": f"{MOST_RUNS:,}"}
    raise WrongCallError(say(text, lang, **told))


def refuse_pairs(
    question: Question, n_replications: int, lang: Lang, processes: int, engine: str | None
) -> None:
    """A wrong call for more designs than can be held against one another in any machine's memory."""
    n = max(len(cell.variants) for cell in question.cells)
    if n <= MOST_PAIRED:
        return
    from hallsim import api

    effort = api.effort_of(question, n_replications, processes, engine)
    text = (
        "designs: {n} (unless meant, at most {most}): each pair is compared, {pairs} of them, in about "
        "{time} with {memory} GB of memory; choose some, ask hallsim sweep or hallsim select, or add --yes"
    )
    told = {
        "n": f"{n:,}", "pairs": f"{n * (n - 1) // 2:,}", "time": duration(effort.seconds, lang),
        "memory": f"{effort.n_bytes / 1e9:.1f}", "most": f"{MOST_PAIRED:,}",
    }  # fmt: skip
    raise WrongCallError(say(text, lang, **told))


def tell_effort(
    source: LoadedScenario,
    question: Question,
    folder: Path,
    lang: Lang,
    replications: int | None,
    processes: int,
    engine: str | None,
    *,
    keep: bool,
) -> None:
    """How many variants and runs, about how long and how much memory, where it is worth saying."""
    from hallsim import api

    wanted = source.scenario.run.replications if replications is None else replications
    n_worlds = len(question.cells)
    left = max(0, wanted * n_worlds - (api.finished_replications(folder) if keep else 0))
    effort = api.effort_of(question, -(-left // n_worlds), processes, engine)
    time = duration(effort.seconds, lang)
    if question.paths or n_worlds > 1:
        text = "{variants} variants, {runs} runs: about {time}."
        runs = left * question.n_variants // n_worlds
        click.echo(say(text, lang, variants=question.n_variants, runs=f"{runs:,}", time=time), err=True)
    if effort.seconds < LONG_S:
        return
    text = (
        "About {n} matters a replication; {left} replications will take about {time}, {memory} GB of memory."
    )
    n = f"{float(f'{effort.n_matters:.2g}'):,.0f}"
    click.echo(say(text, lang, n=n, left=left, time=time, memory=f"{effort.n_bytes / 1e9:.1f}"), err=True)


def duration(seconds: float, lang: Lang) -> str:
    """About how long, in the unit that people would say it in."""
    from hallsim.study.effort import in_words

    return in_words(seconds).text(lang)
