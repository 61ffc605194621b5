"""What `hallsim check` says of given, fitted and assumed numbers."""

import pytest

import hallsim.api as hs
from hallsim.report.tables.evidence import KIND_LABELS, evidence_tables
from hallsim.report.terminal import shown
from hallsim.text.message import Lang, translate

TEXT = """hallsim: 1
world:
  services:
    permit: {counter: exponential(mean 12 min in 9..16 min), documents: {required: 3, missing: 5.8%}}
  arrivals: {per_day: 100, profile: two_peaks}
designs:
  apart: {windows: {permit: 4}}
  more: {windows: {permit: 5}}
figures: {repeat_share: {value: 56%}}
evidence:
  size: {kind: assumed, title: {en: Windows, zh: 窗口数}, scales: designs.*.windows.*, range: 0.8..1.25}
  documents: {kind: fitted, values: world.services.*.documents.missing, to: repeat_share}
  demand: {kind: given, values: [world.arrivals.per_day], source: {en: report, zh: 年报}}
"""


def rows(lang: Lang) -> list[list[str]]:
    source = hs.loads(TEXT)
    (table,) = evidence_tables(source.bases, lang)
    assert all(len(line) <= 100 for line in shown([table]).splitlines())
    return table.rows


def test_given_comes_first_then_fitted_then_assumed_with_ranges() -> None:
    assert rows("en") == [
        ["given", "demand", "100", "–", "report"],
        ["fitted", "documents", "5.8%", "–", "fitted to repeat_share"],
        ["assumed", "permit: work at the window at the first visit (mean)", "12 min", "9 min … 16 min", ""],
        ["assumed", "Windows", "×1", "×0.8 … ×1.25", ""],
    ]


def test_the_same_in_chinese() -> None:
    assert [row[0] for row in rows("zh")] == ["给定", "拟合", "假定", "假定"]
    assert rows("zh")[3][1] == "窗口数"
    assert rows("zh")[2][1] == "permit：首次到窗口的办理时间（均值）"
    assert rows("zh")[2][3] == "9 分钟 … 16 分钟"
    assert all(translate(label, "zh") != label for label in KIND_LABELS.values())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_scenario_that_says_nothing_has_no_table(lang: Lang) -> None:
    plain = TEXT.split("figures:")[0].replace(" in 9..16 min", "")
    assert evidence_tables(hs.loads(plain).bases, lang) == []
