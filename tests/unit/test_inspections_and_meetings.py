"""Teams on site, alone and together; meetings; a main line with auxiliary lines: by hand from Monday 9:00.

Rules of the model: R3.16 to R3.18.
"""

from typing import Any

import numpy as np
import pytest

from hallsim.metrics.registry import measure
from hallsim.scenario.design.desk_kinds import Meeting
from hallsim.scenario.world.calendar import build_calendar
from hallsim.scenario.world.calendar_model import Calendar
from hallsim.trace.model import Hold
from hallsim.units import MS_PER_DAY
from tests.helpers.hall_builder import DAY, FIVE, MIN, NINE, design, minutes, run, world
from tests.unit.test_step_results import at_once, causes, holds, in_series, permit

SITE = {"kind": "inspection", "work": "1 h"}


def decided(service: Any, arrive: list[int], desks: Any, **more: Any) -> Any:
    approval = more.pop("approval", {})
    return run(world({"permit": service}, arrive, **more), design({"w": {}}, desks=desks, approval=approval))


def test_a_team_travels_and_goes_out_so_often_a_day() -> None:
    """Two files at 9:00, one team, 30 min of travel, one inspection a day: the second goes out on Tuesday."""
    desks = {"x": {"officers": 1, "site": {"travel": "30 min", "per_day": 1}}}
    trace = decided(permit({"step": "a"}, {"a": SITE | {"desk": "x"}}), [NINE, NINE], desks)
    assert minutes(trace.matters["decided_ms"]) == [NINE + 90, DAY + NINE + 90]
    assert causes(trace, 0) == {"travel": 30, "inspection": 60}
    assert causes(trace, 1) == {"travel": 30, "inspection": 60, "inspection_wait": DAY}


def test_members_are_paid_for_the_meetings_at_which_files_are_heard() -> None:
    """Two files on Monday, one on Tuesday, none on the other three days: two meetings of 2 h, of five."""
    meets = {"on": "daily", "at": "10:00", "length": "2 h", "members": 5}
    service = permit({"step": "a"}, {"a": {"desk": "x"}})
    trace = decided(service, [NINE, NINE, NINE + 120], {"x": {"meets": meets}})
    wanted = {"meeting_hours": 20 / 5, "cost_officers": 20 * 60 / 5, "desk_work_per_case": 0}
    assert measure(trace, wanted) == pytest.approx(wanted)
    nobody = decided(service, [NINE], {"x": {"meets": meets | {"members": 0}}})
    assert measure(nobody, wanted) == dict.fromkeys(wanted, 0)


def test_every_day_has_its_own_number_of_inspections() -> None:
    desks = {"x": {"officers": 1, "site": {"per_day": 2}}}
    trace = decided(permit({"step": "a"}, {"a": SITE | {"desk": "x"}}), [NINE] * 4, desks)
    tuesday = DAY + NINE
    assert minutes(trace.matters["decided_ms"]) == [NINE + 60, NINE + 120, tuesday + 60, tuesday + 120]


def test_a_way_that_is_not_over_at_closing_goes_on_in_the_morning() -> None:
    """Half an hour from 16:45: until 9:15 on Tuesday, with the night in between."""
    desks = {"x": {"officers": 1, "site": {"travel": "30 min"}}}
    trace = decided(permit({"step": "a"}, {"a": SITE | {"desk": "x"}}), [FIVE - 15], desks)
    assert holds(trace) == [("TRAVEL", FIVE - 15, DAY + NINE + 15, 0)]


def test_a_team_that_still_waits_for_another_when_the_run_stops_was_held_so_long() -> None:
    """The other team has been elsewhere since 9:00 and will be on Tuesday: eight hours on Monday for x."""
    steps = {"a": SITE | {"desk": "x"}, "b": SITE | {"desk": "y"}, "c": {"desk": "y", "work": "20 h"}}
    busy = permit({"step": "c"}, {"c": steps.pop("c")}) | {"share": "50%"}
    services = {"busy": busy, "site": permit(at_once("a", "b"), steps) | {"share": "50%"}}
    desks = {desk: {"officers": 1, "site": {}} for desk in "xy"}
    model = world(services, {"busy": [NINE], "site": [NINE]}, days=1)
    trace = run(model, design({"w": {"count": 2}}, desks=desks, approval={"inspections": "joint"}))
    (waits,) = np.flatnonzero(trace.tickets["task"] == trace.names.tasks.index("site/a"))
    assert minutes(trace.tickets["work_ms"])[waits] == FIVE - NINE


def test_around_the_clock_the_new_day_begins_at_midnight() -> None:
    desks = {"x": {"officers": 1, "site": {"per_day": 1}}}
    service = permit({"step": "a"}, {"a": SITE | {"desk": "x"}})
    trace = run(world({"permit": service}, [NINE, NINE]), design({"w": {}}, opening="always", desks=desks))
    assert minutes(trace.matters["decided_ms"]) == [NINE + 60, DAY + 60]


