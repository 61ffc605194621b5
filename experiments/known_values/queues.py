"""Cases of a queue: families A (one station), B (priorities), E (pooling), I (staffing), J (scores)."""

from __future__ import annotations

import numpy as np

from experiments.known_values.case import Case, Known, Measure, exact, tail
from experiments.known_values.view import Real, View, mean, quantile, share


def wait(design: str, *, group: str | None = None, service: str | None = None) -> Measure:
    """Mean wait, who left included."""
    return lambda views: mean(views[design].waits(group=group, service=service))


def waits_share(design: str, *, service: str | None = None) -> Measure:
    """Share that waits at all."""
    return lambda views: share(views[design].waits(service=service) > 0)


def longer(design: str, limit_min: float) -> Measure:
    """Share that waits longer."""
    return lambda views: share(views[design].waits() > limit_min)


def wait_quantile(design: str, q: float) -> Measure:
    """Quantile of the wait over everybody."""
    return lambda views: quantile(views[design].waits(), q)


def leave_share(design: str, group: str | None = None) -> Measure:
    """Share that leaves the queue."""
    return lambda views: share(views[design].left(group=group))


def positive_mean(view: View) -> float:
    """Mean wait of those who wait."""
    waits = view.waits()
    return mean(waits[waits > 0])


A01 = Case(
    id="A01_mm1_rho0.8",
    file="mm1.yaml",
    known=(
        exact("Wq", 4.0, wait("one_window")),
        exact("W", 5.0, lambda v: mean(v["one_window"].visit_times())),
        exact("Lq", 3.2, lambda v: v["one_window"].mean_queue()),
        exact("L", 4.0, lambda v: v["one_window"].mean_inside()),
        exact("p_wait", 0.8, waits_share("one_window")),
        exact("util", 0.8, lambda v: v["one_window"].utilisation()),
        # the second moment about the known mean: a replication's own mean would bias it down
        tail("Var_W", 25.0, lambda v: mean((v["one_window"].visit_times() - 5.0) ** 2)),
        tail("P_Wq_gt_5", 0.29430355, longer("one_window", 5)),
        tail("q90_Wq", 10.397208, wait_quantile("one_window", 0.9)),
    ),
)
A02 = Case(
    id="A02_mmc_c5_rho0.9",
    file="mmc.yaml",
    known=(
        exact("Wq", 1.5249864, wait("five_windows")),
        exact("W", 2.5249864, lambda v: mean(v["five_windows"].visit_times())),
        exact("Lq", 6.862439, lambda v: v["five_windows"].mean_queue()),
        exact("L", 11.362439, lambda v: v["five_windows"].mean_inside()),
        exact("p_wait", 0.76249322, waits_share("five_windows")),
        exact("util", 0.9, lambda v: v["five_windows"].utilisation()),
        tail("P_Wq_gt_half", 0.59383032, longer("five_windows", 0.5)),
        tail("q90_Wq", 4.0628469, wait_quantile("five_windows", 0.9)),
        tail("q95_Wq", 5.4491412, wait_quantile("five_windows", 0.95)),
        exact("E_Wq_given_wait", 2.0, lambda v: positive_mean(v["five_windows"])),
    ),
)
A03 = Case(
    id="A03_erlangC_published_10erl_14",
    file="erlang_c.yaml",
    known=(
        exact("p_wait", 0.17413193, waits_share("fourteen_agents")),
        exact("P_Wq_le_20s", 0.88835002, lambda v: 1 - longer("fourteen_agents", 1 / 3)(v)),
        exact("Wq_seconds", 7.835937, lambda v: 60 * wait("fourteen_agents")(v)),
        exact("util", 0.71428571, lambda v: v["fourteen_agents"].utilisation()),
    ),
)


def _served(view: View, served: bool) -> float:
    return 60 * mean(view.waits()[view.left() != served])


