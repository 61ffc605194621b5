"""The gallery of the documentation: of each question a picture and two sentences."""

from __future__ import annotations

import json
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import hallsim.api as hs
from hallsim.report.experiment import experiment_answer
from hallsim.report.figures.canvas import blank, render, wrapped
from hallsim.report.wording.trial_names import Names, axis_label
from hallsim.study.experiment.tables import points_table

if TYPE_CHECKING:
    from hallsim.report.figures.canvas import Figure
    from hallsim.study.experiment.experiment import Experiment
    from hallsim.text.message import Lang

TOLD = Path(__file__).parent / "told.json"
_ENDINGS: dict[Lang, str] = {"en": "", "zh": ".zh"}
_HEADS: dict[Lang, str] = {
    "en": "# Gallery\n\nThe questions that survey reports raise, answered for halls as they describe them. "
    "Every number that no report gives is assumed within a range that stands in the scenario: the answers "
    "are of *these* halls. Made by `make experiments`; do not edit.\n",
    "zh": "# 图集\n\n调研报告提出的问题，用报告所描述的大厅作答。"
    "报告未给出的数均为假设，其范围写在场景文件中："
    "结论只适用于*这些*大厅。由 `make experiments` 生成，请勿手改。\n",
}
_SENTENCES = 2


def renew_gallery(name: str, found: Experiment, folder: Path) -> None:
    """The section of a question and its picture, in both languages; those of the others stay."""
    told = json.loads(TOLD.read_text(encoding="utf-8")) if TOLD.exists() else {}
    told[name] = {lang: _section(name, found, folder, lang) for lang in _ENDINGS}
    told = dict(sorted(told.items()))
    TOLD.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for lang, ending in _ENDINGS.items():
        parts = chain([_HEADS[lang]], (section[lang] for section in told.values()))
        (folder / f"index{ending}.md").write_text("\n".join(parts), encoding="utf-8")


def _section(name: str, found: Experiment, folder: Path, lang: Lang) -> str:
    answer = experiment_answer(found, hs.manifest_of(found), lang)
    question, *sentences = answer.headline
    charts = [chart for section in answer.sections for chart in section.charts]
    draw = charts[0].draw if charts else partial(_designs, found)
    figure = f"figures/{name}{_ENDINGS[lang]}.svg"
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    (folder / figure).write_bytes(render(draw, lang)["svg"])
    answers = "\n\n".join(sentences[:_SENTENCES])
    return f"## {name}: {question}\n\n![{question}]({figure})\n\n{answers}\n"


def _designs(found: Experiment, lang: Lang) -> Figure:
    """The metric of the first expectation under each design (and in each world), with its interval."""
    metric, names = found.study.study.expect[0].metric, Names(found, lang)
    table = points_table(found)
    rows = table[table["metric"] == metric].iloc[::-1]
    figure, axes = blank(7, 1 + 0.45 * len(rows))
    trials = {trial.number: trial for trial in found.trials.all}
    labels = [wrapped(names.trial(trials[number]), 36) for number in rows["trial"]]
    below, above = rows["value"] - rows["lo"], rows["hi"] - rows["value"]
    axes.errorbar(rows["value"], range(len(rows)), xerr=[below, above], fmt="o", capsize=3)
    axes.set_yticks(range(len(rows)), labels)
    axes.set_xlabel(axis_label(names, metric))
    axes.set_xlim(left=0)
    return figure
