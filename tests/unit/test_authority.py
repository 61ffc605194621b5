"""Power in the hall: what has not entered it is a second trip, what it may not decide travels.

Rules of the model: R6.25, R6.26.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hallsim.demand.generate import generate
from hallsim.metrics.attribution.causes import matter_causes
from hallsim.metrics.registry import measure
from hallsim.scenario.load import load_text
from hallsim.trace.model import NEVER, End, Purpose
from tests.helpers.hall_builder import DAY, MIN, NINE, design, minutes, run, world
from tests.helpers.mistakes import told_once
from tests.unit.test_desks import HALL, decided, pair

ONE = {"w": {"count": 1}}
CARD = {"counter": "10 min", "department": "registry"}
PERMIT = {
    "counter": "10 min", "department": "registry", "decision": "promised", "limit": "5 workdays",
    "approval": {"step": "s"}, "steps": {"s": {"desk": "x", "work": "1 h"}}, "collect": "2 min",
}  # fmt: skip
DAILY = {"collect_after": "1 workday", "return_after": "1 workday"}


def many(services: dict[str, Any], **more: Any) -> Any:
    return world(services, [NINE + i for i in range(400)], ending="drain", days=10, **more)


def test_what_has_not_entered_the_hall_takes_a_second_trip_to_the_bureau() -> None:
    """Told from 9:00 to 9:03; the next day at nine at the bureau, decided there at once."""
    model = world({"card": CARD}, [NINE])
    trace = run(model, design(ONE, authority={"entry": "0%"}))
    assert minutes(trace.visits["arrive_ms"]) == [NINE, DAY + NINE]
    assert minutes(trace.visits["leave_ms"]) == [NINE + 3, DAY + NINE + 10]
    assert trace.visits["purpose"].tolist() == [Purpose.LODGE, Purpose.ELSEWHERE]
    assert trace.names.queues[trace.tickets["queue"][1]] == "bureau.registry"
    assert trace.matters["n_rejections"].tolist() == [0]
    assert decided(trace) == [DAY + NINE + 10]
    parts = {name: value / MIN for name, value in matter_causes(trace).loc[0].items() if value}
    assert parts == {"being_served": 13, "away_elsewhere": DAY - 3}
    got = measure(trace, ["trips_elsewhere", "on_the_spot_share", "visits_per_matter"])
    assert got == {"trips_elsewhere": 1, "on_the_spot_share": 1, "visits_per_matter": 2}


def test_who_knows_goes_to_the_bureau_at_once() -> None:
    trace = run(world({"card": CARD}, [NINE]), design(ONE, authority={"entry": "0%", "knows": "100%"}))
    assert decided(trace) == [NINE + 10]
    assert trace.matters["n_visits"].tolist() == [1]


def test_at_the_bureau_documents_may_be_missing_and_files_are_decided_as_usual() -> None:
    """Sent on Monday, rejected on Tuesday, lodged on Wednesday, decided there, collected on Thursday."""
    permit = PERMIT | {"documents": {"required": 1, "missing": "100%"}, "supplement": "5 min"}
    model = world({"permit": permit}, [NINE], citizens=DAILY)
    trace = run(model, design(ONE, desks={"x": {}}, authority={"entry": "0%"}, hand_off="3 h"))
    assert minutes(trace.visits["arrive_ms"]) == [day * DAY + NINE for day in range(4)]
    assert trace.visits["purpose"].tolist() == [
        Purpose.LODGE, Purpose.ELSEWHERE, Purpose.SUPPLEMENT, Purpose.COLLECT,
    ]  # fmt: skip
    assert decided(trace) == [2 * DAY + NINE + 65], "no hand-off: it is lodged where it is decided"
    parts = matter_causes(trace).loc[0] / MIN
    assert parts["away_elsewhere"] == DAY - 3
    assert parts["away_documents"] == DAY - 10


def test_an_instant_matter_that_the_hall_may_not_decide_travels_and_is_collected() -> None:
    """Accepted 9:10, at the bureau's desk 13:10 to 13:20, back at 17:20, collected on Tuesday."""
    model = world({"card": CARD}, [NINE], citizens=DAILY)
    trace = run(model, design(ONE, authority={"decide": "0%", "travel": "4 h", "bureau": 2}))
    assert minutes(trace.matters["accepted_ms"]) == [NINE + 10]
    assert decided(trace) == [NINE + 10 + 240 + 10]
    assert minutes(trace.matters["in_hand_ms"]) == [DAY + NINE + 4]
    assert [trace.names.tasks[task] for task in trace.tickets["task"]] == [
        "card",
        "card/at_bureau",
        "issue.card",
    ]
    parts = {name: value / MIN for name, value in matter_causes(trace).loc[0].items() if value}
    assert parts == {
        "being_served": 14, "carried": 480, "desk_work": 10, "away_to_collect": DAY - 10 - 240 - 10 - 240,
    }  # fmt: skip
    assert measure(trace, ["on_the_spot_share"])["on_the_spot_share"] == 0
    alone = run(model, design(ONE))
    assert measure(alone, ["on_the_spot_share"])["on_the_spot_share"] == 1


