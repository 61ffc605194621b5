"""`size` on halls: known numbers of servers, what is kept, what binds, what a report says of targets."""

from dataclasses import replace
from pathlib import Path

import pytest

from hallsim import api
from hallsim.errors import InputError
from hallsim.report.answer import printed
from hallsim.report.html import page
from hallsim.report.sizing import sizing_answer
from hallsim.report.tables.study import compare_report
from hallsim.report.terminal import shown
from hallsim.study.sizing.sizing import Sizing
from hallsim.text.message import LANGS
from hallsim.theory.erlang import mmc

MMC = """
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 21, warm_up: 1, working_days: all, ending: drain}
  services: {matter: {counter: exponential(mean 10 min)}}
  arrivals: {rate: 0.5 per min}
designs: {hall: {opening: always, windows: {hall: 7}}}
run: {replications: 12, seed: 5}
"""
TOWN = """
hallsim: 1
title: {en: Town, zh: 小镇}
world:
  calendar: {start: 2026-03-02, weeks: 2, working_days: mon-fri, ending: drain}
  services:
    licence: {title: {en: Licence, zh: 执照}, share: 50%, counter: lognormal(mean 12 min, cv 0.6)}
    pension: {title: {en: Pension, zh: 养老}, share: 50%, counter: lognormal(mean 8 min, cv 0.6)}
  citizens: {patience: lognormal(mean 60 min, cv 0.5)}
  arrivals: {per_day: 120, profile: {08:00-09:00: 1, 09:00-16:00: 1}}
designs:
  apart:
    opening: 09:00-17:00
    windows: {licence: {count: 2, serves: licence}, pension: {count: 2, serves: pension}}
    desks: {archive: 1}
  joint: {based_on: apart, windows: {replace: true, all: {count: 4, serves: all}}}
targets: [wait_p90 <= 20 min, {hold: left_share <= 4%, at: service}]
run: {replications: 6, seed: 2}
"""


def told(found: Sizing) -> str:
    return shown(printed(sizing_answer(found, "en")))


def named(found: Sizing) -> str | None:
    return None if found.answer.best is None else found.axes.name(found.answer.best)


@pytest.mark.statistical
@pytest.mark.parametrize(
    ("target", "fewest"), [("wait_mean <= 5 min", 7), ("wait_mean <= 1 min", 8), ("85% called in 2 min", 8)]
)
def test_the_fewest_windows_are_those_of_erlang(target: str, fewest: int) -> None:
    """Known value I01_staff_mean_0.5_10_5 (Erlang C): with seven the mean wait is 1.62 min, with six 5.88."""
    waits = {n: mmc(0.5, 0.1, n) for n in (6, 7, 8)}
    assert waits[7].mean_wait == pytest.approx(1.6207497)
    assert waits[6].mean_wait == pytest.approx(5.8751645)
    assert 1 - waits[8].wait_tail(2) > 0.85 > 1 - waits[7].wait_tail(2)
    found = api.size(api.ask_size(api.loads(MMC), ["windows.hall.count=6..14"], [target]))
    assert named(found) == str(fewest)
    assert found.answer.runs <= found.answer.exhaustive / 2


def test_the_same_question_runs_nothing_again_and_another_target_only_what_is_new(tmp_path: Path) -> None:
    source, vary = api.loads(TOWN), ["windows.all.count=2..8"]
    made: list[int] = []

    def progress(done: int, wanted: int) -> None:
        assert done <= wanted
        made.append(done)

    first = api.size(api.ask_size(source, vary, design="joint"), out=tmp_path, progress=progress)
    n = len(made)
    assert n == first.answer.runs == made[-1]
    again = api.size(api.ask_size(source, vary, design="joint"), out=tmp_path, progress=progress)
    assert len(made) == n
    assert again.table().equals(first.table())
    stricter = replace(
        api.ask_size(source, vary, ["wait_p90 <= 8 min", "left_share <= 4% at service"], design="joint")
    )
    other = api.size(stricter, out=tmp_path, progress=progress)
    assert len(made) - n < other.answer.runs  # the same citizens at the same numbers serve it too
    assert other.answer.best is not None
    assert first.answer.best is not None
    assert other.answer.best >= first.answer.best


def test_what_is_not_served_flatters_nobody() -> None:
    """Few wait long where half leave: the 90th percentile of those who wait is no answer."""
    impatient = TOWN.replace("mean 60 min, cv 0.5", "mean 4 min, cv 0.5")
    found = api.size(
        api.ask_size(api.loads(impatient), ["windows.all.count=2..3"], ["wait_p90 <= 20 min"], design="joint")
    )
    assert named(found) is None
    assert "never, not met" in told(found)


def test_what_binds_is_said() -> None:
    source = api.loads(TOWN)
    elsewhere = api.size(api.ask_size(source, ["windows.licence.count=3..6"], ["wait_p90 <= 9 min"]))
    assert named(elsewhere) is None
    assert "queues that what is varied does not reach: pension" in told(elsewhere)
    late = api.loads(TOWN.replace("all: {count: 4,", "all: {count: 4, hours: 10:00-17:00,"))
    closed = api.size(
        api.ask_size(late, ["windows.all.count=8..10"], ["wait_mean <= 5 min at hour=9"], design="joint")
    )
    assert named(closed) is None
    assert "closed hours: 85% of the mean wait" in told(closed)
    more = api.size(api.ask_size(source, ["windows.all.count=2..3"], ["wait_p90 <= 9 min"], design="joint"))
    assert "what is varied helps" in told(more)
    assert "try beyond 3" in told(more)


