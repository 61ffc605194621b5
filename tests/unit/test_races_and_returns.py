"""Groups over with their first branch, examinations again, joint inspections and results, by hand.

Rules of the model: R3.7, R3.11 to R3.14.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.trace.model import End, Hold, Outcome, Trace
from tests.helpers.hall_builder import DAY, MIN, NINE, design, minutes, run, starts, world
from tests.unit.test_step_results import DESKS, HOUR, at_once, holds, in_series, one, permit

RACE = {"join": "first"}
SITES = {d: {"officers": 1, "site": {"travel": "0 min"}} for d in ("a", "b")}
JOINT = {"inspections": "joint"}


def site(desk: str, hours: int = 1, **more: Any) -> dict[str, Any]:
    return {"desk": desk, "work": f"{hours} h", "kind": "inspection", **more}


def hours(n: int, desk: str = "x", **more: Any) -> dict[str, Any]:
    return {"desk": desk, "work": f"{n} h", **more}


def files(trace: Trace) -> list[str]:
    """Steps worked on, in the order in which their files came."""
    rows = trace.tickets["visit"] < 0
    return [trace.names.tasks[task].split("/")[1] for task in trace.tickets["task"][rows].tolist()]


# ---------------------------------------------------------------------- the first branch decides


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("result", ["returns", "refuses"])
def test_what_comes_after_the_first_branch_decides_nothing(result: str, nested: bool) -> None:
    """The slow branch would send back or refuse after two hours: nobody comes, and the file is approved."""
    steps = {"fast": hours(1), "slow": hours(2, **{result: "100%"}), "side": hours(3)}
    slow = at_once("slow", "side") if nested else {"step": "slow"}
    service = permit({"parallel": [{"step": "fast"}, slow]} | RACE, steps, collect="10 min")
    trace = one(service, citizens={"collect_after": "2 workdays"})
    assert minutes(trace.matters["decided_ms"]) == [NINE + 60]
    assert trace.matters["state"].tolist() == [End.SERVED]
    assert trace.matters["n_visits"].tolist() == [2]
    assert not len(trace.holds["matter"])
    assert trace.tickets["outcome"].tolist() == [Outcome.SERVED] * (4 + nested)


@pytest.mark.parametrize("policy", ["finish", "cancel"])
@pytest.mark.parametrize(("second", "state"), [("0%", End.SERVED), ("100%", End.REFUSED)])
def test_a_race_is_refused_only_when_all_its_branches_are(policy: str, second: str, state: End) -> None:
    """The first refuses after an hour, the second decides after two."""
    steps = {"a": hours(1, refuses="100%"), "b": hours(2, refuses=second)}
    trace = one(permit(at_once("a", "b") | RACE, steps), {"on_refusal": policy})
    assert minutes(trace.matters["decided_ms"]) == [NINE + 120]
    assert trace.matters["state"].tolist() == [state]


@pytest.mark.parametrize("nested", [False, True])
def test_a_refusal_in_a_race_leaves_the_joint_inspection_to_the_others(nested: bool) -> None:
    """Refused in one branch of the race at 10:00, inspected from 11:00, the race is won at 12:00."""
    steps = {"r": hours(1, refuses="100%"), "q": hours(1), "p": hours(3), "s": hours(2)}
    steps |= {"i": site("a"), "j": site("b")}
    lost = at_once("r", "q") if nested else {"step": "r"}
    race = {"parallel": [lost, {"step": "p"}]} | RACE
    tree = {"parallel": [race, in_series("s", "i"), {"step": "j"}]}
    model = world({"permit": permit(tree, steps)}, [NINE])
    trace = run(model, design({"w": {}}, desks=DESKS | SITES, approval=JOINT))
    assert trace.matters["state"].tolist() == [End.SERVED]
    assert minutes(trace.matters["decided_ms"]) == [NINE + 180]
    assert {"i", "j"} < set(files(trace))


def test_in_a_race_the_teams_go_by_themselves() -> None:
    steps = {"i": site("a"), "j": site("b", 2)}
    model = world({"permit": permit(at_once("i", "j") | RACE, steps)}, [NINE])
    trace = run(model, design({"w": {}}, desks=SITES, approval=JOINT))
    assert minutes(trace.matters["decided_ms"]) == [NINE + 60]


def test_what_is_cancelled_stops_in_branches_of_branches() -> None:
    """Refused at 10:00: the notice in an inner branch ends then, and what follows it never begins."""
    steps = {
        "r": hours(1, refuses="100%"),
        "n": {"kind": "notice", "elapsed": "2 h"},
        "e": HOUR,
        "c": hours(3),
    }
    inner = {"parallel": [in_series("n", "e"), {"step": "c"}]}
    tree = {"parallel": [{"step": "r"}, {"serial": [inner, {"step": "e2"}]}]}
    trace = one(permit(tree, steps | {"e2": HOUR}), {"on_refusal": "cancel"})
    assert files(trace) == ["r", "c"]
    assert holds(trace) == [("NOTICE", NINE, NINE + 60, 0)]


@pytest.mark.parametrize(("begun", "starts_at"), [(True, 60), (False, 180)])
def test_a_cancelled_file_frees_its_place_at_a_desk_only_if_it_was_open(begun: bool, starts_at: int) -> None:
    """One open file at y. Refused at 10:00, b ends there, or waits there behind a file of three hours."""
    steps = {"a": hours(1, refuses="100%"), "b": hours(2, "y")}
    services = {
        "no": permit(at_once("a", "b"), steps) | {"share": "30%"},
        "long": permit({"step": "l"}, {"l": hours(3, "y")}) | {"share": "30%"},
        "next": permit({"step": "n"}, {"n": hours(1, "y")}) | {"share": "40%"},
    }
    arrive = {"no": [NINE], "next": [NINE + 2]} | ({} if begun else {"long": [NINE]})
    model = world(services, dict(sorted(arrive.items())), groups={})
    desks = DESKS | {"y": {"officers": 2, "wip": 1}}
    trace = run(model, design({"w": {"count": 9}}, desks=desks, approval={"on_refusal": "cancel"}))
    tasks = [trace.names.tasks[task] for task in trace.tickets["task"].tolist()]
    assert minutes(trace.tickets["start_ms"])[tasks.index("next/n")] == NINE + starts_at
    outcome = trace.tickets["outcome"][tasks.index("no/b")]
    assert outcome == (Outcome.BROKEN_OFF if begun else Outcome.WITHDRAWN)


def test_work_broken_off_is_what_was_done_in_the_officer_s_hours() -> None:
    """Refused on Tuesday at 11:00 after ten hours of work; the other has worked as long."""
    steps = {"a": hours(10, refuses="100%"), "b": hours(24, "y")}
    trace = one(permit(at_once("a", "b"), steps), {"on_refusal": "cancel"})
    files = trace.tickets["visit"] < 0
    assert minutes(trace.tickets["end_ms"])[1:] == [DAY + NINE + 120] * 2
    assert minutes(trace.tickets["work_ms"][files]) == [600, 600]


# ---------------------------------------------------------------------- joint inspections and results


def test_a_team_that_a_file_does_not_need_is_not_asked_to_come() -> None:
    steps = {"i": site("a"), "j": site("b", 2, needed="0%")}
    model = world({"permit": permit(at_once("i", "j"), steps)}, [NINE])
    trace = run(model, design({"w": {}}, desks=SITES, approval=JOINT))
    assert files(trace) == ["i"]
    assert minutes(trace.matters["decided_ms"]) == [NINE + 60]


def test_a_joint_inspection_not_asked_for_by_all_is_left_out_after_a_refusal() -> None:
    """Refused at 10:00; the branches that would inspect at 11:00 and 12:00 end without."""
    steps = {"r": hours(1, refuses="100%"), "s": hours(2), "t": hours(3), "i": site("a"), "j": site("b")}
    tree = {"parallel": [{"step": "r"}, in_series("s", "i"), in_series("t", "j")]}
    model = world({"permit": permit(tree, steps)}, [NINE])
    trace = run(model, design({"w": {}}, desks=DESKS | SITES, approval=JOINT))
    assert files(trace) == ["r", "s", "t"]
    assert trace.matters["state"].tolist() == [End.REFUSED]
    assert minutes(trace.matters["decided_ms"]) == [NINE + 180]


def test_after_a_deemed_approval_whose_steps_are_finished_the_teams_still_go_together() -> None:
    """Deemed at the midnight after Tuesday; s ends on Wednesday at 13:00, and both go out for two hours."""
    steps = {"s": hours(20), "i": site("a"), "j": site("b", 2)}
    service = permit({"parallel": [in_series("s", "i"), {"step": "j"}]}, steps, limit="1 workday")
    hall = design(
        {"w": {}}, desks=DESKS | SITES, approval=JOINT, limits={"deemed": "100%", "after_deemed": "finish"}
    )
    trace = run(world({"permit": service}, [NINE]), hall)
    assert minutes(trace.matters["decided_ms"]) == [2 * DAY]
    assert sorted(files(trace)) == ["i", "j", "s"]
    assert sorted(minutes(trace.tickets["end_ms"])[1:]) == [2 * DAY + 780, 2 * DAY + 900, 2 * DAY + 900]
    assert trace.deemed["n_unexamined"].tolist() == [3]


@pytest.mark.parametrize("needed", ["100%", "99.99%"])
def test_what_is_begun_when_a_matter_is_deemed_approved_is_finished_and_the_rest_dropped(needed: str) -> None:
    """One officer, 20 h a file: at the midnight after Tuesday one is at work, and the other waits."""
    steps = {"a": hours(20, needed=needed), "b": HOUR}
    service = permit(in_series("a", "b"), steps, limit="1 workday")
    hall = design({"w": {"count": 2}}, desks={"x": {"officers": 1}}, limits={"deemed": "100%"})
    trace = run(world({"permit": service}, [NINE, NINE]), hall)
    assert files(trace) == ["a", "a"]
    assert trace.tickets["outcome"][2:].tolist() == [Outcome.SERVED, Outcome.WITHDRAWN]
    assert minutes(trace.tickets["end_ms"])[2:] == [2 * DAY + 780, 2 * DAY]


def test_nobody_corrects_a_file_that_was_deemed_approved() -> None:
    """Looked at until Wednesday 13:00, it would be sent back; it was approved at the midnight before."""
    service = permit({"step": "a"}, {"a": hours(20, returns="100%")}, limit="1 workday")
    rule = {"deemed": "100%", "after_deemed": "finish"}
    trace = run(world({"permit": service}, [NINE]), design({"w": {}}, desks=DESKS, limits=rule))
    assert trace.matters["state"].tolist() == [End.SERVED]
    assert trace.matters["n_visits"].tolist() == [1]
    assert not len(trace.holds["matter"])


@pytest.mark.parametrize(("rule", "worked"), [("drop", []), ("finish", ["a"])])
def test_a_file_deemed_approved_before_it_reaches_the_desks(rule: str, worked: list[str]) -> None:
    """On its way for three days with a limit of one: dropped, or looked at, and nobody corrects it."""
    service = permit({"step": "a"}, {"a": hours(1, returns="100%")}, limit="1 workday")
    limits = {"deemed": "100%", "after_deemed": rule}
    hall = design({"w": {}}, desks=DESKS, limits=limits, hand_off="3 days")
    trace = run(world({"permit": service}, [NINE]), hall)
    assert files(trace) == worked
    assert minutes(trace.matters["decided_ms"]) == [2 * DAY]
    assert trace.matters["n_visits"].tolist() == [1]


def test_teams_that_wait_for_another_when_a_matter_is_deemed_approved_go_home() -> None:
    """b's team is on another site until Thursday; a's, there since Monday, is free from the midnight on."""
    steps = {"i": site("a"), "j": site("b")}
    services = {
        "busy": permit({"step": "k"}, {"k": site("b", 28)}) | {"share": "50%"},
        "file": permit(at_once("i", "j"), steps, limit="1 workday") | {"share": "50%"},
    }
    model = world(services, {"busy": [NINE], "file": [NINE + 1, 2 * DAY + NINE]})
    hall = design({"w": {}}, desks=SITES, approval=JOINT, limits={"deemed": "100%"})
    trace = run(model, hall)
    mine = trace.tickets["visit"] < 0
    assert trace.tickets["outcome"][mine].tolist()[1:3] == [Outcome.BROKEN_OFF, Outcome.WITHDRAWN]
    assert minutes(trace.tickets["start_ms"][mine])[3] == 2 * DAY + NINE


def test_after_a_correction_inspections_are_made_alone() -> None:
    """10 min, then 2 h together; seven times an hour at home, 10 min, and 1 h and 2 h on site."""
    steps = {
        "d": {"desk": "x", "work": "10 min"},
        "i": site("a", returns="100%", resume="d"),
        "j": site("b", 2),
    }
    model = world(
        {"permit": permit(in_series("d", "i", "j"), steps)}, [NINE], citizens={"return_after": "1 h"}
    )
    rule = JOINT | {"corrections": "online"}
    trace = run(model, design({"w": {}}, opening="always", desks=DESKS | SITES, approval=rule))
    assert minutes(trace.matters["decided_ms"]) == [NINE + 130 + 7 * (60 + 10 + 180)]


def test_together_the_longest_of_travel_and_work_counts() -> None:
    """An hour there and an hour of work, or ten minutes and 100: two hours, not two and three quarters."""
    desks = {d: {"officers": 1, "site": {"travel": t}} for d, t in (("a", "60 min"), ("b", "10 min"))}
    steps = {"i": site("a"), "j": {"desk": "b", "work": "100 min", "kind": "inspection"}}
    model = world({"permit": permit(at_once("i", "j"), steps)}, [NINE])
    trace = run(model, design({"w": {}}, desks=desks, approval=JOINT))
    assert minutes(trace.matters["decided_ms"]) == [NINE + 120]


# ---------------------------------------------------------------------- sent back


def test_every_further_examination_takes_a_time_of_its_own() -> None:
    again = {"again": "exponential(mean 20 min)", "elapsed": "exponential(mean 10 min)"}
    service = permit({"step": "a"}, {"a": HOUR | {"returns": "100%"} | again})
    model = world({"permit": service}, [NINE], citizens={"return_after": "10 min"})
    rule = {"corrections": "online"}
    trace = run(model, design({"w": {}}, opening="always", desks={"x": {}}, approval=rule))
    rows = trace.tickets["visit"] < 0
    assert len(set(trace.tickets["work_ms"][rows].tolist())) == 8
    elapsed = trace.holds["from_ms"] - trace.tickets["end_ms"][rows][:7]
    assert len(set(elapsed.tolist())) == 7


def test_a_step_to_go_on_from_in_another_row_does_not_count() -> None:
    """c names a, which stands outside its branch: only c is done again, and not b before it."""
    steps = {
        "a": HOUR,
        "b": HOUR,
        "c": HOUR | {"returns": "100%", "resume": "a", "again": "30 min"},
        "d": HOUR,
    }
    tree = {"serial": [{"step": "a"}, {"parallel": [in_series("b", "c"), {"step": "d"}]}]}
    model = world({"permit": permit(tree, steps)}, [NINE], citizens={"return_after": "1 h"})
    rule = {"corrections": "online"}
    trace = run(model, design({"w": {}}, opening="always", desks=DESKS, approval=rule))
    assert minutes(trace.matters["decided_ms"]) == [NINE + 180 + 7 * 90]


def test_the_clock_stands_still_until_the_corrected_file_is_handed_in() -> None:
    service = permit({"step": "a"}, {"a": HOUR | {"returns": "100%"}}, supplement="5 min")
    found = {(kind, stops) for kind, _, _, stops in holds(one(service, citizens={"return_after": "1 h"}))}
    assert found == {("SENT_BACK", 1), ("AMENDING", 1)}


def test_what_was_filed_online_is_corrected_online_where_others_come_to_the_hall() -> None:
    service = permit({"step": "a"}, {"a": HOUR | {"returns": "100%"}}, online=True)
    citizens = {"return_after": "1 h", "online": "100%"}
    hall = design({"w": {}}, opening="always", desks=DESKS, online={"success": "100%"})
    trace = run(world({"permit": service}, [NINE], citizens=citizens), hall)
    assert not len(trace.visits["visit"])
    assert minutes(trace.matters["decided_ms"]) == [NINE + 60 + 7 * 120]


def test_every_time_that_a_branch_is_sent_back_is_a_time_of_its_own() -> None:
    """Two branches send back; who is in the hall for one has not yet corrected what the other wants."""
    steps = {
        s: {"desk": d, "work": "exponential(mean 40 min)", "returns": "50%"}
        for s, d in (("s", "x"), ("t", "y"))
    }
    model = world(
        {"permit": permit(at_once("s", "t"), steps, supplement="40 min")},
        [NINE] * 60,
        citizens={"return_after": "1 h"},
        days=20,
        ending="drain",
    )
    desks = {d: {"officers": "unlimited"} for d in "xy"}
    trace = run(model, design({"w": {"count": 60}}, opening="always", desks=desks))
    t, h = trace.tickets, trace.holds
    looked = t["visit"] < 0
    back = h["kind"] == Hold.SENT_BACK
    n_looks, n_back = (
        np.bincount(matter * len(trace.names.tasks) + task, minlength=60 * len(trace.names.tasks))
        for matter, task in ((t["matter"][looked], t["task"][looked]), (h["matter"][back], h["task"][back]))
    )
    assert n_back.sum() > 60
    assert np.array_equal(n_looks[n_looks > 0], n_back[n_looks > 0] + 1)


def test_who_pays_after_closing_comes_when_the_hall_opens() -> None:
    steps = {"fee": {"kind": "payment", "elapsed": "14 h", "work": "5 min"}}
    trace = one(permit({"step": "fee"}, steps), {"payments": "visit"})
    assert minutes(trace.matters["decided_ms"]) == [DAY + NINE + 5]


def test_a_notice_in_workdays_passes_in_office_hours_only() -> None:
    """Twelve working hours from Monday 9:00: eight on Monday, four on Tuesday."""
    trace = one(permit({"step": "n"}, {"n": {"kind": "notice", "elapsed": "1.5 workdays"}}))
    assert minutes(trace.matters["decided_ms"]) == [DAY + NINE + 240]


def test_steps_of_no_line_follow_the_main_line() -> None:
    rule = {"mode": "lines", "main": ["m2"], "lines": {"side": {"steps": ["s"]}}}
    trace = one(permit(in_series("m1", "m2", "s"), {"m1": HOUR, "m2": HOUR, "s": HOUR}), rule)
    assert files(trace) == ["m2", "s", "m1"]
    assert starts(trace)[1:] == [NINE, NINE, NINE + 60]


# ---------------------------------------------------------------------- shares


@pytest.mark.statistical
def test_each_factor_of_a_design_acts_on_its_own_share() -> None:
    """800 files of one step: needed by 80 %, refused 20 %, sent back at first 30 %; each halved alone."""
    step = {"desk": "x", "work": "1 min", "needed": "80%", "refuses": "20%", "returns": "30%"}
    n = 800
    model = world(
        {"permit": permit({"step": "a"}, {"a": step})}, [NINE] * n, citizens={"return_after": "8 days"}
    )
    demand = generate(model, 5, 0)
    for factors in ({}, {"needed": 0.5}, {"refuses": 0.5}, {"returns": 0.5}):
        rule = {"corrections": "online", **factors}
        hall = design({"w": {"count": n}}, desks={"x": {"officers": "unlimited"}}, approval=rule)
        trace = simulate(model, hall, demand)
        p = [a * factors.get(k, 1.0) for k, a in (("needed", 0.8), ("refuses", 0.2), ("returns", 0.3))]
        seen = (
            len(trace.tickets["ticket"]) - n,
            int((trace.matters["state"] == End.REFUSED).sum()),
            len(trace.holds["matter"]),
        )
        for count, share in zip(seen, (p[0], p[0] * p[1], p[0] * p[2]), strict=True):
            assert abs(count / n - share) < 3.5 * np.sqrt(share * (1 - share) / n), factors


@pytest.mark.statistical
def test_which_steps_a_file_needs_is_drawn_for_each_step() -> None:
    n = 800
    steps = {s: {"desk": "x", "work": "1 min", "needed": "50%"} for s in "ab"}
    model = world({"permit": permit(at_once("a", "b"), steps)}, [NINE] * n)
    trace = run(model, design({"w": {"count": n}}, desks={"x": {"officers": "unlimited"}}))
    t = trace.tickets
    n_steps = np.bincount(t["matter"][t["visit"] < 0], minlength=n)
    for k, share in enumerate((0.25, 0.5, 0.25)):
        assert abs((n_steps == k).mean() - share) < 3.5 * np.sqrt(share * (1 - share) / n)
    assert (t["work_ms"][t["visit"] < 0] == MIN).all()
