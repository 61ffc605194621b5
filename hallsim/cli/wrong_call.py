"""A wrong call in our own words: of click's errors the kind and the parameter are read, never the text."""

from __future__ import annotations

from collections.abc import Sequence

import click

from hallsim.cli.language import BothError, TwiceError, say
from hallsim.errors import did_you_mean
from hallsim.text.message import Lang


class WrongCallError(click.UsageError):
    """A wrong call that one of our commands found; its message is said in the language of the call."""


def usage_problem(error: click.UsageError, args: Sequence[str], lang: Lang) -> str:
    """What is wrong with the call `hallsim args`, and what would be right."""
    if isinstance(error, WrongCallError):
        return error.message
    ctx = error.ctx
    match error:
        case click.NoSuchOption():
            remedy = did_you_mean(error.option_name, _options(ctx)).text(lang)
            return say("no such option: {name}; {remedy}", lang, name=error.option_name, remedy=remedy)
        case click.MissingParameter() if error.param is not None:
            return say("missing: {name}", lang, name=_name(error.param))
        case click.BadParameter() if error.param is not None:
            return _wrong_value(error.param, lang)
        case TwiceError():
            return say("{name} takes one and is given more than once", lang, name=error.option_name)
        case BothError():
            text = "of {one} and {other} only one can hold; drop the other"
            return say(text, lang, one=error.one, other=error.other)
        case click.BadOptionUsage():
            if any(arg.startswith(f"{error.option_name}=") for arg in args):
                return say("the option {name} takes no value", lang, name=error.option_name)
            return say("the option {name} needs a value", lang, name=error.option_name)
    # what is left of click's own complaints: a word that belongs to no parameter
    call = f"{ctx.command_path if ctx else 'hallsim'} --help"
    return say("there is a word too many; see {call}; a value with spaces stands in quotes", lang, call=call)


def _wrong_value(param: click.Parameter, lang: Lang) -> str:
    name, kind = _name(param), param.type
    if isinstance(kind, click.IntRange):
        low, high = str(kind.min), str(kind.max)
        return say("{name} is a whole number from {low} to {high}", lang, name=name, low=low, high=high)
    if isinstance(kind, click.Choice):
        return say("{name} is one of: {choices}", lang, name=name, choices=", ".join(map(str, kind.choices)))
    if isinstance(kind, click.Path) or getattr(param, "multiple", False):  # of names, none is there
        return say("{name} is empty", lang, name=name)
    return say("the value of {name} does not fit", lang, name=name)


def _name(param: click.Parameter) -> str:
    """`--seed` of an option, `FILE` of an argument."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return (param.metavar or param.name or "").removesuffix("...")


def _options(ctx: click.Context | None) -> list[str]:
    params = ctx.command.get_params(ctx) if ctx else []
    return [max(param.opts, key=len) for param in params if isinstance(param, click.Option)]
