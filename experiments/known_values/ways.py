"""Cases of several stations: families C (approvals side by side) and D (stops in a row, repeat visits)."""

from __future__ import annotations

from experiments.known_values.case import Case, Known, Measure, exact
from experiments.known_values.view import View, mean


def lead(design: str, unit_min: float = 1.0) -> Measure:
    """Mean time from the first visit to the decision."""
    return lambda views: mean(views[design].lead_times()) / unit_min


def ratio(design: str, base: str) -> Measure:
    """Mean lead time of a design over that of another."""
    return lambda views: lead(design)(views) / lead(base)(views)


C01 = Case(
    id="C01_fj2_rho0.5",
    file="fork_join_2.yaml",
    known=(
        exact("T", 2.875, lead("parallel")),
        exact("ratio_to_series", 0.71875, ratio("parallel", "serial")),
    ),
)
C03 = Case(
    id="C03_fj3_exact",
    file="fork_join_3.yaml",
    known=(
        exact("T", 3.4325788, lead("parallel")),
        Known(
            metric="T_nelson_tantawi", value=3.3977273, kind="approx", rel_tol=0.02, measure=lead("parallel")
        ),
    ),
)
C05 = Case(
    id="C05_parallel_no_contention",
    file="parallel_unlimited.yaml",
    warm_up_min=0,
    known=(
        exact("T_parallel", 3.6886393, lead("parallel", 1440)),
        exact("T_serial", 6.5, lead("serial", 1440)),
        exact("saving", 0.43251704, lambda v: 1 - ratio("parallel", "serial")(v)),
    ),
)
C07 = Case(
    id="C07_series3_vs_fork3",
    file="fork_join_3.yaml",
    known=(
        exact("T_series", 6.0, lead("serial")),
        exact("T_parallel_exact", 3.4325788, lead("parallel")),
        exact("saving", 0.42790353, lambda v: 1 - ratio("parallel", "serial")(v)),
    ),
)


def _stop(name: str) -> Measure:
    return lambda views: mean(views["three_stops"].waits(task=f"matter.{name}"))


D01 = Case(
    id="D01_tandem_jackson",
    file="tandem.yaml",
    known=(
        exact("Wq_1", 2.0, _stop("triage")),
        exact("Wq_2", 1.172631, _stop("counter")),
        exact("Wq_3", 1.7777778, _stop("cashier")),
        exact("T", 7.8789802, lambda v: mean(v["three_stops"].visit_times())),
    ),
)


def _at(task: str) -> Measure:
    return lambda views: mean(views["two_stops"].waits(task=f"matter.{task}"))


D02 = Case(
    id="D02_cashier_for_60_percent",
    file="cashier_for_some.yaml",
    known=(
        exact("Wq_1", 4.0, _at("triage")),
        exact("Wq_2", 3.2292359, _at("cashier")),
        exact("T", 8.7375415, lambda v: mean(v["two_stops"].visit_times())),
    ),
)


def _visits_per_person(view: View) -> float:
    return mean(view.trace.matters["n_visits"][view.matters()].astype(float))


def _feedback(file: str) -> Case:
    def visit_rate(view: View) -> float:
        return len(view.waits()) / view.length_min

    def per_person(view: View, minutes: float) -> float:
        return minutes * _visits_per_person(view)

    design = "six_windows"
    return Case(
        id="D03_feedback_p0.2_c6",
        file=file,
        warm_up_min=1500,
        known=(
            exact("lam_eff", 1.25, lambda v: visit_rate(v[design])),
            exact("util", 0.83333333, lambda v: v[design].utilisation()),
            exact("Wq_per_visit", 2.3500658, lambda v: mean(v[design].waits())),
            exact("visits_mean", 1.25, lambda v: _visits_per_person(v[design])),
            exact(
                "total_wait_per_person",
                2.9375823,
                lambda v: per_person(v[design], mean(v[design].waits())),
            ),
            exact(
                "T_excl_orbit",
                7.9375823,
                lambda v: per_person(v[design], mean(v[design].visit_times())),
            ),
        ),
    )


CASES = (C01, C03, C05, C07, D01, D02, _feedback("feedback.yaml"), _feedback("feedback_at_once.yaml"))
