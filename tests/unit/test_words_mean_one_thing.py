"""Words that name steps, desks and work: a step goes where it is named, two meanings are an error."""

import pytest

from hallsim.errors import InputError, Problem
from hallsim.scenario.load import load_text
from hallsim.scenario.world.stages import stages_of

STAGED = """\
hallsim: 1
world:
  calendar: {start: 2026-03-02, weeks: 2}
  services:
    permit:
      decision: promised
      approval: [planning, land, signature]
      steps:
        planning: {desk: planning, work: 2 h}
        land: {desk: land, work: 1 h}
        signature: {desk: planning, work: 15 min}
        unused_step: {desk: land, work: 1 h}
  arrivals: {per_day: 10}
designs:
  one:
    windows: {hall: {serves: all}}
    desks: {planning: 2, land: 1}
    approval: {mode: stages, stages: {opinions: [planning, land], sign: [signature]}}
"""
STAGES = "{opinions: [planning, land], sign: [signature]}"


def staged(stages: str) -> str:
    return STAGED.replace(STAGES, stages)


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        load_text(text, "hall.yaml")
    return caught.value.problems


def at(problem: Problem) -> str:
    assert problem.place is not None
    return f"{problem.place.line}:{problem.place.column}"


def test_a_step_named_in_a_stage_goes_there_though_another_stage_names_its_desk() -> None:
    rule = load_text(STAGED).scenario
    permit = rule.world.services["permit"]
    steps = ["planning", "land", "signature"]
    assert stages_of(permit, steps, rule.designs["one"].approval.stages) == [
        ["planning", "land"],
        ["signature"],
    ]


@pytest.mark.parametrize(
    ("stages", "place", "message", "remedy"),
    [
        ("{opinions: [planning, land]}", "18:50", "a step of permit and also the desk of its step signature",
         "name signature in a stage too"),
        ("{opinions: [planning, land, signature], late: [unused_step]}", "18:78", "'late' has no", "drop"),
        ("{opinions: [planning, land, signature], late: []}", "18:78", "'late' has no", "drop the stage"),
        ("{one: [land], two: [land, signature]}", "18:58", "stands in two stages", "keep it in one"),
    ],
)  # fmt: skip
def test_an_ambiguous_word_and_an_empty_stage_are_errors(
    stages: str, place: str, message: str, remedy: str
) -> None:
    (problem,) = problems_of(staged(stages))
    assert at(problem) == place
    assert message in problem.message
    assert remedy in problem.remedy


def test_a_word_that_brings_no_step_into_its_stage_is_told() -> None:
    source = load_text(staged("{opinions: [planning, signature], late: [land, unused_step]}"))
    told = [(at(p), p.message) for p in source.warnings if p.code == "stages.idle"]
    assert told == [("18:85", "'unused_step' brings no step into the stage 'late'")]


WORDS = """\
hallsim: 1
world:
  calendar: {start: 2026-03-02, days: 5}
  services:
    tax: {department: finance, share: 50%, counter: 8 min}
    other: {department: tax, share: 50%, counter: 9 min}
  arrivals: {per_day: 60}
designs:
  one:
    windows:
      tax: 2
      rest: {count: 1, serves: all}
"""


def test_a_department_and_a_service_of_one_name_and_different_work() -> None:
    (problem,) = problems_of(WORDS)
    assert at(problem) == "11:7"
    assert problem.message == (
        "'tax' is the name of a department and of a service, which are not the same work"
    )


def test_a_department_of_one_service_may_bear_its_name() -> None:
    good = WORDS.replace("department: tax", "department: land").replace(
        "department: finance", "department: tax"
    )
    assert load_text(good).warnings == ()


@pytest.mark.parametrize(
    "windows",
    ["{rest: {serves: all, helps: [tax]}}", "{rest: {serves: all, clerks: [{knows: [all, tax]}]}}"],
)
def test_every_list_of_words_is_looked_at(windows: str) -> None:
    text = WORDS[: WORDS.index("    windows:")] + f"    windows: {windows}\n"
    assert [p.code for p in problems_of(text)] == ["word.ambiguous"]


def test_a_word_that_nobody_uses_may_mean_two_things() -> None:
    text = WORDS[: WORDS.index("    windows:")] + "    windows: {rest: {serves: all}}\n"
    assert load_text(text).warnings == ()
