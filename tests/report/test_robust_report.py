"""What people see of plausible worlds, in both languages."""

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache

import pytest

import hallsim.api as hs
from hallsim.report.figures.study import all_figures
from hallsim.report.html import page
from hallsim.report.tables.differences import thresholds_of
from hallsim.report.tables.robustness import robust_report, robust_sentences, turning_words
from hallsim.report.tables.study import compare_report
from hallsim.report.terminal import shown
from hallsim.study.result import KnownFigure, StudyResult
from hallsim.study.robust.factors import Factor
from hallsim.study.robust.robustness import Answer, World
from hallsim.text.message import Lang
from tests.helpers.study_builder import TEXT, small_study

LANGS: tuple[Lang, ...] = ("en", "zh")
EVIDENCE = """
evidence:
  factor: {kind: assumed, title: {en: Generalist factor, zh: 综合系数}, range: 1.0..1.5,
           sets: designs.together.windows.all_in_one.generalist.time}
  work: {kind: assumed, scales: world.services.*.counter, range: 0.8..1.2}
"""


@lru_cache(maxsize=1)
def study() -> StudyResult:
    text = TEXT.replace("serves: [all]", "serves: [all], generalist: {time: 1.1}") + EVIDENCE
    source = hs.loads(text, "small")
    return replace(small_study(), robustness=hs.robustness(hs.plausible_worlds(source, n=6), processes=1))


def shaped(gaps: list[float]) -> StudyResult:
    """The study with other worlds, and what their answer says."""
    found = study().robustness
    assert found is not None
    base = dict.fromkeys(("time_in_hall_mean",), 20.0)
    worlds = tuple(
        World(
            number=i + 1,
            factors={"factor": 1.0 + 0.5 * i / (len(gaps) - 1), "work": 1.0},
            metrics={"apart": base, "together": {"time_in_hall_mean": 20.0 + gap}},
        )
        for i, gap in enumerate(gaps)
    )
    return replace(study(), robustness=replace(found, worlds=worlds))


def test_the_sentence_says_in_how_many_worlds_and_what_turns_it() -> None:
    # −4 at 1.0, 0 at 1.2, +6 at 1.5
    told = shaped([-4.0, -2.0, 0.0, 2.0, 4.0, 6.0])
    assert robust_sentences(told, "en") == [
        "Together: mean time in hall better in 2, practically the same in 1, worse in 3 of 6 plausible worlds"
        " (−4.00 to +6.00 min); turns when “Generalist factor” exceeds 1.2."
    ]
    assert robust_sentences(told, "zh") == [
        "综合窗口：平均在厅时间在 6 个合理情形中，2 个更好、1 个实际相同、3 个更差（−4.00 至 +6.00 分钟）；"
        "“综合系数”超过 1.2 时结论反转。"
    ]
    (wide,) = robust_sentences(told, "en", {("together", "time_in_hall_mean"): 4.5})
    assert "practically the same in 5, worse in 1 of 6" in wide
    assert "turns" not in wide
    assert "depends most on “Generalist factor” (−4.00 at 1, +6.00 at 1.5)" in wide


def test_an_answer_that_turns_below_what_is_stated_says_so() -> None:
    told = shaped([-1.2, -0.4, 0.4, 1.2, 2.0, 2.8])
    (answer,) = robust_sentences(told, "en")
    assert "better in 2, worse in 4" in answer
    assert "exceeds" in answer
    found = told.robustness
    assert found is not None
    stated = tuple(replace(f, stated=1.3) for f in found.factors)
    lower = replace(told, robustness=replace(found, factors=stated))
    assert "turns when “Generalist factor” falls below 1.15" in robust_sentences(lower, "en")[0]


