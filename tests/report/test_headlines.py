"""What is told first: whom it counts, who is not served before who waits, little where nothing differs."""

from dataclasses import replace
from functools import lru_cache

import pytest

import hallsim.api as hs
from hallsim.report.html import page
from hallsim.report.tables.differences import best_note, described_cells, described_rows
from hallsim.report.tables.parts import part_tables
from hallsim.report.tables.study import compare_report, design_tables
from hallsim.report.terminal import shown
from hallsim.report.wording.grid import Grid
from hallsim.report.wording.keys import label_with_population, name_of
from hallsim.report.wording.numbers import percent
from hallsim.report.wording.sentences import (
    change_sentence,
    does_the_same,
    headlines,
    verdict,
    what_differs,
    whom_words_count,
)
from hallsim.study.result import StudyResult, records
from hallsim.text.message import Lang
from tests.helpers.study_builder import TEXT
from tests.helpers.study_values import study_of

LANGS: tuple[Lang, ...] = ("en", "zh")
MORE = """
  early:
    title: {en: Early, zh: 提前停止}
    based_on: apart
    tickets_until: 10:00
  soon:
    title: {en: Full, zh: 限额入厅}
    based_on: apart
    capacity: 6
  again:
    title: {en: Again, zh: 照旧}
    based_on: apart
run: {replications: 3, seed: 7, primary: [not_served_share, wait_mean, one_trip_share]}
"""


@lru_cache(maxsize=1)
def study() -> StudyResult:
    """A design that turns most people away, and one that is the base by another name."""
    text = TEXT[: TEXT.index("run:")].rstrip() + MORE
    return hs.compare(hs.loads(text, "early"), ["apart", "early", "soon", "again"], processes=1)


def test_designs_that_no_run_tells_apart_are_named_beside_who_may_be_the_best() -> None:
    found = study()
    one, other = (name_of(found, "design", design, "en") for design in ("apart", "again"))
    assert f"Identical in every run, on all of these metrics: '{one}', '{other}'." in best_note(found, "en")
    rows = [row for row in records(found.differences) if row.design == "again" and row.primary]
    assert "identical in every run" in {verdict(row, "en") for row in rows}


def test_a_design_that_a_verdict_beats_and_that_may_be_the_best_is_explained() -> None:
    found = study()
    assert "Mean wait (" not in best_note(found, "en")
    rows = found.differences.copy()
    rows.loc[(rows["design"] == "soon") & (rows["metric"] == "wait_mean"), "verdict"] = "better"
    best = found.best.copy()
    best.loc[(best["design"] == "apart") & (best["metric"] == "wait_mean"), "standing"] = "may_be_best"
    open_ones = replace(found, differences=rows, best=best)
    assert "all 6 pairs" in best_note(open_ones, "en")
    assert "Mean wait (" in best_note(open_ones, "en")
    assert "全部 6 对" in best_note(open_ones, "zh")


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
    assert row.warning == "serves_few"  # of so few there is no figure at all
    info = study().info("wait_mean")
    fewer = row._replace(design_value=8.0, difference=-1.8, family_lo=-3.0, family_hi=-1.0, n=3)
    assert why in change_sentence(info, fewer, lang, guarded=True)
    # other reasons stand in the table only
    assert "(both" not in change_sentence(info, fewer._replace(reason="wide"), "en", guarded=True)


def test_primary_metrics_of_the_study_s_own_are_told() -> None:
    early = next(head.phrases for head in headlines(study(), "en") if head.design == "Early")
    assert any(text.startswith("done in one trip") and kind == "worse" for text, kind in early)


def test_who_loses_is_counted_among_those_served_under_both_and_says_what_part_they_are() -> None:
    rows = {r.measure: r for r in records(study().gains) if (r.design, r.dimension) == ("soon", "all")}
    share = rows["time_in_hall"].n / rows["served"].n
    assert 0.6 < share < 0.95
    told = {head.design: head.sentence("en") for head in headlines(study(), "en")}
    assert f"of the citizens served under both ({percent(share)} of all)" in told["Full"]
    assert "served under both" not in told["Early"]  # who are too few to speak for the rest


@pytest.mark.parametrize("lang", LANGS)
def test_figures_that_flatter_who_serves_fewer_are_marked_and_of_the_few_left_out(lang: Lang) -> None:
    """In the key table, the described differences and the tables by part; and the page says what it means."""
    found = study()
    titles = [name_of(found, "design", design, lang) for design in found.designs]
    early, soon = titles.index(titles[1]), titles.index(titles[2])
    keys = next(part for part in design_tables(found, lang) if isinstance(part, Grid))
    cells = {row[0]: row[1:] for row in keys.rows}
    waits = cells[label_with_population(found.info("wait_p90"), lang)]
    assert waits[early] == "– †"
    assert waits[soon].endswith(") †")
    assert "†" not in waits[0] + waits[3]
    lost = cells[label_with_population(found.info("not_served_share"), lang)]
    assert not any("†" in cell for cell in lost)
    described = {info.id: described_cells(info, row, lang) for info, row in described_rows(found, "soon")}
    assert described["wait_p90"][3].startswith("−")
    assert described["wait_p90"][3].endswith(" †")
    by_hour = next(table for table in part_tables(found, lang) if "14:00" in dict(table.rows))
    afternoon = dict(by_hour.rows)["14:00"]
    assert afternoon[early] == "– / – / 0% [100%]"
    assert " † [" in afternoon[soon]
    text, html = shown(compare_report(found, lang)), page(found, {}, lang)
    for told in ("".join(text.split()), "".join(html.split())):
        assert {"en": "Marked†:afigure", "zh": "带†者"}[lang] in told


@pytest.mark.parametrize("lang", LANGS)
def test_the_words_at_the_top_say_whom_they_count(lang: Lang) -> None:
    whom = whom_words_count(study(), lang)
    assert whom
    assert whom in page(study(), {}, lang).replace("&#39;", "'")


def test_hours_at_which_everybody_is_turned_away_are_within_the_target_for_nobody() -> None:
    hours = next(table for table in part_tables(study(), "en") if table.part == "Hour")
    cells = dict(hours.rows)
    assert cells["14:00"][1] == "– / – / 0% [100%]"
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


HOUSE = """
world:
  calendar: {start: 2026-03-02, days: 3, ending: drain}
  services: {card: {counter: 10 min}}
  arrivals: {per_day: 60}
designs:
  base: {windows: {hall: 2}}
  seats: {based_on: base, seats: 20}
  desk: {based_on: base, desks: {unused: 2}}
  again: {based_on: base}
"""


@pytest.mark.parametrize(
    ("lang", "same", "differs"),
    [
        ("en", "does the same as the base for every citizen", "what differs: "),
        ("zh", "完全一致", "不同之处："),
    ],
)
def test_where_nobody_fares_otherwise_only_what_differs_is_named(lang: Lang, same: str, differs: str) -> None:
    """Seats move a score of the model, a desk without work costs money: nobody waits a second longer."""
    found = study_of(HOUSE, 2)
    told = {head.design: head.phrases for head in headlines(found, lang)}
    assert [len(told[name]) for name in ("seats", "desk", "again")] == [2, 2, 1]
    for name, metric in (("seats", "satisfaction_overall"), ("desk", "cost_officers")):
        assert does_the_same(found, name)
        assert same in told[name][0][0]
        assert told[name][1][0].startswith(differs)
        assert metric in {info.id for info, _ in what_differs(found, name)}
        assert not any(info.of_people and not info.is_opinion for info, _ in what_differs(found, name))
    assert what_differs(found, "again") == []
