"""Whom a number counts: the same people under both designs, cases apart from enquiries, nobody forgotten."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

import hallsim.api as hs
from hallsim.metrics.breakdown import BROKEN_DOWN
from hallsim.metrics.definition.population import POPULATIONS
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.registry import METRICS
from hallsim.metrics.satisfaction.opinions import opinions_of
from hallsim.study.nobody import HARDLY, flatters
from hallsim.study.result import StudyResult
from hallsim.trace.model import End, Outcome
from tests.helpers.study_values import gain, part, row, study_of, value

KEEPS = """
world:
  calendar: {start: 2026-03-02, days: 5, ending: drain}
  services:
    licence:
      {department: trade, share: 30%, counter: lognormal(mean 15 min, cv 0.7), supplement: 8 min,
       decision: promised, limit: 4 workdays, collect: 3 min, documents: {required: 3, missing: 12%},
       approval: [look], steps: {look: {desk: trade, work: 20 min, elapsed: exponential(mean 1 workday)}}}
    title: {department: land, share: 35%, counter: lognormal(mean 14 min, cv 0.6),
            documents: {required: 4, missing: 8%}}
    enquiry: {department: land, kind: enquiry, share: 35%, counter: lognormal(mean 6 min, cv 0.8)}
  citizens: {patience: exponential(mean 20 min), return_after: "uniform(1, 4 workdays)"}
  arrivals: {per_day: 110, profile: two_peaks}
designs:
  apart: {windows: {trade: 2, land: 2}, desks: {trade: 40}, notice: 60%}
  helping: {based_on: apart, windows: {trade: {helps: [land]}, land: {helps: [trade]}}}
  more: {based_on: apart, windows: {trade: 3, land: 4}}
"""
PAID = ("staff_hours", "cost_hall", "cost_staff")
"""What a window more costs; it is no part of what citizens meet."""
OF_CLERKS = ("satisfaction_attitude",)
"""Clerks at more windows have less to do, which the model takes for boredom."""


@lru_cache(maxsize=1)
def keeps() -> StudyResult:
    """Four replications of a hall whose second and third design only keep people from leaving."""
    return study_of(KEEPS, 4)


@pytest.mark.parametrize("design", ["helping", "more"])
def test_a_design_that_only_keeps_people_from_leaving_is_worse_on_nothing(design: str) -> None:
    study = keeps()
    assert row(study, "not_served_share", design, "differences")["hi"] < -0.03
    rows = study.differences[study.differences["design"] == design]
    rows = rows[~rows["metric"].isin((*PAID, *OF_CLERKS))]
    # clearly: by more than half of its interval, since a hundred intervals of 95 % are looked at
    beyond = (rows["hi"] - rows["lo"]) / 2
    lower = (rows["better"] == "lower") & (rows["lo"] - beyond > 0)
    higher = (rows["better"] == "higher") & (rows["hi"] + beyond < 0)
    assert list(rows[lower | higher]["metric"]) == []


def test_nobody_makes_more_trips_because_fewer_people_leave() -> None:
    """Who stays now comes again for documents and certificate: more trips in all, not of the same cases."""
    study = keeps()
    assert value(study, "n_visits", "more") > 1.03 * value(study, "n_visits", "apart")
    assert value(study, "visits_per_matter", "more") != value(study, "visits_per_matter", "apart")
    for design in ("helping", "more"):
        for metric in ("visits_per_matter", "repeat_share", "trips_to_supplement", "trips_to_collect"):
            found = row(study, metric, design, "differences")
            assert (found["difference"], found["lo"], found["hi"]) == (0, 0, 0), metric
        assert gain(study, "visits", design)["mean_difference"] == 0
    assert row(study, "visits_per_matter", "more", "differences")["paired"]


def test_officers_work_and_citizens_hours_are_of_the_same_people() -> None:
    """The files of who stays reach the desks: more work in all, the same for each case and each citizen."""
    study = keeps()
    assert row(study, "desk_work_per_case", "more", "differences")["difference"] == 0
    assert row(study, "citizen_hours", "more", "differences")["hi"] < 0
    assert row(study, "trips_to_collect", "more", "differences")["difference"] == 0


def test_the_compared_cases_are_those_done_under_both() -> None:
    """Visits per case of one replication, counted here from the two traces."""
    source = hs.loads("hallsim: 1\n" + KEEPS, "hall")
    study = hs.compare(source, replications=1, processes=1)
    one, two = (hs.run_once(source, design) for design in ("apart", "more"))
    is_case = np.array(one.names.service_is_case)[one.matters["service"]]
    done = [np.isin(trace.matters["state"], (End.SERVED, End.REFUSED)) & is_case for trace in (one, two)]
    both = done[0] & done[1]
    assert 50 < both.sum() < done[1].sum()
    found = row(study, "visits_per_matter", "more", "differences")
    assert found["base_value"] == pytest.approx(one.matters["n_visits"][both].mean(), rel=1e-12)
    assert found["design_value"] == pytest.approx(two.matters["n_visits"][both].mean(), rel=1e-12)


def test_what_ended_without_a_decision_is_not_overdue() -> None:
    """Citizens whose supplement's queue they cannot bear: accepted, never decided, and not late."""
    text = """
world:
  calendar: {start: 2026-03-02, weeks: 8, ending: drain}
  services:
    permit: {counter: 10 min, decision: promised, limit: 10 workdays, approval: [look],
             steps: {look: {desk: d, work: 20 min, returns: 30%}}}
  citizens: {patience: 1 min, return_after: 1 workday}
  arrivals: {per_day: 18, profile: {09:00-17:00: 1}}
designs: {one: {windows: {hall: 1}, desks: {d: 4}}}
"""
    source = hs.loads("hallsim: 1\n" + text, "hall")
    trace = hs.run_once(source, "one")
    m = trace.matters
    accepted, decided = m["accepted_ms"] >= 0, m["decided_ms"] >= 0
    left = accepted & ~decided & (m["state"] == End.LEFT)
    assert left.sum() > 10
    assert not (m["decided_ms"] > m["due_ms"])[decided].any()
    got = hs.measure(trace)
    assert got["on_time_share"] == 1
    assert got["overdue_share"] == 0
    assert np.isnan(got["overdue_days_mean"])
    assert got["late_or_left_share"] == pytest.approx(1 - (m["state"] == End.SERVED).mean())


