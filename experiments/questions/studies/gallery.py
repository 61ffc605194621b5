"""The gallery of the documentation: of each question its answer, a picture, what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import hallsim.api as hs
from experiments.questions.studies.answers import answered
from experiments.questions.studies.robust import read_robust
from experiments.questions.studies.wording import robust_sentence
from hallsim.report.experiment import experiment_answer
from hallsim.report.figures.canvas import blank, render, wrapped
from hallsim.report.wording.study_sentences import answer_sentence
from hallsim.report.wording.trial_names import Names, axis_label
from hallsim.study.experiment.tables import points_table

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.report.figures.canvas import Figure
    from hallsim.study.experiment.experiment import Experiment
    from hallsim.text.message import Lang

TOLD = Path(__file__).parent / "told.json"
GALLERY = Path(__file__).parents[3] / "docs" / "gallery"
ENDINGS: dict[Lang, str] = {"en": "", "zh": ".zh"}
_HEADS: dict[Lang, str] = {
    "en": "# Gallery\n\nThe questions that survey reports raise, answered for halls as they describe them. "
    "Every number that no report gives is assumed within a range that stands in the scenario: the "
    "answers are of *these* halls. Behind each answer stands in how many plausible worlds, each with "
    "a value from every range, it points the same way: **robust** where all do, nearly so where the "
    "few others hardly differ. Worlds are not probabilities. Each is measured over a week or three by one "
    "replication, the answer over four weeks by several: it need not lie among them. "
    "Made by `make experiments`; do not edit.\n",
    "zh": "# 图集\n\n调研报告提出的问题，用报告所描述的大厅作答。报告未给出的数均为假设，其范围写在场景文件"
    "中：结论只适用于*这些*大厅。每条结论下写明在多少个设想情形（每个假设各取其范围内的一个值）中方向"
    "相同：全部相同则为**稳健**，其余几个几乎无差别则为近乎稳健。设想情形的个数不是概率。每个情形只以"
    "一次重复模拟一周至三周，结论本身则以多次重复模拟四周：其值不一定落在各情形之间。由 `make "
    "experiments` 生成，请勿手改。\n",
}
_ANSWERED: dict[Lang, str] = {
    "en": "**Answer.** {answer}\n\n**How robust.** {robust}\n\n**What would change it.** {change}",
    "zh": "**结论。**{answer}\n\n**是否稳健。**{robust}\n\n**什么会改变结论。**{change}",
}


class Section(TypedDict):
    """What a run left of a question in one language, in Markdown: the answer is said when pages are written.

    `asked` has no number; `told` says what came, in paragraphs; `change` is what would change the answer.
    """

    asked: str
    picture: str
    told: str
    change: str


def renew_gallery(name: str, found: Experiment, folder: Path) -> None:
    """The section of a question and its picture, in both languages; those of the others stay."""
    renew_sections(name, {lang: _section(name, found, folder, lang) for lang in ENDINGS}, folder)


def renew_sections(name: str, sections: dict[Lang, Section], folder: Path = GALLERY) -> None:
    """A section in both languages, in place of the earlier one of its name, and the pages."""
    told = json.loads(TOLD.read_text(encoding="utf-8")) if TOLD.exists() else {}
    told[name] = sections
    told = dict(sorted(told.items()))
    TOLD.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    renew_pages(folder)


def renew_pages(folder: Path = GALLERY) -> None:
    """The pages in both languages from what was left of all questions; nothing is run."""
    for lang, ending in ENDINGS.items():
        text = "\n".join([_HEADS[lang], *page_sections(lang)])
        (folder / f"index{ending}.md").write_text(text, encoding="utf-8")


def page_sections(lang: Lang) -> Iterator[str]:
    """Each question with its answer, its picture and what came."""
    for name, section in json.loads(TOLD.read_text(encoding="utf-8")).items():
        own: Section = section[lang]
        answer, robust, turns = answered(name, lang)
        change = ("" if lang == "zh" else " ").join(filter(None, [own["change"], turns]))
        head = _ANSWERED[lang].format(answer=answer, robust=robust, change=change)
        parts = [f"## {name.partition('_')[0]}: {own['asked']}", head, own["picture"], own["told"]]
        yield "\n\n".join(parts) + "\n"


def picture(name: str, alt: str, drawn: bytes, folder: Path, lang: Lang) -> str:
    """A figure of the gallery, kept beside it, as Markdown."""
    figure = f"figures/{name}{ENDINGS[lang]}.svg"
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    (folder / figure).write_bytes(drawn)
    return f"![{alt}]({figure})"


def _section(name: str, found: Experiment, folder: Path, lang: Lang) -> Section:
    study = found.study.study
    assert study.question is not None
    question = study.question.get(lang)
    answer = experiment_answer(found, hs.manifest_of(found), lang)
    charts = [chart for section in answer.sections for chart in section.charts]
    draw = charts[0].draw if charts else partial(_designs, found)
    drawn = picture(name, question, render(draw, lang)["svg"], folder, lang)
    told = [f"- {sentence}" for sentence in _answers(name, found, lang)]
    read = [] if study.reading is None else [study.reading.get(lang)]
    change = "" if study.would_change is None else study.would_change.get(lang)
    return Section(asked=question, picture=drawn, told="\n\n".join(["\n".join(told), *read]), change=change)


def _answers(name: str, found: Experiment, lang: Lang) -> Iterator[str]:
    """What came of each expectation, and in how many worlds."""
    names = Names(found, lang)
    table = read_robust()
    own = table[table["question"] == name]
    for number, one in enumerate(found.expectations, start=1):
        rows: pd.DataFrame = own[own["expectation"] == number]
        worlds = [robust_sentence(row, names, lang) for _, row in rows.iterrows()]
        yield ("" if lang == "zh" else " ").join([answer_sentence(names, one), *worlds])


def _designs(found: Experiment, lang: Lang) -> Figure:
    """The metric of the first expectation under each design (and in each world), with its interval."""
    metric, names = found.study.study.expect[0].metric, Names(found, lang)
    table = points_table(found)
    rows = table[table["metric"] == metric].iloc[::-1]
    figure, axes = blank(7, 1 + 0.45 * len(rows))
    trials = {trial.number: trial for trial in found.trials.all}
    labels = [wrapped(names.trial(trials[number]), 36) for number in rows["trial"]]
    scale = 100 if names.info(metric).unit == "share" else 1
    value, lo, hi = (scale * rows[column] for column in ("value", "lo", "hi"))
    axes.errorbar(value, range(len(rows)), xerr=[value - lo, hi - value], fmt="o", capsize=3)
    axes.set_yticks(range(len(rows)), labels)
    axes.set_xlabel(axis_label(names, metric))
    axes.margins(x=0.15)  # no bars: what differs is read, not how far all are from nothing
    return figure