def test_the_cheapest_combination_by_cost_where_costs_stand() -> None:
    dear = TOWN.replace("    desks: {archive: 1}", "    desks: {archive: 1}\n    costs: {clerk_per_hour: 50}")
    vary = ["windows.licence.count=2..5", "windows.pension.count=1..4"]
    plain, costed = (
        api.size(api.ask_size(api.loads(text), vary, ["wait_p90 <= 25 min"], replications=4))
        for text in (TOWN, dear)
    )
    assert plain.cost == {}
    assert "in all)" in told(plain)
    assert "yuan)" in told(costed)
    assert costed.answer.best is not None
    assert costed.cost[costed.answer.best] > 0
    assert set(costed.table().columns) >= {"windows.licence.count", "windows.pension.count", "cost_hall"}


def test_a_page_and_tables_in_both_languages(tmp_path: Path) -> None:
    from hallsim.report.answer import save_answer

    question = api.ask_size(api.loads(TOWN), ["windows.all.count=3..8"], design="joint", at=None)
    found = api.size(question, out=tmp_path)
    for lang in LANGS:
        save_answer(sizing_answer(found, lang), tmp_path, lang)
    files = {file.name for file in tmp_path.rglob("*.*")}
    assert {"report.html", "report.zh.html", "sizing.csv", "sizing.parquet", "sizing.svg", "sizing.zh.png",
            "journal.sqlite", "manifest.json"} <= files  # fmt: skip
    assert "is enough" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "足够" in (tmp_path / "report.zh.html").read_text(encoding="utf-8")


def test_every_report_says_which_targets_are_met_and_when() -> None:
    study = api.compare(api.loads(TOWN), ["apart", "joint"], 4, processes=1)
    assert study.targets is not None
    table = study.tables()["targets"]
    judged = table[table["judged"]]
    assert set(judged["where"]) == {"whole", "service"}
    assert set(judged["part"]) == {"", "licence", "pension"}
    hours = table[~table["judged"]]
    assert list(hours[hours["design"] == "joint"]["part"])[:3] == ["8", "9", "10"]
    whole = study.summary.set_index(["design", "metric"])["value"]
    left = judged[(judged["target"] == "left_share <= 4% at service") & (judged["design"] == "apart")]
    assert left["value"].min() <= whole["apart", "left_share"] <= left["value"].max()
    said = {"en": ("Targets", "not met", "Wait, 90th percentile ≤ 20 min"), "zh": ("目标", "未达标")}
    for lang in LANGS:
        text = shown(compare_report(study, lang)) + page(study, {}, lang)
        assert all(word in text for word in said[lang])
    assert api.compare(api.loads(MMC), replications=2, processes=1).targets is None


@pytest.mark.parametrize(
    ("vary", "target", "said"),
    [
        ("windows.nowhere.count=1..3", "wait_mean <= 5 min", "windows.nowhere.count"),
        ("windows.archive=1..3", "wait_mean <= 5 min", "archive"),
        ("count=2..5", "wait_mean <= 5 min", "means"),
        ("desks.archive=1..3", "wait_mean <= 5 min at night", "no station 'night'"),
        ("windows.licence.serves=licence,all", "wait_mean <= 5 min", "no numbers of one kind"),
        ("windows.licence.count=5..2", "wait_mean <= 5 min", "does not rise"),
        ("windows.all.count=2..5", "wait_mean <= 5", ""),
    ],
)
def test_what_cannot_be_sized_is_told(vary: str, target: str, said: str) -> None:
    source = api.loads(TOWN)
    if not said:
        assert api.ask_size(source, [vary], [target]).axes.design == "joint"  # the first that has it
        return
    with pytest.raises(InputError) as caught:
        api.ask_size(source, [vary], [target])
    assert said in str(caught.value)


def test_a_path_that_changes_nothing_in_a_design_is_told_with_the_others() -> None:
    with pytest.raises(InputError, match="changes nothing in joint") as caught:
        api.ask_size(api.loads(TOWN), ["windows.licence.count=2..5"], design="joint")
    assert "--design: apart" in str(caught.value)


def test_without_a_target_there_is_no_question() -> None:
    with pytest.raises(InputError, match="nothing says what is to hold"):
        api.ask_size(api.loads(MMC), ["windows.hall.count=2..5"])


def test_trying_every_number_on_the_same_citizens_gives_the_same_answer() -> None:
    from hallsim.study.runs.runs import Runs
    from hallsim.study.sizing.hall import Hall, wanted_of
    from hallsim.study.sizing.rule import errors, share_of
    from hallsim.study.targets.judge import judge

    question = api.ask_size(
        api.loads(TOWN), ["windows.all.count=1..14"], ["wait_p90 <= 15 min"], design="joint"
    )
    found = api.size(question)
    box, most = question.axes.box, found.answer.schedule.most
    points = [(i,) for i in range(box.n)]
    with Runs(seed=2, wanted=wanted_of(question.goals)) as runs:
        every = Hall(question.axes, question.goals, runs)(points, "confirm", most)
    assert found.answer.schedule.looks == (most,)
    allowed = errors(question.goals, share_of(0), (), most)
    met = [point for point in points if judge(question.goals, every[point], allowed).state == "met"]
    assert found.answer.best == met[0]
    assert found.answer.runs <= found.answer.exhaustive / 2  # of only six replications a number
