"""Packages, agents and service at home: by hand, and with the same citizens under two designs.

Rules of the model: R3.25 to R3.28.
"""

import math
from typing import Any

import numpy as np
import pytest

from hallsim.audit import audit
from hallsim.demand.generate import generate
from hallsim.errors import InputError
from hallsim.hall import simulate
from hallsim.metrics.attribution.causes import matter_causes
from hallsim.metrics.registry import METRICS, measure
from hallsim.scenario.design.design import Design
from hallsim.scenario.load import load_text
from hallsim.trace.model import NEVER, End, Purpose, Trace
from tests.helpers.hall_builder import DAY, MIN, NINE, design, minutes, run, world

ONE = {"hall": {"count": 1}}
MANY = {"hall": {"count": 60}}
DAILY = {"return_after": "1 workday", "max_visits": 6}
LICENCE = {"counter": "10 min", "supplement": "4 min", "documents": {"required": 2, "missing": "100%"}}
TAX = {"counter": "20 min", "supplement": "6 min", "documents": {"required": 2, "missing": "100%"}}
BOTH = {"licence": {**LICENCE, "share": "50%"}, "tax": {**TAX, "share": "50%"}}
OPENING = {"opening": {"services": ["licence", "tax"], "share": "100%"}}
PERMIT = {
    "counter": "10 min", "collect": "2 min", "decision": "promised", "approval": {"step": "review"},
    "steps": {"review": {"desk": "back", "work": "60 min"}},
}  # fmt: skip


def begun_ms(trace: Trace) -> np.ndarray:
    """When each matter began: with the first visit, or when it was handed over or asked for."""
    first = trace.matters["first_visit_ms"]
    return np.where(first == NEVER, trace.citizens["arrive_ms"][trace.matters["citizen"]], first)


def pair(services: Any, one: Design, other: Design, n: int = 300, **more: Any) -> tuple[Trace, Trace]:
    """The same citizens under two designs, both audited, causes summing to the whole."""
    model = world(services, [NINE + i for i in range(n)], ending="drain", **more)
    demand = generate(model, 7, 0)
    traces = simulate(model, one, demand), simulate(model, other, demand)
    for trace in traces:
        audit(trace)
        parts = matter_causes(trace).to_numpy()
        assert (parts >= 0).all()
        assert np.array_equal(parts.sum(axis=1), trace.matters["end_ms"] - begun_ms(trace))
    return traces


# ---------------------------------------------------------------------- errands and packages


def test_who_comes_for_an_errand_brings_its_services_and_the_others_are_as_before() -> None:
    services = {name: {"counter": "5 min", "share": share} for name, share in (("a", "60%"), ("b", "40%"))}
    groups = {"x": {"share": "50%"}, "y": {"share": "50%", "errands": {"e": "0%"}}}
    arrive = [NINE + i for i in range(400)]
    plain = generate(world(services, arrive, groups=groups), 7, 0)
    errands = {"e": {"services": ["b", "a", "b"], "share": "30%"}}
    demand = generate(world(services, arrive, groups=groups, errands=errands), 7, 0)
    n = np.diff(demand.matter_start)
    comes = n == 3
    assert set(n.tolist()) == {1, 3}
    assert not comes[demand.group == 1].any()
    assert abs(comes.sum() - 0.3 * (demand.group == 0).sum()) < 4 * np.sqrt(200 * 0.3 * 0.7)
    assert demand.service[np.repeat(comes, n)].tolist() == [1, 0, 1] * int(comes.sum())
    assert np.array_equal(demand.service[~np.repeat(comes, n)], plain.service[~comes])
    assert np.array_equal(demand.group, plain.group)


def test_a_package_is_rejected_once_and_comes_back_once() -> None:
    """Alone: 30 min, then a visit of 4 and one of 6. As a package: 10 + half of 20 min, then one of 6 min."""
    model = world(BOTH, [NINE], citizens=DAILY, errands=OPENING, ending="drain")
    alone = run(model, design(ONE))
    assert minutes(alone.visits["leave_ms"]) == [NINE + 30, DAY + NINE + 4, DAY + NINE + 10]
    rule = {"services": ["licence", "tax"], "saving": "50%"}
    package = run(model, design(ONE, packages={"opening": rule}))
    assert minutes(package.visits["leave_ms"]) == [NINE + 20, DAY + NINE + 6]
    assert package.visits["purpose"].tolist() == [Purpose.LODGE, Purpose.SUPPLEMENT]
    assert package.matters["n_visits"].tolist() == [2, 2]
    assert package.matters["n_rejections"].tolist() == [1, 1]
    assert minutes(package.matters["in_hand_ms"]) == [DAY + NINE + 6] * 2


