"""A reduced form of each question's study points where the question expects it to.

One short week, two replications: whether a direction is sure is for `make experiments`; here its sign is
right.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import hallsim.api as hs
from experiments.questions.studies.asked import HERE, NAMES
from experiments.questions.studies.found import FILE, read_found
from experiments.questions.studies.gallery import TOLD
from experiments.questions.studies.robust import read_robust, told_in_worlds
from hallsim.scenario.study_file.model import Expectation, Factor, StudyFile
from hallsim.scenario.study_file.read import read_study
from hallsim.study.experiment.loaded import LoadedStudy
from hallsim.study_files import loaded

SHORT = ("world.calendar.weeks=1", "world.calendar.warm_up=0")
LONG = {"E08", "E17"}  # projects take months, a sixth day acts over weeks


def reduced(name: str) -> LoadedStudy:
    """The first expectation between designs, and these two alone, at the first point."""
    written = read_study(HERE / f"{name}.yaml")
    study = written.study
    first = study.expect[0]
    other = first.design or study.designs[-1]
    designs = (other,) if first.along else (first.base or study.designs[0], other)
    fewer = study.model_copy(
        update={
            "designs": designs, "expect": (first.model_copy(update={"at": {}}),),
            "factors": ends(study, first), "replications": 2, "metrics": (first.metric,),
            "worlds": ("world",),
        }
    )  # fmt: skip
    return loaded(replace(written, study=fewer), () if name in LONG else SHORT)


def ends(study: StudyFile, one: Expectation) -> dict[str, Factor]:
    """The factor along which something is expected, with its first and last value; none otherwise."""
    if one.along is None:
        return {}
    factor = study.factors[one.along]
    assert factor.values is not None
    return {one.along: factor.model_copy(update={"values": (factor.values[0], factor.values[-1])})}


def found_at_length(name: str) -> str:
    """What the long study found of its first expectation: otherwise where it surely found the opposite."""
    table = read_found(FILE)
    first = table[(table["question"] == name) & (table["expectation"] == 1)]
    states = set(first["state"])
    return next(state for state in ("otherwise", "not_settled", "as_expected") if state in states)


@pytest.mark.parametrize("name", NAMES)
def test_a_reduced_study_points_the_way_that_is_stated(name: str, tmp_path: Path) -> None:
    study = reduced(name)
    with hs.run_study(study, out=tmp_path / name) as found:
        (judged,) = found.expectations
        (row,) = judged.rows
    direction, stated = judged.expectation.direction, found_at_length(name)
    if stated == "not_settled":  # the sign of a short run says nothing then
        assert judged.state != "otherwise"
    elif direction == "same":
        assert abs(row.difference.value) < 2
    else:
        assert (row.difference.value < 0) == ((direction == "lower") != (stated == "otherwise"))


def test_what_was_found_is_there_for_every_expectation() -> None:
    table = read_found(FILE)
    expected = {name: len(read_study(HERE / f"{name}.yaml").study.expect) for name in NAMES}
    assert {name: len(set(rows["expectation"])) for name, rows in table.groupby("question")} == expected


def test_worlds_are_told_of_every_expectation_between_designs() -> None:
    table = read_robust()
    for name in NAMES:
        study = read_study(HERE / f"{name}.yaml").study
        told = {i for i, one in enumerate(study.expect, start=1) if told_in_worlds(one)}
        assert set(table[table["question"] == name]["expectation"]) == told, name
    counted = table["as_expected"] + table["opposite"] + table["neither"] + table["not_comparable"]
    assert (counted == table["worlds"]).all()
    robust = table[table["verdict"] == "robust"]
    known = robust["worlds"] - robust["not_comparable"]
    assert (robust[["as_expected", "opposite", "neither"]].max(axis=1) == known).all()
    turns = table[table["verdict"] == "turns"]
    assert (turns["turns_at"] >= turns["from"].astype(float)).all()
    assert (turns["turns_at"] <= turns["to"].astype(float)).all()


def test_each_question_says_what_would_change_it_in_both_languages() -> None:
    told = json.loads(TOLD.read_text(encoding="utf-8"))
    assert set(told) >= {*NAMES, "E07", "E09_reform", "E14_gap"}
    for name in NAMES:
        study = read_study(HERE / f"{name}.yaml").study
        assert study.would_change is not None
        states = set(read_found(FILE).query("question == @name")["state"])
        assert study.reading is not None or states == {"as_expected"}, f"{name}: why does it differ?"
        assert study.would_change.en == told[name]["en"]["change"]
        assert study.would_change.zh == told[name]["zh"]["change"]
