"""Everything of a study into its folder: tables, figures, page, manifest."""

from __future__ import annotations

import json
from pathlib import Path

from hallsim.errors import Lang
from hallsim.report.figures import all_figures
from hallsim.report.html import page
from hallsim.study import store
from hallsim.study.result import StudyResult


def save_study(study: StudyResult, folder: Path, lang: Lang) -> None:
    """Write a study; the manifest comes last, so that a folder with `finished: true` is whole."""
    if study.robustness is None:
        # what an earlier run with --robust left says nothing of this study
        for stale in ("robust.csv", "figures/robustness.svg", "figures/robustness.png"):
            store.beside_gone(folder / stale)
    store.write_tables(folder, study.tables())
    figures = all_figures(study, lang)
    for name, files in figures.items():
        for kind, content in files.items():
            store.write_file(folder / "figures" / f"{name}.{kind}", content)
    store.write_file(folder / "report.html", page(study, figures, lang).encode())
    manifest = {"finished": True, "created_at": store.created_at(), "language": lang, **study.manifest}
    text = json.dumps(store.without_nan(manifest), ensure_ascii=False, indent=2)
    store.write_file(folder / "manifest.json", text.encode() + b"\n")
