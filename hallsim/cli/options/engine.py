"""`--engine`: which engine runs, and a line that says so before it begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from hallsim.cli.language import say
from hallsim.study.cores import told_processes
from hallsim.study.engines.chosen import ENGINES
from hallsim.text.message import EMPTY, SEMICOLON, Lang, Message, joined

if TYPE_CHECKING:
    from hallsim.hall.engines import Choice
    from hallsim.scenario.load import LoadedScenario
    from hallsim.scenario.whatif.question import Question

engine_option = click.option(
    "--engine",
    type=click.Choice(ENGINES),
    help="Engine: reference, compiled, or auto (compiled wherever it can); the file's when absent.",
)


def tell_engines(
    source: LoadedScenario,
    question: Question,
    seed: int | None,
    engine: str | None,
    processes: int,
    lang: Lang,
) -> None:
    """In one line, how many processes, which engine, and why not the compiled one."""
    from hallsim import api

    found = api.choices(source, question, seed, engine)
    text = "{name}: {processes}, {engines}"
    who, used = api.name_of(source), told_processes(processes)
    click.echo(say(text, lang, name=who, processes=used, engines=engines_line(found, lang)), err=True)


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
        elif chosen.why_not != EMPTY:
            text = "{engine} engine, since the compiled one is missing: {why}"
        elif len(by_choice) > 1:
            text = "{engine} engine for {designs}"
        told.append(
            say(
                text, lang, engine=Message(chosen.engine), designs=joined(designs), key=chosen.key,
                why=chosen.why_not,
            )
        )  # fmt: skip
    return joined(told, SEMICOLON).text(lang)
