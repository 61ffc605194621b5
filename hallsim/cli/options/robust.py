"""`hallsim compare --robust [N]`: the answer over plausible worlds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hallsim.cli.language import Spoken
from hallsim.text.message import Lang

if TYPE_CHECKING:
    from hallsim.study.executor import Elsewhere
    from hallsim.study.result import StudyResult
    from hallsim.study.worlds import Worlds

OPTION = "--robust"
AS_WRITTEN = 0
"""`--robust` without a number: as many worlds as the file says."""

robust_option = click.option(
    OPTION,
    type=click.IntRange(AS_WRITTEN, 1000),
    metavar="[N]",
    help="Also try the answer in N plausible worlds, drawn from the ranges of what is assumed; the file's"
    " number (12) without N.",
)


class OptionalNumber(Spoken):
    """A command whose `--robust` may stand without a number, also before a file name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give a bare `--robust` its number; the rest is click's."""
        following = [*args[1:], ""][: len(args)]
        bare = [a == OPTION and not after.isdecimal() for a, after in zip(args, following, strict=True)]
        given = [f"{OPTION}={AS_WRITTEN}" if alone else arg for arg, alone in zip(args, bare, strict=True)]
        return super().parse_args(ctx, given)


def with_robustness(
    study: StudyResult, worlds: Worlds, folder: Path, lang: Lang, processes: int, engine: str | None, *,
    elsewhere: Elsewhere | None, quiet: bool, resume: bool,
) -> StudyResult:  # fmt: skip
    """The study with its worlds run, kept in its folder as they finish."""
    from hallsim import api
    from hallsim.report.terminal import progress

    text = "{name}: {done} of {wanted} plausible worlds"
    with progress(study.name, lang, quiet=quiet, text=text) as told:
        found = api.robustness(
            worlds, engine=engine, processes=processes, elsewhere=elsewhere, out=folder, resume=resume,
            progress=told,
        )  # fmt: skip
    asked = {**study.manifest.get("asked", {}), "robust": len(worlds.scenarios)}
    return replace(study, robustness=found, manifest={**study.manifest, "asked": asked})
