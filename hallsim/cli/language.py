"""Which language the command line speaks, and click's own texts in it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import click

from hallsim.errors import Problem, render
from hallsim.text.message import Lang, Value, translate
from hallsim.visible import visible


def language(environ: Mapping[str, str] | None = None) -> Lang:
    """zh when the first of LC_ALL, LC_MESSAGES and LANG that is set begins with zh, else en."""
    found = os.environ if environ is None else environ
    first = next((found[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if found.get(name)), "")
    return "zh" if first.lower().startswith("zh") else "en"


def asked_language(args: Sequence[str]) -> Lang:
    """The language of `--lang` wherever it stands in the arguments, else that of the environment."""
    for i, arg in enumerate(args):
        value = args[i + 1] if arg == "--lang" and i + 1 < len(args) else arg.removeprefix("--lang=")
        if arg.startswith("--lang") and value in ("en", "zh"):
            return "zh" if value == "zh" else "en"
    return language()


def spoken(ctx: click.Context | None) -> Lang:
    """The language of a call: noted by the outermost command."""
    lang = ctx.find_root().meta.get("hallsim.lang") if ctx else None
    return lang if lang in ("en", "zh") else language()


def say(text: str, lang: Lang, /, **values: Value) -> str:
    """A message of the command line in `lang`; what others wrote in it does nothing to the terminal."""
    shown = {k: visible(str(v)) if isinstance(v, str | os.PathLike) else v for k, v in values.items()}
    return translate(text, lang, **shown)


def tell_doubts(warnings: Sequence[Problem], lang: Lang) -> None:
    """What a scenario may say but looks unintended, each with its place, on standard error."""
    if warnings:
        click.echo(say("Allowed, but perhaps not meant:", lang), err=True)
        click.echo(render(warnings, lang=lang), err=True)


class BothError(click.UsageError):
    """Two options that say the same thing, of which one would be read and not heard."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__("")
        self.one, self.other = one, other


_OF_THE_RUN = {
    "replications": "replications", "seed": "seed", "engine": "engine", "robust": "robust.worlds",
}  # fmt: skip
"""Options that overrule a key of the file's `run`, which `--set` can set too."""


def _refuse_contradictions(ctx: click.Context) -> None:
    """Raises BothError where an option given overrules another one given."""
    options = {param.name: max(param.opts, key=len) for param in ctx.command.params}

    def is_given(name: str) -> bool:
        source = ctx.get_parameter_source(name) if name in options else None
        return source is click.core.ParameterSource.COMMANDLINE

    if is_given("processes") and is_given("cluster"):
        raise BothError(options["processes"], options["cluster"])
    for text in ctx.params.get("settings") or ():
        path = text.partition("=")[0].strip()
        for name, key in _OF_THE_RUN.items():
            is_bare = name == "robust" and not ctx.params.get(name)  # then the file says how many
            if path in (key, f"run.{key}") and is_given(name) and not is_bare:
                raise BothError(options[name], f"--set {path}")


class TwiceError(click.BadOptionUsage):
    """An option that names one thing was given two: click would silently take the last.

    That is right for numbers and folders, which a later word overrules.
    """


class Spoken(click.Command):
    """A command whose help is said in the language of the call."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        before = args[: args.index("--")] if "--" in args else args
        for param in self.get_params(ctx):
            if isinstance(param, click.Option) and param.type is click.STRING and not param.multiple:
                given = [arg for arg in before if arg.partition("=")[0] in param.opts]
                if len(given) > 1:
                    raise TwiceError(max(param.opts, key=len), "", ctx)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        _refuse_contradictions(ctx)
        return super().invoke(ctx)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Show this message and exit."
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=say("Usage: ", spoken(ctx)))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.indentation():
            for paragraph in (self.help or "").strip().split("\n\n"):
                formatter.write_paragraph()
                formatter.write_text(say(" ".join(paragraph.split()), spoken(ctx)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = spoken(ctx)
        rows = []
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None and isinstance(param, click.Option) and param.help:
                # what click would add (ranges, defaults) are its words, and in English
                required = f" {say('Required.', lang)}" if param.required else ""
                rows.append((record[0], say(param.help, lang) + required))
        with formatter.section(say("Options", lang)):
            formatter.write_dl(rows)


def lang_option(function: Any) -> Any:
    """The option --lang; its value reaches the function as `lang`, already decided."""
    return click.option(
        "--lang",
        type=click.Choice(["en", "zh"]),
        default=None,
        callback=lambda ctx, _param, value: value or spoken(ctx),
        help="Language of everything printed; that of the system when absent.",
    )(function)
