"""Visits: why people come, doors and closing, coming back, several matters in one visit."""

from hallsim.trace import NEVER, End, Outcome, Purpose
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
