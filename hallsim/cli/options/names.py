"""Options that take several names: separated by commas, or the option given again, or both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click


def names_option(
    name: str, *, help: str, metavar: str | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An option whose value are the names in their order, each once: `--metrics a,b --metrics c`."""
    return click.option(name, multiple=True, callback=_all, help=help, metavar=metavar)


def _all(ctx: click.Context, param: click.Parameter, texts: Sequence[str]) -> tuple[str, ...]:
    several = (name.strip() for text in texts for name in text.replace("，", ",").split(","))
    found = tuple(dict.fromkeys(name for name in several if name))
    if texts and not found:  # not the same as an option that is absent, which means all
        raise click.BadParameter("", ctx, param)
    return found
