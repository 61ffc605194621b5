"""The answer to a question of a planner: printed, and as a folder with page, figures and tables.

Every command but `run` and `compare` tells its answer so: the answer in a few sentences, then sections of
tables, notes and figures.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hallsim.report.figures.canvas import render
from hallsim.report.folder import ENDINGS, page_name, write_results
from hallsim.report.html import manifest_rows, rendered
from hallsim.report.wording.grid import Grid
from hallsim.study.folder import store
from hallsim.text.message import Lang

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.report.figures.canvas import Draw


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure: the name of its files, what it shows in one sentence, and what draws it."""

    name: str
    caption: str
    draw: Draw


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of an answer: figures first, then tables and notes in their order.

    `printed`: on the terminal too, not on the page only.
    """

    heading: str = ""
    parts: Sequence[Grid | str] = ()
    charts: Sequence[Chart] = ()
    printed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer in one language.

    Attributes:
        headline: the answer in sentences, the most important first.
        settings: what was otherwise than in the file.
        sections: in their order.
        notes: how it was reached: replications, engine, what to be careful with.
        tables: by name, as CSV and as Parquet.
        manifest: how it was made.
        files: further files by their path in the folder.
    """

    title: str
    headline: Sequence[str]
    settings: Sequence[str] = ()
    sections: Sequence[Section] = ()
    notes: Sequence[str] = ()
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


def printed(answer: Answer) -> Iterator[Grid | str]:
    """What is printed of an answer, its tables before its sentences: those are read last."""
    yield answer.title
    yield from answer.settings
    for section in answer.sections:
        if section.printed:
            yield from ([section.heading] if section.heading and section.parts else [])
            yield from section.parts
    yield from ("• " + sentence for sentence in answer.headline)
    yield from answer.notes


def save_answer(answer: Answer, folder: Path, lang: Lang) -> str:
    """Write an answer into a folder and give the name of its page; that of the other language stays.

    RunError when the folder cannot be written.
    """
    charts = [chart for section in answer.sections for chart in section.charts]
    drawn = {chart.name: render(chart.draw, lang) for chart in charts}
    files = dict(answer.files) | store.table_files(answer.tables, parquet=tuple(answer.tables))
    for name, formats in drawn.items():
        files |= {f"figures/{name}{ENDINGS[lang]}.{kind}": content for kind, content in formats.items()}
    files[page_name(lang)] = rendered(
        "answer.html.j2", lang,
        title=answer.title,
        settings=answer.settings,
        headline=answer.headline,
        sections=[
            {
                "heading": section.heading,
                "figures": [
                    (chart.caption, base64.b64encode(drawn[chart.name]["svg"]).decode())
                    for chart in section.charts
                ],
                "parts": [(isinstance(part, Grid), part) for part in section.parts],
            }
            for section in answer.sections
        ],
        notes=answer.notes,
        manifest=manifest_rows(answer.manifest, lang),
    ).encode()  # fmt: skip
    write_results(folder, files, answer.manifest)
    return page_name(lang)
