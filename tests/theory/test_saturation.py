"""Formulas near capacity and at their edges: right by a second method, a closed form, a limit; or refused."""

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import poisson

from hallsim import theory as th
from hallsim.theory import general, shortest_line
from hallsim.theory.numerics import patience_sums
from hallsim.theory.time_varying import day, transient

LOADS = (0.5, 0.9, 0.99, 0.999, 0.9999, 1 - 1e-6, 1 - 1e-9)


def near(value: float | list[float], rel: float = 1e-9) -> object:
    return pytest.approx(value, rel=rel)


# --- the shorter of two lines ---


@pytest.mark.parametrize(("load", "wait"), [(0.8, 1.9557366), (0.95, 9.4866388), (0.98, 24.4944470)])
def test_the_shorter_line_follows_the_load(load: float, wait: float) -> None:
    """0.8 and 0.95 also by the chain cut at 200 a line, solved apart."""
    assert th.shortest_line_2(2 * load, 1) - 1 == near(wait, rel=1e-7)


def test_the_shorter_line_lies_between_one_common_line_and_two_separate_ones() -> None:
    for load in (1e-12, 1e-6, 0.01, *LOADS):
        low, high = th.mmc(2 * load, 1, 2).mean_time, th.mmc(load, 1, 1).mean_time
        assert low * (1 - 1e-12) <= th.shortest_line_2(2 * load, 1) <= high * (1 + 1e-12)
    # in heavy traffic both lines are as one: the excess over M/M/2 stays bounded
    excess = [th.shortest_line_2(2 * u, 1) - th.mmc(2 * u, 1, 2).mean_time for u in (0.99, 0.999, 0.9999)]
    assert excess == pytest.approx([0.25, 0.25, 0.25], abs=0.005)
    assert th.shortest_line_2(0, 2) == 0.5
    assert th.shortest_line_2(0.2, 0.1) == math.inf


def test_the_cut_of_the_difference_between_lines_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [th.shortest_line_2(2 * u, 1) for u in LOADS]
    monkeypatch.setattr(shortest_line, "MOST_APART", 96)
    assert [th.shortest_line_2(2 * u, 1) for u in LOADS] == pytest.approx(kept, rel=1e-12)


# --- M/D/c and bulk service ---


def embedded_queue(load: float, c: int, n: int) -> float:
    """E(X - c)+ of X' = (X - c)+ + Poisson(load), by the chain on n states: no roots, no walk."""
    law = poisson.pmf(np.arange(n), load)
    step = np.zeros((n, n))
    for x in range(n):
        left = max(x - c, 0)
        step[x, left:] = law[: n - left]
        step[x, -1] += 1.0 - step[x].sum()
    equations = (step.T - np.eye(n)).copy()
    equations[0] = 1.0
    chances = np.linalg.solve(equations, np.eye(1, n)[0])
    assert abs(chances[-1]) < 1e-13
    return float(np.maximum(np.arange(n) - c, 0) @ chances)


@pytest.mark.parametrize(("load", "c", "n"), [(0.9, 2, 500), (0.9, 10, 500), (0.97, 12, 900), (0.7, 30, 200)])
def test_m_d_c_and_bulk_service_against_the_embedded_chain(load: float, c: int, n: int) -> None:
    queue = embedded_queue(load * c, c, n)
    assert th.mdc(load * c, 1, c).mean_queue == near(queue)
    assert th.bulk_service_wait(load * c / 2, 2, c) == near(queue / (load * c / 2) + 1)


@pytest.mark.parametrize("load", LOADS)
def test_m_d_1_is_pollaczek_khinchine_at_any_load(load: float) -> None:
    assert th.mdc(load, 1, 1).mean_wait == near(load / (2 * (1 - load)))
    # two servers of half the speed, by roots: in heavy traffic the wait is the same but for less than one
    assert abs(th.mdc(load, 2, 2).mean_wait - load / (2 * (1 - load))) < 1


@pytest.mark.parametrize("c", [2, 3, 4, 10, 100, 1000])
def test_both_forms_of_m_d_c_agree_where_they_meet(c: int) -> None:
    by_sum, by_roots = general._spitzer(0.97, c), general._roots(0.97, c)
    assert by_sum == pytest.approx(by_roots, rel=1e-9)


