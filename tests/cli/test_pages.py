"""The site: every code block is executed as it stands, and both languages say the same in their blocks."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from hallsim.hall.compiled.availability import core, why_not
from tests.helpers.pages import blocks, pages, run, twin

DOCS = Path(__file__).parents[2] / "docs"
HALL = DOCS / "how-to" / "my_hall.yaml"
# Made from the models and the registry; `test_language_page.py` reads their fragments.
GENERATED = {"scenario.md", "study.md", "metrics.md", "trace.md"}
WITH_CODE = [page for page in pages(DOCS) if page.name not in GENERATED and blocks(page)]
# What a planner reads is there in Chinese; these are for whoever builds, checks or cites the model.
ENGLISH_ONLY = {"model.md", "engine.md", "engines.md", "mechanisms.md", "verification.md", "statistics.md"}


def name(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


@pytest.mark.parametrize("page", [page for page in WITH_CODE if page.name != "python.md"], ids=name)
def test_a_page_does_what_it_says_from_an_empty_folder(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The pages after the tutorial begin with its hall, as they say; the tutorial begins with nothing."""
    if page.name == "engines.md" and core() is None:
        pytest.skip(f"the page asks for the compiled engine, which is not there: {why_not()}")
    monkeypatch.chdir(tmp_path)
    if page.name in ENGLISH_ONLY:  # who reads these has the repository
        (tmp_path / "scenarios").symlink_to(DOCS.parent / "scenarios")
    if page.name != "tutorial.md":
        shutil.copy(HALL, tmp_path)
    run(page, monkeypatch, capsys)


def test_the_hall_to_download_is_the_one_of_the_tutorial() -> None:
    shown = next(block for block in blocks(DOCS / "tutorial.md") if block.title == HALL.name)
    assert shown.code == HALL.read_text("utf-8")


@pytest.mark.parametrize(
    "page", [page for page in pages(DOCS) if page.name not in ENGLISH_ONLY | GENERATED], ids=name
)
def test_both_languages_have_the_same_blocks(page: Path) -> None:
    english, chinese = blocks(page), blocks(twin(page))
    assert [(block.kind, block.title) for block in english] == [
        (block.kind, block.title) for block in chinese
    ]
    for there, here in zip(english, chinese, strict=True):
        assert there.kind == "text" or there.without_comments == here.without_comments


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_readme_leads_to_the_pages(readme: str, root: Path) -> None:
    text = (root / readme).read_text("utf-8")
    links = [root / link for link in re.findall(r"\]\(([^)#:]+)\)", text)]
    assert [link for link in links if not link.exists()] == []
    lang = ".zh.md" if ".zh." in readme else ".md"
    for page in ("tutorial", "how-to/index", "explanation/index", "reference"):
        assert DOCS / f"{page}{lang}" in links


def test_whatever_is_in_chinese_has_its_english_page() -> None:
    english = {twin(page).name for page in pages(DOCS)}
    assert {page.name for page in DOCS.rglob("*.zh.md")} <= english