def test_teams_go_one_by_one_or_together() -> None:
    """y's team is busy with another file until 11:20. Together they wait for it, go for the longer way, and
    stay for the longer work.
    """
    steps = {
        "a": {"desk": "x", "work": "1 h", "kind": "inspection"},
        "b": {"desk": "y", "work": "2 h", "kind": "inspection"},
        "other": {"desk": "y", "work": "2 h"},
    }
    services = {
        "busy": permit({"step": "other"}, {"other": steps["other"]}) | {"share": "50%"},
        "site": permit(in_series("a", "b"), {s: steps[s] for s in "ab"}) | {"share": "50%"},
    }
    desks = {d: {"officers": 1, "site": {"travel": t}} for d, t in (("x", "10 min"), ("y", "20 min"))}
    model = world(services, {"busy": [NINE], "site": [NINE + 1]})
    separate, joint = (
        run(model, design({"w": {"count": 2}}, desks=desks, approval={"inspections": way}))
        for way in ("separate", "joint")
    )
    busy_until = NINE + 140  # with 20 minutes of travel
    assert minutes(separate.matters["decided_ms"])[1] == busy_until + 140
    assert minutes(joint.matters["decided_ms"])[1] == busy_until + 140
    kinds = {Hold(kind).name for kind in joint.holds["kind"].tolist()}
    assert kinds == {"TRAVEL", "GATHERING"}
    assert causes(joint, 1) == {"gathering": 139, "travel": 20, "inspection": 120}
    held = joint.tickets["work_ms"][(joint.tickets["matter"] == 1) & (joint.tickets["visit"] < 0)] / MIN
    assert held.tolist() == [139 + 140, 140], "the first team waits for the other, and stays till the end"


def test_a_joint_inspection_waits_until_every_branch_asks_for_it() -> None:
    """Branches of an hour and of three hours, then the inspection, then an hour of writing each."""
    steps = {
        "r1": {"desk": "d", "work": "1 h"}, "r2": {"desk": "d", "work": "3 h"},
        "s1": SITE | {"desk": "x"}, "s2": SITE | {"desk": "y"},
        "w1": {"desk": "d", "work": "30 min"}, "w2": {"desk": "d", "work": "10 min"},
    }  # fmt: skip
    tree = {"parallel": [in_series("r1", "s1", "w1"), in_series("r2", "s2", "w2")]}
    desks = {"d": {"officers": 4}, "x": {"officers": 1, "site": {}}, "y": {"officers": 1, "site": {}}}
    for way, took in (("separate", 250), ("joint", 180 + 60 + 30)):
        trace = decided(permit(tree, steps), [NINE], desks, approval={"inspections": way})
        assert minutes(trace.matters["decided_ms"]) == [NINE + took]


def test_a_joint_inspection_takes_place_in_hours_that_all_share() -> None:
    """x works until 11:00, y from 10:30: half an hour on Monday, half an hour on Tuesday."""
    steps = {"a": SITE | {"desk": "x"}, "b": SITE | {"desk": "y"}}
    desks = {
        "x": {"officers": 1, "site": {}, "hours": "09:00-11:00"},
        "y": {"officers": 1, "site": {}, "hours": "10:30-17:00"},
    }
    trace = decided(permit(at_once("a", "b"), steps), [NINE], desks, approval={"inspections": "joint"})
    assert minutes(trace.matters["decided_ms"]) == [DAY + 660]


def test_meetings_come_when_they_are_said_to() -> None:
    calendar = build_calendar(Calendar.model_validate({"start": "2026-03-02", "weeks": 2}))

    def days(**meeting: Any) -> list[float]:
        times = Meeting.model_validate(meeting).times(calendar)
        return [float(t) / MS_PER_DAY for t in times if t < calendar.horizon_ms]

    assert days(on="wed", at="12:00") == [2.5, 9.5]
    assert days(on=["mon", "thu"], at="00:00") == [0, 3, 7, 10]
    assert days(on="daily", at="06:00") == [d + 0.25 for d in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]
    assert days(on="3 workdays", at="12:00") == [2.5, 7.5, 10.5]
    assert days(on="5 days", at="12:00") == [4.5, 9.5]
    assert days(on="84 h") == [3.5, 7, 10.5]
    with pytest.raises(ValueError, match="not possible"):
        Meeting.model_validate({"on": "0 workdays"})


