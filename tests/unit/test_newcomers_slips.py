"""What people write who know halls, not YAML: full-width signs, plain spellings, a base that is not there."""

from __future__ import annotations

import pytest

from hallsim.errors import did_you_mean
from hallsim.full_width import full_width
from hallsim.scenario.load import load_text
from hallsim.units import MS_PER_HOUR, MS_PER_MIN
from tests.helpers.mistakes import problems
from tests.unit.test_bad_input import GOOD


@pytest.mark.parametrize(
    ("old", "new", "place", "signs"),
    [
        ("{per_day: 100}", "{per_day：100}", "6:14", "':' and a space, not the full-width '：'"),
        ("{per_day: 100}", "\n    per_day：100", "7:5", "'：'"),
        ("{per_day: 100}", "\n    per_day：100\n    day_cv: 0.1", "7:12", "'：'"),
        (
            "commerce: 3, planning",
            "commerce: 3， planning",
            "9:26",
            "',' and a space, not the full-width '，'",
        ),
        ("15 min}", "15 min， share: 40%}", "5:63", "'，'"),
        ("100}", "“100”}", "6:23", "the half-width '\"', not the full-width '“' and '”'"),
        ("counter: 15 min", "counter：15 min", "5:48", "'：'"),
        ("planning: 2}", "planning: 2）", "9:39", "')', not the full-width '）'"),
        ("planning: 2}", "planning: {count: 2, serves: [permit， licence]}}", "9:58", "'，'"),
    ],
)
def test_a_full_width_sign_is_named_with_its_half_width_twin(
    old: str, new: str, place: str, signs: str
) -> None:
    assert old in GOOD
    found = problems(GOOD.replace(old, new, 1))[0]
    assert signs in found.remedy
    assert "半角" in found.remedy_zh
    assert str(found.place) == f"hall.yaml:{place}"


def test_full_width_signs_in_laws_and_in_chinese_text_are_right() -> None:
    text = GOOD.replace("lognormal(mean 12 min, cv 0.7)", "lognormal（mean 12 min， cv 0.7）")
    assert load_text(text + "title: 市政务服务中心（一期），2026年：试行\n").scenario
    assert full_width("title: 大厅（一期），北区") is None
    assert full_width('a: "x，y" # 4，5') is None
    assert did_you_mean("营业执照（个体）", ["营业执照（个人）"]) == "did you mean '营业执照（个人）'?"
    # what is wrong elsewhere on a line of Chinese text is told as that
    found = problems(GOOD + "title: {en: Hall, zh: 大厅（一期）\n")[0]
    assert "bracket is not closed" in found.message


def test_what_stands_on_a_missing_base_is_told_once() -> None:
    marked = "windows: {commerce: {replace: true, count: 2}}"
    text = (
        GOOD
        + f"  a: {{based_on: x, {marked}}}\n  b: {{based_on: a, notice: 50%}}\n"
        + f"  c: {{based_on: d, {marked}}}\n  d: {{based_on: c}}\n"
        + "  e: {based_on: today, windows: {commerce: {count: 1, serves: licnce}}}\n"
    )
    assert [(found.code, found.place and found.place.line) for found in problems(text)] == [
        ("based_on.unknown", 10),
        ("based_on.cycle", 12),
        ("name.unknown", 14),
    ]


def test_no_design_with_a_base_leaves_only_that_to_say() -> None:
    text = GOOD.replace("today:\n", "today:\n    based_on: todya\n")
    assert [found.code for found in problems(text)] == ["based_on.unknown"]
    # a desk that meets in a design left out still explains a step without work
    world = GOOD.replace("15 min}", "15 min, decision: promised, approval: {step: a, desk: board}}")
    sound = world + "    desks: {planning: 1, board: {officers: 1, meets: 5 workdays}}\n"
    assert load_text(sound).scenario
    left_out = (
        sound.replace("  today:\n", "  today:\n    based_on: x\n") + "  plain: {windows: {planning: 2}}\n"
    )
    assert "step.empty" not in [found.code for found in problems(left_out)]


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "remedy"),
    [
        (
            "windows:",
            "rule: fcfs\n    windows:",
            "9:11",
            "no rule 'fcfs'",
            "strict, n_to_one, ageing, quota, first_come, last_come, random, shortest_job, earliest_",
        ),
        ("windows:", "rule: shortest_jop\n    windows:", "9:11", "no rule 'shortest_jop'", "'shortest_job'"),
        (
            "arrivals:",
            "citizens: {balk_at: 0}\n  arrivals:",
            "6:23",
            "number of waiting",
            "from 1 to 1000000, such as 20",
        ),
        (
            "15 min}",
            "exponential(mean 30 s) shift 30 s}",
            "5:57",
            "'shift 30 s' stands behind the bracket",
            "exponential(mean 30 s, shift 30 s)",
        ),
        ("per_day: 100", "per_day: 100, batch: 0", "6:35", "'0' is not a whole number", "{1: 80%, 2: 20%}"),
        ("per_day: 100", "times: [09:99]", "6:22", "'09:99' is not a clock time", "09:30"),
    ],
)
def test_a_slip_has_one_message_with_place_and_remedy(
    old: str, new: str, place: str, message: str, remedy: str
) -> None:
    (found,) = problems(GOOD.replace(old, new, 1))
    assert message in found.message
    assert remedy in found.remedy
    assert found.message_zh
    assert found.remedy_zh
    assert str(found.place) == f"hall.yaml:{place}"


def test_a_batch_may_be_one_number_and_an_arrival_a_clock_time() -> None:
    short = load_text(GOOD.replace("per_day: 100", "per_day: 100, batch: 3")).scenario
    long = load_text(GOOD.replace("per_day: 100", "per_day: 100, batch: {3: 100%}")).scenario
    assert short == long
    assert short.world.arrivals[0].batch == {"3": 1.0}
    timed = load_text(GOOD.replace("per_day: 100", "times: [09:00, 9:30, 10 h, 1 day 9 h]")).scenario
    half_hours = [t / (30 * MS_PER_MIN) for t in timed.world.arrivals[0].times]
    assert half_hours == [18, 19, 20, 48 + 9 * MS_PER_HOUR / (30 * MS_PER_MIN)]
