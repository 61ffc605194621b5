"""Groups of commands whose modules are read only when they are called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from hallsim.cli.language import Spoken, say, spoken
from hallsim.cli.wrong_call import WrongCallError

Lazy = Mapping[str, tuple[str, str]]
"""Where each command lives (`module:function`) and its one sentence, by name."""


class LazyGroup(Spoken, click.Group):
    """A group that imports a command when it is called: `hallsim --help` imports none of them.

    Args:
        sections: its commands, below the headings of the help.
        plain: the command that is meant where none of them is named, as in `hallsim study FILE`.
    """

    def __init__(
        self, *args: Any, sections: Mapping[str, Lazy] | None = None, plain: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections or {}
        self.lazy = {name: command for lazy in self.sections.values() for name, command in lazy.items()}
        self.plain = plain

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {name for param in self.get_params(ctx) for name in (*param.opts, *param.secondary_opts)}
        first = args[0].partition("=")[0] if args else ""
        if self.plain and args and first not in self.lazy and first not in own:
            args = [self.plain, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.lazy:
            return None
        module, name = self.lazy[cmd_name][0].split(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.lazy and not args[0].startswith("-"):
            if self.plain:  # behind an option of the group
                return super().resolve_command(ctx, [self.plain, *args])
            from hallsim.errors import did_you_mean

            lang = spoken(ctx)
            remedy = did_you_mean(args[0], self.lazy).text(lang)
            text = say("no such command: {name}; {remedy}", lang, name=args[0], remedy=remedy)
            raise WrongCallError(text, ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = spoken(ctx)
        width = max(map(len, self.lazy), default=0)
        for heading, lazy in self.sections.items():
            with formatter.section(say(heading, lang)):
                rows = [(name.ljust(width), say(sentence, lang)) for name, (_, sentence) in lazy.items()]
                formatter.write_dl(rows)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)
