"""What the site adds to MkDocs: menus in the language of the page, an anchor for every rule of the model."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

NAMES = {"en": "English", "zh": "中文"}
OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./(?:experiments|scenarios)/[^)]*\)")
CHINESE = "\u3001-\u303f\u4e00-\u9fff\uff01-\uff5e“”"
BETWEEN = re.compile(rf"(?<=[{CHINESE}])\n *(?=[{CHINESE}]|<(?:code|a|em|strong)\b)")
CODE = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
RULE = re.compile(r"\*\*(R\d+\.\d+)\*\*")


def language(source: str) -> str:
    """The language of a page by its file: `page.zh.md` is Chinese."""
    return "zh" if source.endswith(".zh.md") else "en"


def twin(source: str) -> str:
    """The same page in the other language, whether there is one or not."""
    return source.replace(".zh.md", ".md") if language(source) == "zh" else source.replace(".md", ".zh.md")


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Split the menu into one of each language."""
    trees = {}
    for lang, tree in zip(NAMES, nav.items, strict=True):
        assert isinstance(tree, Section)
        pages = [page for page in nav.pages if language(page.file.src_uri) == lang]
        for child in tree.children:
            child.parent = None
        for before, after in zip([None, *pages], [*pages, None], strict=True):
            if before is not None:
                before.next_page = after
            if after is not None:
                after.previous_page = before
        trees[lang] = Navigation(tree.children, pages)
        trees[lang].homepage = pages[0]
    config.extra["trees"] = trees
    return nav


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Give rules (**R4.3**) their anchors; what only the repository has keeps its name, without a link."""
    return RULE.sub(r'<a class="rule" id="\1" href="#\1">\1</a>', OUTSIDE.sub(r"\1", markdown))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Join lines of Chinese, between which a browser would set a space."""
    if language(page.file.src_uri) != "zh":
        return html
    parts = CODE.split(html)
    parts[::2] = (BETWEEN.sub("", text) for text in parts[::2])
    return "".join(parts)


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, Any]:
    """The menu, the theme's own words and the switch of language, all by the page's language."""
    lang = language(page.file.src_uri)
    trees: dict[str, Navigation] = config.extra["trees"]
    config.theme["language"] = lang
    context["nav"] = trees[lang]
    other = next(name for name in NAMES if name != lang)
    there = next(
        (p for p in trees[other].pages if p.file.src_uri == twin(page.file.src_uri)), trees[other].homepage
    )
    assert there is not None
    # no list: of a list the theme would look up a map of the site, which pages on the disk may not
    config.extra["alternate"] = SimpleNamespace(lang=other, name=NAMES[other], link=there.url)
    return context