def test_one_notice_for_all_documents_saves_trips_and_nobody_else_is_touched() -> None:
    """With a poor notice each matter of a package comes as often as all its documents together take."""
    services = {
        name: {"counter": "5 min", "share": share, "documents": {"required": 3, "missing": "30%"}}
        for name, share in (("a", "40%"), ("b", "30%"), ("c", "30%"))
    }
    groups = {"x": {"share": "100%", "matters": {"1": "40%", "2": "30%", "3": "30%"}}}
    before, after = pair(
        services, design(MANY, notice="50%"),
        design(MANY, notice="50%", packages={"p": {"services": ["a", "b"]}}),
        groups=groups, citizens={**DAILY, "max_visits": 20}, calendar={"days": 30},
    )  # fmt: skip
    m, citizen = after.matters, after.matters["citizen"]
    member = m["service"] < 2
    count = np.bincount(citizen[member], minlength=300)
    packaged = member & (count[citizen] >= 2)
    assert 50 < packaged.sum() < len(packaged)
    assert np.array_equal(m["n_visits"][~packaged], before.matters["n_visits"][~packaged])
    for one in np.unique(citizen[packaged]):
        rows = packaged & (citizen == one)
        assert len(set(m["n_visits"][rows].tolist())) == 1
        assert m["n_visits"][rows].max() >= before.matters["n_visits"][rows].max()
    assert len(after.visits["visit"]) < len(before.visits["visit"])


def test_shared_documents_are_asked_for_once() -> None:
    """Two services of two documents, all missing, named one by one: 4 further visits, 3 with one shared."""
    model = world(BOTH, [NINE], citizens={**DAILY, "max_visits": 9}, errands=OPENING, days=10, ending="drain")
    for shared, n in ((0, 5), (1, 4), (2, 3)):
        rule = {"services": ["licence", "tax"], "shared_documents": shared}
        trace = run(model, design(ONE, notice="0%", packages={"opening": rule}))
        assert trace.matters["n_visits"].tolist() == [n, n]


def test_an_error_is_one_matter_s_own_and_the_package_s_other_matter_is_done() -> None:
    services = {"a": {"counter": "5 min"}, "b": {"counter": "5 min", "correction": "100%"}}
    services = {name: {**service, "share": "50%"} for name, service in services.items()}
    errands = {"e": {"services": ["a", "b"], "share": "100%"}}
    model = world(services, [NINE], citizens={**DAILY, "max_visits": 3}, errands=errands, ending="drain")
    trace = run(model, design(ONE, packages={"p": {"services": ["a", "b"]}}))
    assert trace.matters["n_visits"].tolist() == [1, 3]
    assert trace.matters["state"].tolist() == [End.SERVED, End.GIVEN_UP]
    assert trace.visits["matter"].tolist() == [0, 1, 1]


@pytest.mark.parametrize("layout", ["one", "two"])
def test_a_package_stays_together_at_two_windows_and_behind_a_guide(layout: str) -> None:
    """The guide finds everything: home at once, and the whole package is lodged on the second visit."""
    windows = ONE if layout == "one" else {"wl": {"serves": ["licence"]}, "wt": {"serves": ["tax"]}}
    model = world(BOTH, [NINE], citizens=DAILY, errands=OPENING, ending="drain")
    guide = {"work": "3 min", "catches": "100%"}
    trace = run(model, design(windows, guide=guide, packages={"opening": {"services": ["licence", "tax"]}}))
    assert minutes(trace.visits["leave_ms"]) == [NINE + 3, DAY + NINE + 30]
    assert trace.matters["n_visits"].tolist() == [2, 2]


# ---------------------------------------------------------------------- agents


def test_an_agent_takes_what_was_handed_in_and_brings_the_certificates_back() -> None:
    """Handed in on Monday at 9:00 and 14:00; the agent goes on Tuesday at 10:00 and every second open day."""
    services = {"a": {"counter": "10 min"}, "p": PERMIT}
    model = world(services, {"a": [NINE, NINE + 300], "p": [NINE + 1]}, citizens=DAILY, ending="drain")
    village = {"every": "2 workdays", "at": "10:00", "hand_over": "30 min"}
    trace = run(model, design(ONE, desks={"back": {}}, agents={"village": village}))
    assert minutes(trace.visits["arrive_ms"]) == [DAY + 600, 3 * DAY + 600]
    assert minutes(trace.visits["leave_ms"]) == [DAY + 630, 3 * DAY + 602]  # one ticket for three files
    assert trace.matters["n_visits"].tolist() == [0, 0, 0]
    assert trace.matters["first_visit_ms"].tolist() == [NEVER] * 3
    assert minutes(trace.matters["in_hand_ms"]) == [DAY + 660, 3 * DAY + 632, DAY + 660]
    parts = matter_causes(trace) / MIN
    assert parts["with_agent"].tolist() == [DAY + 60 + 30, (DAY + 59) + (2 * DAY - 90) + 30, DAY - 240 + 30]
    assert parts["being_served"].tolist() == [30, 32, 30]
    found = measure(trace, ["visits_per_matter", "one_trip_share", "agent_share", "agent_files_per_trip"])
    assert list(found.values()) == [0, 1, 1, 2]


