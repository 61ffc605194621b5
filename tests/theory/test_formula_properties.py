"""What every formula must do whatever its numbers: orders in load, servers and variability; known bounds."""

import itertools
import math
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from hallsim import theory as th

LOADS = st.one_of(
    st.floats(0.01, 0.97),
    st.floats(1e-9, 3e-2).map(lambda spare: 1 - spare),  # near capacity
    st.floats(1e-12, 1e-2),  # next to nobody
)
SERVERS = st.sampled_from((1, 2, 3, 7, 20, 60))
MANY = st.sampled_from((1, 2, 10, 100, 5000))
UP = 1 + 1e-8


def nought_to(most: float) -> st.SearchStrategy[float]:
    """Zero or a number that is not next to nothing."""
    return st.one_of(st.just(0.0), st.floats(1e-9, most))


quick = settings(max_examples=60, deadline=None)


@quick
@given(LOADS, LOADS, MANY)
def test_more_load_waits_longer(first: float, second: float, c: int) -> None:
    low, high = sorted((first, second))
    waits: tuple[Callable[[float], float], ...] = (
        lambda u: th.mmc(u * c, 1, c).mean_wait,
        lambda u: th.mdc(u * c, 1, c).mean_wait,
        lambda u: th.bulk_service_wait(u * c, 1, c) - 0.5,
        lambda u: th.gimc(1 / (u * c), th.constant_lst(1 / (u * c)), 1, c).mean_wait,
        lambda u: th.erlang_a(u * c, 1, 0.01, c).mean_wait,
        lambda u: th.mmck(u * c, 1, c, c + 50).mean_wait,
        lambda u: th.shortest_line_2(2 * u, 1) - 1,
        lambda u: (
            th.priority_reneging((u * c / 2, u * c / 2), 1, (0.1, 0.3), c).mean_waits[1] if c < 5000 else 0.0
        ),
        lambda u: th.mg1(u, 1, 2).mean_wait,
        lambda u: th.kingman_heavy_traffic_wait(u, 1, 0.3, 0.4),
        lambda u: th.fork_join_2(u, 1),
        lambda u: th.nelson_tantawi(u, 1, 9),
        lambda u: th.preemptive_mmc_times([u * c / 2, u * c / 2], 1, c)[1],
        lambda u: th.random_order_mean_square(u, 1),
    )
    for wait in waits:
        assert 0 <= wait(low) <= wait(high) * UP + 1e-12


@quick
@given(LOADS, MANY, st.integers(1, 50))
def test_more_servers_at_the_same_load_wait_less(load: float, c: int, more: int) -> None:
    lam = load * c
    assert th.mmc(lam, 1, c + more).mean_wait <= th.mmc(lam, 1, c).mean_wait
    assert th.erlang_a(lam, 1, 0.5, c + more).p_abandon <= th.erlang_a(lam, 1, 0.5, c).p_abandon
    assert th.erlang_b(c + more, lam) <= th.erlang_b(c, lam)
    assert th.mdc(lam, 1, c + more).mean_wait <= th.mdc(lam, 1, c).mean_wait * UP


@quick
@given(LOADS, SERVERS)
def test_variable_service_waits_longer_than_regular_one(load: float, c: int) -> None:
    lam = load * c
    constant, stages = th.mdc(lam, 1, c), th.mphc(lam, th.erlang2(1), c)
    exponential, mixed = th.mmc(lam, 1, c), th.mphc(lam, th.hyperexponential2(0.3, 0.5, 1.75), c)
    waits = [constant.mean_wait, stages.mean_wait, exponential.mean_wait, mixed.mean_wait]
    for less, more in itertools.pairwise(waits):
        assert less <= more * UP + 1e-250
    assert exponential.mean_wait <= 2 * constant.mean_wait * UP
    for queue in (constant, stages, exponential, mixed):
        assert 0 <= queue.p_wait <= 1
        assert math.isclose(queue.mean_queue, lam * queue.mean_wait, rel_tol=1e-9)


@quick
@given(LOADS, nought_to(4), st.floats(0.1, 4))
def test_kingmans_bound_holds_and_meets_the_approximation(load: float, cs: float, ca: float) -> None:
    bound = th.kingman_upper_bound(load, 1, ca, cs)
    approximation = th.kingman_heavy_traffic_wait(load, 1, ca, cs)
    assert th.mg1(load, 1, cs).mean_wait <= th.kingman_upper_bound(load, 1, 1, cs) * UP
    # bound - approximation is ca^2 (1/rho - rho) - .. over 2 (1 - rho): a matter of ca^2 (1 + rho) / (2 rho)
    assert math.isclose(
        bound - approximation, ca * (1 + load) / (2 * load), rel_tol=1e-4, abs_tol=1e-6 * bound
    )


