"""One Chinese word for one thing: the catalogue and the pages keep to the table of docs/glossary.zh.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hallsim.text.message import chinese

DOCS = Path(__file__).parents[2] / "docs"


def rows(page: str) -> list[list[str]]:
    """The cells of the table's rows, without its head."""
    lines = [line for line in (DOCS / page).read_text("utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def refused() -> dict[str, str]:
    """Words not to be used, with the term that stands for them."""
    return {word: row[0] for row in rows("glossary.zh.md") for word in row[3].split("、") if word}


def pages() -> dict[str, str]:
    """The Chinese pages but the glossary itself."""
    found = [*DOCS.rglob("*.zh.md"), DOCS / "metrics.md", DOCS / "trace.md"]
    return {page.name: page.read_text("utf-8") for page in found if page.name != "glossary.zh.md"}


def test_both_pages_have_the_same_terms() -> None:
    zh, en = rows("glossary.zh.md"), rows("glossary.md")
    assert [(row[0], row[1], row[3]) for row in zh] == [(row[1], row[0], row[3]) for row in en]


def test_every_term_is_said() -> None:
    said = " ".join([*chinese().values(), *pages().values()])
    assert [row[0] for row in rows("glossary.zh.md") if row[0] not in said] == []


@pytest.mark.parametrize("word", sorted(refused()))
def test_a_word_that_another_one_stands_for_is_not_said(word: str) -> None:
    texts = {english: text for (_, english), text in chinese().items()} | pages()
    found = [where for where, text in texts.items() if word in text]
    assert found == [], f"say {refused()[word]} instead of {word}"


def test_a_seed_is_a_random_seed() -> None:
    alone = re.compile("(?<!随机)种子")
    texts = {english: text for (_, english), text in chinese().items()} | pages()
    assert [where for where, text in texts.items() if alone.search(text)] == []
