"""What stands beside a figure: why it is missing, whom it counts, what it means."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from hallsim.report.html import page
from hallsim.report.tables.given import given_table
from hallsim.report.tables.parts import part_tables
from hallsim.report.tables.study import compare_report, run_report
from hallsim.report.terminal import shown
from hallsim.report.wording.keys import key_metrics
from hallsim.report.wording.notes import notes_on_differences, notes_on_figures
from hallsim.study.result import KnownFigure, StudyResult, records
from hallsim.text.message import Lang
from tests.helpers.study_builder import small_study
from tests.helpers.study_values import study_of

LANGS: tuple[Lang, ...] = ("en", "zh")


def with_warning(metric: str, code: str, *designs: str) -> StudyResult:
    """The small study with a warning on a figure of some designs, its number left out."""
    study = small_study()
    table = study.summary.copy()
    own = (table["metric"] == metric) & table["design"].isin(designs)
    table.loc[own, "warning"] = code
    table.loc[own, ["value", "lo", "hi"]] = float("nan")
    return replace(study, summary=table)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Mean wait (Apart): hardly anybody is served under the design"),
        ("zh", "平均等候（分设窗口）：该方案下几乎无人得到受理"),
    ],
)
def test_a_figure_left_out_says_why_on_the_page_and_in_the_terminal(lang: Lang, text: str) -> None:
    study = with_warning("wait_mean", "nobody_served", "apart")
    assert text in page(study, {}, lang)
    for report in (run_report(study, lang), compare_report(study, lang)):
        assert text.replace(" ", "") in re.sub(r"\s", "", shown(report))


def test_what_all_designs_share_is_told_once_without_their_names() -> None:
    study = with_warning("wait_mean", "nothing", "apart", "together")
    (note,) = [
        text for text in notes_on_figures(study, key_metrics(study), "en") if "nothing of the kind" in text
    ]
    assert note == "Mean wait: nothing of the kind was seen."


def test_designs_with_the_same_note_share_it() -> None:
    study = with_warning("wait_mean", "nothing", "apart", "together")
    third = study.summary[study.summary["design"] == "apart"].assign(design="third", warning="")
    three = replace(study, designs=(*study.designs, "third"), summary=pd.concat([study.summary, third]))
    told = notes_on_figures(three, key_metrics(study), "en")
    assert "Mean wait (Apart, Together): nothing of the kind was seen." in told


def test_too_few_replications_are_not_told_figure_by_figure() -> None:
    study = small_study()
    assert (study.summary["warning"] == "few").any()
    told = notes_on_figures(study, key_metrics(study), "en")
    assert not any("too few" in text for text in told)


def test_a_hall_that_serves_nobody_says_why_its_differences_are_missing() -> None:
    study = study_of(
        "world: {calendar: {start: 2026-03-02, days: 2}, services: {a: {counter: 5 min}},"
        " arrivals: {per_day: 60, profile: two_peaks}, citizens: {patience: 30 min}}\n"
        "designs: {open: {windows: {a: 2}}, shut: {based_on: open, capacity: 1, tickets_until: 09:01}}\n",
        replications=2,
    )
    told = notes_on_differences(study, "shut", list(study.infos), "en")
    assert any("hardly anybody is served" in text and "Mean time in hall" in text for text in told)
    assert all(text in page(study, {}, "en") for text in notes_on_figures(study, key_metrics(study), "en"))


@pytest.mark.parametrize("lang", LANGS)
def test_a_metric_known_of_the_hall_only_is_explained_and_says_whom_it_counts(lang: Lang) -> None:
    study = small_study()
    info = next(i for i in study.infos if i.id == "repeat_share")
    assert info not in key_metrics(study)
    figure = KnownFigure(metric="repeat_share", value=4.0, source={}, use="held_out")
    html = page(replace(study, figures=(figure,)), {}, lang).replace("&#39;", "'")
    row = html.split(f"<tr><td>{info.label[lang]}", 1)[1].split("</tr>")[0]
    assert f"<small>{info.counted[lang]}</small>" in row
    assert f"<dt>{info.label[lang]}" in html
    ((label, *_),) = given_table(replace(study, figures=(figure,)), lang).rows
    assert info.counted[lang] in label


def test_a_queue_that_is_busy_under_one_design_only_is_shown() -> None:
    study = small_study()
    own = study.by_queue[study.by_queue["metric"] == "n_tickets"].head(1)
    rows = [
        own.assign(design=design, key=f"q{i}", value=float(value))
        for design, value in (("apart", 100), ("together", 1))
        for i in range(20)
    ]
    rows += [own.assign(design="together", key="new", value=500.0)]
    told = replace(study, by_queue=pd.concat(rows))
    table = next(t for t in part_tables(told, "en") if t.part == "Queue")
    names = [name for name, _ in table.rows]
    assert len(names) == 16
    assert "new" in names
    assert table.note.endswith("5 more are in by_queue.csv.")
    assert next(t for t in part_tables(told, "zh") if t.part == "队列").note.endswith(
        "其余 5 个见 by_queue.csv。"
    )
    assert "by_queue" not in next(t for t in part_tables(study, "en") if t.part == "Queue").note


@pytest.mark.parametrize(
    ("lang", "text"),
    [("en", "Intervals beside a verdict are simultaneous"), ("zh", "带结论的区间是联合区间")],
)
def test_the_top_of_the_page_says_that_its_intervals_hold_at_once(lang: Lang, text: str) -> None:
    study = small_study()
    top = page(study, {}, lang).split("<h2>")[0]
    assert text in top
    assert text.replace(" ", "") in re.sub(r"\s", "", shown(compare_report(study, lang)))
    alone = replace(study, differences=study.differences.assign(family_lo=float("nan")))
    assert text not in page(alone, {}, lang)


def test_the_rows_that_words_name_are_explained() -> None:
    study = small_study()
    html = page(replace(study, key_metrics=("utilisation_mean",)), {}, "en")
    explained = html.split("<h3>The metrics</h3>", 1)[1]
    primary = {row.metric for row in records(study.differences) if row.primary}
    assert all(f"<dt>{study.info(metric).label['en']}" in explained for metric in primary)


@pytest.mark.parametrize(("lang", "text"), [("en", "This withholds praise"), ("zh", "并非结论")])
def test_the_table_of_the_best_says_when_clearly_fewer_are_served(lang: Lang, text: str) -> None:
    rows = [("wait_mean", "apart", "serves_fewer", 0.0, 1.0), ("wait_mean", "together", "best", 0.0, 0.0)]
    best = pd.DataFrame(rows, columns=["metric", "design", "standing", "behind_lo", "behind_hi"])
    told = replace(small_study(), best=best)
    assert text in page(told, {}, lang)
    assert text in re.sub(r"\n", " " if lang == "en" else "", shown(compare_report(told, lang)))
    settled = replace(told, best=best.assign(standing="may_be_best"))
    assert text not in page(settled, {}, lang)