@pytest.mark.parametrize("c", [1, 2, 7, 100, 5000])
def test_constant_service_waits_between_half_and_all_of_exponential(c: int) -> None:
    for load in (0.3, *LOADS):
        exponential, constant = th.mmc(load * c, 1, c), th.mdc(load * c, 1, c)
        assert exponential.mean_wait / 2 * (1 - 1e-9) <= constant.mean_wait <= exponential.mean_wait
        assert constant.p_wait <= exponential.p_wait * (1 + 1e-9)
    assert constant.mean_wait == near(exponential.mean_wait / 2, rel=1e-5)  # the limit in heavy traffic


def test_bulk_service_near_capacity_is_its_heavy_traffic_limit() -> None:
    # E(X - size)+ is about size / (2 (size - a)): 5,000 where the old chain ended at 4,096 states
    assert th.bulk_service_wait(9.999, 1, 10) == pytest.approx(500, rel=1e-3)
    assert th.bulk_service_wait(10 - 1e-9, 1, 10) == near(5e8, rel=1e-6)
    assert th.bulk_service_wait(10, 1, 10) == math.inf
    assert th.bulk_service_wait(0, 3, 10) == 1.5


def test_m_d_c_refuses_more_servers_than_its_roots_bear() -> None:
    with pytest.raises(ValueError, match="out of reach; mmc"):
        th.mdc(0.999 * 30_000, 1, 30_000)
    assert th.mdc(0.9 * 30_000, 1, 30_000).mean_wait < 1e-12


# --- phases, renewal arrivals ---


@pytest.mark.parametrize("c", [1, 2, 5, 40])
def test_phases_that_are_exponential_make_m_m_c_at_any_load(c: int) -> None:
    for load in (1e-12, *LOADS):
        got, want = th.mphc(load * c, th.hyperexponential2(0.3, 1, 1), c), th.mmc(load * c, 1, c)
        assert (got.mean_wait, got.p_wait) == pytest.approx((want.mean_wait, want.p_wait), rel=1e-9)


@pytest.mark.parametrize("service", [th.erlang2(3.0), th.hyperexponential2(0.9, 1.0, 0.05)])
def test_phases_at_one_server_are_pollaczek_khinchine_at_any_load(service: th.TwoPhase) -> None:
    scv = 0.5 if service.p_on else 2 * (0.9 + 0.1 / 0.05**2) / service.mean**2 - 1
    for load in (1e-9, *LOADS):
        lam = load / service.mean
        assert th.mphc(lam, service, 1).mean_wait == near(th.mg1(lam, service.mean, scv).mean_wait)


@pytest.mark.parametrize("c", [1, 3, 100, 5000])
def test_renewal_arrivals_that_are_poisson_make_m_m_c_at_any_load(c: int) -> None:
    for load in (0.01, *LOADS[:-1]):
        got, want = th.gimc(1 / (load * c), th.exponential_lst(1 / (load * c)), 1, c), th.mmc(load * c, 1, c)
        assert (got.mean_wait, got.p_wait) == pytest.approx((want.mean_wait, want.p_wait), rel=1e-8)
        regular = th.gimc(1 / (load * c), th.constant_lst(1 / (load * c)), 1, c)
        assert regular.mean_wait <= got.mean_wait
    assert regular.mean_wait == near(want.mean_wait / 2, rel=1e-4)  # (0 + 1) / 2 in heavy traffic


def test_a_plain_transform_is_refused_where_it_has_no_digits_left() -> None:
    def lst(s: float) -> float:
        return 1 / (1 + s / 0.99999)

    with pytest.raises(ValueError, match="RenewalTransform"):
        th.gimc(1 / 0.99999, lst, 1, 1)


# --- impatience ---


@pytest.mark.parametrize("c", [1, 20, 5000])
def test_long_patience_below_capacity_is_erlang_c(c: int) -> None:
    for load in (0.5, 0.9, 0.99, 0.9999):
        got, want = th.erlang_a(load * c, 1, 1e-30, c), th.mmc(load * c, 1, c)
        assert (got.mean_wait, got.p_wait) == pytest.approx((want.mean_wait, want.p_wait), rel=1e-9)
        assert got.p_abandon == near(1e-30 * want.mean_wait)


