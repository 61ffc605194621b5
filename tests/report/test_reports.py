"""What people see: it fits, it is complete in both languages, and it says what the numbers say."""

import math
import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import hallsim.api as hs
from hallsim.report.figures import canvas
from hallsim.report.figures.study import all_figures
from hallsim.report.html import page
from hallsim.report.tables.load import check_report
from hallsim.report.tables.study import compare_report, run_report
from hallsim.report.terminal import shown
from hallsim.report.wording.numbers import apart, interval, number, percent, with_interval
from hallsim.report.wording.sentences import (
    change_sentence,
    headlines,
    looks_sentence,
    unended_sentence,
)
from hallsim.study.result import KnownFigure, records
from hallsim.text.message import Lang
from tests.helpers.study_builder import TEXT, small_study

ROOT = Path(__file__).resolve().parents[2]
NAN = math.nan
LANGS: tuple[Lang, ...] = ("en", "zh")


def cells(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


@pytest.mark.parametrize("lang", LANGS)
def test_every_terminal_page_fits_100_columns(lang: Lang) -> None:
    study, source = small_study(), hs.loads(TEXT)
    pages = [run_report(study, lang), compare_report(study, lang)]
    pages.append(check_report(hs.forecast(source), hs.titles(source), lang))
    for parts in pages:
        text = shown(parts)
        assert len(text) > 500
        assert max(cells(line) for line in text.splitlines()) <= 100


def test_the_chinese_pages_have_no_english_sentences_left() -> None:
    study, source = small_study(), hs.loads(TEXT)
    text = shown([*compare_report(study, "zh"), *check_report(hs.forecast(source), hs.titles(source), "zh")])
    words = set(re.findall(r"[A-Za-z]{4,}", text))
    assert words <= {"commerce", "building", "desk", "all_in_one", "all", "in", "one", "ending", "drain"}


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [(0.1234, "share", "12.3%"), (12.345, "min", "12.3"), (1234.5, "number", "1,234"),
     (-0.00001, "min", "0.000"), (0.0, "min", "0"), (0.0, "share", "0%"),
     (NAN, "min", "–"), (math.inf, "min", "∞"), (-2.5, "min", "−2.50")],
)  # fmt: skip
def test_numbers_as_people_write_them(value: float, unit: str, expected: str) -> None:
    assert number(value, unit) == expected


def test_intervals_and_shares_of_differences() -> None:
    assert interval(-0.05, 0.1, "share", signed=True) == "−5.0 to +10.0"
    assert interval(NAN, 1.0) == "–"
    assert (interval(0, 0, "min"), with_interval(0, 0, 0, "min")) == ("0 to 0", "0 (0–0)")
    assert interval(-0.138, 0, "min", signed=True) == "−0.138 to 0"
    assert interval(-152.34, 0.2, "min", signed=True) == "−152 to +0.2"
    assert interval(-3.4, 0.004, "min", signed=True) == "−3.40 to +0.004"
    assert with_interval(0.5, 0.49, 0.52, "share") == "50.0% (49.0–52.0)"
    assert with_interval(1.774, NAN, NAN, "min") == "1.77"
    assert (percent(0.999), percent(1.0), percent(-0.25, signed=True)) == ("99.9%", "100%", "−25%")


def test_two_numbers_that_differ_do_not_read_alike() -> None:
    assert apart(1.3881, 1.3949, "visits") == ("1.388", "1.395")
    assert apart(0.50012, 0.50034, "share") == ("50.01%", "50.03%")
    assert apart(1.4, 1.5, "visits") == ("1.40", "1.50")
    assert apart(2.0, 2.0) == ("2.00", "2.00")
    info = small_study().info("visits_per_matter")
    row = next(r for r in records(small_study().differences) if r.metric == "visits_per_matter")
    close = row._replace(difference=0.0068, lo=0.004, hi=0.01, base_value=1.3881, design_value=1.3949)
    assert "visits per case 1.388 → 1.395" in change_sentence(info, close, "en")


def test_a_sentence_says_the_verdict_and_the_simultaneous_interval() -> None:
    study = small_study()
    info = study.info("wait_mean")
    row = next(r for r in records(study.differences) if r.metric == "wait_mean")
    row = row._replace(difference=-2.0, lo=-2.5, hi=-1.5, family_lo=-3.0, family_hi=-1.0, primary=True)
    row = row._replace(base_value=10.0, design_value=8.0, reason="size")
    better, unsettled = row._replace(verdict="better"), row._replace(verdict="unsettled")
    assert change_sentence(info, better, "en") == (
        "mean wait 10.0 → 8.00 min: better (difference −3.00 to −1.00 min)"
    )
    assert "not settled" in change_sentence(info, unsettled, "en")
    assert "平均等候由 10.0 变为 8.00 分钟：更好" in change_sentence(info, better, "zh")
    described = row._replace(primary=False, verdict="")
    assert "better" not in change_sentence(info, described, "en")
    assert "−2.50 to −1.50" in change_sentence(info, described, "en")


