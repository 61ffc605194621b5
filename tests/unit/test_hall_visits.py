"""Visits: why people come, doors and closing, coming back, several matters in one visit (R5.1 to R5.8)."""

from hallsim.trace.model import NEVER, End, Outcome, Purpose
from tests.helpers.hall_builder import DAY, NINE, design, ends, minutes, run, starts, works, world

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


def test_a_later_visit_without_a_supplement_draws_anew_from_the_law_of_the_first_stop() -> None:
    """The form takes 3 minutes on the first visit; without a route it would be the counter's 5."""
    visits = {"documents": {"required": 1, "missing": "100%"}}
    days = {"return_after": "1 workday", "max_visits": 2}

    def works_at(service: dict[str, object]) -> list[float]:
        model = world({"a": service | visits}, [NINE], citizens=days, ending="drain")
        return minutes(run(model, design(ONE)).tickets["work_ms"])

    route = [{"name": "form", "work": "3 min"}, {"name": "cashier", "work": "1 min"}]
    assert works_at({"route": route}) == [3, 3, 1]
    assert works_at({"route": route, "supplement": "2 min"}) == [3, 2, 1]
    assert works_at({"counter": "5 min"}) == [5, 5]
    random = [{"name": "form", "work": "uniform(1, 9 min)"}, {"name": "cashier", "work": "1 min"}]
    first, again, _ = works_at({"route": random})
    assert first != again
    assert 1 <= again <= 9


# ---------------------------------------------------------------- doors, closing, coming back


def test_before_the_doors_one_waits_outside_and_the_ticket_is_issued_at_the_doors() -> None:
    """Doors at 8:30, service from 9:00; who comes at 8:00 waits 30 minutes outside and 30 for the window."""
    trace = run(world({"a": {"counter": "10 min"}}, [480, 505, 515]), design(ONE, doors="08:30"))
    assert minutes(trace.tickets["issue_ms"]) == [510, 510, 515]
    assert starts(trace) == [NINE, NINE + 10, NINE + 20]
    assert minutes(trace.visits["arrive_ms"]) == [480, 505, 515]


def test_without_doors_tickets_are_issued_at_the_opening() -> None:
    trace = run(world({"a": {"counter": "10 min"}}, [480]), design(ONE))
    assert minutes(trace.tickets["issue_ms"]) == [NINE]


def test_at_the_closing_one_comes_too_late_and_a_millisecond_before_in_time() -> None:
    arrive = [1019, 1020, 1500, 5 * DAY + 600]  # the last on a Saturday
    trace = run(world({"a": {"counter": "10 min"}}, arrive, days=7), design(ONE))
    turned_away = End.TURNED_AWAY
    assert trace.visits["state"].tolist() == [End.SERVED, turned_away, End.SERVED, turned_away]
    assert minutes(trace.visits["leave_ms"]) == [1029, 1020, DAY + NINE + 10, 5 * DAY + 600]


def test_over_lunch_one_waits_inside() -> None:
    """Closed 12:00-13:30; the visitor at the window is finished, the next waits for 13:30."""
    trace = run(
        world({"a": {"counter": "30 min"}}, [700, 705, 750]),
        design(ONE, opening=["09:00-12:00", "13:30-17:00"]),
    )
    assert starts(trace) == [700, 810, 840]
    assert minutes(trace.shifts["left_ms"])[:2] == [730, 1020]


def test_who_comes_back_knows_the_hours() -> None:
    """Rejected on Friday at 10:00: back on Monday at 10:00; on Tuesday it has closed, so Wednesday 9:00."""
    licence = {"counter": "10 min", "documents": {"required": 1, "missing": "100%"}}
    friday = 4 * DAY + 600
    opening = {"mon": "09:00-17:00", "tue": "08:00-09:30", "wed-fri": "09:00-17:00"}
    for days, back in ((1, 7 * DAY + 600), (2, 9 * DAY + NINE)):
        trace = run(
            world({"a": licence}, [friday], days=14, citizens={"return_after": f"{days} workdays"}),
            design(ONE, opening=opening),
        )
        assert minutes(trace.visits["arrive_ms"]) == [friday, back]


def test_an_exact_return_is_exact() -> None:
    licence = {"counter": "10 min", "documents": {"required": 1, "missing": "100%"}}
    trace = run(world({"a": licence}, [600], citizens={"return_after": "90 min"}), design(ONE))
    assert minutes(trace.visits["arrive_ms"]) == [600, 700]


def test_at_the_horizon_everything_is_reported_as_it_stands() -> None:
    """Inside, in approval, away: one of each at midnight of the only day."""
    steps = {"s": {"desk": "x", "work": "20 h"}}
    services: dict[str, dict[str, object]] = {
        "slow": {"counter": "20 h"},
        "permit": {"counter": "5 min", "decision": "promised", "approval": {"step": "s"}, "steps": steps},
        "licence": {"counter": "5 min", "documents": {"required": 1, "missing": "100%"}},
    }
    model = world(services, {"slow": [600], "permit": [600], "licence": [600]}, days=1)
    trace = run(model, design({"hall": {"count": 3}}, desks={"x": {"officers": 1}}))
    assert trace.matters["state"].tolist() == [End.INSIDE, End.IN_APPROVAL, End.AWAY]
    assert minutes(trace.matters["end_ms"]) == [DAY] * 3


def test_draining_ends_when_everybody_has() -> None:
    licence = {"counter": "10 min", "documents": {"required": 1, "missing": "100%"}}
    citizens = {"return_after": "2 workdays"}
    model = world({"a": licence}, [600], days=1, ending="drain", citizens=citizens)
    trace = run(model, design(ONE))
    assert trace.end_ms == (2 * DAY + 610) * 60_000
    assert trace.matters["state"].tolist() == [End.SERVED]


def test_draining_stops_with_the_days_the_calendar_knows() -> None:
    """450 days at a desk that never rests, then collecting two hours later: beyond what is known."""
    steps = {"s": {"desk": "x", "work": "10800 h"}}
    permit = {"counter": "5 min", "collect": "1 min", "decision": "promised", "limit": "5 workdays",
              "approval": {"step": "s"}, "steps": steps}  # fmt: skip
    model = world({"p": permit}, [600], days=1, ending="drain", citizens={"return_after": "2 h"})
    desks = {"x": {"officers": "unlimited", "hours": "always"}}
    assert run(model, design(ONE, desks=desks)).matters["state"].tolist() == [End.IN_APPROVAL]
