"""A question over several worlds: what is printed, its page and folder; each world has a page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hallsim.report.figures.by_value import response_curves
from hallsim.report.figures.canvas import render
from hallsim.report.folder import ENDINGS, page_name, save_study, write_results
from hallsim.report.html import BY_VALUE, by_value_context, key_rows, manifest_rows, rendered
from hallsim.report.tables.by_value import by_value_grids, world_name
from hallsim.report.tables.study import design_tables
from hallsim.report.wording import sentences
from hallsim.report.wording.grid import Grid
from hallsim.report.wording.keys import name_of
from hallsim.report.wording.titles import words_in
from hallsim.scenario.whatif.question import values_in_words
from hallsim.study.folder import store
from hallsim.study.several.several import Several, folder_of
from hallsim.study.tables import with_world
from hallsim.text.message import Lang, translate

if TYPE_CHECKING:
    from hallsim.scenario.whatif.question import Cell
    from hallsim.study.result import StudyResult

_TABLES: Final = ("metrics", "summary", "differences", "best", "gains")


def several_report(several: Several, lang: Lang) -> Iterator[Grid | str]:
    """What is printed: what comes of each value and world, then each world with its designs, in words."""
    assert several.by_value is not None
    yield words_in(several.title, lang) or several.name
    yield from sentences.settings_lines(several.settings, lang)
    yield from by_value_grids(several.studies[0], several.by_value, lang)
    for cell, study in several.parts:
        yield translate("World: {world}", lang, world=cell_name(several, cell, lang))
        yield from design_tables(study, lang)
        for sentence in sentences.headline(study, lang):
            yield "• " + sentence
        yield sentences.replications_sentence(study, lang)
        for warning in sentences.warnings_of(study, lang):
            yield "! " + warning
    yield from dead_worlds(several, lang)


def dead_worlds(several: Several, lang: Lang) -> list[str]:
    """Each world that cannot be run, and why."""
    text = "World {world} cannot be run: {why}"
    return [
        translate(text, lang, world=cell_name(several, cell, lang), why=why) for cell, why in several.dead
    ]


def cell_name(several: Several, cell: Cell, lang: Lang) -> str:
    """The world of a cell and the values tried in it."""
    assert several.by_value is not None
    told = values_in_words(cell.values, several.question.names).text(lang)
    cells = [*several.question.cells, *(dead for dead, _ in several.dead)]
    if told and len({other.world for other in cells}) == 1:
        return told
    world = world_name(several.by_value, cell.world, lang)
    return f"{world} · {told}" if told else world


def save_several(several: Several, folder: Path, lang: Lang) -> str:
    """Write each world into its folder, what is told of all of them into that of the question."""
    assert several.by_value is not None
    for cell, study in several.parts:
        save_study(study, folder / folder_of(cell), lang)
    study = several.studies[0]
    figure = render(partial(response_curves, study, several.by_value), lang)
    tables = {name: with_world([(c.name, s.tables()[name]) for c, s in several.parts]) for name in _TABLES}
    files = store.table_files({**tables, BY_VALUE: several.by_value.table})
    files |= {f"figures/{BY_VALUE}{ENDINGS[lang]}.{kind}": content for kind, content in figure.items()}
    context = by_value_context(study, several.by_value, figure, lang)
    files[page_name(lang)] = rendered(
        "several.html.j2", lang,
        title=words_in(several.title, lang) or several.name,
        settings=sentences.settings_lines(several.settings, lang),
        by_value=context,
        worlds=[_world(several, cell, study, lang) for cell, study in several.parts],
        dead=dead_worlds(several, lang),
        manifest=manifest_rows(several.manifest, lang),
    ).encode()  # fmt: skip
    write_results(folder, files, several.manifest)
    return page_name(lang)


def _world(several: Several, cell: Cell, study: StudyResult, lang: Lang) -> dict[str, Any]:
    own = [line for line in study.settings if line not in several.settings]
    return {
        "name": cell_name(several, cell, lang),
        "settings": sentences.settings_lines(own, lang),
        "replications": sentences.replications_sentence(study, lang),
        "warnings": sentences.warnings_of(study, lang),
        "base": name_of(study, "design", study.base, lang),
        "designs": [name_of(study, "design", design, lang) for design in study.designs],
        "headlines": sentences.headlines(study, lang),
        "key_rows": key_rows(study, lang),
        "link": f"{folder_of(cell)}/{page_name(lang)}",
    }
