"""A reduced form of each question's study points where the question expects it to.

One short week, two replications: whether a direction is sure is for `make experiments`; here its sign is
right.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import hallsim.api as hs
from experiments.questions.studies.asked import HERE, NAMES
from experiments.questions.studies.found import FILE, read_found
from hallsim.scenario.study_file.read import read_study
from hallsim.study.experiment.loaded import LoadedStudy
from hallsim.study_files import loaded

SHORT = ("world.calendar.weeks=1", "world.calendar.warm_up=0")
LONG = {"E08"}  # a project takes months: as long as it is


def reduced(name: str) -> LoadedStudy:
    """The first expectation between designs, and these two alone, at the first point."""
    written = read_study(HERE / f"{name}.yaml")
    study = written.study
    first = study.expect[0]
    designs = (first.base or study.designs[0], first.design or study.designs[-1])
    fewer = study.model_copy(
        update={
            "designs": designs, "expect": (first.model_copy(update={"at": {}}),), "factors": {},
            "replications": 2, "metrics": (first.metric,), "worlds": ("world",),
        }
    )  # fmt: skip
    return loaded(replace(written, study=fewer), () if name in LONG else SHORT)


def is_otherwise(name: str) -> bool:
    """Whether the long study surely found the opposite of its first expectation (told in the README)."""
    table = read_found(FILE)
    first = table[(table["question"] == name) & (table["expectation"] == 1)]
    return bool((first["state"] == "otherwise").any())


@pytest.mark.parametrize("name", NAMES)
def test_a_reduced_study_points_the_way_that_is_stated(name: str, tmp_path: Path) -> None:
    study = reduced(name)
    with hs.run_study(study, out=tmp_path / name) as found:
        (judged,) = found.expectations
        (row,) = judged.rows
    direction = judged.expectation.direction
    if direction == "same":
        assert abs(row.difference.value) < 2
    else:
        assert (row.difference.value < 0) == ((direction == "lower") != is_otherwise(name)), row.difference


def test_what_was_found_is_there_for_every_expectation() -> None:
    table = read_found(FILE)
    expected = {name: len(read_study(HERE / f"{name}.yaml").study.expect) for name in NAMES}
    assert {name: len(set(rows["expectation"])) for name, rows in table.groupby("question")} == expected
