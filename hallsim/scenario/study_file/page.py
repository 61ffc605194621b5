"""The reference page of study files, made from the models."""

from __future__ import annotations

from typing import Final

from hallsim.scenario.language.reference import page_of
from hallsim.scenario.study_file.model import StudyFile
from hallsim.text.message import Lang


def study_page(lang: Lang = "en") -> str:
    """The page `docs/study.md`: every key, in Markdown, in the order of the models."""
    return page_of(StudyFile, _INTRODUCTION[lang].strip(), lang)


_ENGLISH: Final = """
# The study file

Every key, made by `hallsim explain --study --all` from the models; do not edit. [中文](study.zh.md)

A study file is one strict YAML 1.2 file that asks a question of a scenario: what is varied, how the values
are combined, how sure the answer is to be, what is expected. [How to write one](how-to/study-file.md) shows
examples. Paths and values are those of `--set` and `--vary`: `windows.hall.count`, `+20%`, `x1.3`, `4..8`,
`0.5..2:0.5`.

**Short spellings.** `factors: {windows.hall.count: 4..8}` names a path and its values;
`points: one_at_a_time` is `{kind: one_at_a_time}`; a text stands for a list of one, and a target for
`{hold: …}`. Rows may stand in a table beside the study: `points: {rows: {csv: points.csv}}`, a factor a
column; an empty cell is as in the scenario.
"""
_CHINESE: Final = """
# 研究文件

全部的键，由 `hallsim explain --study --all --lang zh` 从模型生成，请勿手改。[English](study.md)

研究文件是一个严格的 YAML 1.2 文件，对一个场景提出问题：改变什么、各值如何组合、
答案要多可靠、预期什么。[怎样写](how-to/study-file.zh.md)中有例子。路径与取值同 `--set` 和 `--vary`：
`windows.hall.count`、`+20%`、`x1.3`、`4..8`、`0.5..2:0.5`。

**简写。** `factors: {windows.hall.count: 4..8}` 写出路径及其取值；
`points: one_at_a_time` 即 `{kind: one_at_a_time}`；单个文本可代替只有一项的列表，
目标可直接写成文本（即 `{hold: …}`）。各行可放在研究文件旁的表格中：
`points: {rows: {csv: points.csv}}`，每列一个因素；空单元格表示与场景相同。
"""
_INTRODUCTION: Final[dict[Lang, str]] = {"en": _ENGLISH, "zh": _CHINESE}
