"""People behind the windows: what each option moves, with the same citizens, and what it leaves alone.

Rules of the model: R6.6 to R6.14.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest

from hallsim.audit import audit
from hallsim.demand.generate import generate
from hallsim.hall import build_plan, simulate
from hallsim.hall.plan.clerks import error_share, tenure_factor, time_factor
from hallsim.scenario.design.design import Design
from hallsim.scenario.design.people import NamedClerk, Tenure
from hallsim.scenario.world.world import World
from hallsim.trace.model import NEVER, End, Purpose, Trace
from tests.helpers.hall_builder import FIVE, NINE, design, ends, minutes, run, starts, world

TWO = {"a": {"department": "n", "counter": "10 min"}, "b": {"department": "s", "counter": "10 min"}}


def digest(trace: Trace) -> str:
    """A hash of the event tables."""
    found = hashlib.sha256()
    for table in ("visits", "tickets", "matters", "shifts"):
        for name, column in sorted(trace.tables()[table].items()):
            found.update(name.encode() + np.ascontiguousarray(column).astype("<i8").tobytes())
    return found.hexdigest()


def servers(trace: Trace) -> list[str]:
    """The window of each ticket."""
    return [trace.names.servers[s] if s != NEVER else "" for s in trace.tickets["server"].tolist()]


def town(**windows: Any) -> tuple[World, Design]:
    """A busy week with documents, errors and patience; ``windows`` are further keys of its only group."""
    service = {
        "counter": "lognormal(mean 12 min, cv 1)",
        "documents": {"required": 3, "missing": "30%"},
        "correction": "20%",
    }
    citizens = {"patience": "exponential(mean 60 min)", "return_after": "uniform(1, 3 workdays)"}
    made = World.model_validate(
        {
            "calendar": {"start": "2026-03-02", "days": 10},
            "services": {"a": service},
            "citizens": citizens,
            "arrivals": [{"per_day": 120}],
        }
    )
    return made, Design.model_validate({"windows": {"hall": {"serves": ["all"], "count": 5, **windows}}})


def simulated(pair: tuple[World, Design], **more: Any) -> Trace:
    """An audited replication of the busy week under a design with further keys."""
    made, given = pair
    changed = Design.model_validate(given.model_dump() | more) if more else given
    trace = simulate(made, changed, generate(made, 5, 0))
    audit(trace)
    return trace


NEUTRAL: list[dict[str, Any]] = [
    {"clerks": [{"count": 3, "kind": "contract"}]},
    {"clerks": [{"count": 2, "knows": ["all"]}, {"count": 3, "knows": ["all"]}]},
    {"clerks": [{"count": 2, "tenure_months": 5}]},
    {"generalist": {"time_per_service": 0.5, "error_per_service": "50%"}},
    {"training": {"hours": "20:00-21:00"}},
]


@pytest.mark.parametrize("windows", NEUTRAL)
def test_what_changes_nothing_leaves_the_trace_as_it_is(windows: dict[str, Any]) -> None:
    assert digest(simulated(town(**windows))) == digest(simulated(town()))


# ---------------------------------------------------------------------- who knows and who decides


def test_a_window_takes_only_what_its_clerk_knows() -> None:
    """Two windows for everything; the first clerk knows only b, so both a's wait for the second."""
    trace = run(
        world(TWO, {"a": [NINE, NINE], "b": [NINE]}),
        design({"hall": {"count": 2, "clerks": [{"knows": ["s"]}]}}),
    )
    assert servers(trace) == ["hall-2", "hall-2", "hall-1"]
    assert starts(trace) == [NINE, NINE + 10, NINE]


def test_the_signature_for_an_auxiliary_clerk_is_a_ticket_of_its_own() -> None:
    """Two auxiliary windows and one who decides, who is busy with her own visitor until 9:10."""
    given = {"hall": {"count": 2, "clerks": [{"auxiliary": True}]}}
    trace = run(world({"a": {"counter": "10 min"}}, [NINE, NINE]), design(given, authorise="4 min"))
    assert [trace.names.tasks[t] for t in trace.tickets["task"].tolist()] == ["a", "a", "a.authorise"]
    assert servers(trace) == ["hall-1", "hall-2", "hall-2"]
    assert starts(trace) == [NINE, NINE, NINE + 10]
    assert minutes(trace.matters["decided_ms"]) == [NINE + 14, NINE + 10]
    assert minutes(trace.matters["accepted_ms"]) == [NINE + 14, NINE + 10]