def test_no_meeting_is_held_on_a_holiday() -> None:
    """Wednesday the 4th is a holiday and Saturday the 7th is worked: the third working day is Thursday."""
    calendar = build_calendar(
        Calendar.model_validate(
            {"start": "2026-03-02", "weeks": 2, "closed": ["2026-03-04"], "open": ["2026-03-07"]}
        )
    )

    def days(on: Any) -> list[int]:
        times = Meeting.model_validate({"on": on, "at": "00:00"}).times(calendar)
        return [t // MS_PER_DAY for t in times.tolist() if t < calendar.horizon_ms]

    assert days("wed") == [9]
    assert days("daily") == [0, 1, 3, 4, 5, 7, 8, 9, 10, 11]
    assert days("3 workdays") == [3, 7, 10]
    assert days(["sat"]) == [5]


def test_who_comes_in_the_very_millisecond_of_the_meeting_is_heard() -> None:
    desks = {"board": {"meets": {"on": "daily", "at": "09:00"}}}
    trace = decided(permit({"step": "hear"}, {"hear": {"desk": "board"}}), [NINE], desks)
    assert minutes(trace.matters["decided_ms"]) == [NINE]


def test_a_meeting_hears_so_many_and_decides_them_at_its_end() -> None:
    """Three files before Wednesday, two heard at 10:00, decided at 12:00; the third a week later."""
    desks = {"board": {"meets": {"on": "wed", "at": "10:00", "capacity": 2, "length": "2 h"}}}
    trace = decided(
        permit({"step": "hear"}, {"hear": {"desk": "board"}}), [NINE, NINE + 1, NINE + 2], desks, days=14
    )
    noon = 2 * DAY + 720
    assert minutes(trace.matters["decided_ms"]) == [noon, noon, noon + 7 * DAY]
    assert causes(trace, 0) == {"meeting": 120, "meeting_wait": noon - 120 - NINE}
    assert causes(trace, 2) == {"meeting": 120, "meeting_wait": noon - 120 - NINE - 2 + 7 * DAY}


def test_more_frequent_meetings_take_nothing_but_waiting_for_them() -> None:
    service = permit({"step": "hear"}, {"hear": {"desk": "board"}})
    arrive = list(range(NINE, FIVE, 45))
    weekly, daily = (
        decided(service, arrive, {"board": {"meets": {"on": on}}}, days=10) for on in ("wed", "daily")
    )
    for column in ("accepted_ms", "first_visit_ms", "n_visits"):
        assert np.array_equal(weekly.matters[column], daily.matters[column])
    assert (daily.matters["decided_ms"] < weekly.matters["decided_ms"]).all()


STEPS = {s: {"desk": "d", "work": f"{h} h"} for s, h in {"m1": 1, "m2": 1, "m3": 1, "l1": 2, "l2": 1}.items()}
LINES: dict[str, Any] = {
    "mode": "lines",
    "main": ["m1", "m2", "m3"],
    "lines": {"land": {"steps": ["l1", "l2"], "start": "m2", "end": "m3"}},
}


def test_an_auxiliary_line_starts_with_one_step_and_ends_before_another() -> None:
    """m1 9-10, m2 10-11, the line 10-13, m3 13-14."""
    service = permit(in_series(*STEPS), STEPS)
    trace = decided(service, [NINE], {"d": {"officers": 9}}, approval=LINES)
    t = trace.tickets
    start = dict(
        zip((trace.names.tasks[k][-2:] for k in t["task"].tolist()), minutes(t["start_ms"]), strict=True)
    )
    assert [start[s] - NINE for s in ("m1", "m2", "l1", "l2", "m3")] == [0, 60, 60, 180, 240]
    assert minutes(trace.matters["decided_ms"]) == [NINE + 300]


@pytest.mark.parametrize(("policy", "took"), [("finish", 120), ("cancel", 60)])
def test_a_refusal_on_the_main_line_leaves_lines_that_have_not_begun(policy: str, took: int) -> None:
    """m1 refuses at 10:00: the line would begin with m2, another has run since 9:00 for two hours."""
    steps = STEPS | {"m1": STEPS["m1"] | {"refuses": "100%"}, "k1": {"desk": "d", "work": "2 h"}}
    rule = LINES | {"on_refusal": policy, "lines": LINES["lines"] | {"other": {"steps": ["k1"]}}}
    trace = decided(permit(in_series(*steps), steps), [NINE], {"d": {"officers": 9}}, approval=rule)
    assert minutes(trace.matters["decided_ms"]) == [NINE + took]
    assert (trace.tickets["visit"] < 0).sum() == 2


def test_holds_are_listed_by_time() -> None:
    desks = {"x": {"officers": 1, "site": {"travel": "30 min"}}}
    trace = decided(permit({"step": "a"}, {"a": SITE | {"desk": "x"}}), [NINE], desks)
    assert holds(trace) == [("TRAVEL", NINE, NINE + 30, 0)]
