"""The options of a question: what is set otherwise than in the file."""

from __future__ import annotations

import click

set_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="PATH=VALUE",
    help="Ask with another value: a value, +20%, x1.3 or +2 (may be repeated).",
)