def test_that_it_is_open_what_turns_an_answer_is_said_only_where_worlds_disagree() -> None:
    told = shaped([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    (answer,) = robust_sentences(told, "en")
    assert answer.endswith(
        "(−1.00 to +1.00 min); what turns it cannot be told from these worlds; more may tell."
    )
    assert robust_sentences(told, "zh")[0].endswith(
        "哪个假定使结论反转，这些情形还看不出来，增加情形或可判明。"
    )
    none = Answer(
        design="together",
        metric="wait_mean",
        n=1,
        better=1,
        same=0,
        worse=0,
        unknown=0,
        lo=1,
        hi=1,
        turning=None,
    )
    assert turning_words(told, none, "en") == ""


@pytest.mark.parametrize("lang", LANGS)
def test_the_terminal_shows_it_within_100_columns(lang: Lang) -> None:
    text = shown(compare_report(study(), lang))
    assert shown(robust_report(study(), lang, thresholds_of(study()))) in text
    wide = [
        sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in text.splitlines()
    ]
    assert max(wide) <= 100
    if lang == "zh":
        words = set(re.findall(r"[A-Za-z]{4,}", shown(robust_report(study(), lang))))
        assert words <= {"work"}


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_has_the_part_only_when_worlds_were_run(lang: Lang) -> None:
    heading = {"en": "If the assumptions are otherwise", "zh": "假定不同时结论是否成立"}[lang]
    figures = all_figures(study(), lang)
    assert "robustness" in figures
    html = page(study(), figures, lang)
    assert heading in html
    assert {"en": "Generalist factor", "zh": "综合系数"}[lang] in html
    assert "1 … 1.5" in html
    plain = replace(study(), robustness=None)
    assert heading not in page(plain, {}, lang)
    assert "robustness" not in all_figures(plain, lang)


def test_the_figure_is_the_same_bytes_every_time() -> None:
    assert all_figures(study(), "zh")["robustness"] == all_figures(study(), "zh")["robustness"]


@pytest.mark.parametrize("lang", LANGS)
def test_fitted_figures_are_marked(lang: Lang) -> None:
    figures = tuple(
        KnownFigure(metric=metric, value=1.0, source={}, use=use)  # type: ignore[arg-type]
        for metric, use in (("visits_per_day", "fitted"), ("wait_mean", "held_out"))
    )
    told = replace(small_study(), figures=figures)
    fitted, held_out = {"en": ("fitted", "held out"), "zh": ("拟合", "留作检验")}[lang]
    for text in (page(told, {}, lang), shown(compare_report(told, lang))):
        assert fitted in text
        assert held_out in text


def test_a_factor_of_many_names_is_told_by_its_path() -> None:
    from hallsim.report.tables.robustness import factor_name

    factor = Factor(name="world.services.permit.counter.mean", title={}, stated=1, lo=0, hi=2)
    assert factor_name(factor, "en") == "services.permit.counter.mean"


def test_metrics_that_are_not_primary_have_a_difference_that_matters_too() -> None:
    small = 0.3  # minutes: less than the half that matters
    base = {"wait_median": 1.0}
    worlds = tuple(
        World(
            number=i + 1,
            factors={"factor": 1.0 + 0.1 * i, "work": 1.0},
            metrics={"apart": base, "together": {"wait_median": 1.0 + small}},
        )
        for i in range(5)
    )
    found = study().robustness
    assert found is not None
    held = replace(study(), robustness=replace(found, worlds=worlds), key_metrics=("wait_median",))
    sizes = thresholds_of(held)
    assert sizes["together", "wait_median"] == 0.5
    assert not held.differences.set_index("metric").loc["wait_median", "primary"]
    assert robust_sentences(held, "en", sizes) == [
        "Together: median wait practically the same in 5 of 5 plausible worlds (+0.300 min)."
    ]


def test_who_is_not_served_is_told_first_where_it_is_the_same_in_every_world() -> None:
    def told(losses: list[float]) -> list[str]:
        worlds = tuple(
            World(
                number=i + 1,
                factors={"factor": 1.0 + 0.1 * i, "work": 1.0},
                metrics={
                    "apart": {"time_in_hall_mean": 20.0, "not_served_share": 0.1},
                    "together": {"time_in_hall_mean": 22.0, "not_served_share": 0.1 + loss},
                },
            )
            for i, loss in enumerate(losses)
        )
        found = study().robustness
        assert found is not None
        held = replace(study(), robustness=replace(found, worlds=worlds))
        return robust_sentences(held, "en", thresholds_of(held))

    hall = "Together: mean time in hall worse in 5 of 5 plausible worlds (+2.00 min)."
    assert told([0.4] * 5) == [
        "Together: citizens not served worse in 5 of 5 plausible worlds (+40.0 pp).", hall,
    ]  # fmt: skip
    assert told([0.0, 0.4, 0.0, 0.4, 0.0]) == [hall]


def test_a_design_that_differs_in_no_world_has_one_sentence_and_no_table() -> None:
    same = shaped([0.0] * 5)
    (told,) = robust_sentences(same, "en")
    assert "no figure shown here differs from the base in any of 5 plausible worlds" in told
    assert "均与基准方案无差异" in robust_sentences(same, "zh")[0]
