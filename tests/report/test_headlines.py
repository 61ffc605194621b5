"""What is told first: whom it counts, who is not served before who waits, little where nothing differs."""

from functools import lru_cache

import pytest

import hallsim.api as hs
from hallsim.errors import Lang
from hallsim.report.html import page
from hallsim.report.numbers import percent
from hallsim.report.parts import part_tables
from hallsim.report.sentences import change_sentence, does_the_same, headlines, whom_words_count
from hallsim.report.tables import compare_report
from hallsim.report.terminal import shown
from hallsim.study.result import StudyResult, records
from tests.helpers.study_builder import TEXT

LANGS: tuple[Lang, ...] = ("en", "zh")
MORE = """
  early:
    title: {en: Early, zh: 提前停止}
    based_on: apart
    tickets_until: 10:00
  again:
    title: {en: Again, zh: 照旧}
    based_on: apart
run: {replications: 3, seed: 7, primary: [not_served_share, wait_mean, one_trip_share]}
"""


@lru_cache(maxsize=1)
def study() -> StudyResult:
    """A design that turns most people away, and one that is the base by another name."""
    text = TEXT[: TEXT.index("run:")].rstrip() + MORE
    return hs.compare(hs.loads(text, "early"), ["apart", "early", "again"], processes=1)


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "does the same as the base"), ("zh", "与基准方案完全一致")]
)
def test_a_design_that_is_the_base_by_another_name_is_told_in_one_phrase(lang: Lang, words: str) -> None:
    assert does_the_same(study(), "again")
    assert not does_the_same(study(), "early")
    told = {head.design: head.phrases for head in headlines(study(), lang)}
    again = told[{"en": "Again", "zh": "照旧"}[lang]]
    assert len(again) == 1
    assert words in again[0][0]
    # and no tables full of zeros
    terminal, html = shown(compare_report(study(), lang)), page(study(), {}, lang)
    for text in (terminal, html):
        assert words in text
        assert {"en": "Again against Apart", "zh": "照旧 与 分设窗口 相比"}[lang] not in text
        assert {"en": "Early against Apart", "zh": "提前停止 与 分设窗口 相比"}[lang] in text


def test_who_is_not_served_leads() -> None:
    early = next(head.phrases for head in headlines(study(), "en") if head.design == "Early")
    assert early[0][0].startswith("citizens not served")
    assert early[0][1] == "worse"


@pytest.mark.parametrize(
    ("lang", "why"), [("en", "it serves clearly fewer people"), ("zh", "它服务的人明显更少")]
)
def test_a_shorter_wait_of_the_few_says_why_it_settles_nothing(lang: Lang, why: str) -> None:
    row = next(r for r in records(study().differences) if (r.design, r.metric) == ("early", "wait_mean"))
    info, fewer = study().info("wait_mean"), row._replace(verdict="unsettled", reason="serves_fewer")
    assert why in change_sentence(info, fewer, lang, guarded=True)
    # other reasons stand in the table only
    assert "(both" not in change_sentence(info, fewer._replace(reason="wide"), "en", guarded=True)


def test_primary_metrics_of_the_study_s_own_are_told() -> None:
    early = next(head.phrases for head in headlines(study(), "en") if head.design == "Early")
    assert any(text.startswith("done in one trip") and kind == "worse" for text, kind in early)


def test_who_loses_is_counted_among_those_served_under_both_and_says_what_part_they_are() -> None:
    rows = {r.measure: r for r in records(study().gains) if (r.design, r.dimension) == ("early", "all")}
    share = rows["time_in_hall"].n / rows["served"].n
    assert 0.05 < share < 0.6
    text = next(head for head in headlines(study(), "en") if head.design == "Early").sentence("en")
    assert f"of the citizens served under both ({percent(share)} of all)" in text


@pytest.mark.parametrize("lang", LANGS)
def test_the_words_at_the_top_say_whom_they_count(lang: Lang) -> None:
    whom = whom_words_count(study(), lang)
    assert whom
    assert whom in page(study(), {}, lang).replace("&#39;", "'")


def test_hours_at_which_everybody_is_turned_away_are_within_the_target_for_nobody() -> None:
    hours = next(table for table in part_tables(study(), "en") if table.part == "Hour")
    cells = dict(hours.rows)
    assert cells["14:00"][1] == "– / – / 0.00%"
    assert cells["14:00"][0].endswith("%")
    assert not cells["14:00"][0].startswith("–")


@pytest.mark.parametrize(
    ("lang", "label"), [("en", "Called within 12.5 min"), ("zh", "12.5 分钟内叫到的比例")]
)
def test_what_is_within_the_target_says_how_long_that_is(lang: Lang, label: str) -> None:
    text = TEXT.replace("seed: 7}", "seed: 7, wait_target_min: 12.5}")
    html = page(hs.compare(hs.loads(text, "target"), replications=1, processes=1), {}, lang)
    # in the table, and under the tables by hour, weekday and queue
    assert f"<td>{label}<small>" in html
    assert label[:1].lower() + label[1:] in html
    assert "15 min" not in html.split("<dl>")[0]