A06 = Case(
    id="A06_erlangA_gmr_table",
    file="erlang_a.yaml",
    warm_up_min=60,
    known=(
        exact("p_abandon", 0.030912249, leave_share("fifty_agents")),
        exact("Wq_all_seconds", 3.7094699, lambda v: 60 * wait("fifty_agents")(v)),
        exact("Lq", 2.9675759, lambda v: v["fifty_agents"].mean_queue()),
        exact("util", 0.93032424, lambda v: v["fifty_agents"].utilisation()),
        exact("p_wait", 0.46777407, waits_share("fifty_agents")),
        exact("E_wait_served_seconds", 3.6159002, lambda v: _served(v["fifty_agents"], True)),
        exact("E_wait_abandon_seconds", 6.6428447, lambda v: _served(v["fifty_agents"], False)),
    ),
)
A10_LOGNORMAL = Case(
    id="A10_mg1_LN2.25",
    file="mg1.yaml",
    known=(
        exact("Wq", 6.5, wait("one_window_each", service="lognormal")),
        exact("p_wait", 0.8, waits_share("one_window_each", service="lognormal")),
    ),
)
A10_FIXED = Case(
    id="A10_mg1_D",
    file="mg1.yaml",
    known=(
        exact("Wq", 2.0, wait("one_window_each", service="fixed")),
        exact("p_wait", 0.8, waits_share("one_window_each", service="fixed")),
    ),
)
_LAWS = {
    "E2": ("erlang2", 0.19465385, 0.37236759),
    "H2": ("hyper2", 0.53489096, 0.3925489),
    "D": ("fixed", 0.13551708, 0.35811715),
    "M": ("exponential", 0.25189215, 0.37783823),
}
A20 = Case(
    id="A20_mgc_c5_rho0.7",
    file="mgc.yaml",
    known=(
        *(exact(f"Wq_{law}", w, wait("five_windows_each", service=s)) for law, (s, w, _) in _LAWS.items()),
        *(
            exact(f"p_wait_{law}", p, waits_share("five_windows_each", service=s))
            for law, (s, _, p) in _LAWS.items()
        ),
        Known(
            metric="Wq_H2_LeeLongton",
            value=0.62973038,
            kind="upper-approx",
            measure=wait("five_windows_each", service="hyper2"),
        ),
    ),
)
B01 = Case(
    id="B01_np_prio_mmc_c3_k2",
    file="priority.yaml",
    known=(
        exact("Wq_1", 0.3081862, wait("green_channel", group="green")),
        exact("Wq_2", 1.540931, wait("green_channel", group="ordinary")),
        exact("Wq_all", 1.0786517, wait("green_channel")),
        exact("p_wait", 0.64719101, waits_share("green_channel")),
        exact("Wq_all (first come)", 1.0786517, wait("first_come")),
    ),
)


def _stay(service: str) -> Measure:
    return lambda views: mean(views["interrupted"].visit_times(service=service))