def test_lead_time_and_trips_are_of_cases_not_of_enquiries() -> None:
    """Two enquiries beside one permit of two working days, or of one: halved, not better by a sixth."""
    text = """
world:
  calendar: {start: 2026-03-02, days: 5, ending: drain}
  services:
    permit: {share: 50%, counter: 0 min, decision: promised, approval: {serial: [v, w]},
             steps: {v: {kind: notice, elapsed: 24 h}, w: {kind: notice, elapsed: 24 h}}}
    enquiry: {kind: enquiry, share: 50%, counter: 5 min}
  arrivals:
    - {service: permit, times: [10:00]}
    - {service: enquiry, times: [11:00, 12:00]}
designs:
  slow: {opening: 09:00-17:00, windows: {hall: 1}}
  quick: {based_on: slow, approval: {mode: parallel}}
"""
    study = study_of(text)
    lead = gain(study, "lead_time", "quick")
    assert (lead["n"], lead["mean_difference"]) == (1, -1)
    assert row(study, "lead_first_visit_mean", "quick", "differences")["relative"] == -0.5
    assert gain(study, "visits", "quick")["n"] == 1
    assert gain(study, "wait", "quick")["n"] == 3
    assert value(study, "n_cases", "slow") == 1
    assert value(study, "lead_first_visit_mean", "slow") == 2
    assert row(study, "visits_per_matter", "slow")["people"] == 1


EMPTY = """
world:
  calendar: {start: 2026-03-02, days: 5, ending: drain}
  services:
    licence: {share: 60%, counter: lognormal(mean 10 min, cv 0.7), documents: {required: 2, missing: 10%}}
    permit: {share: 20%, counter: 8 min, decision: promised, limit: 3 workdays, collect: 3 min,
             approval: [look], steps: {look: {desk: d, work: 20 min}}}
    enquiry: {kind: enquiry, share: 20%, counter: 5 min}
  citizens: {patience: exponential(mean 12 min)}
  arrivals: {per_day: 120, profile: {09:30-16:00: 1}}
designs:
  open: {opening: 09:00-17:00, windows: {hall: 3}, desks: {d: 2}, seats: 30}
  shut: {based_on: open, tickets_until: 09:01}
  hardly: {based_on: open, tickets_until: 09:33}
  full: {based_on: open, capacity: 1}
  unstaffed: {based_on: open, windows: {hall: {shifts: [{count: 3, hours: "16:48-17:00"}]}}}
"""
HEADLINES = (
    "served_share", "wait_target_share", "one_trip_share", "late_or_left_share", "not_served_share",
    "satisfaction_overall", "satisfaction_queueing", "satisfaction_process", "satisfaction_efficiency",
    "satisfaction_guidance", "satisfaction_enquiries_overall",
)  # fmt: skip