@quick
@given(st.floats(0.01, 3), MANY, st.floats(1e-14, 1e6))
def test_patience_lies_between_nobody_and_everybody_leaving(load: float, c: int, theta: float) -> None:
    queue = th.erlang_a(load * c, 1, theta, c)
    assert max(0.0, 1 - 1 / load) * (1 - 1e-9) <= queue.p_abandon <= th.erlang_b(c, load * c) * UP
    assert queue.mean_wait <= th.mmc(load * c, 1, c).mean_wait * UP
    assert queue.mean_wait * theta * (1 - 1e-9) <= queue.p_abandon
    assert 0 <= queue.util <= UP
    assert 0 <= queue.p_wait <= 1


@quick
@given(LOADS, st.integers(1, 30), st.integers(0, 400))
def test_a_room_turns_away_what_its_equations_say(load: float, c: int, places: int) -> None:
    room, lam = th.mmck(load * c, 1, c, c + places), load * c
    assert math.isclose(room.util, load * (1 - room.p_blocked), rel_tol=1e-9)
    assert math.isclose(room.mean_number, room.mean_queue + room.util * c, rel_tol=1e-9)
    assert room.mean_wait <= th.mmc(lam, 1, c).mean_wait * UP
    assert room.p_blocked <= th.erlang_b(c, lam) * UP


@quick
@given(st.lists(nought_to(0.6), min_size=1, max_size=5), st.sampled_from((1, 3, 50)))
def test_priorities_only_share_out_the_wait(loads: list[float], c: int) -> None:
    total = sum(loads)
    waits = th.kella_yechiali_waits([u * c for u in loads], 1, c)
    times = th.preemptive_mmc_times([u * c for u in loads], 1, c)
    assert waits == sorted(waits)
    assert all(wait > 0 for wait in times)
    if 0 < total < 0.999:
        common = th.mmc(total * c, 1, c)
        for shared, whole in ((waits, common.mean_wait), (times, common.mean_time)):
            mean = sum(u * w for u, w in zip(loads, shared, strict=True)) / total
            assert math.isclose(mean, whole, rel_tol=1e-9)
    if total > 1.001:
        assert waits[-1] == math.inf or loads[-1] == 0
    if c == 1:
        ones = [1.0] * len(loads)
        for one, same in zip(th.cobham_waits(loads, ones, ones), waits, strict=True):
            assert one == same or math.isclose(one, same, rel_tol=1e-9)


@quick
@given(
    st.lists(st.tuples(nought_to(50), nought_to(30), st.integers(0, 30)), min_size=1, max_size=4),
    st.sampled_from((0.0, 0.05, 2.0)),
)
def test_a_day_keeps_its_accounts(pieces: list[tuple[float, float, int]], theta: float) -> None:
    parts = [th.DayPiece(duration=d, lam=lam, c=c) for d, lam, c in pieces]
    parts.append(th.DayPiece(duration=1.0, lam=0.0, c=2))
    hall = th.hall_day(parts, 1.0, theta)
    assert math.isclose(hall.busy_time, hall.n_arrivals * (1 - hall.p_abandon), rel_tol=1e-6, abs_tol=1e-9)
    assert -1e-9 <= hall.p_abandon <= 1 + 1e-9
    assert -1e-9 <= hall.p_wait <= 1 + 1e-9
    assert hall.mean_overtime <= hall.mean_present_at_close * (1 + 1e-6) + 1e-9  # one server at least


@quick
@given(nought_to(2000), st.floats(1e-3, 60), st.floats(1e-6, 10), st.floats(0.01, 0.999999))
def test_the_fewest_servers_are_fewest(lam: float, mean: float, target: float, share: float) -> None:
    by_wait = th.fewest_servers_for_mean_wait(lam, mean, target)
    assert th.mmc(lam, 1 / mean, by_wait).mean_wait <= target
    if by_wait > 1:
        assert th.mmc(lam, 1 / mean, by_wait - 1).mean_wait > target
    by_share = th.fewest_servers_for_service_level(lam, mean, target, share)
    assert th.mmc(lam, 1 / mean, by_share).wait_tail(target) <= 1 - share
    if by_share > 1:
        below = th.mmc(lam, 1 / mean, by_share - 1)
        assert below.wait_tail(target) > 1 - share or below.util >= 1
