"""Expected waits of stations: each day of each from its own transient (`theory.station_days`)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.world.arrival_kinds.process import BINS
from hallsim.theory.time_varying.days import DayFigures, StationDay, station_days
from hallsim.units import MS_PER_DAY, MS_PER_MIN
from hallsim.workload.expected import BIN_MIN, N_WEEKDAYS

if TYPE_CHECKING:
    from hallsim.hall.plan.opening import Opening
    from hallsim.scenario.world.calendar import WorkingCalendar
    from hallsim.scenario.world.world import World

Real = NDArray[np.float64]
_DIGITS = 9
_SHORTEST_MIN = 1 / 60  # work below it is taken as that long
_LONGEST_MIN = 600  # of patience that is looked at
_MOST_HAZARD = 12.0  # all but 6 in a million have left


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """What comes to one station on one day.

    Attributes:
        lam: tickets a minute, by quarter hour from the first to the last in which anybody comes or serves.
        servers: whole numbers on duty.
        is_open: whether tickets are issued: before, people stand at the doors and nobody leaves.
    """

    lam: tuple[float, ...]
    servers: tuple[int, ...]
    is_open: tuple[bool, ...]
    service_min: float
    service_cv2: float
    impatience: tuple[float, ...]
    always_open: bool

    @classmethod
    def of_day(
        cls,
        tickets: Real,
        duty: Real,
        is_open: NDArray[np.bool_],
        service_min: float,
        service_cv2: float,
        impatience: tuple[float, ...],
        *,
        always_open: bool,
    ) -> Crowd | None:
        """The crowd of a day; None where nobody comes, or nobody is on duty.

        Args:
            tickets, duty: (BINS,) tickets, and the mean number of servers on duty, in each quarter hour.
        """  # fmt: skip
        servers = np.rint(duty).astype(np.int64)
        serving = np.flatnonzero(servers)
        if not len(serving) or not tickets.sum() or not service_min:
            return None
        first = min(int(np.flatnonzero(tickets)[0]), int(serving[0]))
        day = slice(0, BINS) if always_open else slice(first, int(serving[-1]) + 1)
        return cls(
            lam=tuple(round(float(n) / BIN_MIN, _DIGITS) for n in tickets[day]),
            servers=tuple(servers[day].tolist()),
            is_open=tuple(is_open[day].tolist()),
            service_min=round(max(service_min, _SHORTEST_MIN), _DIGITS),
            service_cv2=round(service_cv2, _DIGITS),
            impatience=impatience,
            always_open=always_open,
        )

    @property
    def is_steady(self) -> bool:
        """Whether the day never changes and nobody leaves, so that the long run is known."""
        return self.always_open and not self.impatience and len(set(self.lam)) == len(set(self.servers)) == 1

    def station_day(self) -> StationDay:
        """The day as the theory reads it; of a hall that never closes the second of two."""
        times = 2 if self.always_open else 1
        return StationDay(
            lam=self.lam * times,
            servers=self.servers * times,
            has_tickets=self.is_open * times,
            mu=1 / self.service_min,
            service_cv2=self.service_cv2,
            impatience=self.impatience,
            n_before=BINS * (times - 1),
            closes=not self.always_open,
        )


def expected_waits(crowds: Sequence[Crowd]) -> Mapping[Crowd, DayFigures | None]:
    """The figures of every crowd, in minutes; equal ones are worked out once."""
    different = list(dict.fromkeys(crowds))
    found: dict[Crowd, DayFigures | None] = {c: _in_the_long_run(c) for c in different if c.is_steady}
    days = [crowd for crowd in different if not crowd.is_steady]
    found.update(zip(days, station_days([crowd.station_day() for crowd in days], BIN_MIN), strict=True))
    return found


def _in_the_long_run(crowd: Crowd) -> DayFigures:
    """Erlang C, corrected for work that is more or less variable than exponential."""
    from hallsim.theory import mmc

    known = mmc(crowd.lam[0], 1 / crowd.service_min, crowd.servers[0])
    return DayFigures(
        n_arrivals=sum(crowd.lam) * BIN_MIN,
        mean_wait=known.mean_wait * (1 + crowd.service_cv2) / 2,
        door_wait=0.0,
        p_abandon=0.0,
        overtime=0.0,
        waiting_at_close=0.0,
    )


def impatience(world: World, workday_ms: int) -> tuple[float, ...]:
    """Cumulative hazard of patience at 0, 1, 2, ... minutes of waiting; empty: nobody leaves."""
    laws = list(zip(world.by_group("patience"), world.mix().groups_of(None).tolist(), strict=True))
    if all(law is None for law, _ in laws):
        return ()
    total = sum(share for _, share in laws)
    minutes = np.arange(_LONGEST_MIN + 1, dtype=np.float64)
    stay = np.zeros(len(minutes))
    for law, share in laws:
        if law is None:
            stay += share / total
        else:
            ms = {"ms": 1, "number": 1, "days": MS_PER_DAY, "workdays": workday_ms}[law.unit]
            stay += share / total * (1 - law.cdf(minutes * MS_PER_MIN / ms))
    hazard = -np.log(np.maximum(stay, math.exp(-_MOST_HAZARD)))
    hazard[0] = 0.0
    return tuple(np.round(hazard, _DIGITS).tolist())


def open_bins(calendar: WorkingCalendar, opening: Opening) -> NDArray[np.bool_] | None:
    """(7, BINS) whether an office issues tickets: from the doors on; None for one open past midnight."""
    if opening.always_open:
        return np.ones((N_WEEKDAYS, BINS), np.bool_)
    doors, closes = np.array(opening.doors_ms, np.int64), np.array(opening.close_ms, np.int64)
    inside = (doors >= 0) & (doors < calendar.horizon_ms)
    doors, closes = doors[inside], closes[inside]
    if (doors // MS_PER_DAY != (closes - 1) // MS_PER_DAY).any():
        return None
    first = np.full(N_WEEKDAYS, BINS)
    np.minimum.at(first, calendar.weekday[doors // MS_PER_DAY], doors % MS_PER_DAY // (BIN_MIN * MS_PER_MIN))
    return np.arange(BINS)[None, :] >= first[:, None]
