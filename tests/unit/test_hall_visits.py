"""Visits: why people come, doors and closing, coming back, several matters in one visit."""

from hallsim.trace import NEVER, End, Outcome, Purpose
from tests.helpers.hall_builder import NINE, design, ends, minutes, run, starts, works, world

ONE = {"hall": {"count": 1}}


def test_a_visit_says_why_it_was_made_not_what_came_of_it() -> None:
    """The first visit lodges although it is rejected; the corrections come after the documents."""
    licence = {
        "counter": "10 min",
        "documents": {"required": 2, "missing": "100%"},
        "correction": "100%",
        "collect": "1 min",
    }
    trace = run(
        world({"licence": licence}, [NINE], citizens={"return_after": "1 workday", "max_visits": 4}),
        design(ONE, notice="0%"),
    )
    assert trace.visits["purpose"].tolist() == [
        Purpose.LODGE, Purpose.SUPPLEMENT, Purpose.SUPPLEMENT, Purpose.CORRECT,
    ]  # fmt: skip
    assert trace.matters["state"].tolist() == [End.GIVEN_UP]
    assert trace.matters["n_rejections"].tolist() == [4]


BUNDLE = {"firm": {"matters": {"2": "100%"}}}


def test_neighbours_for_the_same_queue_share_one_ticket() -> None:
    """Two matters of 10 and 5 minutes at one window: one ticket of 15 minutes, one visit, two matters."""
    trace = run(world({"a": {"counter": works(10, 5)}}, [NINE], groups=BUNDLE), design(ONE))
    assert ends(trace) == [NINE + 15]
    assert len(trace.visits["visit"]) == 1
    assert minutes(trace.matters["in_hand_ms"]) == [NINE + 15, NINE + 15]
    assert trace.matters["n_visits"].tolist() == [1, 1]


def test_a_matter_of_a_bundle_ends_when_it_is_in_hand_though_the_visit_goes_on() -> None:
    """Each matter passes two stops of its own; the first is in hand after 30 minutes, the second never."""
    route = [{"name": "form", "work": "10 min"}, {"name": "cashier", "work": "10 min"}]
    trace = run(
        world({"a": {"route": route}}, [NINE], groups=BUNDLE, days=1),
        design(
            {
                "forms": {"serves": ["form"]},
                "cash": {
                    "serves": ["cashier"],
                    "shifts": [{"hours": "09:00-09:35"}],
                    "at_shift_end": "finish",
                },
            }
        ),
    )
    # 20 minutes for both forms on one ticket, then the cashier twice; nobody is there for a third time.
    assert starts(trace) == [NINE, NINE + 20, NINE + 30]
    late = run(
        world({"a": {"route": route}}, [NINE + 20], groups=BUNDLE, days=1),
        design(
            {
                "forms": {"serves": ["form"]},
                "cash": {
                    "serves": ["cashier"],
                    "shifts": [{"hours": "09:00-09:45"}],
                    "at_shift_end": "finish",
                },
            }
        ),
    )
    assert starts(late) == [NINE + 20, NINE + 40, NEVER]
    assert late.matters["state"].tolist() == [End.SERVED, End.TURNED_AWAY]
    assert minutes(late.matters["end_ms"]) == [NINE + 50, 1020]
    assert late.tickets["outcome"].tolist() == [Outcome.SERVED, Outcome.SERVED, Outcome.SENT_HOME]


def test_clerks_do_not_stay_for_a_ticket_that_was_shared() -> None:
    """A bundle of two at 16:50: one ticket of 20 minutes at the forms, then each matter's cashier.

    The form window has nobody to wait for after 17:10 and goes home; the cashier stays to 17:40.
    """
    route = [{"name": "form", "work": "10 min"}, {"name": "cashier", "work": "15 min"}]
    trace = run(
        world({"a": {"route": route}}, [1010], groups=BUNDLE, days=1),
        design({"forms": {"serves": ["form"]}, "cash": {"serves": ["cashier"]}}),
    )
    assert minutes(trace.shifts["left_ms"]) == [1030, 1060]
