"""What the pictures show: every row, every name, no line through a closed lunch, Chinese where a font is."""

import logging
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib import font_manager

from hallsim.report.figures import canvas
from hallsim.report.figures import study as figures
from hallsim.report.figures.robustness import plausible_worlds
from hallsim.report.wording.keys import key_metrics
from hallsim.study.result import StudyResult
from hallsim.study.robust.factors import Factor
from hallsim.study.robust.robustness import Robustness, World
from hallsim.text.message import Lang
from tests.helpers.study_builder import small_study

LANGS: tuple[Lang, ...] = ("en", "zh")


def with_difference(metric: str, **values: float) -> StudyResult:
    """The small study with other numbers in one row of the differences."""
    study = small_study()
    table = study.differences.copy()
    for column, value in values.items():
        table.loc[table["metric"] == metric, column] = value
    return replace(study, differences=table)


def points(line: Any) -> list[tuple[float, float]]:
    """What a line joins."""
    return [(float(x), float(y)) for x, y in line.get_xydata()]


def dots(study: StudyResult) -> dict[str, tuple[float, str]]:
    """Of the figure of differences: the place of every metric's dot on the axis, and its marker."""
    (axes,) = figures.differences(study, "en").axes
    labels = [tick.get_text() for tick in axes.get_yticklabels()]
    drawn = [line for line in axes.lines if line.get_marker() not in ("None", "")]
    return {labels[round(y)]: (x, str(line.get_marker())) for line in drawn for x, y in points(line)}


def test_a_metric_that_falls_to_nothing_stays_in_the_figure_of_differences() -> None:
    nan = math.nan
    gone = with_difference("wait_mean", relative=-1.0, relative_lo=nan, relative_hi=nan)
    where, marker = dots(gone)["Mean wait"]
    assert (round(where, 6), marker) == (-100.0, "o")
    assert set(dots(gone)) == set(dots(small_study()))


def test_what_lies_beyond_the_axis_is_an_arrow_and_flattens_no_other() -> None:
    wild = dots(with_difference("wait_mean", relative=40.0, relative_lo=5.0, relative_hi=80.0))
    others = [x for label, (x, _) in wild.items() if label != "Mean wait"]
    assert wild["Mean wait"][1] == ">"
    assert wild["Mean wait"][0] <= max(100.0, *(10 * abs(x) for x in others))
    assert {marker for label, (_, marker) in wild.items() if label != "Mean wait"} == {"o"}


@pytest.mark.parametrize(("lang", "text"), [("en", "Mean wait"), ("zh", "平均等候")])
def test_what_has_no_change_in_percent_is_named_below_the_figure(lang: Lang, text: str) -> None:
    nan = math.nan
    study = with_difference("wait_mean", relative=nan, relative_lo=nan, relative_hi=nan, difference=1)
    (axes,) = figures.differences(study, lang).axes
    assert text in axes.get_xlabel().split("\n", 1)[1]
    assert "\n" not in figures.differences(small_study(), lang).axes[0].get_xlabel()


@pytest.mark.parametrize(("lang", "text"), [("en", "each 95% interval holds by itself"), ("zh", "单独成立")])
def test_the_figure_says_that_its_intervals_are_not_simultaneous(lang: Lang, text: str) -> None:
    title = figures.differences(small_study(), lang).get_suptitle()
    assert text in title.replace("\n", " ")


def test_no_line_of_waits_crosses_the_closed_lunch() -> None:
    study = small_study()
    table = study.by_time.copy()
    noon = table["clock_min"].between(720, 779)
    assert noon.any()
    table.loc[noon, "n_tickets"] = 0
    (axes,) = figures.waiting_over_day(replace(study, by_time=table), "en").axes
    for line in axes.lines:
        told = {round(x * 60): y for x, y in points(line)}
        assert any(math.isnan(y) for x, y in told.items() if 720 <= x < 780)
        assert not any(math.isnan(y) for x, y in told.items() if 600 <= x < 660)


@pytest.mark.parametrize(("lang", "days"), [("en", ["Monday", "Tuesday"]), ("zh", ["周一", "周二"])])
def test_every_weekday_shows_the_wait_of_each_design(lang: Lang, days: list[str]) -> None:
    study = small_study()
    (axes,) = figures.waiting_by_weekday(study, lang).axes
    assert [tick.get_text() for tick in axes.get_xticklabels()][:2] == days
    waits = study.by_weekday[study.by_weekday["metric"] == "wait_mean"].set_index(["design", "key"])["value"]
    for line, design in zip(axes.lines, study.designs, strict=True):
        assert [y for _, y in points(line)] == pytest.approx(waits[design].to_list())
        assert [round(x) for x, _ in points(line)] == [0, 1, 2, 3]
    assert max(waits) < axes.get_ylim()[1] < max(study.by_weekday["hi"])


def test_one_weekday_alone_has_no_figure() -> None:
    study = small_study()
    mondays = study.by_weekday[study.by_weekday["key"] == "mon"]
    assert "waiting_by_weekday" not in figures.all_figures(replace(study, by_weekday=mondays), "en")


@pytest.mark.parametrize(("lang", "name"), [("en", "commerce no. 2"), ("zh", "commerce 2 号")])
def test_bars_of_utilisation_carry_the_names_of_the_windows(lang: Lang, name: str) -> None:
    figure = figures.utilisation(small_study(), lang)
    names = [tick.get_text() for panel in figure.axes for tick in panel.get_xticklabels()]
    assert name in names
    assert len(names) == 6