@lru_cache(maxsize=1)
def empty() -> StudyResult:
    """Two replications of a hall, and of the same with its doors all but shut."""
    return study_of(EMPTY, 2)


@pytest.mark.parametrize("design", ["shut", "hardly", "unstaffed"])
def test_a_hall_that_serves_nobody_is_best_on_nothing_shown(design: str) -> None:
    study = empty()
    infos = {info.id: info for info in study.infos}
    assert value(study, "served_share", design) < HARDLY
    for table in ("summary", "by_group", "by_service", "by_hour", "by_weekday", "by_queue", "by_window"):
        rows = getattr(study, table)
        for found in rows[rows["design"] == design].itertuples():
            assert not flatters(infos[found.metric], found.value), (table, found)
    rows = study.differences[study.differences["design"] == design]
    better = np.where(rows["better"] == "lower", rows["difference"] < 0, rows["difference"] > 0)
    assert list(rows[better & (rows["better"] != "neutral")]["metric"]) == []
    for table in ("summary", "differences"):
        assert row(study, "wait_mean", design, table)["warning"] in ("nobody_served", "nothing")
        assert row(study, "cost_staff", design, table)["warning"] == "nobody_served"
    times = study.by_time[study.by_time["design"] == design]
    assert times["mean_wait_min"].isna().all()
    assert times["mean_waiting"].isna().all()


@pytest.mark.parametrize("design", ["shut", "hardly", "unstaffed", "full"])
def test_who_is_turned_away_counts_as_failed_in_every_headline(design: str) -> None:
    study = empty()
    for metric in HEADLINES:
        sign = -1 if study.info(metric).better == "lower" else 1
        assert sign * value(study, metric, design) < sign * value(study, metric, "open"), metric
    assert value(study, "not_served_share", design) > 0.6
    assert value(study, "wait_target_share", design) < 0.4


def test_the_cost_is_of_what_is_done() -> None:
    """A hall that turns away most costs nearly the same a day, and much more for each case it does."""
    study = empty()
    assert value(study, "cost_staff", "full") == pytest.approx(value(study, "cost_staff", "open"), rel=0.05)
    assert value(study, "cost_per_matter", "full") > 1.5 * value(study, "cost_per_matter", "open")


def test_satisfaction_is_of_cases_and_that_of_enquiries_stands_apart() -> None:
    trace = hs.run_once(hs.loads("hallsim: 1\n" + EMPTY, "hall"), "open")
    sample = Sample(trace)
    overall = opinions_of(sample).score("overall")
    is_case = np.array(trace.names.service_is_case)[trace.matters["service"]]
    got = hs.measure(trace)
    assert got["satisfaction_overall"] == pytest.approx(overall[is_case].mean())
    assert got["satisfaction_enquiries_overall"] == pytest.approx(overall[~is_case].mean())
    assert abs(got["satisfaction_overall"] - got["satisfaction_enquiries_overall"]) > 1


def test_more_windows_do_not_lengthen_the_lead_time_of_the_same_cases() -> None:
    """Who would have left at three windows comes again at five: no reason to call five windows slower."""
    text = """
world:
  calendar: {start: 2026-03-02, weeks: 2, ending: drain}
  services: {card: {counter: lognormal(mean 12 min, cv 0.7), documents: {required: 3, missing: 10%}}}
  citizens: {patience: exponential(mean 15 min), return_after: "uniform(1, 4 workdays)"}
  arrivals: {per_day: 120, profile: {09:00-16:00: 1}}
designs:
  three: {opening: 09:00-17:00, windows: {hall: 3}}
  five: {opening: 09:00-17:00, windows: {hall: 5}}
"""
    study = study_of(text, 3)
    for metric in ("lead_first_visit_mean", "lead_first_visit_p90", "lead_first_visit_min_p90"):
        assert row(study, metric, "five", "differences")["difference"] <= 0, metric


