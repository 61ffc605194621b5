"""The code blocks of a page of `docs/`, in order, and running them as a reader would, one after another."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hallsim.cli.main import call
from hallsim.text.message import Lang

BLOCK = re.compile(r'^```(\w*)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block: a file to save (it has a title), commands, Python, or what is printed (`text`)."""

    kind: str
    title: str | None
    code: str

    @property
    def without_comments(self) -> str:
        return re.sub(r"(^|\s)# .*$", "", self.code, flags=re.MULTILINE)


def blocks(page: Path) -> list[Block]:
    return [Block(kind, title or None, code) for kind, title, code in BLOCK.findall(page.read_text("utf-8"))]


def twin(page: Path) -> Path:
    """The Chinese page beside an English one."""
    return page.with_suffix(".zh.md")


def typed(code: str, lang: Lang, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What commands print on a system that speaks `lang`.

    They run in this process: starting one takes longer than most of them.
    """
    monkeypatch.setenv("LC_ALL", {"en": "C.UTF-8", "zh": "zh_CN.UTF-8"}[lang])
    monkeypatch.setenv("COLUMNS", "240")
    capsys.readouterr()
    for line in code.splitlines():
        program, *args = shlex.split(line, comments=True)
        assert program == "hallsim", f"{line}: what else is to be typed?"
        simulates = args[0] in ("run", "compare", "fit-satisfaction")
        assert call([*args, "-j", "1"] if simulates else args) == 0, f"{line}\n{capsys.readouterr().err}"
    return capsys.readouterr().out


def printed(shown: str, output: str) -> bool:
    """Whether every line shown stands in the output, wherever lines break there."""
    squeezed = re.sub(r"\s", "", output)
    return all(re.sub(r"\s", "", line) in squeezed for line in shown.splitlines())


def run(page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Save, type and run every block of an English page, here; gives what its Python has named.

    What a page shows must be printed, in Chinese on its twin too.
    """
    known: dict[str, Any] = {}
    listed = blocks(page)
    for i, block in enumerate(listed):
        if block.title is not None:
            Path(block.title).write_text(block.code, "utf-8")
        elif block.kind == "python":
            exec(compile(block.code, str(page), "exec"), known)
        elif block.kind == "sh":
            output = typed(block.code, "en", monkeypatch, capsys)
            if i + 1 < len(listed) and listed[i + 1].kind == "text":
                assert printed(listed[i + 1].code, output), output
                output = typed(block.code, "zh", monkeypatch, capsys)
                assert printed(blocks(twin(page))[i + 1].code, output), output
        else:
            assert block.kind == "text", f"{page}: what is a block of {block.kind!r} for?"
    return known


def pages(docs: Path) -> Iterator[Path]:
    """The English pages."""
    return (page for page in sorted(docs.rglob("*.md")) if not page.name.endswith(".zh.md"))
