"""Every formula against known values or an identity; ids such as A02 name cases of the known-value table."""

import itertools
import math
import subprocess
import sys
from collections.abc import Callable, Sequence

import pytest

from hallsim import theory as th


def near(value: float | Sequence[float], rel: float = 1e-6) -> object:
    return pytest.approx(value, rel=rel)


# --- M/M/c ---


def test_a01_mm1() -> None:
    queue = th.mmc(0.8, 1, 1)
    got = (queue.mean_wait, queue.mean_time, queue.mean_queue, queue.mean_number, queue.p_wait, queue.util)
    assert got == near((4.0, 5.0, 3.2, 4.0, 0.8, 0.8))
    assert queue.wait_tail(5) == near(0.29430355)
    assert queue.wait_quantile(0.9) == near(10.397208)


def test_a02_mmc() -> None:
    queue = th.mmc(4.5, 1, 5)
    got = (queue.mean_wait, queue.mean_time, queue.mean_queue, queue.mean_number, queue.p_wait, queue.util)
    assert got == near((1.5249864, 2.5249864, 6.862439, 11.362439, 0.76249322, 0.9))
    assert queue.wait_tail(0.5) == near(0.59383032)
    assert (queue.wait_quantile(0.9), queue.wait_quantile(0.95)) == near((4.0628469, 5.4491412))
    assert queue.mean_wait_if_waiting == near(2.0)


def test_a03_published_erlang_c_example() -> None:
    queue = th.mmc(10 / 3, 1 / 3, 14)
    assert queue.p_wait == near(0.17413193)
    assert 1 - queue.wait_tail(1 / 3) == near(0.88835002)
    assert queue.mean_wait * 60 == near(7.835937)
    assert queue.util == near(0.71428571)


def test_erlang_b_small_case_by_hand_and_c_relation() -> None:
    assert th.erlang_b(2, 1.0) == near(0.2)  # (1/2) / (1 + 1 + 1/2)
    assert th.erlang_b(0, 3.0) == 1.0


def test_erlang_c_is_stable_for_thousands_of_servers() -> None:
    c = 5000
    load = c - math.sqrt(c)  # Halfin-Whitt, beta 1: P(wait) -> 1 / (1 + beta Phi(beta) / phi(beta)) = 0.2234
    assert th.erlang_c(c, load) == pytest.approx(0.2234, abs=0.005)
    assert 0 <= th.erlang_c(c, 10.0) < 1e-300


def test_overload_and_empty() -> None:
    over = th.mmc(3, 1, 2)
    assert (over.p_wait, over.mean_wait, over.util) == (1.0, math.inf, 1.5)
    assert over.wait_quantile(0.5) == math.inf
    assert th.mmc(0, 1, 2).mean_queue == 0.0
    assert th.mmc(1, 1, 3).wait_quantile(0.1) == 0.0


@pytest.mark.parametrize(
    "call",
    [
        lambda: th.mmc(-1, 1, 1),
        lambda: th.mmc(1, 0, 1),
        lambda: th.mmc(1, 1, 0),
        lambda: th.erlang_b(-1, 1),
        lambda: th.mmc(math.nan, 1, 1),
        lambda: th.mmck(1, 1, 3, 2),
        lambda: th.mxm1_wait(1, 0.5, 1, 9),
        lambda: th.fewest_servers_for_service_level(1, 1, 1, 1.0),
        lambda: th.traffic_rates([1.0], [[1.0]]),
        lambda: th.traffic_rates([1.0], [[1.2]]),
        lambda: th.nelson_tantawi(0.5, 1, 0),
        lambda: th.nelson_tantawi(math.inf, 1, 3),
    ],
)
def test_senseless_arguments_are_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"must|server|below|batch|leave|above|branch"):
        call()


# --- losing customers ---


def test_a06_erlang_a() -> None:
    queue = th.erlang_a(48, 1, 0.5, 50)
    assert queue.p_abandon == near(0.030912249)
    assert queue.mean_wait * 60 == near(3.7094699)
    assert (queue.mean_queue, queue.util, queue.p_wait) == near((2.9675759, 0.93032424, 0.46777407))
    assert queue.mean_wait_served * 60 == near(3.6159002)
    assert queue.mean_wait_abandoned * 60 == near(6.6428447)


def test_erlang_a_with_patience_like_service_is_poisson() -> None:
    load, c = 6.0, 4  # theta = mu: the number present is that of M/M/infinity
    below = sum(math.exp(-load) * load**k / math.factorial(k) for k in range(c))
    assert th.erlang_a(6, 1, 1, c).p_wait == near(1 - below)