BALKING = """
world:
  calendar: {start: 2026-03-02, days: 10, working_days: all, holidays: none}
  services: {a: {department: d, counter: exponential(mean 8 min)}}
  groups: {x: {share: 50%, balk_at: 3}, y: {share: 50%}}
  arrivals: {rate: 9 per hour}
designs: {base: {opening: always, windows: {d: 1}}}
"""


def test_who_balks_has_left_in_his_own_group_too() -> None:
    """A birth-death chain: group x leaves at four or more present (three waiting), y never does."""
    study = study_of(BALKING, 2)
    busy, rest = 9 / 7.5, 4.5 / 7.5
    states = [busy**n for n in range(4)]
    long = busy**4 / (1 - rest)
    theory = long / (sum(states) + long)
    of_x, of_y = (part(study, "by_group", "left_share", "base", g) for g in "xy")
    assert of_x["value"] == pytest.approx(theory, abs=0.05)
    assert of_y["value"] == 0
    traces = [hs.run_once(hs.loads("hallsim: 1\n" + BALKING, "hall"), "base", replication=r) for r in (0, 1)]
    balked = sum((trace.tickets["outcome"] == Outcome.BALKED).sum() for trace in traces)
    in_x = sum((trace.citizens["group"] == 0).sum() for trace in traces)
    assert of_x["value"] == pytest.approx(balked / in_x, rel=1e-12)
    assert of_x["people"] == in_x


@pytest.mark.parametrize("dimension", ["group", "service"])
def test_the_parts_add_up_to_the_whole(dimension: str) -> None:
    """Shares and means of the parts, weighed by whom they count, are those of all."""
    study = keeps()
    table = getattr(study, f"by_{dimension}")
    for metric in (
        "left_share", "not_served_share", "served_share", "one_trip_share", "visits_per_matter", "wait_mean",
        "wait_target_share", "lead_first_visit_mean", "on_time_share", "late_or_left_share",
    ):  # fmt: skip
        rows = table[(table["metric"] == metric) & (table["design"] == "apart")].dropna(subset=["value"])
        whole = row(study, metric, "apart")
        assert rows["people"].sum() == whole["people"], metric
        weighed = (rows["value"] * rows["people"]).sum() / rows["people"].sum()
        assert weighed == pytest.approx(whole["value"], rel=1e-9), metric


def test_every_figure_says_whom_it_counts_and_has_one_name() -> None:
    for metric in METRICS.values():
        assert metric.counted in POPULATIONS
        assert str(metric.counted.words) != metric.counted.words.text("zh")
    infos = {info.id: info for info in keeps().infos}
    assert set(METRICS) - set(infos) <= {metric.id for metric in METRICS.values() if metric.needs}
    assert infos["left_share"].counted == {"en": "all citizens", "zh": "全部群众"}
    assert infos["visits_per_matter"].compared["en"].endswith("under both designs")
    assert infos["on_time_share"].compared["zh"].endswith("两方案下均计入")
    assert set(BROKEN_DOWN) <= set(METRICS)


CASHIER = """
world:
  calendar: {start: 2026-03-02, weeks: 2, ending: drain}
  services:
    renewal: {share: 50%, route: [{name: counter, work: lognormal(mean 6 min, cv 0.6)},
                                  {name: cashier, work: 1 min}]}
    transfer: {share: 30%, route: [{name: counter, work: lognormal(mean 14 min, cv 0.6)},
                                   {name: cashier, work: 1 min}]}
    enquiry: {share: 20%, kind: enquiry, counter: lognormal(mean 3 min, cv 0.8)}
  arrivals: {per_day: 150, profile: {08:30-17:00: 1}}
designs:
  unified:
    opening: 08:30-17:00
    windows: {all: {count: 3, serves: all}, cashier: {count: 1, serves: [cashier]}}
"""


