"""What paths that are varied are called: by a rule from titles and the sentences of keys."""

from __future__ import annotations

import re

import pytest

from hallsim import api
from hallsim.scenario.assumptions.titles import clause_of
from hallsim.scenario.language.keys import all_keys, sentence
from hallsim.scenario.whatif.path_names import path_names

HALL = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 1, working_days: all}
  services:
    licence: {title: {en: Licence, zh: 执照}, per_day: 30, counter: lognormal(mean 12 min, cv 0.6), documents: {required: 2, missing: 5%}}
    pension: {title: {en: Pension, zh: 养老}, per_day: 20, counter: lognormal(mean 8 min, cv 0.6)}
  citizens: {patience: lognormal(mean 60 min, cv 0.5)}
  arrivals: {profile: {09:00-16:00: 1}}
designs:
  apart:
    opening: 09:00-17:00
    windows: {licence: {title: {en: Licences, zh: 执照窗口}, count: 2, serves: licence}, pension: {count: 2, serves: pension}}
    desks: {archive: 1}
"""  # noqa: E501


@pytest.mark.parametrize(
    ("paths", "english", "chinese", "full"),
    [
        (["windows.licence.count"], ["count"], ["窗口数"], "执照窗口：窗口数"),
        (["windows.licence"], ["count"], ["窗口数"], "执照窗口：窗口数"),
        (["desks.archive.officers"], ["officers"], ["审批人员数"], "archive：审批人员数"),
        (["services.*.per_day"], ["per day"], ["普通工作日的办件量"], "普通工作日的办件量"),
        (["opening"], ["opening"], ["对外办公时间"], "对外办公时间"),
        (["arrivals.profile"], ["profile"], ["一天内的到达分布"], "一天内的到达分布"),
        (
            ["services.licence.documents.missing"],
            ["documents missing"],
            ["首次到厅时每份材料各自缺失的概率"],
            "执照：首次到厅时每份材料各自缺失的概率",
        ),
        (["citizens.patience.mean"], ["patience (mean)"], ["等候耐心（均值）"], "等候耐心（均值）"),
        # the same key of two: whose it is tells them apart
        (
            ["windows.licence.count", "windows.pension.count"],
            ["Licences", "pension"],
            ["执照窗口", "pension"],
            "执照窗口：窗口数",
        ),
        (
            ["windows.licence.count", "windows.pension.count", "notice"],
            ["Licences: count", "pension: count", "notice"],
            ["执照窗口：窗口数", "pension：窗口数", "一次性告知的完整度"],
            "执照窗口：窗口数",
        ),
        # a path that leads nowhere is its own name
        (
            ["windows.no.count"],
            ["windows.no.count"],
            ["windows.no.count"],
            "windows.no.count",
        ),
    ],
)
def test_a_path_is_called_by_its_key_and_its_owner(
    paths: list[str], english: list[str], chinese: list[str], full: str
) -> None:
    names = path_names(api.loads(HALL), paths)
    assert [name.short.en for name in names] == english
    assert [name.short.zh for name in names] == chinese
    assert names[0].full.zh == full


def test_every_key_has_a_name_in_both_languages() -> None:
    """Some sentences begin with whom they are of, or with the only word beside which their key acts."""
    for key in all_keys():
        assert re.search(r"[\u4e00-\u9fff]", clause_of(sentence(key, "zh"), "zh")), key.dotted
        assert not re.match("[a-z_]+$", clause_of(sentence(key, "en"), "en")), key.dotted
