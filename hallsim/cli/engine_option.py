"""`--engine`: which engine runs, and a line that says so before it begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from hallsim.cli.language import say
from hallsim.errors import Lang
from hallsim.study.engines import ENGINES

if TYPE_CHECKING:
    from hallsim.hall.engines import Choice
    from hallsim.scenario.load import LoadedScenario

engine_option = click.option(
    "--engine",
    type=click.Choice(ENGINES),
    help="Engine: reference, compiled, or auto (compiled wherever it can); the file's when absent.",
)


def tell_engines(
    source: LoadedScenario,
    designs: Sequence[str],
    seed: int | None,
    engine: str | None,
    processes: int,
    lang: Lang,
) -> None:
    """In one line, how many processes, which engine, and why not the compiled one."""
    from hallsim import api

    found = api.choices(source, designs or None, seed, engine)
    text = "{name}: {processes} processes, {engines}"
    click.echo(
        say(text, lang, name=api.name_of(source), processes=processes, engines=engines_line(found, lang)),
        err=True,
    )


def engines_line(found: Mapping[str, Choice], lang: Lang) -> str:
    """`compiled engine`, or which designs are kept on the reference by what."""
    by_choice: dict[Choice, list[str]] = {}
    for design, chosen in found.items():
        by_choice.setdefault(chosen, []).append(design)
    told = []
    for chosen, designs in by_choice.items():
        text = "{engine} engine"
        if chosen.key:
            text = "{engine} engine for {designs}, since the compiled one does not cover {key} yet"
        elif any(chosen.why_not):
            text = "{engine} engine, since the compiled one is missing: {why}"
        elif len(by_choice) > 1:
            text = "{engine} engine for {designs}"
        between = "、" if lang == "zh" else ", "
        told.append(
            say(
                text, lang, engine=say(chosen.engine, lang), designs=between.join(designs), key=chosen.key,
                why=chosen.why_not[lang == "zh"],
            )
        )  # fmt: skip
    return ("；" if lang == "zh" else "; ").join(told)