def test_a_full_bag_goes_earlier() -> None:
    model = world({"a": {"counter": "10 min"}}, [NINE, NINE + 70, NINE + 80], citizens=DAILY, ending="drain")
    village = {"every": "5 workdays", "at": "10:00", "batch": 3}
    trace = run(model, design(ONE, agents={"village": village}))
    assert minutes(trace.visits["arrive_ms"]) == [DAY + 600]
    two = run(model, design(ONE, agents={"village": {**village, "batch": 4}}))
    assert minutes(two.visits["arrive_ms"]) == [4 * DAY + 600]


def test_a_file_handed_in_when_the_agent_sets_out_goes_along() -> None:
    model = world({"a": {"counter": "10 min"}}, [600], citizens=DAILY, ending="drain")
    trace = run(model, design(ONE, agents={"village": {"at": "10:00"}}))
    assert minutes(trace.visits["arrive_ms"]) == [600]


def test_an_agent_s_files_are_sorted_by_queue_and_those_of_a_queue_share_a_ticket() -> None:
    """Handed in for the second window, the first, the second again: one ticket at each."""
    services = {"a": {"counter": "10 min"}, "b": {"counter": "20 min"}}
    model = world(services, {"b": [NINE, NINE + 2], "a": [NINE + 1]}, citizens=DAILY, ending="drain")
    windows = {"wa": {"serves": ["a"]}, "wb": {"serves": ["b"]}}
    trace = run(model, design(windows, agents={"village": {"at": "10:00"}}))
    assert [trace.names.queues[queue] for queue in trace.tickets["queue"].tolist()] == ["wa", "wb"]
    assert minutes(trace.tickets["work_ms"]) == [10, 40]


def test_what_an_agent_s_file_lacks_goes_with_a_later_trip() -> None:
    """Rejected on Monday at 10:10; the document is there on Tuesday at 9:00, the agent goes at 10:00."""
    lacking = {**LICENCE, "documents": {"required": 1, "missing": "100%"}}
    model = world({"a": lacking}, [NINE], citizens=DAILY, ending="drain")
    trace = run(model, design(ONE, agents={"village": {"at": "10:00"}}))
    assert minutes(trace.visits["arrive_ms"]) == [600, DAY + 600]
    assert trace.matters["n_rejections"].tolist() == [1]
    parts = matter_causes(trace).iloc[0] / MIN
    assert parts["with_agent"] == 120
    assert parts["away_documents"] == DAY + NINE - 610
    checked = run(model, design(ONE, agents={"village": {"at": "10:00", "catches": "100%"}}))
    assert minutes(checked.visits["arrive_ms"]) == [600]


def test_agents_spare_their_citizens_the_trips_and_the_others_come_as_before() -> None:
    services = {"a": {"counter": "5 min", "share": "50%", "documents": {"required": 2, "missing": "20%"}},
                "ask": {"counter": "3 min", "kind": "enquiry", "share": "50%"}}  # fmt: skip
    groups = {"rural": {"share": "50%"}, "town": {"share": "50%"}}
    village = {"count": 3, "groups": ["rural"], "share": "60%"}
    before, after = pair(
        services, design(MANY), design(MANY, agents={"village": village}), groups=groups, citizens=DAILY
    )
    handed = after.citizens["group"][after.matters["citizen"]] == 0
    sent = (after.matters["n_visits"] == 0) & handed
    able = handed & (after.matters["service"] == 0)
    assert not (sent & ~able).any()
    assert abs(sent.sum() - 0.6 * able.sum()) < 4 * np.sqrt(able.sum() * 0.24)
    for column in ("first_visit_ms", "n_visits"):
        assert np.array_equal(before.matters[column][~sent], after.matters[column][~sent])
    assert set(np.bincount(after.trips["agent"], minlength=3) > 0) == {True}
    longer = (after.matters["in_hand_ms"] - begun_ms(after)) - (
        before.matters["in_hand_ms"] - begun_ms(before)
    )
    simple = sent & (before.matters["n_visits"] == 1)
    assert longer[simple].mean() > 0
    assert len(after.visits["visit"]) < len(before.visits["visit"])


# ---------------------------------------------------------------------- at home


