"""Many stations' days at once, against the day of one hall and by hand."""

import math

import pytest

from hallsim import theory as th
from hallsim.theory.time_varying import days

RATES = (0.2, 0.6, 1.0, 1.1, 0.9, 0.7, 0.4, 0.3, 0.5, 0.8, 0.9, 0.8, 0.6, 0.5, 0.3, 0.1)


def hall(servers: int, mu: float, factor: float = 1.0, theta: float = 0.0) -> th.StationDay:
    """A day with tickets from the first minute on; patience exponential."""
    return th.StationDay(
        lam=tuple(factor * rate for rate in RATES),
        servers=(servers,) * len(RATES),
        has_tickets=(True,) * len(RATES),
        mu=mu,
        impatience=(0.0, theta) if theta else (),
    )


def known(day: th.StationDay, theta: float = 0.0) -> th.HallDay:
    pieces = [th.DayPiece(duration=15, lam=lam, c=c) for lam, c in zip(day.lam, day.servers, strict=True)]
    return th.hall_day(pieces, day.mu, theta)


@pytest.mark.parametrize("most_jumps", [math.inf, 0.0])
def test_each_of_many_stations_has_the_day_it_has_alone(
    most_jumps: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(days, "MOST_JUMPS", most_jumps)
    halls = [hall(7, 0.125), hall(5, 0.125), hall(1, 1.0), hall(2, 1.0, factor=2.2), hall(40, 0.02)]
    for day, found in zip(halls, th.station_days(halls, 15), strict=True):
        exact = known(day)
        assert found is not None
        assert found.mean_wait == pytest.approx(exact.mean_wait, rel=1e-4, abs=1e-5)
        assert found.overtime == pytest.approx(exact.mean_overtime, rel=1e-3)
        assert found.n_arrivals == pytest.approx(exact.n_arrivals)


def test_exponential_patience_is_exact() -> None:
    day = hall(5, 0.125, theta=0.04)
    (found,) = th.station_days([day], 15)
    exact = known(day, 0.04)
    assert found is not None
    assert found.mean_wait == pytest.approx(exact.mean_wait, rel=1e-4)
    assert found.p_abandon == pytest.approx(exact.p_abandon, rel=1e-4)


def test_who_stands_at_the_doors_has_no_ticket_and_who_is_at_a_window_at_midday_is_done() -> None:
    # all come in the first piece, before the doors: 10 people, on average 7.5 min before
    doors = th.StationDay(
        lam=(10 / 15, 0.0), servers=(0, 1000), has_tickets=(False, True), mu=10.0, impatience=(0.0, 1.0)
    )
    (found,) = th.station_days([doors], 15)
    assert found is not None
    assert found.door_wait == pytest.approx(7.5)
    assert (found.mean_wait, found.p_abandon) == pytest.approx((0.0, 0.0), abs=1e-6)
    # everybody is at a window of their own when all of them go for lunch: nobody waits for the afternoon
    lunch = th.StationDay(lam=(1.0, 0.0, 0.0), servers=(1000, 0, 1000), has_tickets=(True,) * 3, mu=0.01)
    (found,) = th.station_days([lunch], 15)
    assert found is not None
    assert found.mean_wait == pytest.approx(0.0, abs=1e-6)


def test_constant_work_halves_what_chance_makes_wait_and_not_what_overload_does() -> None:
    calm, full = hall(7, 0.125, factor=0.6), hall(3, 0.125)
    for day, factor in ((calm, 0.5), (full, 1.0)):
        constant = th.StationDay(
            lam=day.lam, servers=day.servers, has_tickets=day.has_tickets, mu=day.mu, service_cv2=0.0
        )
        plain, other = th.station_days([day, constant], 15)
        assert plain is not None
        assert other is not None
        assert other.mean_wait == pytest.approx(plain.mean_wait * factor, rel=0.1)


def test_nobody_comes() -> None:
    assert th.station_days([hall(1, 1.0, factor=0.0)], 15) == [None]