def test_erlang_a_overloaded_by_thousands_leaves_the_excess() -> None:
    assert th.erlang_a(3000, 1, 0.1, 2000).p_abandon == pytest.approx(1 / 3, abs=1e-6)


def test_mmck_meets_erlang_b_and_mmc_at_its_ends() -> None:
    assert th.mmck(3, 1, 5, 5).p_blocked == near(th.erlang_b(5, 3))
    wide, endless = th.mmck(4.5, 1, 5, 600), th.mmc(4.5, 1, 5)
    assert (wide.mean_wait, wide.p_wait, wide.mean_number) == near(
        (endless.mean_wait, endless.p_wait, endless.mean_number)
    )
    # M/M/1/2 at rho 1: three equal states; half of the admitted wait.
    tiny = th.mmck(1, 1, 1, 2)
    assert (tiny.p_blocked, tiny.p_wait, tiny.mean_wait, tiny.util) == near((1 / 3, 0.5, 0.5, 2 / 3))


# --- general service and arrivals ---


@pytest.mark.parametrize(("scv", "wait"), [(2.25, 6.5), (0.0, 2.0), (1.0, 4.0)])
def test_a10_mg1(scv: float, wait: float) -> None:
    queue = th.mg1(0.8, 1, scv)
    got = (queue.mean_wait, queue.mean_time, queue.mean_queue, queue.mean_number, queue.p_wait)
    assert got == near((wait, wait + 1, 0.8 * wait, 0.8 * (wait + 1), 0.8))


H2_A20 = th.hyperexponential2(0.8872983346207417, 1.7745966692414834, 0.2254033307585166)


def test_a20_multi_server_laws() -> None:
    e2, h2 = th.mphc(3.5, th.erlang2(1), 5), th.mphc(3.5, H2_A20, 5)
    d, m = th.mdc(3.5, 1, 5), th.mmc(3.5, 1, 5)
    assert [q.mean_wait for q in (e2, h2, d, m)] == near([0.19465385, 0.53489096, 0.13551708, 0.25189215])
    assert [q.p_wait for q in (e2, h2, d, m)] == near([0.37236759, 0.3925489, 0.35811715, 0.37783823])
    assert th.lee_longton_wait(3.5, 1, 4, 5) == near(0.62973038)
    assert th.allen_cunneen_wait(3.5, 1, 1, 4, 5) == near(0.62973038)


def test_e04_pooling_two_kinds_of_work_hurts() -> None:
    short, long = th.mmc(50 / 60, 1, 1).mean_wait, th.mmc(5 / 60, 0.1, 1).mean_wait
    assert (short, long, (10 * short + long) / 11) == near((5.0, 50.0, 9.0909091))
    pooled = th.mphc(55 / 60, th.hyperexponential2(50 / 55, 1, 0.1), 2)
    assert pooled.mean_wait == near(12.075276)


def test_mphc_with_one_phase_or_one_server_meets_the_textbook() -> None:
    assert th.mphc(4.5, th.hyperexponential2(0.3, 1, 1), 5).mean_wait == near(1.5249864)
    assert th.mphc(0.8, th.erlang2(1), 1).mean_wait == near(th.mg1(0.8, 1, 0.5).mean_wait)
    assert th.mphc(6, th.erlang2(1), 5).mean_wait == math.inf


def test_mdc_one_server_is_pollaczek_khinchine() -> None:
    queue = th.mdc(0.8, 1, 1)
    assert (queue.mean_wait, queue.p_wait) == near((2.0, 0.8))
    assert th.mdc(0.95, 1, 1).mean_wait == near(0.95 / 0.1)
    assert th.mdc(2, 1, 2).mean_wait == math.inf


def test_gimc_with_poisson_arrivals_is_mmc() -> None:
    for c in (1, 5, 200):
        lam = 0.9 * c
        got, want = th.gimc(1 / lam, th.exponential_lst(1 / lam), 1, c), th.mmc(lam, 1, c)
        assert (got.mean_wait, got.p_wait) == near((want.mean_wait, want.p_wait))
        assert got.wait_tail(1) == near(want.wait_tail(1))


def test_gimc_where_its_sum_has_a_removable_singularity() -> None:
    # M/M/4 with load 2: c (1 - root) = 2 is one of the sum's own indices.
    got, want = th.gimc(0.5, th.exponential_lst(0.5), 1, 4), th.mmc(2, 1, 4)
    assert got.mean_wait == near(want.mean_wait)