def test_a_wait_is_of_the_visit_and_a_cashier_does_not_halve_it() -> None:
    """One first-come queue: who goes on to a cashier has waited as long as who does not, and there beside."""
    study = study_of(CASHIER, 2)
    waits = [part(study, "by_service", "wait_mean", "unified", s)["value"] for s in ("renewal", "enquiry")]
    common = part(study, "by_queue", "ticket_wait_mean", "unified", _longest_queue(study))["value"]
    assert waits[0] >= waits[1] - 1
    assert value(study, "wait_mean", "unified") > common
    trace = hs.run_once(hs.loads("hallsim: 1\n" + CASHIER, "hall"), "unified")
    t = trace.tickets
    ticket_min = (t["call_ms"] - t["issue_ms"]) / 60_000
    by_visit = np.bincount(t["visit"], weights=ticket_min, minlength=len(trace.visits["visit"]))
    got = hs.measure(trace)
    assert got["wait_mean"] == pytest.approx(by_visit.mean())
    assert got["wait_p90"] == pytest.approx(np.quantile(by_visit, 0.9), rel=1e-3)
    assert got["wait_target_share"] == pytest.approx((by_visit <= 15).mean())
    assert got["ticket_wait_mean"] == pytest.approx(ticket_min.mean())


def _longest_queue(study: StudyResult) -> str:
    rows = study.by_queue[study.by_queue["metric"] == "ticket_wait_mean"]
    return str(rows.sort_values("value")["key"].iloc[-1])


def test_who_is_sent_home_at_closing_was_inside_at_closing() -> None:
    """Three come before the end of the day for seven hours each: one is served, two wait, all are inside."""
    text = """
world:
  calendar: {start: 2026-03-02, days: 1, working_days: all}
  services: {matter: {counter: 7 h}}
  arrivals: {times: [16:00, 16:30, 16:45]}
designs:
  served: {opening: 09:00-17:00, windows: {hall: 1}}
  sent_home: {opening: 09:00-17:00, windows: {hall: {count: 1, at_close: finish}}}
"""
    study = study_of(text)
    assert value(study, "present_at_closing_mean", "served") == 3
    assert value(study, "present_at_closing_mean", "sent_home") == 3
    assert value(study, "turned_away_share", "sent_home") == pytest.approx(2 / 3)


def test_time_and_money_are_of_no_people() -> None:
    """Milliseconds on duty are not 'people', and an idle window is not 'not seen among 57,600,000 people'."""
    study = empty()
    for metric in ("utilisation_mean", "utilisation_max", "queue_length_mean", "staff_hours", "cost_total"):
        for design in ("open", "shut"):
            found = row(study, metric, design)
            assert np.isnan(found["people"]), metric
            assert found["warning"] not in ("none_seen", "all_seen")
    assert (
        row(study, "cost_per_matter", "open")["people"] == row(study, "visits_per_matter", "open")["people"]
    )


def test_what_closings_leave_is_of_the_worlds_days_and_says_so() -> None:
    """Two of four days are open: three are inside at the one closing and one at the other, one a day."""
    text = """
world:
  calendar: {start: 2026-03-02, days: 4, working_days: all, ending: drain}
  services: {matter: {counter: 7 h}}
  arrivals: {times: [16:00, 16:30, 16:45, 1 day 16 h]}
designs: {one: {opening: {mon: 09:00-17:00, tue: 09:00-17:00}, windows: {hall: 4}}}
"""
    study = study_of(text)
    assert value(study, "present_at_closing_mean", "one") == 1
    for metric in ("present_at_closing_mean", "overtime_min"):
        assert "over the working days of the world" in study.info(metric).counted["en"]
    # the last leave at 23:45 and at 23:00
    assert value(study, "overtime_min", "one") == (405 + 360) / 4


def test_times_in_the_hall_and_lead_times_have_parts() -> None:
    """By group, service, hour and weekday, each the very figure of its people."""
    study = keeps()
    for table, metrics in (
        ("by_service", ("time_in_hall_mean", "lead_first_visit_mean")),
        ("by_hour", ("time_in_hall_mean", "lead_first_visit_mean")),
        ("by_weekday", ("time_in_hall_mean", "lead_first_visit_mean")),
    ):
        rows = getattr(study, table)
        for metric in metrics:
            own = rows[(rows["metric"] == metric) & (rows["design"] == "more")]
            assert len(own) > 1, (table, metric)
            if metric == "time_in_hall_mean":
                mean = (own["value"] * own["people"]).sum() / own["people"].sum()
                assert mean == pytest.approx(value(study, metric, "more"), rel=1e-9)
