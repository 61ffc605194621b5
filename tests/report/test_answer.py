"""An answer is printed and kept as one page with its tables and figures, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from hallsim.report.answer import Answer, Chart, Section, printed, save_answer
from hallsim.report.figures.canvas import blank
from hallsim.report.wording.grid import Column, Grid
from hallsim.text.message import Lang


def _answer() -> Answer:
    grid = Grid(columns=[Column("Windows"), Column("Wait", right=True)], title="By number")
    grid.add("5", "3.1 min", bold=True)
    chart = Chart("curve", "A curve", lambda lang: blank(4, 2)[0])
    return Answer(
        title="How many <windows>?",
        headline=["5 windows are enough."],
        settings=["--set x=1"],
        sections=[
            Section(heading="The curve", parts=[grid, "95% intervals"], charts=[chart]),
            Section(heading="Only on the page", parts=["a note"], printed=False),
        ],
        notes=["30 replications"],
        tables={"curve": pd.DataFrame({"windows": [5], "wait": [3.1]})},
        manifest={"study": "size", "fingerprint": "abc"},
    )


def test_what_is_printed_ends_with_the_answer() -> None:
    lines = [part if isinstance(part, str) else part.title for part in printed(_answer())]
    assert lines == [
        "How many <windows>?", "--set x=1", "The curve", "By number", "95% intervals",
        "• 5 windows are enough.", "30 replications",
    ]  # fmt: skip


@pytest.mark.parametrize(("lang", "page"), [("en", "report.html"), ("zh", "report.zh.html")])
def test_the_folder_holds_page_figures_and_tables(tmp_path: Path, lang: Lang, page: str) -> None:
    assert save_answer(_answer(), tmp_path, lang) == page
    text = (tmp_path / page).read_text(encoding="utf-8")
    assert "How many &lt;windows&gt;?" in text
    assert "5 windows are enough." in text
    assert "3.1 min" in text
    assert 'class="bold"' in text
    assert "A curve" in text
    assert "a note" in text
    ending = "" if lang == "en" else ".zh"
    assert (tmp_path / f"figures/curve{ending}.svg").is_file()
    assert pd.read_parquet(tmp_path / "curve.parquet").equals(pd.read_csv(tmp_path / "curve.csv"))
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["finished"]
    assert page in manifest["files"]


def test_the_page_of_the_other_language_stays(tmp_path: Path) -> None:
    for lang in ("en", "zh"):
        save_answer(_answer(), tmp_path, lang)
    assert {"report.html", "report.zh.html"} <= {file.name for file in tmp_path.iterdir()}
