"""Odd spellings of ranges: what is read means what it says, and what cannot be is told once."""

from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from hallsim.cli.main import cli
from hallsim.errors import InputError
from hallsim.scenario.language.reader import parse_yaml, to_plain
from hallsim.scenario.language.schema import scenario_schema
from hallsim.scenario.load import LoadedScenario, load_text, with_assignments
from hallsim.study.worlds import plausible_worlds
from tests.helpers.assigning import written

HALL = """hallsim: 1
world:
  calendar: {days: 3}
  services:
    permit: {counter: exponential(mean 5 min), documents: {required: 3, missing: 5.8%}, decision: promised,
             limit: 10 workdays, approval: check, steps: {check: {desk: hall, work: 40 min}}}
  citizens: {patience: 20 min, max_visits: 8}
  arrivals: {rate: 30 per hour}
designs:
  today:
    windows: {permit: {count: 4, generalist: {time: 1.1}}}
    desks: {hall: 2}
    redirect: 1 min
run: {replications: 1}
"""
VALIDATOR = jsonschema.Draft202012Validator(scenario_schema())


def load(old: str, new: str) -> LoadedScenario:
    assert old in HALL
    return load_text(HALL.replace(old, new), "hall.yaml")


def values(source: LoadedScenario) -> list[float]:
    """Nine values from one end of the first range to the other; the scenario can be all of them."""
    basis = source.bases[0]
    found = [basis.value(share / 8) for share in range(9)]
    for value in found:
        with_assignments(source, basis.assignments(value), is_world=True)
    return found


@pytest.mark.parametrize(
    ("written", "per_min", "lo", "hi"),
    [
        ("1 in 0.5..1.5 per min", 1, 0.5, 1.5), ("1 per min in 0.5..1.5", 1, 0.5, 1.5),
        ("60 per hour in 0.5..1.5 per min", 1, 0.5, 1.5), ("1/min in 30/h..90/h", 1, 0.5, 1.5),
        ("720 in 360..1440 per day", 0.5, 0.25, 1), ("每分钟1人 in 每分钟0.5人..每分钟1.5人", 1, 0.5, 1.5),
    ],
)  # fmt: skip
def test_a_range_of_a_rate_is_in_the_unit_that_is_written(
    written: str, per_min: float, lo: float, hi: float
) -> None:
    source = load("30 per hour", written)
    assert source.scenario.world.arrivals[0].rate == pytest.approx(per_min / 60_000)
    rates = [
        with_assignments(source, source.bases[0].assignments(value), is_world=True)
        .scenario.world.arrivals[0]
        .rate
        for value in values(source)
    ]
    assert [rates[0], rates[-1]] == pytest.approx([lo / 60_000, hi / 60_000])


@pytest.mark.parametrize(
    ("old", "new", "right"),
    [
        ("10 workdays", "10 workdays in 8..11", [8, 8, 9, 9, 10, 10, 11, 11, 11]),
        ("max_visits: 8", "max_visits: 8 in 6..8", [6, 6, 6, 7, 7, 7, 8, 8, 8]),
        ("days: 3", "days: 3 in 2..4", [2, 2, 2, 3, 3, 3, 4, 4, 4]),
        ("exponential(mean 5 min)", '"erlang(mean 5 min, k 3 in 2..4)"', [2, 2, 2, 3, 3, 3, 4, 4, 4]),
        ("required: 3", "required: 3 in 0..4", [0, 0, 1, 1, 2, 3, 3, 4, 4]),
    ],
)
def test_every_count_of_a_range_has_the_same_part_of_it(old: str, new: str, right: list[float]) -> None:
    assert values(load(old, new)) == right


@pytest.mark.parametrize("new", ["1 min in 0.5..2.5 min", "1 in 0.5..2.5 min"])
def test_durations_within_a_range_are_no_counts(new: str) -> None:
    assert values(load("redirect: 1 min", f"redirect: {new}")) == [0.5 + i / 4 for i in range(9)]


def test_a_law_that_may_be_left_out_can_be_scaled() -> None:
    text = HALL.replace("patience: 20 min", "patience: exponential（mean 20 min）")
    for path in ("world.citizens.patience", "world.citizens.patience.mean"):
        work = f"evidence: {{e: {{kind: assumed, scales: {path}, range: 0.5..2}}}}\n"
        source = load_text(text + work)
        moved = with_assignments(source, source.bases[0].assignments(1.5), is_world=True).scenario
        assert moved.world.citizens.patience is not None
        assert moved.world.citizens.patience.mean() == 30 * 60_000


@pytest.mark.parametrize(
    "written",
    [
        "1.1 in 1.0…1.5", "1.1 in 1.0……1.5", "1.1 in 1.0‥1.5", "1.1 in １．０．．１．５", "1.1 IN 1.0..1.5",
        "1.1\u3000in\u30001.0..1.5", "1.1\u00a0in 1.0..1.5", "1.1  in  1.0 .. 1.5", "1.1 in +1..1.5",
    ],
)  # fmt: skip
def test_loader_and_schema_read_the_same_spellings(written: str) -> None:
    found = load("time: 1.1", f"time: {written}").bases[0].range
    assert found is not None
    assert (found.lo, found.hi) == (1.0, 1.5)
    assert not list(
        VALIDATOR.iter_errors(to_plain(parse_yaml(HALL.replace("time: 1.1", f"time: {written}"))))
    )


