"""An answer saved: what of an earlier one it replaces is told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hallsim.cli.language import say
from hallsim.text.message import Lang

if TYPE_CHECKING:
    from hallsim.report.answer import Answer


def saved(answer: Answer, folder: Path, lang: Lang) -> str:
    """Save an answer, tell of another one that it replaces, and give the name of its page."""
    from hallsim.report.answer import save_answer

    before = answered(folder)
    page = save_answer(answer, folder, lang)
    tell_replaced(before, answer, folder, lang)
    return page


def answered(folder: Path) -> str | None:
    """What tells the question apart that a folder has a finished answer to; None where it has none."""
    from hallsim.study.folder.store import Folder

    told = Folder(folder, "").manifest()
    return str(told["fingerprint"]) if told.get("finished") and "fingerprint" in told else None


def tell_replaced(before: str | None, answer: Answer, folder: Path, lang: Lang) -> None:
    """A line on standard error where an answer to another question stood before."""
    from hallsim.study.folder.kept import holds_runs

    if before in (None, answer.manifest.get("fingerprint")):
        return
    text = "The earlier answer in {where}, to another question, was replaced."
    if holds_runs(folder):
        text = "The earlier answer in {where}, to another question, was replaced; its runs are kept."
    click.echo(say(text, lang, where=folder), err=True)
