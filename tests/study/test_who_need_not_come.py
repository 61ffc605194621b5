"""Who files online, sends an agent, or need not come any more makes nobody else look slower or dearer."""

from __future__ import annotations

import pytest

from tests.helpers.study_values import row, study_of, value

ONLINE = """
world:
  calendar: {start: 2026-03-02, days: 5, ending: drain}
  services:
    quick: {counter: 2 min, online: true, share: 50%}
    slow: {counter: 20 min, share: 50%}
  citizens: {online: 100%}
  arrivals: {per_day: 20}
designs:
  hall: {windows: {hall: 20}}
  online: {based_on: hall, online: {success: 100%}}
  agents: {based_on: hall, agents: {firm: {services: [slow], share: 60%, every: 1 workday, at: "10:00"}}}
run: {primary: [time_in_hall_mean, citizen_hours]}
"""


def test_who_need_not_come_any_more_makes_nobody_stay_longer() -> None:
    """Quick matters are filed online, the slow ones take 20 min as before: of all visits 11 become 20."""
    study = study_of(ONLINE, 3)
    assert value(study, "time_in_hall_mean", "hall") < 13
    assert value(study, "time_in_hall_mean", "online") > 20
    found = row(study, "time_in_hall_mean", "online", "differences")
    assert (found["difference"], found["verdict"]) == (0, "same")
    assert found["base_value"] == found["design_value"] == value(study, "time_in_hall_mean", "online")
    assert row(study, "time_in_hall_p90", "online", "differences")["difference"] == 0
    # an amount of all: the 2 min and the ways of who files online are saved
    saved = row(study, "citizen_hours", "online", "differences")
    apart = value(study, "citizen_hours", "online") - value(study, "citizen_hours", "hall")
    assert saved["difference"] == pytest.approx(apart)
    assert saved["verdict"] == "better"
    who = {info.id: info.compared["en"] for info in study.infos}
    assert who["time_in_hall_mean"] == "visits of citizens who come and are served under both designs"
    assert who["citizen_hours"] == "visits of citizens served under both designs, or still under way"


def test_an_agent_with_many_files_makes_no_citizen_stay_longer() -> None:
    """An agent stays for twenty minutes a file; those who still come stay as long as before."""
    study = study_of(ONLINE, 3)
    assert value(study, "time_in_hall_mean", "agents") > 1.05 * value(study, "time_in_hall_mean", "hall")
    found = row(study, "time_in_hall_mean", "agents", "differences")
    assert (found["difference"], found["verdict"]) == (0, "same")


def test_files_on_agents_trips_of_the_warm_up_do_not_count() -> None:
    """Ten files on the trip of the warm-up's day, two on that of the next: two a trip."""
    text = """
world:
  calendar: {start: 2026-03-02, days: 2, warm_up: 1, ending: drain}
  services: {a: {counter: 1 min}}
  arrivals: {times: [TIMES]}
designs:
  agents: {windows: {hall: 1}, agents: {firm: {share: 100%, every: 1 workday, at: "12:00"}}}
"""
    times = ", ".join(["09:30"] * 10 + ["1 day 9 h"] * 2)
    study = study_of(text.replace("TIMES", times))
    assert value(study, "agent_files_per_trip", "agents") == 2
    assert value(study, "agent_trips_per_day", "agents") == 1


def test_a_case_nobody_needs_any_more_makes_the_others_no_dearer() -> None:
    """A window costs 320 yuan a day, for two cases, also when one of them is shelved."""
    text = """
world:
  calendar: {start: 2026-03-02, days: 1, ending: drain}
  services: {a: {counter: 20 min, share: 50%}, b: {counter: 20 min, share: 50%}}
  arrivals:
    - {service: a, times: ["09:30"]}
    - {service: b, times: ["11:30"]}
designs:
  plain: {windows: {hall: 1}, costs: {clerk_per_hour: 40, citizen_hour: 0, trip: 0}}
  shelf: {based_on: plain, catalogue: {b: shelved}}
"""
    study = study_of(text)
    assert value(study, "n_cases", "shelf") == 1
    assert value(study, "cost_per_matter", "plain") == value(study, "cost_per_matter", "shelf") == 160
    assert row(study, "cost_per_matter", "shelf", "differences")["difference"] == 0


def test_who_has_yet_to_bring_a_paper_will_be_decided_too() -> None:
    """Half of the cases are decided at once, half when a missing paper comes, two working days later.

    In a run that stops fewer of these have been accepted: they count all the same.
    """
    text = """
world:
  calendar: {start: 2026-03-02, days: 5, ending: ENDING}
  services:
    permit: {counter: 1 min, share: 50%, decision: promised, approval: {step: look},
             steps: {look: {desk: d, work: 10 min}}}
    card: {counter: 1 min, share: 50%, documents: {required: 1, missing: 100%}}
  citizens: {return_after: 2 workdays}
  arrivals: {per_day: 40}
designs: {plain: {windows: {hall: 2}, desks: {d: 9}}}
"""
    stopped, drained = (study_of(text.replace("ENDING", ending), 2) for ending in ("stop", "drain"))
    for metric in ("instant_share", "desk_work_per_case"):
        assert value(stopped, metric, "plain") == pytest.approx(value(drained, metric, "plain"), rel=0.03), (
            metric
        )
    assert (
        row(stopped, "instant_share", "plain")["people"]
        < 0.85 * row(drained, "instant_share", "plain")["people"]
    )