@pytest.mark.parametrize("theta", [1e-3, 1e-9, 1e-15, 1e-50])
def test_long_patience_in_overload_is_the_fluid(theta: float) -> None:
    queue = th.erlang_a(30, 1, theta, 20)
    assert queue.p_abandon == near(1 / 3)
    assert queue.mean_wait == near(1 / (3 * theta))
    # the fluid: who is served waited until a share 1/3 of his like had left, log(30/20) / theta
    assert queue.mean_wait_served == pytest.approx(math.log(1.5) / theta, rel=20 * theta + 1e-9)


def test_long_patience_exactly_at_capacity_follows_the_square_root() -> None:
    # E Q -> sqrt(2 lam / (pi theta)): half of a normal law of variance lam / theta
    for theta in (1e-9, 1e-12, 1e-20):
        assert th.erlang_a(5, 1, theta, 5).mean_queue == pytest.approx(
            math.sqrt(10 / math.pi / theta), rel=3e-4
        )


@pytest.mark.parametrize(("rho", "eps"), [(0.9999, 1e-8), (1.0, 1e-9), (1.001, 1e-8), (1.5, 1e-6)])
def test_the_integral_is_the_sum_over_the_queue(
    rho: float, eps: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience_sums, "LONG", 10**7)
    by_state = patience_sums.waiting_sums(rho, eps)
    monkeypatch.setattr(patience_sums, "LONG", 0)
    by_integral = patience_sums.waiting_sums(rho, eps)
    for name in ("log_total", "queue", "p_served", "served_wait", "left_wait"):
        assert getattr(by_integral, name) == near(getattr(by_state, name), rel=1e-10)


def test_waits_of_served_and_of_leavers_make_the_mean_wait() -> None:
    for lam, c, theta in itertools.product((0.5, 0.99, 1.0, 3.0), (1, 100), (1e-12, 1e-5, 1.0, 1e6)):
        queue = th.erlang_a(lam * c, 1, theta, c)
        served, left = (
            (1 - queue.p_abandon) * queue.mean_wait_served,
            queue.p_abandon * queue.mean_wait_abandoned,
        )
        assert served + left == near(queue.mean_wait)
        assert queue.util == near(lam * (1 - queue.p_abandon))


def test_impatience_at_its_edges() -> None:
    hurried = th.erlang_a(3, 1, 1e12, 5)
    assert hurried.p_abandon == near(th.erlang_b(5, 3))
    nobody = th.erlang_a(0, 1, 1, 5)
    assert (nobody.p_wait, nobody.mean_wait, nobody.p_abandon) == (0, 0, 0)
    with pytest.raises(ValueError, match="mmc"):
        th.erlang_a(1, 1, 0, 2)
    full = th.mmck(1e12, 1, 3, 10)
    assert (full.p_blocked, full.mean_queue, full.util, full.mean_wait) == pytest.approx((1, 7, 1, 7 / 3))
    with pytest.raises(ValueError, match="out of reach"):
        th.mmck(1, 1, 1, 10**9)


def test_priority_with_impatience_keeps_the_queue_of_one_class() -> None:
    for lams, theta, c in (
        ((0.5, 0.5), 1e-3, 1),
        ((30, 60), 0.1, 100),
        ((5, 5), 1, 1),
        ((0.5, 1e-6), 0.1, 1),
    ):
        two, one = th.priority_reneging(lams, 1, (theta, theta), c), th.erlang_a(sum(lams), 1, theta, c)
        together = sum(lam * wait for lam, wait in zip(lams, two.mean_waits, strict=True)) / sum(lams)
        assert (together, two.p_wait) == pytest.approx((one.mean_wait, one.p_wait), rel=1e-9)
    with pytest.raises(ValueError, match="out of reach: erlang_a"):
        th.priority_reneging((1, 1), 1, (1e-9, 1e-9), 1)
    with pytest.raises(ValueError, match="hardly any ordinary"):
        th.priority_reneging((1, 1e-12), 1, (1, 1), 1)


# --- priorities and networks ---


def test_urgent_classes_stay_exact_above_an_overloaded_one() -> None:
    # the server is always busy with the second class: residual (0.5 + 0.5) / 1 of exponential services
    assert th.cobham_waits([0.5, 0.6, 3], [1, 1, 2], [1, 1, 0]) == [2.0, math.inf, math.inf]
    assert th.kella_yechiali_waits([0.5, 0.6], 1, 1) == [2.0, math.inf]


