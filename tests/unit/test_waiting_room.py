"""A full hall, a long queue on the display, and matters bundled on one ticket (R6.33, R6.37)."""

import numpy as np

from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.satisfaction.opinions import opinions_of
from hallsim.trace.model import End, Outcome
from tests.helpers.hall_builder import NINE, design, ends, run, starts, works, world

ONE = {"hall": {"count": 1}}
TEN = {"a": {"counter": "10 min"}}


def test_who_comes_to_a_full_hall_is_turned_away_at_the_door() -> None:
    """Three may be inside: the fourth of 9:03 is turned away, at 9:10 there is room again."""
    hall = world(TEN, [NINE, NINE + 1, NINE + 2, NINE + 3, NINE + 10])
    trace = run(hall, design(ONE, capacity=3))
    assert trace.visits["state"].tolist() == [End.SERVED] * 3 + [End.TURNED_AWAY, End.SERVED]
    assert starts(trace) == [NINE, NINE + 10, NINE + 20, NINE + 30]
    assert np.array_equal(
        run(hall, design(ONE, capacity=4)).tickets["start_ms"], run(hall, design(ONE)).tickets["start_ms"]
    )


def test_those_at_the_door_come_in_until_the_hall_is_full() -> None:
    """Four wait before nine, two may be inside."""
    trace = run(world(TEN, [NINE - 5] * 4), design(ONE, capacity=2))
    assert trace.visits["state"].tolist() == [End.SERVED, End.SERVED, End.TURNED_AWAY, End.TURNED_AWAY]


def test_a_long_queue_on_the_display_sends_people_away_at_once() -> None:
    """Two waiting are too many for the hurried, never for the others."""
    groups = {"hurried": {"balk_at": 2}, "others": {}}
    hall = world(TEN, {"others": [NINE, NINE + 1, NINE + 2], "hurried": [NINE + 3, NINE + 21]}, groups=groups)
    trace = run(hall, design(ONE))
    assert trace.tickets["outcome"].tolist() == [Outcome.SERVED] * 3 + [Outcome.BALKED, Outcome.SERVED]
    assert trace.tickets["end_ms"][3] == trace.tickets["issue_ms"][3]
    assert trace.matters["state"].tolist() == [End.SERVED] * 3 + [End.LEFT, End.SERVED]


def test_those_at_the_window_may_count_too() -> None:
    """From 9:00 one is served: at two present the third balks, of those waiting only the fourth."""
    outcomes = {}
    for counts in ("waiting", "present"):
        citizens = {"balk_at": 2, "balk_counts": counts}
        trace = run(world(TEN, [NINE + m for m in (0, 1, 2, 3, 11)], citizens=citizens), design(ONE))
        outcomes[counts] = (trace.tickets["outcome"] == Outcome.BALKED).tolist()
    assert outcomes["waiting"] == [False, False, False, True, False]
    assert outcomes["present"] == [False, False, True, True, False]


def test_present_is_whoever_the_queue_has_at_any_window_and_in_the_shorter_line() -> None:
    """A helper's visitor counts in the queue it comes from alone; of two lines the shorter one counts."""
    services = {"a": {"department": "a", "counter": "10 min"}, "b": {"department": "b", "counter": "10 min"}}
    citizens = {"balk_at": 2, "balk_counts": "present"}
    hall = world(services, {"a": [NINE, NINE, NINE + 1], "b": [NINE + 2]}, citizens=citizens)
    helped = run(hall, design({"a": {"serves": ["a"]}, "b": {"serves": ["b"], "helps": ["a"]}}))
    assert (helped.tickets["outcome"] == Outcome.BALKED).tolist() == [False, False, True, False]
    lines = world(TEN, [NINE + m for m in range(5)], citizens=citizens)
    trace = run(lines, design({"hall": {"count": 2, "lines": "shortest_line"}}))
    assert (trace.tickets["outcome"] == Outcome.BALKED).tolist() == [False] * 4 + [True]


def test_who_is_called_and_on_the_way_to_the_window_is_present() -> None:
    citizens = {"balk_at": 1, "balk_counts": "present"}
    calling = {"walk": "5 min"}
    hall = world(TEN, [NINE + m for m in (0, 1, 14, 15)], citizens=citizens)
    trace = run(hall, design(ONE, calling=calling))
    assert (trace.tickets["outcome"] == Outcome.BALKED).tolist() == [False, True, True, False]


