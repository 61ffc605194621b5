"""What people write who know halls, not YAML: full-width signs, plain spellings, a base that is not there."""

from __future__ import annotations

import pytest

from hallsim.errors import Problem, did_you_mean, render, unknown_name
from hallsim.full_width import full_width
from hallsim.likeness import nearest
from hallsim.metrics.registry import METRICS
from hallsim.scenario.load import load_text
from hallsim.text.message import LANGS, Message
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
    assert "半角" in found.advice.text("zh")
    assert str(found.place) == f"hall.yaml:{place}"


def test_full_width_signs_in_laws_and_in_chinese_text_are_right() -> None:
    text = GOOD.replace("lognormal(mean 12 min, cv 0.7)", "lognormal（mean 12 min， cv 0.7）")
    assert load_text(text + "title: 市政务服务中心（一期），2026年：试行\n").scenario
    assert full_width("title: 大厅（一期），北区") is None
    assert full_width('a: "x，y" # 4，5') is None
    assert str(did_you_mean("营业执照（个体）", ["营业执照（个人）"])) == "did you mean '营业执照（个人）'?"
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
            "rule cannot be 'fcfs'",
            "strict, n_to_one, ageing, quota, first_come, last_come, random, shortest_job, earliest_",
        ),
        (
            "windows:",
            "rule: shortest_jop\n    windows:",
            "9:11",
            "rule cannot be 'shortest_j",
            "'shortest_job'",
        ),
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
    assert str(found.place) == f"hall.yaml:{place}"


def test_a_batch_may_be_one_number_and_an_arrival_a_clock_time() -> None:
    short = load_text(GOOD.replace("per_day: 100", "per_day: 100, batch: 3")).scenario
    long = load_text(GOOD.replace("per_day: 100", "per_day: 100, batch: {3: 100%}")).scenario
    assert short == long
    assert short.world.arrivals[0].batch == {"3": 1.0}
    timed = load_text(GOOD.replace("per_day: 100", "times: [09:00, 9:30, 10 h, 1 day 9 h]")).scenario
    half_hours = [t / (30 * MS_PER_MIN) for t in timed.world.arrivals[0].times]
    assert half_hours == [18, 19, 20, 48 + 9 * MS_PER_HOUR / (30 * MS_PER_MIN)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{per_day: 100}", "{per_day： 100}"),
        ("commerce: 3,", "commerce： 3,"),
        ("counter: 15 min}", "counter： 15 min}"),
    ],
)
def test_a_full_width_colon_that_makes_one_key_of_a_pair_is_told_as_such(old: str, new: str) -> None:
    assert old in GOOD
    found = problems(GOOD.replace(old, new, 1))
    assert [p for p in found if "full-width '：'" in p.message + p.remedy]
    assert not [p for p in found if "empty value" in p.message]


def test_a_key_that_is_misspelt_is_not_missing_as_well() -> None:
    assert [p.message for p in problems(GOOD.replace("designs:", "design:"))] == [
        "there is no key 'design' here"
    ]


def test_what_names_misnamed_windows_rightly_is_not_a_second_mistake() -> None:
    outages = "    outages: {windows: commerce, between: exponential(mean 40 h), length: 30 min}\n"
    found = problems(GOOD.replace("{commerce: 3", "{comerce: 3") + outages)
    assert [p.code for p in found] == ["windows.nothing"]


@pytest.mark.parametrize(
    ("title", "advice"),
    [
        ("title: {en: Wait, now, zh: 等}", 'en: "Wait, now"'),
        (
            "designs: {c: {title: Today, as it is, windows: {hall: {serves: all}}}}",
            'title: "Today, as it is"',
        ),
    ],
)
def test_a_comma_within_a_title_is_told_to_be_quoted(title: str, advice: str) -> None:
    text = GOOD + title if title.startswith("title") else GOOD[: GOOD.index("designs:")] + title
    (found,) = problems(text + "\n")
    assert advice in found.remedy
    assert advice in found.advice.text("zh")


def test_limits_of_durations_are_told_as_people_say_them() -> None:
    text = GOOD + "    calling: {wait: 3 h}\n"
    (found,) = problems(text)
    assert found.message == "wait cannot be '3 h'"
    assert found.remedy == "write for example wait: 30 s (duration, 1 s to 1 h)"
    assert found.advice.text("zh") == "例如写 wait: 30 s（时长，1秒 到 1小时）"


def test_a_percentage_for_a_factor_is_told_as_the_number_it_is() -> None:
    (found,) = problems(GOOD.replace("{per_day: 100}", "{per_day: 100, weekdays: {monday: 125%}}"))
    assert found.remedy == "write 1.25, for example weekdays: {mon: 1.3} (factor)"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("wait_avg", "wait_mean"), ("average_wait", "wait_mean"), ("wait_maximum", "wait_max"),
        ("mean_wait", "wait_mean"), ("on_time_percent", "on_time_share"),
    ],
)  # fmt: skip
def test_a_name_is_known_by_its_parts_and_what_they_mean(word: str, meant: str) -> None:
    assert str(did_you_mean(word, METRICS)) == f"did you mean '{meant}'?"


def test_of_many_problems_twenty_are_shown_and_the_rest_counted() -> None:
    many = [Problem(said=Message("wrong {i}", i=f"{i:03d}"), code="x") for i in range(27)]
    assert render(many).splitlines()[19:] == ["wrong 019", "… and 7 more"]
    assert render(many, lang="zh").splitlines()[-1] == "……另有 7 处未列出"
    assert "more" not in render(many[:20])


def test_of_a_name_without_end_both_ends_are_shown() -> None:
    name = "x" * 200_000
    for lang in LANGS:
        shown = render([unknown_name(name, ["licence"], Message("service"))], lang=lang)
        assert len(shown) < 1_200
        assert shown.startswith("没有名为 'xxx" if lang == "zh" else "there is no service 'xxx")
        assert "xxx…xxx" in shown


def test_of_many_names_alike_the_likeliest_is_found() -> None:
    names = [f"service_{i:04d}" for i in range(3000)]
    assert nearest("servise_1234", names) == "service_1234"
    assert nearest("Service_0007", names) == "service_0007"
    assert nearest("zzz", names) is None


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("窗口", "windows"),
        ("窗口数量", "windows"),  # by the longer of the words known in it that is a name here
        ("窗口人员", "clerks"),
        ("方案", "designs"),
        ("耐心", "patience"),
        ("咨询", "enquiry"),
    ],
)
def test_a_chinese_word_leads_to_the_name_it_means(word: str, meant: str) -> None:
    names = ("online", "windows", "clerks", "designs", "patience", "enquiry", "case")
    assert nearest(word, names) == meant


def test_a_chinese_name_of_ones_own_leads_nowhere() -> None:
    assert nearest("湖滨", ("windows", "designs")) is None
    assert nearest("窗口", ("desks",)) is None
