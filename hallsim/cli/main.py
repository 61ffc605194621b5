"""The outermost command: finds the others when called, turns errors into words and exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from hallsim.cli.language import asked_language, lang_option, say
from hallsim.cli.lazy_group import LazyGroup
from hallsim.cli.stopping import exit_code, stoppable
from hallsim.cli.streams import steady_streams
from hallsim.cli.wrong_call import usage_problem

EXIT_RUN = 1
EXIT_INPUT = 2

SECTIONS = {
    "Describe a hall": {
        "new": ("hallsim.cli.scenario_commands:new", "Copy a commented example to start from."),
        "check": ("hallsim.cli.plan_commands:check", "Validate scenario files and print what they mean."),
        "explain": (
            "hallsim.cli.scenario_commands:explain",
            "Explain a key of the scenario files; without KEY, list their sections.",
        ),
        "schema": ("hallsim.cli.scenario_commands:schema", "Print the JSON Schema of scenario files."),
        "itinerary": ("hallsim.cli.plan_commands:itinerary", "Print the way a matter walks under a design."),
    },
    "Compare designs": {
        "run": (
            "hallsim.cli.study_commands:run",
            "Run the designs of scenario files and print what comes of them.",
        ),
        "compare": (
            "hallsim.cli.study_commands:compare",
            "Compare designs with the same citizens, paired by replication.",
        ),
        "results": (
            "hallsim.cli.results_command:results",
            "Tell a finished or interrupted study again from its folder; nothing is run.",
        ),
    },
    "Find an answer": {
        "size": ("hallsim.cli.size_command:size", "Find the smallest numbers with which targets hold."),
        "roster": (
            "hallsim.cli.roster.command:roster",
            "Find the cheapest roster that keeps a promise in every period.",
        ),
        "bottleneck": (
            "hallsim.cli.bottleneck_command:bottleneck",
            "Tell where the days go, and what one more officer, window or meeting would bring.",
        ),
        "select": (
            "hallsim.cli.guess_commands:select",
            "The best of many designs with a stated probability.",
        ),
        "sweep": (
            "hallsim.cli.study_file_commands:sweep",
            "Try values of one or several paths together: a quick study without a study file.",
        ),
        "study": (
            "hallsim.cli.study_group:study",
            "Answer the question of a study file; tell and tidy the folders of studies.",
        ),
    },
    "Ask how sure it is": {
        "sensitivity": (
            "hallsim.cli.guess_commands:sensitivity",
            "Which guess decides: move what is assumed within its range.",
        ),
        "breakeven": (
            "hallsim.cli.guess_commands:breakeven",
            "The value of a guess at which two designs are equally good.",
        ),
        "calibration-table": (
            "hallsim.cli.calibration_command:calibration_table",
            "Hold a hall against the figures known of it: given, simulated, fitted or held out.",
        ),
        "fit-satisfaction": (
            "hallsim.cli.fit_command:fit_satisfaction",
            "Fit the satisfaction model to a survey and try what it leaves open.",
        ),
        "engines": (
            "hallsim.cli.engine_commands:engines",
            "Run both engines and say whether their records are identical.",
        ),
    },
}
"""The commands, in the order in which a planner comes to need them."""


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        from hallsim import __version__

        click.echo(f"hallsim {__version__}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    sections=SECTIONS,
    help="Simulate competing designs of an administrative service hall with the same citizens.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Version."
)
@lang_option
@click.pass_context
def cli(ctx: click.Context, lang: str) -> None:
    del lang  # noted in the context before any command is found
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line; exit code 0, 1 (a run failed), 2 (wrong input) or 128 + signal (stopped)."""
    given = list(sys.argv[1:] if args is None else args)
    with steady_streams() as printed:
        with stoppable():
            code = call(given)
            sys.stdout.flush()
        if printed is not None and printed.lost is not None:
            from hallsim.os_errors import why

            reason = why(printed.lost)
            text = "Error: what was printed could not be written: {reason}"
            lang = asked_language(given)
            click.echo(say(text, lang, reason=reason.text(lang)), err=True)
            code = code or EXIT_RUN
    sys.exit(code)


def call(args: Sequence[str]) -> int:
    """Run the command line; returns the exit code and never shows a traceback for what a user did."""
    from hallsim.errors import InputError, RunError, render

    lang = asked_language(args)
    try:
        with _context(args, lang) as ctx:
            cli.invoke(ctx)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        click.echo(say("Error: {message}", lang, message=usage_problem(error, args, lang)), err=True)
        return EXIT_INPUT
    except InputError as error:
        click.echo(render(error.problems, colour=_colours(), lang=lang), err=True)
        return EXIT_INPUT
    except RunError as error:
        click.echo(say("Error: {message}", lang, message=error.said.text(lang)), err=True)
        return EXIT_RUN
    except MemoryError:
        click.echo(say("Error: there is not enough memory", lang), err=True)
        return EXIT_RUN
    except (KeyboardInterrupt, click.Abort) as stopped:
        text = str(stopped) or say("Interrupted; what was finished before is kept.", lang)
        click.echo(text, err=True)
        return exit_code(stopped)
    return 0


def _context(args: Sequence[str], lang: str) -> click.Context:
    ctx = click.Context(cli, info_name="hallsim", **cli.context_settings)
    ctx.meta["hallsim.lang"] = lang
    with ctx.scope(cleanup=False):
        cli.parse_args(ctx, list(args))
    return ctx


def _colours() -> bool:
    return sys.stderr.isatty()