def test_gi_m_1_by_its_root_and_orders_by_regularity() -> None:
    d, e4 = (th.gimc(1.25, lst, 1, 1) for lst in (th.constant_lst(1.25), th.erlang_lst(1.25, 4)))
    assert math.exp(-1.25 * (1 - d.root)) == near(d.root)
    assert d.mean_wait == near(d.root / (1 - d.root))
    assert d.mean_wait < e4.mean_wait < th.mmc(0.8, 1, 1).mean_wait
    assert th.gimc(1, th.constant_lst(1), 1, 1).mean_wait == math.inf


def test_d_m_2_against_its_embedded_chain() -> None:
    """Independent check of Takacs' sum: the law seen by arrivals every 0.7 at two servers, by iteration."""
    from hallsim.theory.time_varying.transient import advance

    np = pytest.importorskip("numpy")
    n = np.arange(201)
    law = np.zeros(201)
    law[0] = 1.0
    for _ in range(400):
        after = np.concatenate(([0.0], law[:-1]))
        law, _ = advance(after, np.zeros(201), np.minimum(n, 2.0), 0.7)
    got = th.gimc(0.7, th.constant_lst(0.7), 1, 2)
    assert got.p_wait == near(float(law[2:].sum()))
    assert got.mean_wait == near(float(law @ np.maximum(n - 1, 0)) / 2)


def test_kingmans_approximation_and_his_bound() -> None:
    assert th.kingman_heavy_traffic_wait(0.8, 1, 1, 1) == near(4.0)  # exact for M/M/1
    # ca^2 0.5, cs^2 0.72 at load 0.95: rho/(1-rho) (ca^2 + cs^2)/2 and (ca^2/rho + rho cs^2) / (2 (1-rho))
    approximation = th.kingman_heavy_traffic_wait(0.95, 1, 0.5, 0.72)
    bound = th.kingman_upper_bound(0.95, 1, 0.5, 0.72)
    assert (approximation, bound) == near((19 * 0.61, 10 * (0.5 / 0.95 + 0.95 * 0.72)))


def test_batch_arrivals() -> None:
    assert th.mxg1_wait(0.8, 1, 1, 1, 2.25) == near(6.5)  # batches of one: A10
    # Batches of exactly 2, M/M/1 with rho = 0.8: L = rho (1 + E[X^2]/E[X]) / (2 (1 - rho)) = 6.
    assert 0.8 * (th.mxm1_wait(0.4, 2, 4, 1) + 1) == near(6.0)
    assert th.mxm1_wait(0.5, 2, 4, 1) == math.inf


# --- priorities ---


def test_b01_non_preemptive_priority_mmc() -> None:
    waits = th.kella_yechiali_waits([0.9, 1.5], 1, 3)
    assert waits == near([0.3081862, 1.540931])
    assert (0.9 * waits[0] + 1.5 * waits[1]) / 2.4 == near(1.0786517)
    assert th.mmc(2.4, 1, 3).p_wait == near(0.64719101)


def test_cobham_with_one_server_and_conservation() -> None:
    assert th.cobham_waits([0.3, 0.5], [1, 1], [1, 1]) == near(th.kella_yechiali_waits([0.3, 0.5], 1, 1))
    lams, means, scvs = [0.2, 0.1, 0.15], [1.0, 2.0, 1.5], [0.0, 1.0, 2.25]
    waits = th.cobham_waits(lams, means, scvs)
    loads = [lam * mean for lam, mean in zip(lams, means, strict=True)]
    residual = sum(lam * m * m * (1 + v) / 2 for lam, m, v in zip(lams, means, scvs, strict=True))
    # Kleinrock's conservation law: sum rho_k W_k does not depend on the discipline.
    load = sum(loads)
    assert sum(r * w for r, w in zip(loads, waits, strict=True)) == near(load * residual / (1 - load))
    assert th.cobham_waits([0.5, 0.6], [1, 1], [1, 1])[1] == math.inf


def test_preemptive_resume() -> None:
    times = th.preemptive_resume_times([0.3, 0.5], [1, 1], [1, 1])
    assert times[0] == near(1 / 0.7)  # the urgent do not see the others
    assert 0.3 * times[0] + 0.5 * times[1] == near(4.0)  # M/M/1: the number present is that of FCFS
    assert th.preemptive_resume_times([1.0], [1], [1]) == [math.inf]