def test_promised_matters_and_enquiries_need_no_signature() -> None:
    services = {
        "a": {"share": "50%", "decision": "promised", "limit": "3 workdays"},
        "b": {"share": "50%", "kind": "enquiry"},
    }
    plan = build_plan(
        world(services, [NINE]), design({"hall": {"count": 2, "clerks": [{"auxiliary": True}]}})
    )
    assert [task.name for task in plan.tasks] == ["a", "b"]


def test_an_auxiliary_clerk_moves_only_the_decision() -> None:
    """Same citizens: the signature delays instant matters; who comes and what is missing stays."""
    plain, helped = simulated(town()), simulated(town(clerks=[{"count": 3, "auxiliary": True}]))
    assert len(helped.tickets["ticket"]) > len(plain.tickets["ticket"])
    assert np.array_equal(plain.citizens["identity"], helped.citizens["identity"])
    both = (plain.matters["state"] == End.SERVED) & (helped.matters["state"] == End.SERVED)
    first = plain.matters["n_rejections"][both] == helped.matters["n_rejections"][both]
    assert first.mean() > 0.95  # a visit left out of patience may hide a rejection; nothing else may


# ---------------------------------------------------------------------- how fast and how well


def test_tenure_is_learnt_linearly_and_weariness_is_a_step() -> None:
    curve = Tenure(learning_months=10, start_factor=1.5, weary_after_months=96, weary_factor=1.2)
    found = [tenure_factor(curve, months) for months in (None, 0, 5, 10, 50, 95.9, 96)]
    assert found == pytest.approx([1, 1.5, 1.25, 1, 1, 1, 1.2])


def test_time_and_error_grow_with_the_services_beyond_the_first_up_to_the_most() -> None:
    rule = {"time": 1.1, "error": "1%", "time_per_service": 0.02, "error_per_service": "0.5%", "most": 4}
    given = design({"hall": {"generalist": rule, "speed": 2.0}})
    group, clerk = given.windows["hall"], NamedClerk(speed=1.5)
    assert [time_factor(group, given, clerk, n) for n in (1, 3, 9)] == pytest.approx(
        [1.1 / 3, 1.1 * 1.04 / 3, 1.1 * 1.06 / 3]
    )
    assert [error_share(group, given, clerk, n) for n in (1, 3, 9)] == pytest.approx([0.01, 0.02, 0.025])


def test_a_named_clerk_brings_speed_and_kind() -> None:
    trace = run(
        world({"a": {"counter": "10 min"}}, [NINE, NINE]),
        design({"hall": {"count": 2, "staff": ["li"]}}, clerks={"li": {"speed": 2.0, "kind": "contract"}}),
    )
    assert ends(trace) == [NINE + 5, NINE + 10]
    assert trace.names.server_kind == ("contract", "clerk")


def test_fatigue_grows_until_the_break_and_begins_anew() -> None:
    """Ten per cent an hour: 10 min at 9:00, 11 at 10:00, 12 at 11:00; fresh again at 13:00."""
    trace = run(
        world({"a": {"counter": "10 min"}}, [540, 600, 660, 780]),
        design({"hall": {"fatigue": 0.1, "breaks": [{"hours": "12:00-13:00"}]}}),
    )
    assert [end - start for start, end in zip(starts(trace), ends(trace), strict=True)] == [10, 11, 12, 10]


def test_the_rest_of_a_tired_service_is_handed_back_by_its_own_factor() -> None:
    """From 11:00 work of 100 min takes 120 at the tired clerk: half of it is left for a fresh colleague."""
    shifts = [{"hours": "09:00-12:00"}, {"hours": "12:00-17:00"}]
    trace = run(
        world({"a": {"counter": "100 min"}}, [660]),
        design({"hall": {"fatigue": 0.1, "shifts": shifts, "at_shift_end": "hand_back"}}),
    )
    assert ends(trace) == [720, 770]


