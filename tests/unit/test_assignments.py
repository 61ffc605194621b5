"""Values set and scaled by their path: as if the planner had written them there."""

import pytest

from hallsim.errors import InputError
from hallsim.scenario.load import load_text, with_assignments
from hallsim.scenario.scenario import Scenario
from hallsim.units import MS_PER_MIN
from tests.helpers.assigning import written as assignment

TEXT = """hallsim: 1
world:
  services:
    permit: {counter: "uniform(2, 6 min)", documents: {required: 3, missing: 10%}, share: 40%}
    note: {counter: {mixture: [{share: 50%, of: exponential(mean 4 min)}, {share: 50%, of: 12 min}]},
           share: 40%}
    slip: {counter: 3 min, share: 20%}
  arrivals: {per_day: 100, profile: two_peaks, weekdays: {mon: 1.2}}
designs:
  apart:
    opening: [09:00-12:00, 13:00-17:00]
    windows: {permit: 4, note: 2, slip: {count: 1, clerks: [{count: 1, speed: 1.0}]}}
    notice: 70%
  quick: {based_on: apart, notice: 80%}
  many: {based_on: apart, windows: {permit: 8}}
"""


def assigned(*written: str) -> Scenario:
    source = load_text(TEXT, "hall.yaml")
    return with_assignments(source, [assignment(text) for text in written]).scenario


def test_what_is_set_in_a_design_holds_for_those_based_on_it_unless_they_say_otherwise() -> None:
    designs = assigned("designs.apart.notice=50%", "designs.apart.windows.permit=5").designs
    assert {name: design.notice for name, design in designs.items()} == {
        "apart": 0.5,
        "quick": 0.8,
        "many": 0.5,
    }
    counts = {name: design.windows["permit"].count for name, design in designs.items()}
    assert counts == {"apart": 5, "quick": 5, "many": 8}


def test_a_key_that_is_not_written_yet_can_be_set() -> None:
    designs = assigned(
        "designs.quick.windows.note.generalist.time=1.3", "designs.many.hand_off=0.5 workdays"
    ).designs
    assert [d.windows["note"].generalist.time for d in designs.values()] == [1.0, 1.3, 1.0]


def test_scaling_multiplies_numbers_shares_durations_laws_and_counts() -> None:
    scenario = assigned(
        "world.arrivals.per_day=x1.2", "world.arrivals[0].weekdays.mon=x1.5", "world.services.*.counter=x1.5",
        "world.services.permit.documents.missing=x0.5", "designs.*.windows.*=x1.3",
    )  # fmt: skip
    assert scenario.world.arrivals[0].per_day == 120
    assert scenario.world.arrivals[0].weekdays == {0: pytest.approx(1.8)}
    means = [service.counter.mean() / MS_PER_MIN for service in scenario.world.services.values()]
    assert means == pytest.approx([6, 12, 4.5])
    assert scenario.world.services["permit"].documents.missing == pytest.approx(0.05)
    counts = {name: [w.count for w in d.windows.values()] for name, d in scenario.designs.items()}
    # 4 x 1.3 = 5.2, 2 x 1.3 = 2.6, 1 x 1.3 = 1.3, 8 x 1.3 = 10.4; each once
    assert counts == {"apart": [5, 3, 1], "quick": [5, 3, 1], "many": [10, 3, 1]}


def test_one_parameter_of_a_law_can_be_set_by_name() -> None:
    law = assigned("world.services.permit.counter.high=10 min").world.services["permit"].counter
    assert law.mean() == 6 * MS_PER_MIN


def test_a_list_of_a_base_is_changed_for_one_design_alone() -> None:
    first = "designs.quick.windows.slip.clerks.0.speed=1.5"
    designs = assigned(
        first, "designs.quick.windows.slip.clerks[0].count=1", "designs.quick.opening.1=13:00-18:00"
    ).designs
    assert [d.windows["slip"].clerks[0].speed for d in designs.values()] == [1.0, 1.5, 1.0]
    assert designs["quick"].opening != designs["apart"].opening


def test_the_file_itself_is_not_changed() -> None:
    source = load_text(TEXT, "hall.yaml")
    with_assignments(source, [assignment("designs.apart.notice=50%")])
    assert source.scenario.designs["apart"].notice == 0.7


@pytest.mark.parametrize(
    ("written", "message", "remedy"),
    [
        ("designs.apart.notise=50%", "there is no 'notise'", "'notice'"),
        ("designs.apartt.notice=50%", "there is no 'apartt'", "'apart'"),
        ("designs.apart.windows.permits=3", "there is no 'permits'", "'permit'"),
        ("world.services.*.conter=x2", "there is no 'conter'", "'counter'"),
        ("world.services.*.collect=x2", "no 'collect' stands in", "write collect"),
        ("designs.apart.hand_off=x2", "that could be multiplied", "write the value"),
        ("designs.apart.based_on=x2", "that could be multiplied", "write the value"),
        ("designs.apart.opening.0=x2", "'09:00-12:00'", "name a number"),
        ("world.services.permit.documents=x2", "is not one value", "required, missing"),
        ("designs.apart.notice=x1.6", "more than 100%", "smaller factor"),
        ("designs.apart.notice=lots", "'lots' is not a share", "12%"),
    ],
)
def test_an_assignment_that_cannot_be_is_one_message(written: str, message: str, remedy: str) -> None:
    with pytest.raises(InputError) as caught:
        assigned(written)
    (found,) = caught.value.problems
    assert message in found.message
    assert remedy in found.remedy