def test_working_days_after_a_number_are_counted_in_chinese() -> None:
    study = small_study()
    info = study.info("lead_first_visit_mean")
    row = next(r for r in records(study.differences) if r.metric == info.id)
    row = row._replace(difference=-0.3, lo=-0.4, hi=-0.2, base_value=2.9, design_value=2.6, primary=False)
    assert "变为 2.60 个工作日（差异 −0.400 至 −0.200 个工作日）" in change_sentence(info, row, "zh")
    assert "2.60 working days (difference −0.400 to −0.200 working days)" in change_sentence(info, row, "en")
    explained = page(study, {}, "zh").split("指标说明", 1)[1]
    assert "<dt>全程办理时间，工作日</dt>" in explained
    assert "<dt>日均来访</dt>" in explained


def test_looking_again_says_what_it_costs() -> None:
    study = small_study()
    assert looks_sentence(study, "en") == ""
    assert (
        looks_sentence(replace(study, looks=(3,)), "en") == ""
    )  # the same replications again tell nothing new
    text = looks_sentence(replace(study, looks=(2,)), "en")
    assert "after 2 replications" in text
    # 5 % x 0.2 x (1 - 2 / 3) = 0.33 % is newly spent: of simulated walks that stay within 4 % after two
    # steps so many go beyond 1.0 % after three
    assert "1.0%" in text


@pytest.mark.parametrize("lang", LANGS)
def test_a_run_that_stops_before_its_matters_end_says_so(lang: Lang) -> None:
    study = small_study()
    is_share = study.summary["metric"] == "unended_share"

    def with_shares(apart: float, together: float) -> str:
        table = study.summary.copy()
        table.loc[is_share & (table["design"] == "apart"), "value"] = apart
        table.loc[is_share & (table["design"] == "together"), "value"] = together
        changed = replace(study, summary=table)
        sentence = unended_sentence(changed, lang)
        for text in (page(changed, {}, lang), shown(run_report(changed, lang)).replace("\n", " ")):
            assert ("ending: drain" in text) == bool(sentence)
        return sentence

    assert is_share.sum() == 2
    assert with_shares(0.05, 0.0) == ""
    one = with_shares(0.051, 0.049)
    assert {"en": "Apart 5.1%", "zh": "分设窗口 5.1%"}[lang] in one
    assert "4.9%" not in one
    assert "12%" in with_shares(0.2, 0.12)


def test_figures_are_the_same_bytes_every_time_and_chinese_as_text() -> None:
    study = small_study()
    first, again = all_figures(study, "zh"), all_figures(study, "zh")
    assert first == again
    assert list(first) == [
        "waiting_over_day", "queue_over_day", "waiting_by_weekday", "utilisation", "lead_times", "days",
        "differences",
    ]  # fmt: skip
    assert "综合窗口".encode() in first["waiting_over_day"]["svg"]
    assert all(files["png"].startswith(b"\x89PNG") for files in first.values())


def test_without_a_chinese_font_only_the_png_falls_back(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def draw(lang: Lang) -> Any:
        asked.append(lang)
        return canvas.blank(1, 1)[0]

    monkeypatch.setattr(canvas, "chinese_font", lambda: None)
    canvas.render(draw, "zh")
    assert asked == ["zh", "en"]


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_self_contained_and_marks_the_model_of_satisfaction(lang: Lang) -> None:
    figure = KnownFigure(metric="visits_per_day", value=4000, source={"en": "<visits>", "zh": "<visits>"})
    study = replace(small_study(), figures=(figure,))
    html = page(study, all_figures(study, lang), lang)
    assert "4,000" in html
    assert "4,000" in shown(run_report(study, lang))
    assert not re.search(r'(?:src|href)="(?!data:)', html)
    assert "&lt;visits&gt;" in html
    assert ("not calibrated" if lang == "en" else "未校准") in html
    phrases = [text for told in headlines(study, lang) for text, _ in told.phrases]
    assert len(phrases) >= 5
    assert all(text in html.replace("&#39;", "'") for text in phrases)


def test_one_design_and_one_replication_are_shown_without_intervals() -> None:
    study = hs.simulate(hs.loads(TEXT), "apart", 1, processes=1)
    text = shown(compare_report(study, "en"))
    assert "(" not in text.split("Mean time in hall", 1)[1].split("\n")[0].replace("(visits", "")
    assert "1 replication, seed 7" in text
    assert page(study, all_figures(study, "en"), "en")


def test_failed_replications_are_named() -> None:
    text = shown(run_report(replace(small_study(), failed=(3, 4)), "en"))
    assert "Not finished: replications 3, 4." in " ".join(text.split())