def test_a_team_comes_home_and_comes_again_for_what_was_missing() -> None:
    """30 min of travel and twice the work: 50 min on Monday, 38 min on Tuesday at the usual time."""
    lacking = {**LICENCE, "documents": {"required": 2, "missing": "100%"}}
    model = world({"a": lacking, "p": PERMIT}, {"a": [NINE], "p": [NINE + 1]}, citizens=DAILY, ending="drain")
    home = {"teams": 1, "travel": "30 min", "time": 2.0}
    trace = run(model, design(ONE, desks={"back": {}}, home_service=home))
    assert len(trace.visits["visit"]) == 0
    at_home = trace.tickets["task"] == trace.names.tasks.index("home")
    assert minutes(trace.tickets["start_ms"][at_home]) == [NINE, NINE + 50, DAY + NINE]
    assert minutes(trace.tickets["end_ms"][at_home]) == [NINE + 50, NINE + 100, DAY + NINE + 38]
    assert minutes(trace.matters["in_hand_ms"]) == [DAY + NINE + 38, NINE + 160]
    parts = matter_causes(trace) / MIN
    assert parts["home_service"].tolist() == [DAY + 38, 99]
    assert measure(trace, ["home_share", "visits_per_matter"]) == {"home_share": 1, "visits_per_matter": 0}
    nobody_came = measure(trace, list(METRICS))  # every figure can be told, those of visits without one
    assert math.isnan(nobody_came["wait_from_slot_mean"])
    assert nobody_came["n_visits"] == 0


def test_a_bundle_at_home_is_one_call_out() -> None:
    groups = {"x": {"share": "100%", "matters": {"3": "100%"}}}
    model = world({"a": {"counter": "10 min"}}, [NINE], groups=groups, ending="drain")
    trace = run(model, design(ONE, home_service={"travel": "20 min"}))
    assert minutes(trace.tickets["work_ms"]) == [50]
    assert minutes(trace.matters["in_hand_ms"]) == [NINE + 50] * 3


def test_home_service_is_for_its_groups_and_services_and_takes_staff_instead_of_trips() -> None:
    services = {name: {"counter": "5 min", "share": "50%"} for name in ("a", "b")}
    groups = {"elderly": {"share": "40%"}, "others": {"share": "60%"}}
    home = {"teams": 40, "groups": ["elderly"], "services": ["a"], "share": "50%"}
    before, after = pair(services, design(MANY), design(MANY, home_service=home), groups=groups)
    m = after.matters
    stays = m["n_visits"] == 0
    able = (after.citizens["group"][m["citizen"]] == 0) & (m["service"] == 0)
    assert not (stays & ~able).any()
    assert abs(stays.sum() - 0.5 * able.sum()) < 4 * np.sqrt(able.sum() * 0.25)
    assert np.array_equal(before.matters["in_hand_ms"][~stays], m["in_hand_ms"][~stays])
    busy = [np.sum(t.tickets["work_ms"]) for t in (before, after)]
    assert busy[1] - busy[0] == stays.sum() * 30 * MIN


# ---------------------------------------------------------------------- bad input

GOOD = """\
hallsim: 1
world:
  services:
    licence: {department: commerce, share: 60%}
    permit: {department: planning, share: 40%}
  groups: {rural: {share: 100%}}
  arrivals: {per_day: 100}
designs:
  today:
    windows: {commerce: 3, planning: 2}
"""


@pytest.mark.parametrize(
    ("key", "place", "message"),
    [
        ("packages: {p: [licence, permt]}", "10:29", "no service 'permt'"),
        ("packages: {p: [licence]}", "10:19", "fewer than two services"),
        ("packages: {p: [licence, permit], q: [permit, licence]}", "10:42", "in two packages"),
        ("agents: {v: {groups: [rurl]}}", "10:27", "no group 'rurl'"),
        ("agents: {v: {services: licnce}}", "10:28", "no service 'licnce'"),
        ("agents: {v: {at: 17:30}}", "10:18", "after its closing"),
        ("agents: {v: {share: 60%}, w: {share: 50%}}", "10:5", "take 110%"),
        ("agents: {v: {every: 0 workdays}}", "10:25", "cannot be '0 workdays'"),
        ("home_service: {services: [licnce]}", "10:31", "no service 'licnce'"),
    ],
)
def test_one_mistake_one_message(key: str, place: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        load_text(GOOD.replace("    windows:", f"    {key}\n    windows:"), "hall.yaml")
    found = caught.value.problems[0]
    assert message in found.message
    assert str(found.place) == f"hall.yaml:{place}"


@pytest.mark.parametrize(
    ("errands", "message"),
    [
        ("{e: {services: [licence, permt]}}", "no service 'permt'"),
        ("{e: {services: [licence]}}", "fewer than two services"),
        (
            "{e: {services: [licence, permit], share: 80%}, f: {services: [permit, licence], share: 30%}}",
            "110%",
        ),
    ],
)
def test_errands_are_checked(errands: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        load_text(GOOD.replace("  arrivals", f"  errands: {errands}\n  arrivals"), "hall.yaml")
    (found,) = caught.value.problems
    assert message in found.message