def test_a_promised_file_travels_to_the_bureau_and_back_where_the_hall_may_not_decide() -> None:
    """The hour at the desk begins after hand-off and travel; the way back is after the decision."""
    model = world({"permit": PERMIT | {"collect": None}}, [NINE])
    keys = {"desks": {"x": {}}, "hand_off": "30 min"}
    here, there = pair(
        model, design(ONE, **keys), design(ONE, **keys, authority={"decide": "0%", "travel": "2 h"})
    )
    assert decided(here) == [NINE + 10 + 30 + 60]
    assert decided(there) == [NINE + 10 + 30 + 120 + 60]
    assert minutes(there.matters["in_hand_ms"]) == [NINE + 10 + 30 + 120 + 60 + 120]
    parts = matter_causes(there).loc[0] / MIN
    assert (parts["hand_off"], parts["carried"], parts["desk_work"]) == (30, 240, 60)


def test_a_journey_to_the_bureau_is_no_negative_hand_off_where_no_step_occupies_an_officer() -> None:
    """Half a day there, three hours, half a day back with the night in between."""
    steps = {"s": {"desk": "x", "elapsed": "3 h"}}
    model = world({"permit": PERMIT | {"steps": steps}}, [NINE], citizens=DAILY)
    desks = {"x": {"officers": "unlimited"}}
    trace = run(model, design(ONE, desks=desks, authority={"decide": "0%", "travel": "0.5 workdays"}))
    parts = matter_causes(trace).loc[0] / MIN
    assert (parts["hand_off"], parts["carried"], parts["elapsed_step"]) == (0, 240 + 1200, 180)


def test_shares_nest_and_whoever_is_done_in_the_hall_is_as_before() -> None:
    """With windows enough, a larger share moves some matters and nobody else."""
    services = {"card": CARD | {"share": "60%"}, "permit": PERMIT | {"share": "40%"}}
    designs = [
        design({"w": {"count": 50}}, desks={"x": {"officers": 90}},
               authority={"entry": entry, "decide": decide, "bureau": 90})
        for entry, decide in (
            ("100%", "100%"), ("90%", "100%"), ("60%", "100%"), ("60%", "50%"), ("60%", "0%")
        )
    ]  # fmt: skip
    all_in, most, some, half, none = pair(many(services, citizens=DAILY), *designs)
    sent = [set(trace.sent["matter"].tolist()) for trace in (all_in, most, some, half, none)]
    assert sent[0] == set()
    assert sent[1] < sent[2] == sent[3] == sent[4]
    assert abs(len(sent[2]) - 160) < 4 * np.sqrt(400 * 0.24)
    carried = [set(trace.carried["matter"].tolist()) for trace in (some, half, none)]
    assert set() == carried[0] < carried[1] < carried[2]
    assert not carried[2] & sent[2]
    stayed = np.setdiff1d(np.arange(400), sorted(sent[2]))
    for column in ("accepted_ms", "decided_ms", "in_hand_ms", "n_visits"):
        assert np.array_equal(all_in.matters[column][stayed], some.matters[column][stayed])
    moved = np.array(sorted(sent[2]))
    assert (some.matters["n_visits"][moved] == all_in.matters["n_visits"][moved] + 1).all()
    spot = [measure(trace, ["on_the_spot_share"])["on_the_spot_share"] for trace in (some, half, none)]
    assert spot[0] > spot[1] > spot[2]


def test_a_list_names_what_has_entered_and_windows_may_only_accept() -> None:
    services = {"card": CARD | {"share": "60%"}, "permit": PERMIT | {"share": "40%"}}
    model = many(services, citizens=DAILY)
    wide = {"desks": {"x": {"officers": 90}}}
    listed, accepting = pair(
        model,
        design({"w": {"count": 50}}, **wide, authority={"entry": ["permit"], "bureau": 90}),
        design({"w": {"count": 50, "decides": ["permit"]}}, **wide, authority={"bureau": 90}),
    )
    card = np.flatnonzero(model and listed.matters["service"] == 0)
    assert np.array_equal(np.sort(listed.sent["matter"]), card)
    assert np.array_equal(np.unique(accepting.carried["matter"]), card)