# Mean time in the hall by class: the functions preemptive_* of hallsim.theory.
_STAYS = {
    "B02_preemptive_mm1": {"a1": 1.4285714, "a2": 7.1428571},
    "B02_preemptive_mg1": {"b1": 1.125, "b2": 3.875, "b3": 13.0},
    "B03_preemptive_mmc": {"c1": 1.0333471, "c2": 2.7058345},
    "B03_preemptive_restart": {"d1": 1.4285714, "d2": 4.0301019},
}
PREEMPTIVE = tuple(
    Case(
        id=name,
        file="preemption.yaml",
        known=tuple(exact(f"T_{service[1]}", value, _stay(service)) for service, value in stays.items()),
    )
    for name, stays in _STAYS.items()
)
B04 = Case(
    id="B04_prio_reneging_c3",
    file="priority_reneging.yaml",
    known=(
        exact("Wq_all_1", 0.23976552, wait("green_channel", group="green")),
        exact("Wq_all_2", 0.3609013, wait("green_channel", group="ordinary")),
        exact("p_abandon_1", 0.071929655, leave_share("green_channel", "green")),
        exact("p_abandon_2", 0.21654078, leave_share("green_channel", "ordinary")),
        exact("p_wait", 0.56635733, waits_share("green_channel")),
    ),
)
E01 = Case(
    id="E01_pool_c4_rho0.85",
    file="pooling.yaml",
    known=(
        exact("Wq_separate", 5.6666667, wait("separate")),
        exact("Wq_pooled", 1.1488604, wait("pooled")),
        exact("reduction", 0.79725993, lambda v: 1 - wait("pooled")(v) / wait("separate")(v)),
    ),
)
E02 = Case(
    id="E02_pool_departments",
    file="pooling_departments.yaml",
    warm_up_min=2000,
    known=(
        exact("Wq_dept_1", 1.7737226, wait("separate", service="first")),
        exact("Wq_dept_2", 8.9181468, wait("separate", service="second")),
        exact("Wq_dept_3", 1.7962578, wait("separate", service="third")),
        exact("Wq_dept_4", 25.578947, wait("separate", service="fourth")),
        exact("Wq_separate_mean", 10.371885, wait("separate")),
        exact("Wq_pooled", 0.4811347, wait("pooled")),
        tail("P_wait_gt_10_pooled", 0.0018027347, longer("pooled", 10)),
    ),
)
E04 = Case(
    id="E04_vandijk_exp",
    file="pooling_hurts.yaml",
    warm_up_min=4000,
    known=(
        exact("Wq_short_alone", 5.0, wait("separate", service="short")),
        exact("Wq_long_alone", 50.0, wait("separate", service="long")),
        exact("Wq_unpooled_mean", 9.0909091, wait("separate")),
        exact("Wq_pooled", 12.075276, wait("pooled")),
    ),
)
I01 = Case(
    id="I01_staff_mean_0.5_10_5",
    file="staffing_mean_wait.yaml",
    warm_up_min=1000,
    known=(
        exact("Wq_at_c_star (7)", 1.6207497, wait("seven")),
        exact("Wq_at_c_star_minus_1 (6)", 5.8751645, wait("six")),
    ),
)
I02 = Case(
    id="I02_staff_sl_2_12_15_0.9",
    file="staffing_service_level.yaml",
    warm_up_min=6000,
    known=(
        exact("P_at_c_star (26)", 0.95102132, lambda v: 1 - longer("twenty_six", 15)(v)),
        exact("P_at_c_star_minus_1 (25)", 0.77694325, lambda v: 1 - longer("twenty_five", 15)(v)),
    ),
)
I03 = Case(
    id="I03_staff_abandon",
    file="staffing_leavers.yaml",
    known=(
        exact("p_at (17)", 0.038567245, leave_share("seventeen")),
        exact("p_below (16)", 0.05818055, leave_share("sixteen")),
    ),
)
_LEVELS = (0.6502993, 0.16251941, 0.13355296, 0.038263563, 0.015364777)
_SCORES = np.array([100.0, 80.0, 60.0, 30.0, 0.0])


def level_shares(view: View) -> Real:
    """Shares of the waits up to 5, 10, 20, 30 min and longer."""
    waits = view.waits()
    level = np.searchsorted([5.0, 10.0, 20.0, 30.0], waits, side="left")
    found: Real = np.bincount(level, minlength=5) / max(len(waits), 1)
    return found


def _level(k: int) -> Measure:
    return lambda views: float(level_shares(views["nine_windows"])[k])


J01 = Case(
    id="J01_satisfaction_1_8_9",
    file="satisfaction.yaml",
    known=(
        exact("mean_score", 87.192566, lambda v: float(level_shares(v["nine_windows"]) @ _SCORES)),
        *(tail(f"share_{k + 1}", value, _level(k)) for k, value in enumerate(_LEVELS)),
    ),
)
CASES = (
    A01,
    A02,
    A03,
    A06,
    A10_LOGNORMAL,
    A10_FIXED,
    A20,
    B01,
    *PREEMPTIVE,
    B04,
    E01,
    E02,
    E04,
    I01,
    I02,
    I03,
    J01,
)
