"""`hallsim sensitivity`, `hallsim breakeven` and `hallsim select`: how sure an answer is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hallsim.cli.language import Spoken, say, tell_doubts
from hallsim.cli.options.guesses import guess_options, refuse_runs, tell_answer, told_how
from hallsim.cli.options.names import names_option
from hallsim.cli.wrong_call import WrongCallError
from hallsim.text.message import Lang

if TYPE_CHECKING:
    from hallsim.metrics.definition.unit import Unit

_FILE = click.Path(path_type=Path)
_DESIGNS = names_option(
    "--designs", help="Designs separated by commas, the base first; all of the file when absent."
)
_METRIC = click.option("--metric", help="Metric that is looked at; the file's first primary one when absent.")


@click.command(cls=Spoken, help="Which guess decides: move what is assumed within its range.")
@click.argument("file", type=_FILE, metavar="FILE")
@_DESIGNS
@click.option(
    "--metric", "metrics", multiple=True,
    help="Metric that is looked at (may be repeated); the file's first primary one when absent.",
)  # fmt: skip
@click.option(
    "--factor", "factors", multiple=True, metavar="NAME or PATH=FROM..TO",
    help="Only this guess (may be repeated); all that have a range in the file when absent.",
)  # fmt: skip
@click.option(
    "--method", type=click.Choice(["one-at-a-time", "morris", "sobol"]), default="one-at-a-time",
    help="How guesses are moved; morris and sobol need hallsim[sensitivity].",
)  # fmt: skip
@click.option(
    "--points", type=click.IntRange(2, 1_000_000),
    help="Ways of morris (10 when absent) or base points of sobol (64 when absent).",
)  # fmt: skip
@guess_options
def sensitivity(
    file: Path, designs: tuple[str, ...], metrics: tuple[str, ...], factors: tuple[str, ...], method: Any,
    points: int | None, settings: tuple[str, ...], lang: Lang, yes: bool, world: str, **options: Any,
) -> None:  # fmt: skip
    from hallsim import api
    from hallsim.guesses import n_sensitivity_runs
    from hallsim.guesses import sensitivity as asked
    from hallsim.report.sensitivity import sensitivity_answer
    from hallsim.study.robust.left_out import left_out

    if method == "one-at-a-time" and points is not None:
        raise WrongCallError(say("--points goes with --method morris or sobol", lang))
    source = api.load(file, settings)
    chosen = designs or None
    if method != "one-at-a-time" and not options["quiet"]:
        tell_doubts(left_out(source, [world]), lang)  # it measures as many weeks as plausible worlds
    with told_how(source, "sensitivity", lang, **options) as how:
        n = n_sensitivity_runs(source, chosen, metrics, factors, method, points, how)
        refuse_runs(source, n, lang, how, yes=yes)
        found = asked(source, chosen, metrics, factors, method=method, points=points, world=world, how=how)
    assert how.out is not None
    tell_answer(partial(sensitivity_answer, found), how.out, lang)
    _end_unfinished(list(found.dead), lang)


@click.command(cls=Spoken, help="The value of a guess at which two designs are equally good.")
@click.argument("file", type=_FILE, metavar="FILE")
@click.option("--factor", required=True, metavar="NAME or PATH=FROM..TO", help="Guess that is moved.")
@names_option("--designs", help="Two designs separated by a comma, the base first.")
@_METRIC
@guess_options
def breakeven(
    file: Path, factor: str, designs: tuple[str, ...], metric: str | None, settings: tuple[str, ...],
    lang: Lang, world: str, **options: Any,
) -> None:  # fmt: skip
    from hallsim import api
    from hallsim.guesses import break_even, n_break_even_runs
    from hallsim.report.break_even import break_even_answer

    source = api.load(file, settings)
    with told_how(source, "breakeven", lang, **options) as how:
        refuse_runs(source, n_break_even_runs(source, how), lang, how, yes=options["yes"])
        found = break_even(source, factor, designs or None, metric, world=world, how=how)
    assert how.out is not None
    tell_answer(lambda spoken: break_even_answer(found, source, spoken), how.out, lang)


@click.command(cls=Spoken, help="The best of many designs with a stated probability.")
@click.argument("file", type=_FILE, metavar="FILE")
@_DESIGNS
@click.option(
    "--vary", multiple=True, metavar="PATH=VALUES",
    help="Values of a design, each a candidate: 4,6,8 or 4..8 (may be repeated).",
)  # fmt: skip
@_METRIC
@click.option("--indifference", required=True, help="Difference that does not matter: 1 min, 2 pp, 0.5.")
@click.option("--probability", help="Of a right selection, at least (kn); 95 % when absent.")
@click.option(
    "--method", type=click.Choice(["kn", "ocba"]), default="kn",
    help="kn keeps its probability; ocba spends a budget where it tells most.",
)  # fmt: skip
@click.option(
    "--budget", type=click.IntRange(2, 10_000_000),
    help="Replications of one candidate at most (kn), runs of all together (ocba).",
)  # fmt: skip
@guess_options
def select(
    file: Path, designs: tuple[str, ...], vary: tuple[str, ...], metric: str | None, indifference: str,
    probability: str | None, method: Any, budget: int | None, settings: tuple[str, ...], lang: Lang,
    world: str, **options: Any,
) -> None:  # fmt: skip
    from hallsim import api
    from hallsim.guesses import default_metric, n_selection_runs
    from hallsim.guesses import select as asked
    from hallsim.report.selection import selection_answer

    if method == "ocba" and probability is not None:
        raise WrongCallError(say("--probability goes with --method kn: ocba estimates it", lang))
    source = api.load(file, settings)
    unit = _unit_of(metric or default_metric(source))
    small = _amount(indifference, unit, "--indifference", lang)
    sure = _amount(probability or "95 %", "share", "--probability", lang)
    if not 0.5 <= sure < 1:
        raise WrongCallError(say("--probability is at least 50 % and below 100 %", lang))
    with told_how(source, "select", lang, **options) as how:
        n = n_selection_runs(source, designs or None, vary, world, how)
        refuse_runs(source, n, lang, how, yes=options["yes"])
        found = asked(
            source, designs or None, vary, metric, indifference=small, probability=sure,
            method=method, budget=budget, world=world, how=how,
        )  # fmt: skip
    assert how.out is not None
    tell_answer(lambda spoken: selection_answer(found, source, spoken), how.out, lang)
    _end_unfinished([one.name for one, _ in found.dead], lang)


def _end_unfinished(names: Sequence[str], lang: Lang) -> None:
    """An answer without what could not be run is told, and is no success."""
    if names:
        click.echo(say("Not finished: {failed}.", lang, failed="; ".join(names)), err=True)
        raise click.exceptions.Exit(1)


def _unit_of(metric: str) -> Unit:
    from hallsim.metrics.registry import METRICS
    from hallsim.study.named_metrics import METRIC, refuse_unknown_metrics

    refuse_unknown_metrics([metric], METRIC)
    return METRICS[metric].unit


def _amount(text: str, unit: Unit, option: str, lang: Lang) -> float:
    """An amount above 0 in the unit of a metric; a wrong call for another one."""
    from hallsim.study.named_metrics import number_in
    from hallsim.units import PERCENTAGE_POINTS

    value = number_in(PERCENTAGE_POINTS.sub("%", text) if unit == "share" else text, unit)
    if value is None or not value > 0 or (unit == "share" and value >= 1):
        # as a share, 1 is everybody: who writes it means 1 %
        said = (
            "{option}: '{text}' is no amount above 0 in {unit}"
            if unit != "share"
            else "{option}: '{text}' is no share above 0 and below 100 %; write for example {example}"
        )
        example = "95 %" if option == "--probability" else "1 pp"
        raise WrongCallError(say(said, lang, option=option, text=text, unit=unit, example=example))
    return value