def test_preemptive_resume_at_several_servers() -> None:
    """One server is M/M/1; all classes together are M/M/c, the first one alone is too."""
    one = th.preemptive_resume_times([0.3, 0.0, 0.5], [1, 1, 1], [1, 1, 1])
    assert th.preemptive_mmc_times([0.3, 0.5], 1.0, 1) == [near(one[0]), near(one[2])]
    first, second = th.preemptive_mmc_times([0.9, 1.5], 1.0, 3)
    assert first == near(th.mmc(0.9, 1.0, 3).mean_wait + 1)
    assert 0.9 * first + 1.5 * second == near(2.4 * (th.mmc(2.4, 1.0, 3).mean_wait + 1))
    assert th.preemptive_mmc_times([0.9, 2.5], 1.0, 3)[1] == math.inf


def test_preemptive_restart() -> None:
    """With short works hardly anything is lost; with longer ones more than with resuming; then too much."""
    for work, slack in ((0.001, 1e-3), (0.1, 0.2)):
        resume = th.preemptive_resume_times([0.3, 0.3], [1, work], [1, 0])[1]
        restart = th.preemptive_restart_time((0.3, 1.0, 1.0), 0.3, work)
        assert resume < restart < resume * (1 + slack)
    # nobody of the class but one: C alone, and the busy period met
    alone = th.preemptive_restart_time((0.3, 1.0, 1.0), 0.0, 1.0)
    assert alone == near((math.exp(0.3) - 1) / (0.3 * 0.7) + 0.3 / 0.7**2)
    assert th.preemptive_restart_time((0.3, 1.0, 1.0), 0.3, 5.0) == math.inf


def test_b04_priority_with_reneging() -> None:
    queue = th.priority_reneging((1.2, 1.5), 1, (0.3, 0.6), 3)
    assert queue.mean_waits == near((0.23976552, 0.3609013))
    assert queue.p_abandons == near((0.071929655, 0.21654078))
    assert queue.p_wait == near(0.56635733)
    with pytest.raises(ValueError, match="n_queue_max"):
        th.priority_reneging((1.2, 1.5), 1, (0.3, 0.6), 3, n_queue_max=4)


# --- fork-join, approvals and networks ---


def test_c01_two_way_fork_join() -> None:
    assert th.fork_join_2(0.5, 1) == near(2.875)
    assert th.fork_join_2(0.5, 1) / (2 * th.mmc(0.5, 1, 1).mean_time) == near(0.71875)
    assert th.nelson_tantawi(0.5, 1, 2) == near(2.875)


def test_c03_three_way_fork_join() -> None:
    assert th.nelson_tantawi(0.5, 1, 3) == near(3.3977273)
    assert th.nelson_tantawi(0.5, 1, 3) == near(3.4325788, rel=0.02)
    low, high = th.fork_join_bounds(0.5, 1, 3)
    assert low < 3.4325788 < high
    assert high == near(2 * (1 + 1 / 2 + 1 / 3))
    assert th.nelson_tantawi(0.5, 1, 1) == near(2.0)


def test_c05_parallel_lognormal_approvals() -> None:
    cdfs = [th.lognormal_cdf(2, 0.5), th.lognormal_cdf(3, 1.0), th.lognormal_cdf(1.5, 0.25)]
    parallel = th.expected_max(cdfs, 6.5)
    assert parallel == near(3.6886393)
    assert 1 - parallel / 6.5 == near(0.43251704)


def test_c07_three_in_series() -> None:
    chain = th.jackson([0.5, 0, 0], [[0, 1, 0], [0, 0, 1], [0, 0, 0]], [1, 1, 1], [1, 1, 1])
    assert chain.total_time == near(6.0)
    assert 1 - 3.4325788 / chain.total_time == near(0.42790353)


def test_c08_series_or_parallel_with_refusals() -> None:
    series = th.series_approval([3.5, 6, 7.5], [0.3, 0.2, 0])
    assert (series.time_approved, series.time_all, series.work) == near((17.0, 11.9, 11.9))
    assert series.p_approved == near(0.56)
    parallel = th.expected_max([th.uniform_cdf(2, 5), th.uniform_cdf(5, 7), th.uniform_cdf(5, 10)], 5)
    assert parallel == near(7.6333333)
    assert 17.0 / series.work == near(1.4285714)