def test_a_bundle_goes_to_the_bureau_matter_by_matter() -> None:
    """Two matters on one ticket; both are sent away, each comes to the bureau the next day."""
    model = many({"card": CARD}, groups={"g": {"share": "100%", "matters": {"2": "100%"}}})
    (trace,) = pair(model, design(HALL, authority={"entry": "50%", "bureau": 90}))
    assert (trace.matters["state"] == End.SERVED).all()
    elsewhere = trace.visits["purpose"] == Purpose.ELSEWHERE
    assert sorted(trace.visits["matter"][elsewhere].tolist()) == sorted(trace.sent["matter"].tolist())
    assert (trace.matters["first_visit_ms"] != NEVER).all()


def test_what_has_entered_and_what_is_decided_are_two_draws_below_their_shares() -> None:
    """Read off the tapes themselves: the same matters whatever else a design says."""
    model = many({"card": CARD})
    tape = generate(model, 3, 0).matter_tape
    power = {"entry": "60%", "decide": "30%", "bureau": 90}
    (trace,) = pair(model, design({"w": {"count": 50}}, authority=power))
    outside = tape.uniforms("authority/entry") >= 0.6
    assert np.array_equal(np.sort(trace.sent["matter"]), np.flatnonzero(outside))
    travels = ~outside & (tape.uniforms("authority/decide") >= 0.3)
    assert np.array_equal(np.unique(trace.carried["matter"]), np.flatnonzero(travels))


def test_who_has_something_for_the_hall_comes_there_and_is_told_of_the_rest() -> None:
    """Knowing where to go helps who has nothing to do in the hall."""
    services = {"card": CARD | {"share": "50%"}, "permit": PERMIT | {"share": "50%"}}
    errands = {"both": {"services": ["card", "permit"], "share": "100%"}}
    model = world(services, [NINE], errands=errands, citizens=DAILY)
    power = {"entry": ["permit"], "knows": "100%"}
    (trace,) = pair(model, design(HALL, desks={"x": {}}, authority=power))
    assert trace.names.services[trace.matters["service"][trace.sent["matter"][0]]] == "card"
    assert trace.visits["purpose"].tolist()[:2] == [Purpose.LODGE, Purpose.ELSEWHERE]


def test_who_has_booked_a_slot_comes_to_the_hall_and_is_told() -> None:
    model = world({"card": CARD}, [NINE], citizens={"books": "100%"})
    power = {"entry": "0%", "knows": "100%"}
    trace = run(model, design(ONE, authority=power, appointments={"period": "60 min", "capacity": 1}))
    assert trace.visits["purpose"].tolist() == [Purpose.LODGE, Purpose.ELSEWHERE]
    assert minutes(trace.visits["arrive_ms"]) == [DAY + NINE, 2 * DAY + NINE]


def test_a_bureau_has_as_many_officers_as_counters() -> None:
    """Two matters travel together; both are decided at once."""
    model = world({"card": CARD}, [NINE, NINE])
    power = {"decide": "0%", "travel": "0 min", "bureau": 2}
    assert decided(run(model, design(HALL, authority=power))) == [NINE + 20] * 2


GOOD = """\
hallsim: 1
world:
  services:
    licence: {department: commerce, share: 60%, counter: 12 min}
    permit: {department: planning, share: 40%, counter: 15 min}
  arrivals: {per_day: 100}
designs:
  today:
    windows: {hall: {count: 5, serves: all}}
    authority: {entry: 90%, decide: 50%}
"""


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "remedy"),
    [
        ("entry: 90%", "entry: {permt: 10%}", "10:25", "no service 'permt'", "'permit'"),
        ("decide: 50%", "decide: [licence, permt]", "10:29", "no service 'permt'", "'permit'"),
        ("decide: 50%", "bureau: {plan: 3}", "10:38", "no department 'plan'", "'planning'"),
        ("decide: 50%", "bureau: {planning: 0}", "10:29", "no counter at its bureau", "planning: 1"),
        (
            "entry: 90%, decide: 50%",
            "decide: {permit: 0%}, bureau: 0",
            "10:39",
            "decided nowhere",
            "planning: 1",
        ),
        ("entry: 90%", "entry: 190%", "10:17", "190%", "100%"),
        ("serves: all}", "serves: all, decides: [tax]}", "9:", "'tax'", "commerce"),
        (
            "serves: all}}\n    authority: {entry: 90%, decide: 50%}",
            "serves: all, decides: licence}}",
            "9:",
            "permit is accepted, but decided nowhere",
            "authority",
        ),
    ],
)
def test_a_mistake_has_one_message_with_place_and_remedy(
    old: str, new: str, place: str, message: str, remedy: str
) -> None:
    told_once(GOOD, old, new, place, message, remedy)


def test_the_good_file_is_good() -> None:
    assert load_text(GOOD).warnings == ()