def test_of_many_windows_the_busiest_and_the_idlest_are_named() -> None:
    study = small_study()
    own = study.by_window[study.by_window["metric"] == "utilisation_mean"]
    keys, values = [f"commerce-{i + 1}" for i in range(50)], [0.9 - i / 100 for i in range(50)]
    table = pd.concat([own.head(1)] * 50).assign(design="apart", key=keys, value=values)
    figure = figures.utilisation(replace(study, designs=("apart",), by_window=table), "en")
    (panel,) = figure.axes
    assert [tick.get_text() for tick in panel.get_xticklabels()] == ["commerce no. 1", "commerce no. 50"]
    assert panel.get_xlabel() == "50 windows, busiest first"


def test_one_window_is_one_window() -> None:
    study = small_study()
    own = study.by_window[study.by_window["metric"] == "utilisation_mean"]
    figure = figures.utilisation(replace(study, by_window=own.head(1)), "en")
    assert figure.axes[0].get_xlabel() == "1 window"


def test_days_of_the_lead_time_are_whole() -> None:
    figure = figures.lead_times(small_study(), "en")
    figure.canvas.draw()
    assert all(float(x).is_integer() for x in figure.axes[0].get_xticks())


def test_a_line_breaks_between_words_and_between_chinese_characters() -> None:
    assert canvas.wrapped("Comprehensive windows and parallel approval", 20).split("\n") == [
        "Comprehensive", "windows and parallel", "approval",
    ]  # fmt: skip
    assert canvas.wrapped("综合窗口加并联审批", 8) == "综合窗口\n加并联审\n批"
    assert canvas.wrapped("办理时间，很（长）", 8) == "办理时\n间，很\n（长）"
    assert canvas.wrapped("", 8) == ""


def test_a_font_that_matplotlibs_list_does_not_know_yet_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = font_manager.fontManager
    known = next(font for font in manager.ttflist if font.name == "DejaVu Sans")
    rest = [font for font in manager.ttflist if font.fname != known.fname]
    monkeypatch.setattr(manager, "ttflist", [font for font in rest if font.name != "DejaVu Sans"])
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [known.fname])
    monkeypatch.setattr(canvas, "_CHINESE_FONTS", ("DejaVu Sans",))
    canvas.chinese_font.cache_clear()
    assert canvas.chinese_font() == "DejaVu Sans"
    canvas.chinese_font.cache_clear()


def test_a_font_that_is_gone_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gone = font_manager.FontEntry(fname=str(tmp_path / "gone.ttf"), name="Gone Sans")
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [gone])
    monkeypatch.setattr(font_manager, "findSystemFonts", list)
    monkeypatch.setattr(canvas, "_CHINESE_FONTS", ("Gone Sans",))
    canvas.chinese_font.cache_clear()
    assert canvas.chinese_font() is None
    canvas.chinese_font.cache_clear()


def test_what_matplotlib_says_of_fonts_is_not_heard(caplog: pytest.LogCaptureFixture) -> None:
    def draw(_: Lang) -> Any:
        logging.getLogger("matplotlib.font_manager").warning("findfont: no such weight")
        return canvas.blank(2, 2)[0]

    canvas.render(draw, "zh")
    assert caplog.messages == []
    draw("zh")
    assert caplog.messages == ["findfont: no such weight"]


def in_worlds(gaps: list[float], title: str) -> StudyResult:
    """Worlds in which one assumption, rising from 1 to 2, goes with these differences in the time in hall."""
    factor = Factor(name="designs.x.time", title={"en": title, "zh": title}, stated=1.5, lo=1.0, hi=2.0)
    n = len(gaps)
    worlds = tuple(
        World(
            number=i + 1,
            factors={factor.name: 1 + i / (n - 1)},
            metrics={"apart": {"time_in_hall_mean": 20.0}, "together": {"time_in_hall_mean": 20.0 + gap}},
        )
        for i, gap in enumerate(gaps)
    )
    found = Robustness(
        base="apart", designs=("apart", "together"), factors=(factor,), worlds=worlds, replications=1
    )
    return replace(small_study(), robustness=found)


@pytest.mark.parametrize("lang", LANGS)
def test_a_long_title_of_an_assumption_is_whole_in_the_figure(lang: Lang) -> None:
    title = "Generalist cost per service (0.0017 = ×1.15 unified) of all the windows there are"
    study = in_worlds([-2.0, -1.0, 0.0, 1.0, 2.0, 3.0], title)
    figure = plausible_worlds(study, lang)
    (label,) = [tick.get_text() for tick in figure.axes[0].get_yticklabels()]
    assert title in label.replace("\n", " ")
    assert max(map(len, label.split("\n"))) <= 36
    assert "grey dots" not in figure.get_suptitle()


def test_the_figure_says_what_grey_dots_are() -> None:
    study = in_worlds([1.0, -1.0, 1.0, -1.0, 1.0, -1.0], "Factor")
    figure = plausible_worlds(study, "en")
    assert "grey dots: no assumption stands out" in figure.get_suptitle().replace("\n", " ")
    assert len(key_metrics(study)) > 1
