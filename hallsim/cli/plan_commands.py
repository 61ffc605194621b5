"""`hallsim check` and `hallsim itinerary`: what a scenario means before anything is run."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hallsim.cli.language import Spoken, lang_option, say, tell_doubts
from hallsim.cli.options.what_if import set_option
from hallsim.errors import InputError, Problem
from hallsim.text.message import Lang

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario
    from hallsim.study.forecast import Forecast

_FILE = click.Path(path_type=Path)


@click.command(cls=Spoken, help="Validate scenario files and print what they mean.")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("-q", "--quiet", is_flag=True, help="Only say whether the files are right.")
@set_option
@lang_option
def check(files: tuple[Path, ...], quiet: bool, settings: tuple[str, ...], lang: Lang) -> None:
    problems: list[Problem] = []
    for file in files:
        try:
            with _uncollected():
                _check(file, quiet, settings, lang)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)


def _check(file: Path, quiet: bool, settings: tuple[str, ...], lang: Lang) -> None:
    from hallsim import api

    source = api.load(file, settings)
    if any(basis.is_varied for basis in source.bases):
        api.plausible_worlds(source)  # what compare --robust would refuse, check refuses
    if not quiet:
        from hallsim.report.tables.evidence import evidence_tables
        from hallsim.report.terminal import show
        from hallsim.report.wording.sentences import settings_lines
        from hallsim.study.robust.left_out import left_out

        show(settings_lines(map(str, source.written.settings), lang))
        _show_worlds(source, lang)
        show(evidence_tables(source.bases, lang))
        tell_doubts((*source.warnings, *left_out(source)), lang)
    click.echo(say("{file}: right", lang, file=file))


def _show_worlds(source: LoadedScenario, lang: Lang) -> None:
    """Loads and advice, world by world."""
    from hallsim import api
    from hallsim.report.tables.load import load_tables, reading_lines
    from hallsim.report.terminal import show
    from hallsim.report.wording.titles import words_in
    from hallsim.scenario.scenario import WORLD

    worlds, titles = source.scenario.world_names(), api.titles(source)
    forecasts: list[Forecast] = []
    for name in worlds:
        if len(worlds) > 1:
            title = words_in(titles.get("world", {}).get(name, {}), lang)
            own = say("The world of the file", lang)
            click.echo(say("World: {world}", lang, world=title or (own if name == WORLD else name)))
        forecasts.append(api.forecast(source, name))
        show(load_tables(forecasts[-1], titles, lang))
    show(reading_lines(forecasts, lang))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for rings of objects: there are hardly any, and the tree of a scenario is large."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@click.command(cls=Spoken, help="Print the way a matter walks under a design.")
@click.argument("file", type=_FILE, metavar="FILE")
@click.option("--design", required=True, help="Name of the design.")
@click.option("--service", required=True, help="Name of the service.")
@click.option("--way", default="hall", help="Another way under the design, such as online or hall+caught.")
@click.option("--out", type=_FILE, help="Draw the way as a picture into this SVG file.")
@set_option
@lang_option
def itinerary(
    file: Path, design: str, service: str, way: str, out: Path | None, settings: tuple[str, ...], lang: Lang
) -> None:
    from hallsim import api
    from hallsim.loading import refuse_unheard

    source = api.load(file, settings)
    refuse_unheard(source, api.chosen_designs(source, [design]), ["world"])
    click.echo(api.itinerary(source, design, service, lang=lang, way=way))
    if out is not None:
        api.draw_itinerary(source, design, service, out, lang=lang, way=way)
        click.echo(say("The picture is in {file}", lang, file=out))