def test_training_costs_hours_and_buys_time_and_errors() -> None:
    """Nobody is served from 9:00 to 10:00; then work takes 0.8; every visit errs without training."""
    training = {"hours": "09:00-10:00", "time": 0.8, "error": 0.0}
    service = {"a": {"counter": "10 min", "correction": "100%"}}
    made = world(service, [NINE], citizens={"max_visits": 2})
    untrained, trained = run(made, design({"hall": {}})), run(made, design({"hall": {"training": training}}))
    assert (starts(trained), ends(trained)) == ([600], [608])
    assert untrained.visits["purpose"].tolist() == [Purpose.LODGE, Purpose.CORRECT]
    assert trained.visits["purpose"].tolist() == [Purpose.LODGE]


def test_the_spread_between_clerks_is_the_clerks_own_and_has_mean_one() -> None:
    """Each window has one factor in a replication; over many windows their mean is 1 and cv as given."""
    made = world({"a": {"counter": "10 min"}}, [NINE] * 4000)
    trace = run(made, design({"hall": {"count": 4000, "speed_cv": 0.3}}))
    factor = (trace.tickets["end_ms"] - trace.tickets["start_ms"]) / 600_000
    assert factor.mean() == pytest.approx(1, abs=3.5 * 0.3 / 4000**0.5)
    assert factor.std() == pytest.approx(0.3, rel=0.1)
    smaller = run(world({"a": {"counter": "10 min"}}, [NINE]), design({"hall": {"speed_cv": 0.3}}))
    assert smaller.tickets["end_ms"][0] == trace.tickets["end_ms"][0]


# ---------------------------------------------------------------------- end of day, idle work


def test_no_tickets_after_the_last_one_but_those_inside_are_served() -> None:
    trace = run(
        world({"a": {"counter": "60 min"}}, [950, 959, 960]),
        design({"hall": {}}, tickets_until="16:00"),
    )
    assert trace.visits["state"].tolist() == [End.SERVED, End.SERVED, End.TURNED_AWAY]
    assert ends(trace) == [1010, 1070]
    assert minutes(trace.shifts["left_ms"])[0] == FIVE + 50


def test_a_window_without_visitors_finishes_its_piece_of_work_first() -> None:
    """Pieces of 7 minutes from 9:00: who comes at 9:10 waits until 9:14 and is not overtaken by a piece."""
    trace = run(world({"a": {"counter": "10 min"}}, [550, 552]), design({"hall": {"idle_work": "7 min"}}))
    assert starts(trace) == [554, 564]
    first = slice(0, 3)
    assert minutes(trace.breaks["from_ms"][first]) == [540, 547, 574]
    assert minutes(trace.breaks["to_ms"][first]) == [547, 554, 581]


def test_back_office_work_stops_with_the_shift_and_who_is_inside_is_served_out() -> None:
    """The piece from 16:56 would last until 17:03; the visitor who came at 16:58 is served at 17:00."""
    trace = run(world({"a": {"counter": "10 min"}}, [1018]), design({"hall": {"idle_work": "7 min"}}))
    assert starts(trace) == [FIVE]
    assert FIVE in minutes(trace.breaks["to_ms"])
    today = trace.shifts["from_ms"] < 24 * 60 * 60_000
    assert max(minutes(trace.shifts["left_ms"][today])) == FIVE + 10


def test_under_rotation_tenures_are_even_and_everybody_s_own() -> None:
    """Ten months of stay, all of them learning: factors even between 1 and 2; one tenure is given."""
    tenure = {"learning_months": 10, "start_factor": 2.0, "stay_months": 10}
    made = world({"a": {"counter": "10 min"}}, [NINE] * 2000)
    clerks = [{"count": 1, "tenure_months": 100}]
    trace = run(made, design({"hall": {"count": 2000, "clerks": clerks}}, tenure=tenure))
    factor = (trace.tickets["end_ms"] - trace.tickets["start_ms"]) / 600_000
    assert factor[0] == 1
    assert factor.min() >= 1
    assert factor.max() <= 2
    assert factor.mean() == pytest.approx(1.5, abs=3.5 / (12 * 2000) ** 0.5)
