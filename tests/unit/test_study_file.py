"""The study file: read strictly, short spellings, problems at their places, schema and page of the models."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hallsim.errors import InputError
from hallsim.scenario.language.explain import explain
from hallsim.scenario.language.reader import parse_yaml, to_plain
from hallsim.scenario.language.schema import schema_text
from hallsim.scenario.study_file.model import StudyFile
from hallsim.scenario.study_file.page import study_page
from hallsim.scenario.study_file.read import read_study
from hallsim.scenario.study_file.schema import study_schema
from hallsim.scenario.values.amounts import Amount
from hallsim.scenario.whatif.variation import read_span
from hallsim.study.experiment.trials import trials_of
from hallsim.study_files import load_study
from tests.helpers.study_builder import TEXT

GOOD = """
hallsim: 1
title: {en: Windows, zh: 窗口}
question: How many windows?
source: survey, p. 3
scenario: hall.yaml
set: {arrivals.per_day: +10%}
designs: [apart, together]
factors:
  all_in_one.count: 3..5
  demand: {path: [arrivals.per_day], range: x0.8..x1.2, levels: 2, title: {en: Demand, zh: 需求}}
points: one_at_a_time
precision: {metrics: {wait_mean: 5%, wait_p90: 1 min}, budget: 40}
metrics: wait_mean
pareto: [wait_mean, staff_hours]
targets: [wait_p90 <= 15 min, {hold: 90% called in 10 min, confidence: 95%}]
expect: {metric: wait_mean, direction: lower, by: 10%..30%, at: {all_in_one.count: 4}}
confirm: 5
"""


def write(folder: Path, text: str) -> Path:
    (folder / "hall.yaml").write_text(TEXT, encoding="utf-8")
    path = folder / "study.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_short_spellings_are_written_out(tmp_path: Path) -> None:
    study = read_study(write(tmp_path, GOOD)).study
    assert study.factors["all_in_one.count"].path == ("all_in_one.count",)
    assert study.factors["all_in_one.count"].values == ("3", "4", "5")
    span = study.factors["demand"].range
    assert span is not None
    assert (span.lo, span.before, list(span)) == (Fraction(4, 5), "x", ["x0.8", "x1.2"])
    assert study.points.kind == "one_at_a_time"
    assert study.metrics == ("wait_mean",)
    assert study.precision is not None
    assert study.precision.metrics["wait_p90"] == Amount(1, "min")
    assert [target.text() for target in study.targets] == ["wait_p90 <= 15 min", "90% called in 10 min"]
    by = study.expect[0].by
    assert by is not None
    assert (by.least, by.most) == (Amount(10, "%"), Amount(30, "%"))


def test_values_are_kept_as_they_were_written(tmp_path: Path) -> None:
    values = "[1.0, 1e3, yes, [09:00-12:00], x2]"
    text = f"hallsim: 1\nscenario: hall.yaml\nfactors: {{a: {{path: b, values: {values}}}}}"
    study = read_study(write(tmp_path, text)).study
    assert study.factors["a"].values == ("1.0", "1e3", "yes", "[09:00-12:00]", "x2")


def test_rows_stand_in_the_file_or_in_a_table(tmp_path: Path) -> None:
    text = "hallsim: 1\nscenario: hall.yaml\nfactors: {a: {path: b}, c: {path: d}}\npoints: {rows: ROWS}"
    (tmp_path / "rows.csv").write_text("a,c\n4,+10%\n5,\n", encoding="utf-8")
    told = ({"a": "4", "c": "+10%"}, {"a": "5"})
    for rows in ("[{a: 4, c: +10%}, {a: 5}]", "{csv: rows.csv}"):
        points = read_study(write(tmp_path, text.replace("ROWS", rows))).study.points
        assert (points.kind, points.rows) == ("rows", told)
    with pytest.raises(InputError, match="no such file"):
        read_study(write(tmp_path, text.replace("ROWS", "{csv: gone.csv}")))


def test_a_good_study_loads_with_its_scenario(tmp_path: Path) -> None:
    study = load_study(write(tmp_path, GOOD))
    assert study.source.scenario.world.arrivals[0].kind == "per_day"
    assert [varied.in_world for varied in study.factors] == [False, True]
    assert study.points[0] == ()
    assert len(study.points) == 1 + 3 + 2
    assert study.metrics == ("wait_mean", "staff_hours", "wait_p90")


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("title:", "titel:", "3:1", "did you mean 'title'?"),
        ("scenario: hall", "scenario: hal", "6:11", "there is no scenario file 'hal.yaml'"),
        ("per_day: +10%", "per_dy: +10%", "7:7", "did you mean"),
        ("[apart, together]", "[apart, togther]", "8:18", "did you mean 'together'?"),
        ("all_in_one.count: 3..5", "all_in_one.cuont: 3..5", "10:3", "did you mean"),
        ("3..5", "5..3", "10:21", "write the smaller end first"),
        ("range: x0.8..x1.2", "range: x0.8", "11:45", "is no range"),
        ("[arrivals.per_day]", "[arrivals.per_day, all_in_one.count]", "11:3", "into the world and"),
        ("points: one_at", "points: one_by", "12:9", "choose|did you mean"),
        ("{wait_mean: 5%", "{wait_men: 5%", "13:23", "did you mean 'wait_mean'?"),
        ("wait_p90: 1 min", "wait_p90: 1 day", "13:48", ""),
        ("wait_p90: 1 min", "wait_p90: 3 workdays", "13:48", "it is minutes"),
        ("wait_p90: 1 min", "wait_p90: 0 min", "13:48", "no number of runs"),
        ("budget: 40", "budget: 6", "13:64", "less than the minimum of 10"),
        ("metrics: wait_mean", "metrics: wait_maen", "14:10", "did you mean 'wait_mean'?"),
        ("staff_hours]", "n_visits]", "15:21", "neither more nor less is better"),
        ("[wait_mean, staff_hours]", "wait_mean", "15:1", "two metrics or more"),
        ("<= 15 min", "<= 15 workdays", "16:", "minutes"),
        ("direction: lower", "direction: lesser", "17:40", "lower"),
        ("by: 10%..30%", "by: 3 workdays", "17:51", "minutes"),
        ("count: 4}", "count: 9}", "17:", "there is no value '9'"),
        ("lower, by", "lower, along: demnd, by", "17:", "did you mean 'demand'?"),
        ("direction: lower", "direction: same", "17:", "one size at most"),
        ("confirm: 5", "confirm: 1", "18:10", "2 to 100000"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(tmp_path: Path, old: str, new: str, place: str, said: str) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    if said == "":
        load_study(path)  # a day is minutes too
        return
    with pytest.raises(InputError) as caught:
        load_study(path)
    told = str(caught.value)
    assert f"study.yaml:{place}" in told, told
    assert any(part in told for part in said.split("|")), told


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = (
        GOOD.replace("metrics: wait_mean", "metrics: wait_maen").replace("together]", "togther]")
        .replace("3..5", "[3, -2]").replace("arrivals.per_day]", "arivals.per_day]")
        .replace("precision:", "replications: 3\nprecision:")
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        load_study(write(tmp_path, text))
    lines = sorted({p.place.line for p in caught.value.problems if p.place is not None})
    assert lines == [8, 11, 13, 15, 18]


def test_what_a_value_makes_impossible_is_told_at_its_factor(tmp_path: Path) -> None:
    study = load_study(write(tmp_path, GOOD.replace("3..5", "[3, 4, 9000]")))
    with pytest.raises(InputError) as caught:
        trials_of(study)
    assert "study.yaml:10:3" in str(caught.value)
    assert "all_in_one.count=9000" in str(caught.value)


def test_two_factors_cannot_move_one_value(tmp_path: Path) -> None:
    text = GOOD.replace(
        "all_in_one.count: 3..5",
        "a: {path: all_in_one.count, values: 3..5}\n  b: {path: all_in_one.count, values: 4..6}",
    )
    with pytest.raises(InputError, match="is varied by 'a' too"):
        load_study(write(tmp_path, text.replace(", at: {all_in_one.count: 4}", "")))


@pytest.mark.parametrize("name", ["n", "trial", "value", "standing", "wait_mean", "wait_mean_hi"])
def test_a_factor_is_not_called_as_a_column_of_the_tables(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"have a column {name} of their own"):
        load_study(write(tmp_path, GOOD.replace("  demand:", f"  {name}:")))


def test_too_many_points_are_refused(tmp_path: Path) -> None:
    text = GOOD.replace("3..5", "1..500").replace("range: x0.8..x1.2, levels: 2", "values: 10..400")
    text = text.replace("set: {arrivals.per_day: +10%}\n", "")  # set and varied is another mistake
    with pytest.raises(InputError, match="195,500 combinations: 15,640,000 runs, about"):
        load_study(write(tmp_path, text.replace("one_at_a_time", "grid")))


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ("latin_hypercube", "needs a number of points"),
        ("{kind: grid, n: 4}", "n is the number of points of a Latin hypercube"),
        ("rows", "no rows are listed"),
        ("{kind: grid, rows: [{demand: x1}]}", "rows are listed, but the kind is grid"),
        ("{kind: latin_hypercube, n: 4}", "no two points of a Latin hypercube differ"),
        ("{rows: [{dmand: x1}]}", "did you mean 'demand'"),
        ("{rows: [{demand: so}]}", "so"),
    ],
)
def test_points_that_do_not_fit_their_kind(tmp_path: Path, points: str, said: str) -> None:
    text = GOOD.replace("points: one_at_a_time", f"points: {points}").replace(
        "at: {all_in_one.count: 4}", "along: demand"
    )
    with pytest.raises(InputError, match=said):
        trials_of(load_study(write(tmp_path, text)))


def test_the_schema_takes_what_the_reader_takes(tmp_path: Path) -> None:
    validator = jsonschema.Draft202012Validator(study_schema())
    jsonschema.Draft202012Validator.check_schema(study_schema())
    validator.validate(to_plain(parse_yaml(GOOD)))
    for old, new in (("title:", "titel:"), ("one_at_a_time", "one_by_one"), ("lower", "less")):
        with pytest.raises(jsonschema.ValidationError):
            validator.validate(to_plain(parse_yaml(GOOD.replace(old, new))))


def test_schema_and_pages_are_those_of_the_models(root: Path) -> None:
    docs = root / "docs"
    assert (docs / "study.schema.json").read_text("utf-8") == schema_text(study_schema()), (
        "run: hallsim schema --study > docs/study.schema.json"
    )
    pages: Any = {"study.md": "en", "study.zh.md": "zh"}
    for name, lang in pages.items():
        assert (docs / name).read_text("utf-8") == study_page(lang), (
            f"run: hallsim explain --study --all --lang {lang} > docs/{name}"
        )


def test_a_key_is_explained_and_a_wrong_one_has_a_nearest() -> None:
    assert "Half width" in explain("precision.metrics", "en", StudyFile)
    assert "半宽" in explain("precision.metrics", "zh", StudyFile)
    with pytest.raises(InputError, match="did you mean 'precision'"):
        explain("precison", "en", StudyFile)


def test_a_span_is_read_with_its_spelling() -> None:
    assert [read_span("6..10 min").between(share) for share in (0, 1)] == ["6 min", "10 min"]
    assert [read_span("-20%..+20%").between(share) for share in (0, 1)] == ["-20%", "+20%"]
    assert read_span("x0.8..x1.2").between(0.5) == "x1"
    assert read_span("0..100").between(1 / 3) == "33.3"
    assert read_span("4..8").between(0.4, whole=True) == "6"