def test_a_class_with_few_arrivals_keeps_its_digits() -> None:
    for few in (0.0, 1e-12, 1e-6, 1.9e-3, 2.1e-3):
        got = th.preemptive_mmc_times([0.8, few], 1, 1)[1]
        assert got == near(th.preemptive_resume_times([0.8, few], [1, 1], [1, 1])[1])
    steep = [th.preemptive_mmc_times([80, few], 1, 100)[1] for few in (0.0, 0.19, 0.21)]
    assert steep == sorted(steep)
    assert th.preemptive_mmc_times([0.5, 0.5, 0.1], 1, 1)[1:] == [math.inf, math.inf]


def test_restarting_at_short_and_long_work() -> None:
    for work in (1e-12, 1e-6):  # hardly ever interrupted twice
        resume = th.preemptive_resume_times([0.3, 0.05], [1, work], [1, 0])[1]
        assert th.preemptive_restart_time((0.3, 1, 1), 0.05, work) == near(resume, rel=1e-6)
    assert th.preemptive_restart_time((0.3, 1, 1), 1e-9, 1e5) == math.inf
    below, above = (th.preemptive_restart_time((0.3, 1, 1), 1e-3, work) for work in (3.333333, 3.333334))
    assert below == near(above, rel=1e-5)  # series and closed form meet at one interruption
    assert th.preemptive_restart_time((1e-12, 1, 1), 0.5, 1) == near(th.mdc(0.5, 1, 1).mean_wait + 1)


def test_a_node_after_an_overloaded_one_sees_its_capacity() -> None:
    line = th.jackson([1, 0, 0], [[0, 1, 0], [0, 0, 1], [0, 0, 0]], [0.5, 1, 0.1], [1, 1, 1])
    assert [node.lam for node in line.nodes] == near([1.0, 0.5, 0.5])
    assert [node.mean_wait for node in line.nodes] == [math.inf, 1.0, math.inf]
    assert list(line.visits) == [1.0, 1.0, 1.0]
    many = [[0.9 if i == j else 0.0 for j in range(100)] for i in range(100)]
    assert th.traffic_rates([1.0] * 100, many) == near([10.0] * 100)  # the determinant is 1e-100
    with pytest.raises(ValueError, match="no way out from nodes"):
        th.traffic_rates([1, 0, 0], [[0, 1, 0], [1, 0, 0], [0, 0, 0]])


# --- the day ---

DAY = [
    th.DayPiece(duration=30, lam=lam, c=c) for lam, c in ((0.2, 5), (1.1, 7), (0.9, 6), (0.0, 0), (0.3, 3))
]


def test_long_steps_agree_with_jump_by_jump(monkeypatch: pytest.MonkeyPatch) -> None:
    by_jumps = th.hall_day(DAY, 0.125, 0.01)
    monkeypatch.setattr(transient, "MOST_JUMPS", 0.0)
    by_steps = th.hall_day(DAY, 0.125, 0.01)
    for name in by_jumps.__slots__:
        assert getattr(by_steps, name) == near(getattr(by_jumps, name), rel=1e-8)


def test_a_big_hall_takes_bounded_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """2,000 servers over 60 services are 240,000 jumps: some hundred steps, over few states at a time."""
    work: list[int] = []
    step = transient._step

    def counted(law: np.ndarray, rates: tuple[np.ndarray, np.ndarray], length: float) -> object:
        work.append(law.size)
        return step(law, rates, length)

    monkeypatch.setattr(transient, "_step", counted)
    hall = th.hall_day([th.DayPiece(duration=60, lam=1800, c=2000)], 1.0)
    assert sum(work) < 1_500_000
    assert hall.busy_time == near(60 * 1800)
    assert hall.mean_present_at_close == pytest.approx(1800, rel=1e-6)
    # overload: 200 more come than can be served, from the time on at which the empty hall is full
    crowd = th.hall_day([th.DayPiece(duration=60, lam=2200, c=2000)], 1.0)
    assert crowd.mean_present_at_close == pytest.approx(2000 + 200 * (60 - math.log(11)), rel=1e-3)


