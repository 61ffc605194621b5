"""Figures by part, over the day, and of each citizen, by hand on the tiny hall."""

import pytest

from hallsim.metrics.breakdown import by
from hallsim.metrics.definition.sample import Sample
from hallsim.study.day_profile import day_profile
from hallsim.study.gains import fates
from hallsim.study.lead_days import lead_days
from tests.helpers.trace_builder import MIN, tiny_trace
from tests.unit.test_metrics import A_BUSY, A_DUTY, B_BUSY, B_DUTY, empty


def test_breakdowns() -> None:
    trace = tiny_trace()
    by_service = by(trace, "service")
    assert by_service.loc["card", "n_tickets"] == 8
    assert by_service.loc["card", "wait_mean"] == pytest.approx(43 / 8)
    assert by_service.loc["card", "ticket_wait_mean"] == pytest.approx(43 / 8)
    # one licence is in hand after 1675 min, another is not after 1870: half or more take longer than was seen
    assert by_service["visits_per_matter"].isna()["licence"]
    assert by_service.loc["card", "visits_per_matter"] == 1
    assert by(trace, "department").loc["registry", "n_cases"] == 8
    groups = by(trace, "group")
    assert groups.loc["elderly", "wait_mean"] == 3
    assert groups.loc["elderly", "served_share"] == 1
    assert groups.loc["citizens", "left_share"] == 1 / 14
    assert groups["n_cases"].to_list() == [11, 1]
    assert groups["n_visits"].to_list() == [16, 1]
    assert by(trace, "hour").loc[11, "n_cases"] == 1  # licences and cards by the hour of the first visit
    assert by(trace, "hour").loc[9, "n_tickets"] == 6
    assert by(trace, "hour").loc[9, "wait_mean"] == 38 / 5  # one of the six came at 8:50
    assert by(trace, "day")["n_tickets"].tolist() == [10, 6]
    assert dict(by(trace, "weekday")["n_visits"]) == {"mon": 11, "tue": 6}
    assert by(trace, "queue").loc["hall", "abandonment_share"] == 1 / 16
    assert by(trace, "priority").loc[1, "n_tickets"] == 1
    assert by(trace, "purpose").loc["collect", "n_tickets"] == 1
    assert by(trace, "task").loc["licence.collect", "n_tickets"] == 1
    with pytest.raises(ValueError, match="choose from group"):
        by(trace, "colour")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="where there is one hall"):
        by(trace, "office")


def test_windows_and_officers_apart() -> None:
    windows, desks = by(tiny_trace(), "window"), by(tiny_trace(), "desk")
    assert windows["utilisation_mean"].to_dict() == pytest.approx({
        "A": A_BUSY / A_DUTY, "B": B_BUSY / B_DUTY,
    })  # fmt: skip
    assert windows.loc["A", "staff_hours"] == pytest.approx(A_DUTY / 60 / 2)
    assert windows["n_tickets"].to_dict() == {"A": 9, "B": 6}
    assert desks["desk_utilisation"].to_dict() == {"C": 130 / 960}


def test_over_the_day() -> None:
    profile = day_profile(Sample(tiny_trace()))
    nine = profile["clock_min"].index(9 * 60)
    # 9:00-9:30: four tickets; ten minutes each of citizens 2 and 3, over two days
    assert profile["n_tickets"][nine] == 4
    assert profile["wait_ms"][nine] == 20 * MIN
    assert profile["waiting_ms"][nine] / profile["span_ms"][nine] == pytest.approx(20 / 60)
    assert sum(profile["waiting_ms"]) == 53 * MIN


def test_what_became_of_each_citizen_and_case() -> None:
    sample = Sample(tiny_trace())
    fate = fates(sample)
    assert fate.value["time_in_hall"][0] == 45
    assert fate.value["wait"][4] == 15
    assert fate.value["visits"][0] == 3
    assert int(fate.citizen_served.sum()) == 11
    of_cases_in_hand = fate.value["lead_time"][fate.has_value["lead_time"]]
    assert len(of_cases_in_hand) == 9
    assert of_cases_in_hand.max() == pytest.approx(705 / 480)
    # within the first working day or the second; one is in approval so far, one not yet collected
    assert lead_days(sample) == {"ended": [8, 1], "unfinished": [1, 1]}


def test_of_nobody_there_are_no_parts() -> None:
    assert len(by(empty(tiny_trace()), "group")) == 0
    assert day_profile(Sample(empty(tiny_trace())))["n_tickets"] == [0] * 48
