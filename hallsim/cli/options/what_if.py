"""The options of a question: what is otherwise than in the file, what is tried, in which worlds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from hallsim.cli.options.names import names_option

set_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="PATH=VALUE",
    help="Ask with another value: a value, +20%, x1.3 or +2 (may be repeated).",
)
_VARY = click.option(
    "--vary",
    multiple=True,
    metavar="PATH=VALUES",
    help="Try several values, each a variant of every design: 4,6,8 or 4..8 or 0.5..2:0.5 (may be repeated).",
)
_WORLDS = names_option(
    "--worlds", help="Worlds of the file separated by commas, world for its own; all when absent."
)
_YES = click.option(
    "--yes", is_flag=True, help="Run as many variants and designs as are asked for, however many."
)


def question_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """--set, --vary, --worlds and --yes."""
    for option in (_YES, _WORLDS, _VARY, set_option):
        function = option(function)
    return function