@pytest.mark.parametrize(
    "written",
    [
        "exponential（mean 20 min in 10..30 min）", "exponential(mean＝20 min in 10..30 min)",
        "exponential(20 in 10..30 min)",
    ],
)  # fmt: skip
def test_a_range_stands_in_a_law_of_full_width_marks(written: str) -> None:
    basis = load("patience: 20 min", f"patience: {written}").bases[0]
    assert basis.range is not None
    assert (basis.name, basis.range.lo, basis.range.hi) == ("world.citizens.patience.mean", 10, 30)


@pytest.mark.parametrize(
    ("old", "new", "message", "remedy"),
    [
        ("5.8%", "5.8% in -1%..8%", "'-1%' is not the end of a range", "4.64%..6.96%"),
        ("time: 1.1", "time: 1.1 in 1.0...1.5", "'1.0...1.5' is not a range", "two dots"),
        ("time: 1.1", "time: 1.1 in 1...5", "'1...5' is not a range", "two dots"),
        ("time: 1.1", "time: 1.1 in 1.0999999..1.1000001", "does not rise", "two different ends"),
        ("time: 1.1", "time: 110% in 100%..150%", "time is a number; this is '110%'", "time: 1.15"),
        ("patience: 20 min", "patience: 00:20 in 00:10..00:30", "is not a duration", "8 min"),
        ("patience: 20 min", "patience: 1 in 0.5..1 h 30 min", "1 h 30 min is a duration|no unit", "min"),
        ("patience: 20 min", "patience: 1 h in 0.5..1 h 30 min", "0.5 is a number", "0.8 h..1.2 h"),
        ("count: 4", "count: 4 in 3..5.5", "whole numbers", "3..5"),
        ("count: 4", "count: 4 in 3.9..4.1", "whole numbers", "no range"),
        ("count: 4", "count: 4 in -1..6", "lower end of its range: count cannot be -1", "narrow the range"),
        ("count: 4", "count: 4 in 0..6", "lower end of its range", "narrow the range"),
        ("10 workdays", "10 workdays in 5.5..15", "whole numbers", "6 workdays..15 workdays"),
        ("10 workdays", "10 days in 5..15 workdays", "'10 days' is not a whole number", "10 workdays"),
    ],
)
def test_a_range_that_cannot_be_is_told_once(old: str, new: str, message: str, remedy: str) -> None:
    with pytest.raises(InputError) as caught:
        load(old, new)
    (told,) = caught.value.problems
    assert any(part in told.message for part in message.split("|"))
    assert remedy in told.remedy
    assert told.place is not None
    assert told.place.file == "hall.yaml"


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("{kind: assumed, sets: world.citizens.patience, range: 20 in 10..30 min}", "16 min..24 min"),
        ("{kind: given, values: [3]}", "values: [world.arrivals.per_day]"),
        ("null", "its keys are kind"),
    ],
)
def test_evidence_that_cannot_be_is_told_once_with_a_remedy(written: str, remedy: str) -> None:
    with pytest.raises(InputError) as caught:
        load_text(HALL + f"evidence: {{e: {written}}}\n")
    (told,) = caught.value.problems
    assert remedy in told.remedy


def test_check_refuses_ranges_that_do_not_fit_each_other_as_compare_robust_does(tmp_path: Path) -> None:
    # right with both at the lower end and with both at the upper one, not with 28 and 8
    new = "patience: 'uniform(10 min in 5..29 min, 30 min in 6..50 min)'"
    source = load("patience: 20 min", new)
    with pytest.raises(InputError, match=r"in plausible world .*must not fall") as caught:
        plausible_worlds(source, ("today",), seed=1)
    assert all("narrow the ranges" in told.remedy for told in caught.value.problems)
    file = tmp_path / "hall.yaml"
    file.write_text(HALL.replace("patience: 20 min", new), encoding="utf-8")
    checked = CliRunner().invoke(cli, ["check", str(file)])
    assert isinstance(checked.exception, InputError)
    assert "in plausible world" in str(checked.exception)
    assert "hall.yaml:7:" in str(checked.exception)


def test_two_ranges_in_one_law_are_both_moved() -> None:
    source = load("exponential(mean 5 min)", '"lognormal(mean 5 min in 4..8 min, cv 0.7 in 0.5..1)"')
    mean, cv = source.bases
    moved = with_assignments(source, [*mean.assignments(8), *cv.assignments(0.5)], is_world=True).scenario
    law = moved.world.services["permit"].counter
    assert [law.mean(), law.cv()] == pytest.approx([8 * 60_000, 0.5])


def test_a_scaled_law_keeps_what_was_set_in_it() -> None:
    source = load("exponential(mean 5 min)", '"lognormal(mean 5 min, cv 0.7)"')
    path = "world.services.permit.counter"
    for order in ([0, 1], [1, 0]):
        both = [written(f"{path}=x1.5"), written(f"{path}.mean=8 min")]
        law = with_assignments(source, [both[i] for i in order]).scenario.world.services["permit"].counter
        assert law.mean() == pytest.approx(12 * 60_000)
