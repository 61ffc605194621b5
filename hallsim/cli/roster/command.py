"""`hallsim roster`: the cheapest staffing that keeps what is promised."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from hallsim.cli.language import Spoken, lang_option, say, tell_doubts
from hallsim.cli.options.engine import engine_option
from hallsim.cli.options.results_folder import ResultsFolder
from hallsim.cli.options.what_if import set_option
from hallsim.cli.saving import answered, tell_replaced
from hallsim.study.cores import cores
from hallsim.text.message import Lang, Message

_FILE = click.Path(path_type=Path)
_PHASES: Final = {
    "plenty": Message("can the promise be kept at all"),
    "raise": Message("need: more people where it is broken"),
    "lower": Message("need: fewer where it holds"),
    "improve": Message("shifts: removed, shortened, moved"),
    "judge": Message("judged by fresh citizens"),
    "marginal": Message("one person more or less"),
    "robust": Message("worlds a little otherwise"),
}


_LONG: Final = 200
"""Runs of a round from which on its quarters are told."""


@click.command(cls=Spoken, help="Find the cheapest roster that keeps a promise in every period.")
@click.argument("file", type=_FILE, metavar="FILE")
@click.option("--design", required=True, help="Name of the design.")
@click.option(
    "--target",
    "targets",
    multiple=True,
    required=True,
    metavar="TEXT",
    help="What is promised: '90% called in 10 min', 'mean wait 5 min', '3% leave', of desks '90% begun in "
    "4 h' or '95% on time'; with 'at NAME' at one station (may be repeated).",
)
@click.option("--by", default="30 min", metavar="DURATION", help="Length of a period; 30 min when absent.")
@click.option("--shifts", type=_FILE, help="File of shifts, contracts and people; 8 h and 4 h when absent.")
@click.option(
    "--budget", type=click.FloatRange(min=0), help="Yuan a week at most; as little as need be when absent."
)
@click.option("--confidence", default="95%", metavar="SHARE", help="Of each period; 95% when absent.")
@click.option("--world", default="world", help="World of the file; its own when absent.")
@click.option(
    "-n",
    "--replications",
    "n",
    type=click.IntRange(4, 100_000),
    default=200,
    help="Replications that judge the roster; 200 when absent.",
)
@click.option(
    "--search",
    "n_search",
    type=click.IntRange(4, 10_000),
    default=20,
    help="Replications in which every roster is tried; 20 when absent.",
)
@click.option(
    "--robust",
    "n_robust",
    type=click.IntRange(0, 10_000),
    default=50,
    help="Replications of each world a little otherwise; 50 when absent, 0 for none.",
)
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of every stream; the file's when absent."
)
@click.option("--out", type=ResultsFolder(), help="Results folder; results/NAME_roster when absent.")
@click.option(
    "-j",
    "--processes",
    type=click.IntRange(1, 256),
    default=cores,
    help="Processes; as many as the machine lends cores when absent.",
)
@engine_option
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@set_option
@lang_option
def roster(
    file: Path, out: Path | None, lang: Lang, quiet: bool, settings: tuple[str, ...], **asked: Any
) -> None:
    from hallsim import api
    from hallsim.report.answer import printed
    from hallsim.report.terminal import show

    source = api.load(file, settings)
    if not quiet:
        tell_doubts(source.warnings, lang)
    folder = out or Path("results") / f"{file.stem}_roster"
    question = api.ask_roster(source, **asked, out=folder)
    api.check_roster_folder(folder)
    before = answered(folder)
    try:
        with api.claimed(folder):
            phase = _Phase(lang, quiet=quiet)
            found = api.roster(question, progress=phase.begins, made=phase.made)
            answer = api.save_roster(found, folder, lang)
            tell_replaced(before, answer, folder, lang)
    except KeyboardInterrupt as stopped:
        text = "Interrupted. The runs made are kept in {where}; the same command goes on from there."
        stopped.args = (say(text, lang, where=folder),)
        raise
    show(printed(answer))
    where = say("The roster, the plan of the week and report are in {where}", lang, where=folder)
    click.echo(where)
    if not found.best.holds:
        raise click.exceptions.Exit(1)


@dataclass
class _Phase:
    """A line on standard error for every phase that begins, and for each quarter of a long round."""

    lang: Lang
    quiet: bool
    name: str = ""
    quarter: int = 0

    def begins(self, phase: str, _rounds: int) -> None:
        """A phase begins, or goes on with another round."""
        if phase != self.name:
            self.name = phase
            self._tell(_PHASES[phase].text(self.lang) + " …")
        self.quarter = 0

    def made(self, runs: int, wanted: int) -> None:
        """So many runs of the round are made."""
        quarter = 4 * runs // wanted
        if wanted >= _LONG and quarter > self.quarter:
            self.quarter = quarter
            self._tell("  " + say("{done} of {wanted} runs", self.lang, done=runs, wanted=wanted))

    def _tell(self, line: str) -> None:
        if not self.quiet:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()
