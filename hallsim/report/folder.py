"""Everything of a study into its folder: tables, figures, page, manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hallsim.report.figures.study import all_figures
from hallsim.report.html import page
from hallsim.study.folder import store
from hallsim.study.folder.claim import claimed
from hallsim.study.folder.kept import refuse_foreign
from hallsim.study.result import StudyResult
from hallsim.text.message import Lang

ENDINGS: Mapping[Lang, str] = {"en": "", "zh": ".zh"}
"""Pages and figures in both languages stand side by side: report.html, report.zh.html."""


def page_name(lang: Lang) -> str:
    """The file of the page in a language."""
    return f"report{ENDINGS[lang]}.html"


def save_study(study: StudyResult, folder: Path, lang: Lang) -> str:
    """Write a study and give the name of its page; what was told of it in the other language stays.

    What an earlier study has left goes first.  The manifest comes last, so that a folder that is `finished`
    is whole.
    """
    figures = all_figures(study, lang)
    files = store.table_files(study.tables())
    for name, formats in figures.items():
        files |= {f"figures/{name}{ENDINGS[lang]}.{kind}": content for kind, content in formats.items()}
    files[page_name(lang)] = page(study, figures, lang).encode()
    about = {**study.manifest, "worlds": 0 if study.robustness is None else len(study.robustness.worlds)}
    write_results(folder, files, about)
    return page_name(lang)


def write_results(folder: Path, files: Mapping[str, bytes], about: Mapping[str, Any]) -> None:
    """Tables, figures and page into a folder, the manifest last."""
    refuse_foreign(folder)
    with claimed(folder):
        kept = store.Folder(folder, "")
        told_before = kept.manifest()
        same = all(told_before.get(key) == value for key, value in store.plain(about).items())
        stay = [name for name in kept.results() if same and (folder / name).is_file()]
        kept.remove_results(but=stay)
        names = sorted({*files, *stay})
        _write_manifest(folder, about, names, finished=False)
        for name, content in files.items():
            store.write_file(folder / name, content)
        _write_manifest(folder, about, names, finished=True)


def _write_manifest(folder: Path, about: Mapping[str, Any], files: list[str], *, finished: bool) -> None:
    manifest = {"finished": finished, "created_at": store.created_at(), **about, "files": files}
    text = json.dumps(store.without_nan(manifest), ensure_ascii=False, indent=2)
    store.write_file(folder / store.MANIFEST, text.encode() + b"\n")