def test_a_long_day_is_the_steady_state() -> None:
    steady = th.mmc(99, 1, 100)
    hall = th.hall_day([th.DayPiece(duration=1e6, lam=99, c=100)], 1.0)
    assert (hall.mean_wait, hall.p_wait) == pytest.approx((steady.mean_wait, steady.p_wait), rel=1e-3)
    patient = th.hall_day([th.DayPiece(duration=1e4, lam=2000, c=100)], 1.0, 0.1)
    assert patient.mean_wait == pytest.approx(th.erlang_a(2000, 1, 0.1, 100).mean_wait, rel=2e-3)


def test_a_day_without_arrivals_is_all_zeros() -> None:
    for pieces in ([th.DayPiece(duration=60, lam=0, c=3)], [th.DayPiece(duration=0, lam=5, c=0)]):
        empty = th.hall_day(pieces, 1.0)
        assert all(getattr(empty, name) == 0 for name in empty.__slots__)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: th.hall_day([], 1.0), "at least one piece"),
        (lambda: th.hall_day([th.DayPiece(duration=1, lam=-1, c=1)], 1.0), "arrival rate of a piece"),
        (lambda: th.hall_day([th.DayPiece(duration=1, lam=1, c=0)], 1.0), "nobody serves those inside"),
        (lambda: th.hall_day([th.DayPiece(duration=10, lam=5, c=1)], 1.0, n_max=10), "larger n_max"),
        (lambda: th.hall_day([th.DayPiece(duration=1e4, lam=1e5, c=9)], 1.0), "out of reach"),
        (lambda: th.appointment_session(10_000, 1, 1), "cut it into sessions"),
        (lambda: th.mphc(1, th.erlang2(1), 5000), "lee_longton_wait"),
        (lambda: th.nelson_tantawi(0.5, 1, 33), "fork_join_bounds"),
        (lambda: th.called_service(1, 1, recalls=10**9), "out of reach"),
        (lambda: th.fewest_servers_for_service_level(1, 1, -1, 0.9), "threshold"),
        (lambda: th.expected_max([lambda t: 1 - (1 + t) ** -1.5], 1), "too heavy"),
        (lambda: th.expected_max([lambda t: 0.5], 1), "does not go to 1"),
        (lambda: th.offered_load(lambda u: 1, lambda x: 1 + x, 5), "no chance"),
        (lambda: th.offered_load_piecewise([1, 0], [1], 1, [2]), "increase"),
        (lambda: th.square_root_staffing(5, math.nan), "beta"),
        (lambda: th.kingman_upper_bound(0, 1, 1, 1), "lam"),
        (lambda: th.mmc(1, 1, 2.5), "whole number"),  # type: ignore[arg-type]
        (lambda: th.mmc(1e-200, 1, 2), "another unit of time"),
        (lambda: th.mmc(1, 1, 10**12), "out of reach"),
    ],
)
def test_what_is_out_of_reach_is_refused_with_a_reason(call: Callable[[], object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        call()


def test_as_many_states_as_a_day_needs_follow_the_load() -> None:
    def states(lam: float, duration: float, theta: float = 0.0) -> int:
        pieces = [th.DayPiece(duration=duration, lam=lam, c=100)]
        return day.most_present(pieces, 1.0, theta, lam * duration)

    assert states(50, 1e6) < 200 < states(99, 1e6) < 5_000
    assert 60_000 < states(160, 1e3) < 70_000
    assert states(160, 1e3, theta=0.5) < 600


# --- the rest ---


def test_a_load_within_rounding_of_capacity_is_at_capacity() -> None:
    assert 0.3 / 0.1 < 3 < 0.1 * 3 / 0.1 + 1  # 2.9999999999999996 servers' worth of work
    assert th.mmc(0.3, 0.1, 3).mean_wait == math.inf
    assert th.mg1(0.1 * 3, 10 / 3, 1).mean_wait == math.inf
    assert th.mdc(0.3, 10, 3).mean_wait == math.inf
    assert th.fewest_servers_for_mean_wait(0.3, 10, 1e9) == 4
    assert th.square_root_staffing(0.1 * 30, 0.0) == 3


def test_the_square_root_rule_lets_all_wait_at_zero_and_half_at_a_half() -> None:
    for beta, share in ((0.0, 1.0), (0.50605, 0.5), (1.0, 0.22336), (2.0, 0.02688)):
        assert th.halfin_whitt_p_wait(beta) == pytest.approx(share, abs=1e-4)
        load = 1e6
        assert th.erlang_c(th.square_root_staffing(load, beta), load) == pytest.approx(share, abs=2e-3)


def test_erlang_b_begins_and_ends_where_it_matters() -> None:
    def recursion(c: int, load: float) -> float:
        blocked = 1.0
        for n in range(1, c + 1):
            blocked = load * blocked / (n + load * blocked)
        return blocked

    for c, load in itertools.product((1, 2, 100, 5000), (1e-12, 0.5, 3.0, 99.5, 4999.5, 1e6)):
        assert th.erlang_b(c, load) == near(recursion(c, load), rel=1e-12)
    assert th.erlang_b(10**9, 10**9) == pytest.approx(math.sqrt(2 / math.pi / 10**9), rel=1e-4)


def test_kingmans_bound_is_above_exact_waits_and_meets_them_in_heavy_traffic() -> None:
    for load in LOADS:
        regular = th.gimc(1 / load, th.constant_lst(1 / load), 1, 1).mean_wait
        bound, approximation = (
            formula(load, 1, 0, 1) for formula in (th.kingman_upper_bound, th.kingman_heavy_traffic_wait)
        )
        assert regular <= bound
        assert th.mg1(load, 1, 0.3).mean_wait <= th.kingman_upper_bound(load, 1, 1, 0.3)
    assert (regular / approximation, regular / bound) == pytest.approx((1, 1), abs=1e-6)


def test_the_offered_load_of_a_short_service_in_a_long_day_is_found() -> None:
    assert th.offered_load(lambda u: 3, lambda x: math.exp(-x / 1e-6), 1e6) == near(3e-6)
    assert th.offered_load(lambda u: 3, lambda x: float(x < 5), 1e6) == near(15)
    assert th.offered_load_piecewise([0, 1], [2], 1e12, [1]) == near([2.0])


def test_the_slowest_of_several_does_not_depend_on_the_scale_given() -> None:
    cdfs = [th.lognormal_cdf(2, 0.5), th.lognormal_cdf(3, 1.0)]
    waits = [th.expected_max(cdfs, scale) for scale in (1e-9, 1.0, 1e9)]
    assert waits == near([waits[1]] * 3)
    assert th.expected_max([th.uniform_cdf(1e6, 1e6 + 1)], 1e12) == near(1e6 + 0.5)


def test_appointments_far_apart_or_all_at_once() -> None:
    apart = th.appointment_session(30, 1e9, 10)
    assert apart.waits == (0.0,) * 30 or max(apart.waits) < 1e-12
    assert apart.expected_finish == near(29e9 + 10)
    crowd = th.appointment_session(
        20, 1e-12, 10, c=4
    )  # all at 0: place k waits (k - 4) + 1 ends at rate 4/10
    assert crowd.waits[4:] == pytest.approx([10 / 4 * (k - 3) for k in range(4, 20)], rel=1e-9)
    assert crowd.expected_finish == near(16 * 10 / 4 + 10 * (1 / 4 + 1 / 3 + 1 / 2 + 1))


def test_units_of_time_do_not_matter() -> None:
    def waits(k: float) -> list[float]:
        return [
            th.mmc(4.5 * k, k, 5).mean_wait * k,
            th.mdc(4.95 * k, 1 / k, 5).mean_wait * k,
            th.erlang_a(5 * k, k, 0.1 * k, 5).mean_wait * k,
            th.mphc(4.5 * k, th.erlang2(1 / k), 5).mean_wait * k,
            th.hall_day([th.DayPiece(duration=10 / k, lam=k, c=1)], k).mean_wait * k,
            th.shortest_line_2(1.9 * k, k) * k,
            th.priority_reneging((k, k), k, (k, k), 2).mean_waits[1] * k,
            th.appointment_session(5, 1 / k, 1 / k).mean_wait * k,
            th.preemptive_restart_time((0.3 * k, 1 / k, 1), 0.1 * k, 1 / k) * k,
        ]

    assert waits(1e-60) == pytest.approx(waits(1.0), rel=1e-9)
    assert waits(1e60) == pytest.approx(waits(1.0), rel=1e-9)


def test_servers_are_never_busier_than_always() -> None:
    for theta in (1e-8, 1e-30, 1e-50):
        assert th.erlang_a(1.2, 1.0, theta, 1).util <= 1.0