def test_d01_tandem() -> None:
    chain = th.jackson([1.6, 0, 0], [[0, 1, 0], [0, 0, 1], [0, 0, 0]], [2.0, 0.7, 1.0], [1, 3, 2])
    assert [node.mean_wait for node in chain.nodes] == near([2.0, 1.172631, 1.7777778])
    assert chain.total_time == near(7.8789802)


def test_d03_repeat_visits() -> None:
    hall = th.jackson([1.0], [[0.2]], [0.25], [6])
    assert th.traffic_rates([1.0], [[0.2]]) == near([1.25])
    assert hall.nodes[0].util == near(0.83333333)
    assert hall.nodes[0].mean_wait == near(2.3500658)
    assert hall.visits == near((1.25,))
    assert (hall.total_wait, hall.total_time) == near((2.9375823, 7.9375823))


# --- pooling and staffing ---


def test_e01_pooling() -> None:
    separate, pooled = th.mmc(0.85, 1, 1).mean_wait, th.mmc(3.4, 1, 4).mean_wait
    assert (separate, pooled, 1 - pooled / separate) == near((5.6666667, 1.1488604, 0.79725993))


def test_e02_departments_or_unified_windows() -> None:
    lams, windows = [0.30, 0.42, 0.16, 0.30], [3, 3, 2, 2]
    waits = [th.mmc(lam, 1 / 6, c).mean_wait for lam, c in zip(lams, windows, strict=True)]
    assert waits == near([1.7737226, 8.9181468, 1.7962578, 25.578947])
    assert sum(lam * w for lam, w in zip(lams, waits, strict=True)) / sum(lams) == near(10.371885)
    pooled = th.mmc(sum(lams), 1 / 6, 10)
    assert (pooled.mean_wait, pooled.wait_tail(10)) == near((0.4811347, 0.0018027347))


def test_i01_fewest_servers_for_a_mean_wait() -> None:
    assert th.fewest_servers_for_mean_wait(0.5, 10, 5) == 7
    assert (th.mmc(0.5, 0.1, 7).mean_wait, th.mmc(0.5, 0.1, 6).mean_wait) == near((1.6207497, 5.8751645))


def test_i02_fewest_servers_for_a_service_level() -> None:
    assert th.fewest_servers_for_service_level(2.0, 12, 15, 0.9) == 26
    levels = [1 - th.mmc(2.0, 1 / 12, c).wait_tail(15) for c in (26, 25)]
    assert levels == near([0.95102132, 0.77694325])


def test_i03_fewest_servers_for_abandonment() -> None:
    assert th.fewest_servers_for_abandonment(1.5, 10, 20, 0.05) == 17
    shares = [th.erlang_a(1.5, 0.1, 0.05, c).p_abandon for c in (17, 16)]
    assert shares == near([0.038567245, 0.05818055])


def test_fewest_servers_is_least_far_from_its_start() -> None:
    c = th.fewest_servers_for_mean_wait(100, 10, 0.001)
    assert th.mmc(100, 0.1, c).mean_wait <= 0.001 < th.mmc(100, 0.1, c - 1).mean_wait


def test_j01_score_of_waits() -> None:
    queue = th.mmc(1.0, 1 / 8, 9)
    tails = [1.0, *(queue.wait_tail(t) for t in (5, 10, 20, 30)), 0.0]
    shares = [left - right for left, right in itertools.pairwise(tails)]
    assert shares == near([0.6502993, 0.16251941, 0.13355296, 0.038263563, 0.015364777])
    assert sum(s * p for s, p in zip(shares, (100, 80, 60, 30, 0), strict=True)) == near(87.192566)


def test_importing_the_formulas_loads_no_numeric_library() -> None:
    code = "import sys, hallsim.theory; sys.exit('numpy' in sys.modules or 'scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_class_without_arrivals_leaves_the_other_alone() -> None:
    """The ordinary alone are Erlang A; an urgent one would wait for the end of a service, or its patience."""
    alone, both = th.erlang_a(0.5, 1, 2.0, 1), th.priority_reneging((0.0, 0.5), 1, (0.5, 2.0), 1)
    assert both.mean_waits == (near(alone.p_wait / 1.5), near(alone.mean_wait))
    assert (both.p_abandons[1], both.p_wait) == (near(alone.p_abandon), near(alone.p_wait))
    assert th.priority_reneging((0.0, 0.0), 1, (1.0, 1.0), 2).mean_waits == (0.0, 0.0)


def test_one_server_is_enough_for_nobody() -> None:
    assert th.fewest_servers_for_service_level(10, 1, 5, 0.0) == 1
