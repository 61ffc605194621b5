"""Formulas of the day (time-varying rates, appointments) against known values; ids such as F05 name cases."""

import math
from collections.abc import Sequence

import pytest

from hallsim import theory as th

HALL_RATES = [0.2, 0.6, 1.0, 1.1, 0.9, 0.7, 0.4, 0.3, 0.5, 0.8, 0.9, 0.8, 0.6, 0.5, 0.3, 0.1]


def near(value: float | Sequence[float], rel: float = 1e-6) -> object:
    return pytest.approx(value, rel=rel)


def test_f03_staffing_by_the_offered_load() -> None:
    stats = pytest.importorskip("scipy.stats")
    np = pytest.importorskip("numpy")
    starts = (20.0, 23.0)
    load = [th.offered_load(lambda u: 100 + 20 * math.sin(u), lambda x: math.exp(-x), t) for t in starts]
    assert load == near([100 + 10 * (math.sin(t) - math.cos(t)) for t in starts], rel=1e-7)
    assert th.square_root_staffing(load[0], 0.0) == 106
    assert float(stats.poisson.sf(105, load[0])) == near(0.47596824)
    times = np.arange(20, 26.28, 0.05)  # the grid of the known averages (a finer one gives 0.49337)
    loads = 100 + 10 * (np.sin(times) - np.cos(times))
    staff = np.array([th.square_root_staffing(m, 0.0) for m in loads])
    delays = stats.poisson.sf(staff - 1, loads)
    assert float(delays.mean()) == near(0.49419886)
    assert float(staff.mean()) == near(100.49206)
    assert (float(delays.min()), float(delays.max())) == near((0.47184023, 0.51378396))


@pytest.mark.parametrize("t", [15.0, 45.0, 100.0])
def test_piecewise_offered_load_agrees_with_quadrature(t: float) -> None:
    def survival(x: float) -> float:
        return math.exp(-x / 8)

    # Each piece alone is M_t/G/infinity with a constant rate; what is left of it at t fades by the survival.
    first = th.offered_load(lambda _: 0.2, survival, min(t, 30.0)) * survival(max(t - 30, 0))
    second = th.offered_load(lambda _: 0.6, survival, min(t, 60.0), 30.0) * survival(max(t - 60, 0))
    assert th.offered_load_piecewise([0.0, 30.0, 60.0], [0.2, 0.6], 8, [t]) == near([first + second])


def hall(windows: list[int], theta: float = 0.0) -> th.HallDay:
    pieces = [th.DayPiece(duration=30, lam=r, c=c) for r, c in zip(HALL_RATES, windows, strict=True)]
    return th.hall_day(pieces, 0.125, theta)


# The known overtimes were integrated by trapezia of half a minute, which adds 0.5^2/12 of the slope at the
# close: 0.00094 min.  Ours is exact.
TRAPEZIA = 3e-4

STEPS_UP = [5] * 2 + [8] * 8 + [9] * 6


def test_f05_hall_day() -> None:
    day = hall([7] * 16)
    assert (day.mean_wait, day.p_wait, day.n_arrivals) == near((6.2852296, 0.57806544, 291.0), rel=1e-4)
    assert day.mean_present_at_close == near(0.84596148)
    assert day.mean_overtime == near(5.5591427, rel=TRAPEZIA)
    assert day.busy_time == near(291 * 8, rel=1e-9)  # nobody leaves, so all work brought is done


def test_f06_hall_day_with_more_windows_later() -> None:
    day = hall(STEPS_UP)
    assert (day.mean_wait, day.p_wait) == near((2.7189791, 0.39640192), rel=1e-4)
    assert day.mean_present_at_close == near(0.83856877)
    assert day.mean_overtime == near(5.5289124, rel=TRAPEZIA)


def test_f07_hall_day_with_leavers() -> None:
    day = hall(STEPS_UP, theta=0.04)
    assert (day.mean_wait, day.p_abandon, day.p_wait) == near((1.0360292, 0.041441169, 0.32785706), rel=1e-4)
    assert day.mean_overtime == near(5.528785, rel=TRAPEZIA)


def test_a_crowd_at_the_close_is_served_and_its_wait_counted() -> None:
    # Poisson(5) people come at once and the doors shut: E[N (N-1)] / 2 mean services of wait in all.
    day = th.hall_day([th.DayPiece(duration=1e-9, lam=5e9, c=1)], 1.0)
    assert (day.mean_wait, day.mean_overtime, day.busy_time) == near((2.5, 5.0, 5.0))


def test_a_long_constant_day_approaches_the_steady_state() -> None:
    day = th.hall_day([th.DayPiece(duration=2000, lam=0.7, c=1)], 1.0, n_max=200)
    assert day.mean_wait == near(th.mmc(0.7, 1, 1).mean_wait, rel=0.01)


def test_g01_appointments() -> None:
    session = th.appointment_session(12, 10, 10)
    assert session.waits == near(
        (
            0.0,
            3.6787944,
            6.3855001,
            8.6259182,
            10.579586,
            12.33426,
            13.940491,
            15.430519,
            16.826385,
            18.143941,
            19.395041,
            20.588822,
        )
    )
    assert (session.mean_wait, session.expected_finish, session.expected_idle) == near(
        (12.160772, 140.58882, 20.588822)
    )


def test_as_many_servers_as_appointments_never_wait() -> None:
    assert th.appointment_session(3, 1, 10, c=3).waits == (0.0, 0.0, 0.0)
