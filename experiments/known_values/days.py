"""Cases of halls that open and close: families F (time-varying) and G (appointments)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.known_values.case import Case, Known, Measure, Views, exact, tail
from experiments.known_values.view import DAY_MS, MIN, Ints, Real, View, mean, share

UNIT_MS = 30 * 60_000  # one unit of t of case F03
GRID = tuple(20 + k / 20 for k in range(126))
EXPECTED_ARRIVALS = 291.0


def _times(view: View, units: Sequence[float]) -> Ints:
    """Instants (ms) of every day of the view, one row a day, flat."""
    day = np.array(view.days, np.int64)[:, None] * DAY_MS
    found: Ints = (day + np.round(np.array(units) * UNIT_MS).astype(np.int64)).ravel()
    return found


def _count(starts: Ints, ends: Ints, at: Ints) -> Ints:
    """How many spans [start, end) hold each instant."""
    begun = np.searchsorted(np.sort(starts), at, "right")
    found: Ints = begun - np.searchsorted(np.sort(ends), at, "right")
    return found


def staffed(view: View, units: Sequence[float]) -> Ints:
    """Windows on duty at instants of every day."""
    return _count(view.trace.rostered["from_ms"], view.trace.rostered["to_ms"], _times(view, units))


def all_busy(view: View, units: Sequence[float]) -> float:
    """Share of the instants at which the number present reaches the number of windows on duty."""
    visits = view.trace.visits
    present = _count(visits["arrive_ms"], visits["leave_ms"], _times(view, units))
    return share(present >= staffed(view, units))


def _all_busy(*units: float) -> Measure:
    return lambda views: all_busy(views["follow_the_load"], units)


F03 = Case(
    id="F03_isa_theta_eq_mu_alpha0.5",
    file="time_varying.yaml",
    warm_up_min=0,
    align_min=1440,
    known=(
        # the given averages are those of t = 20, 20.05, ..., 26.25; of all t they are 0.49337 and 100.5
        tail("P_delay_time_avg", 0.49419886, _all_busy(*GRID)),
        tail("P_delay_min", 0.47184023, _all_busy(24.2)),
        tail("P_delay_max", 0.51378396, _all_busy(24.75)),
        exact("mean_staff", 100.49206, lambda v: mean(staffed(v["follow_the_load"], GRID).astype(float))),
        tail("P_at_t20", 0.47596824, _all_busy(20.0)),
        exact("s_at_t20", 106, lambda v: mean(staffed(v["follow_the_load"], (20.0,)).astype(float))),
    ),
)


def per_arrival(total: float, view: View) -> float:
    """A sum over the days by the expected number of arrivals."""
    return total / (EXPECTED_ARRIVALS * len(view.days))


def wait(design: str) -> Measure:
    """Sum of the waits by the expected number of arrivals."""
    return lambda views: per_arrival(float(views[design].waits().sum()), views[design])


def delayed(design: str) -> Measure:
    """Number who wait by the expected number of arrivals."""
    return lambda views: per_arrival(float((views[design].waits() > 0).sum()), views[design])


def overtime(design: str) -> Measure:
    """Mean over the days of the time from closing until the last citizen has left."""

    def measure(view: View) -> float:
        visits, found = view.trace.visits, []
        for day in view.days:
            close = view.trace.days.close_ms[day]
            rows = (visits["arrive_ms"] >= day * DAY_MS) & (visits["arrive_ms"] < (day + 1) * DAY_MS)
            last = int(np.max(visits["leave_ms"][rows], initial=0))
            found.append(max(0.0, (last - close) / MIN))
        return mean(np.array(found))

    return lambda views: measure(views[design])


def present_at_close(design: str) -> Measure:
    """Mean number inside at closing."""

    def measure(view: View) -> float:
        visits = view.trace.visits
        close = view.trace.days.close_ms[list(view.days)]
        return mean(_count(visits["arrive_ms"], visits["leave_ms"], close).astype(float))

    return lambda views: measure(views[design])


def per_day(number: Measure, design: str) -> Measure:
    """A sum over the view as a mean over its days."""
    return lambda views: number(views) / len(views[design].days)


F05 = Case(
    id="F05_hall_day_const7",
    file="hall_day.yaml",
    warm_up_min=0,
    align_min=1440,
    known=(
        tail("Wq", 6.2852296, wait("seven_windows")),
        tail("P_delay", 0.57806544, delayed("seven_windows")),
        tail("mean_overtime_min", 5.5591427, overtime("seven_windows")),
        tail("mean_present_at_close", 0.84596148, present_at_close("seven_windows")),
        exact("arrivals", 291.0, per_day(lambda v: float(len(v["seven_windows"].waits())), "seven_windows")),
        exact(
            "busy_window_minutes", 2327.937, per_day(lambda v: v["seven_windows"].busy_min(), "seven_windows")
        ),
    ),
)
F06 = Case(
    id="F06_hall_day_steps_up",
    file="hall_day.yaml",
    warm_up_min=0,
    align_min=1440,
    known=(
        tail("Wq", 2.7189791, wait("steps_up")),
        tail("P_delay", 0.39640192, delayed("steps_up")),
        tail("mean_overtime_min", 5.5289124, overtime("steps_up")),
        tail("mean_present_at_close", 0.83856877, present_at_close("steps_up")),
    ),
)
F07 = Case(
    id="F07_hall_day_reneging",
    file="hall_day_patience.yaml",
    warm_up_min=0,
    align_min=1440,
    known=(
        tail("Wq_all", 1.0360292, wait("steps_up")),
        tail(
            "p_abandon",
            0.041441169,
            lambda v: per_arrival(float(v["steps_up"].left().sum()), v["steps_up"]),
        ),
        tail("P_delay", 0.32785706, delayed("steps_up")),
        tail("mean_overtime_min", 5.528785, overtime("steps_up")),
    ),
)
F09 = Case(
    id="F09_hall_lunch_finish",
    file="hall_day.yaml",
    warm_up_min=0,
    align_min=1440,
    known=(
        Known(
            metric="Wq", value=3.2729631, kind="near-exact", rel_tol=0.02, rel_se=0.02, measure=wait("lunch")
        ),
        Known(
            metric="mean_overtime_min",
            value=5.5303426,
            kind="near-exact",
            rel_tol=0.03,
            rel_se=0.02,
            measure=overtime("lunch"),
        ),
    ),
)
N_SLOTS = 12
_WAIT_BY_SLOT = (
    0.0, 3.6787944, 6.3855001, 8.6259182, 10.579586, 12.33426,
    13.940491, 15.430519, 16.826385, 18.143941, 19.395041, 20.588822,
)  # fmt: skip


def sessions(view: View) -> tuple[Real, Real, Real]:
    """Waits, one row a whole session; minutes from its first slot until its end; minutes of work in it."""
    table = view.trace.tickets
    # the last slot of a session lies on the boundary of a batch, and the horizon cuts it off
    inside = np.flatnonzero((table["issue_ms"] > view.from_ms) & (table["issue_ms"] <= view.to_ms))
    rows = inside[: len(inside) // N_SLOTS * N_SLOTS].reshape(-1, N_SLOTS)
    waits: Real = (table["start_ms"] - table["issue_ms"])[rows] / MIN
    finish: Real = (table["end_ms"][rows[:, -1]] - table["issue_ms"][rows[:, 0]]) / MIN
    work: Real = table["work_ms"][rows].sum(axis=1) / MIN
    return waits, finish, work


def _slot(k: int) -> Measure:
    return lambda views: mean(sessions(views["one_clerk"])[0][:, k])


def _idle(views: Views) -> float:
    _, finish, work = sessions(views["one_clerk"])
    return mean(finish - work)


G01 = Case(
    id="G01_appointments_12",
    file="appointments.yaml",
    warm_up_min=0,
    align_min=600,
    known=(
        *(exact(f"Wait_by_slot_{k + 1}", value, _slot(k)) for k, value in enumerate(_WAIT_BY_SLOT)),
        exact("mean_wait", 12.160772, lambda v: mean(sessions(v["one_clerk"])[0].ravel())),
        exact("expected_finish", 140.58882, lambda v: mean(sessions(v["one_clerk"])[1])),
        tail("expected_idle", 20.588822, _idle),
    ),
)
CASES = (F03, F05, F06, F07, F09, G01)