def test_the_escorted_keep_their_place_where_people_balk() -> None:
    """All ask at the wrong window for 7 minutes; who took a ticket at 9:00 goes before that of 9:02."""
    services = {"a": {"department": "a", "counter": "10 min"}, "b": {"department": "b", "counter": "10 min"}}
    windows = {"a": {"serves": ["a"]}, "b": {"serves": ["b"]}}
    for citizens in ({}, {"balk_at": 50}):
        hall = world(
            services, {"b": [NINE], "a": [NINE + 1, NINE + 2]}, citizens={"wrong_window": "100%", **citizens}
        )
        trace = run(hall, design(windows, redirect="7 min", first_asked="escort"))
        assert starts(trace) == [NINE, NINE + 1, NINE + 18, NINE + 8, NINE + 8, NINE + 25]


def test_balking_changes_nobody_who_does_not_balk_before_the_first_one_does() -> None:
    """The same citizens, with and without a number at which they balk."""
    work = {"a": {"counter": "exponential(mean 12 min)"}}
    hall = world(work, list(range(NINE, NINE + 300, 9)), citizens={"balk_at": {"3": "40%", "5": "50%"}})
    calm = hall.model_copy(update={"citizens": hall.citizens.model_copy(update={"balk_at": {}})})
    with_, without = (simulate(w, design(ONE), generate(w, 3, 0)) for w in (hall, calm))
    balked = with_.tickets["outcome"] == Outcome.BALKED
    first = int(np.flatnonzero(balked)[0])
    assert balked.sum() > 1
    for column in ("issue_ms", "start_ms", "work_ms", "server"):
        assert np.array_equal(with_.tickets[column][:first], without.tickets[column][:first])


def test_each_further_matter_of_a_bundle_takes_less_work() -> None:
    """Matters of 10, 6 and 5 minutes on one ticket, 20 % saved on the second and third: 18.8 minutes."""
    groups = {"firm": {"matters": {"3": "100%"}}}
    hall = world({"a": {"counter": works(10, 6, 5)}}, [NINE], groups=groups)
    assert ends(run(hall, design(ONE))) == [NINE + 21]
    saving = {"hall": {"bundle_saving": "20%"}}
    assert ends(run(hall, design(saving))) == [NINE + 18.8]
    twice = {"hall": {"bundle_saving": "20%", "speed": 2.0}}
    assert ends(run(hall, design(twice))) == [NINE + 9.4]


def test_seats_give_the_points_of_the_environment_and_change_nothing_else() -> None:
    """Four inside at most: on 4 seats 60 points, on 5 (0.8 of them) 80, without seats none."""
    hall = world(TEN, [NINE, NINE, NINE, NINE + 1])
    traces = {n: run(hall, design(ONE, seats=n)) for n in (4, 5, 8)}
    found = {n: opinions_of(Sample(trace)).score("environment").tolist() for n, trace in traces.items()}
    assert found == {4: [60.0] * 4, 5: [80.0] * 4, 8: [100.0] * 4}
    plain = run(hall, design(ONE))
    assert np.isnan(opinions_of(Sample(plain)).score("environment")).all()
    assert all(np.array_equal(plain.tickets[c], traces[4].tickets[c]) for c in plain.tickets)


def test_a_wait_that_feels_shorter_scores_better_and_changes_nothing_else() -> None:
    """Waits of 0, 10, 20 and 29 min, 20 being acceptable: halved, they score as 0, 5, 10 and 14.5."""
    hall = world(TEN, [NINE, NINE, NINE, NINE + 1])
    plain, felt = run(hall, design(ONE)), run(hall, design(ONE, perceived_wait="50%"))
    assert opinions_of(Sample(plain)).score("queueing").tolist() == [100, 80, 60, 60]
    assert opinions_of(Sample(felt)).score("queueing").tolist() == [100, 100, 80, 80]
    assert all(np.array_equal(plain.tickets[c], felt.tickets[c]) for c in plain.tickets)
